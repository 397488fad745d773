"""The packages of a repository, and its workspaces: who is a member, who owns a path, who depends on whom."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, json_table, table, texts, toml_table, yaml_table
from agentslint.facts.memo import by_name, once
from agentslint.facts.versions.declared import line_of
from agentslint.model import Place
from agentslint.repo import Repo, join, parent, parents, sample, vendored

DEEPEST = 50  # parts of a glob


@dataclass(frozen=True, slots=True)
class Package:
    """One package: its name as its manifest has it ("" where it has none), and what it depends on."""

    ecosystem: str
    name: str
    directory: str
    manifest: str
    version: str = ""
    depends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a manifest joins: the directories of its members, and where it says so."""

    ecosystem: str
    directory: str
    members: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Arrow:
    """One package of the repository depends on another; `place` is the line that says so."""

    source: Package
    target: Package
    place: Place


@once
def packages(repo: Repo) -> tuple[Package, ...]:
    """Every package that a manifest declares, in path order; no vendored ones, and no samples of tests."""
    found = []
    for name, (ecosystem, read) in MANIFESTS.items():
        for path in by_name(repo).get(name, ()):
            text = None if vendored(path) or sample(path) else repo.text(path)
            made = read(text) if text is not None else None
            if made is not None:
                found.append(Package(ecosystem, made[0], parent(path), path, made[1], made[2]))
    return tuple(sorted(found, key=lambda one: one.manifest))


@once
def workspaces(repo: Repo) -> tuple[Workspace, ...]:
    """Every manifest that joins packages, in path order."""
    found = []
    for name, (ecosystem, manifests, read) in JOINED.items():
        for path in by_name(repo).get(name, ()):
            text = None if vendored(path) or sample(path) else repo.text(path)
            patterns = list(read(text)) if text is not None else []
            if patterns:
                members = _members(repo, parent(path), patterns, manifests)
                found.append(
                    Workspace(
                        ecosystem, parent(path), members, line_of(path, text or "", patterns[0])
                    )
                )
    return tuple(sorted(found, key=lambda one: one.place))


def owner(repo: Repo, path: str) -> Package | None:
    """The package that a path lies in: the nearest above it."""
    by_directory = _by_directory(repo)
    for base in reversed(parents(parent(path))):
        if base in by_directory:
            return by_directory[base]
    return None


def called(repo: Repo, name: str) -> tuple[Package, ...]:
    """The packages of a name."""
    return tuple(one for one in packages(repo) if one.name == name)


@once
def arrows(repo: Repo) -> tuple[Arrow, ...]:
    """Which packages of the repository depend on which."""
    known: dict[tuple[str, str], Package] = {}
    for one in packages(repo):
        if one.name:
            known.setdefault((one.ecosystem, one.name), one)
    return tuple(
        Arrow(one, target, line_of(one.manifest, repo.text(one.manifest) or "", name))
        for one in packages(repo)
        for name in sorted(one.depends)
        if (target := known.get((one.ecosystem, name))) and target != one
    )


@once
def _by_directory(repo: Repo) -> dict[str, Package]:
    found: dict[str, Package] = {}
    for one in packages(repo):
        found.setdefault(one.directory, one)
    return found


def _members(
    repo: Repo, base: str, patterns: list[str], manifests: tuple[str, ...]
) -> tuple[str, ...]:
    """The directories below `base` that match, and that hold a manifest; `!` takes some out again."""
    holding = {
        parent(p) for name in manifests for p in by_name(repo).get(name, ()) if not vendored(p)
    }
    found: set[str] = set()
    for pattern in patterns:
        bare = posixpath.normpath(pattern.lstrip("!").rstrip("/") or ".")
        wanted = posixpath.normpath(join(base, bare))
        if any(letter in bare for letter in "*?[{"):
            parts = wanted.split("/")
            matches = {d for d in holding if _matches(parts, d.split("/"))}
        else:
            matches = {wanted} if wanted in holding or not manifests else set()
        found = found - matches if pattern.startswith("!") else found | matches
    return tuple(sorted(found - {base}))


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a glob matches a path, part by part; `**` stands for any number of parts."""
    if len(pattern) > DEEPEST:
        return False
    reached = {0}
    for part in path:
        stars = {at for at in _past_stars(pattern, reached) if at < len(pattern)}
        reached = {at if pattern[at] == "**" else at + 1 for at in stars if _is(pattern[at], part)}
    return len(pattern) in _past_stars(pattern, reached)


def _is(pattern: str, part: str) -> bool:
    return pattern == "**" or fnmatchcase(part, pattern)


def _past_stars(pattern: Sequence[str], places: Iterable[int]) -> set[int]:
    """Some places of a pattern, with those behind each `**` that stands there."""
    found = set(places)
    waiting = list(found)
    while waiting:
        at = waiting.pop()
        if at < len(pattern) and pattern[at] == "**" and at + 1 not in found:
            found.add(at + 1)
            waiting.append(at + 1)
    return found


Made = tuple[str, str, frozenset[str]]


def _npm(text: str) -> Made | None:
    data = json_table(text)
    if data is None:
        return None
    sections = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
    return _text(data, "name"), _text(data, "version"), _keys(data, *sections)


def _cargo(text: str) -> Made | None:
    data = toml_table(text) or {}
    if "package" not in data:
        return None
    own = table(data, "package")
    sections = ("dependencies", "dev-dependencies", "build-dependencies")
    return _text(own, "name"), _text(own, "version"), _keys(data, *sections)


def _python(text: str) -> Made | None:
    data = toml_table(text) or {}
    own = table(data, "project") or table(data, "tool", "poetry")
    if not own:
        return None
    rows = texts(own.get("dependencies"))
    for group in (
        *table(own, "optional-dependencies").values(),
        *table(data, "dependency-groups").values(),
    ):
        rows += texts(group)
    names = {found[0] for row in rows if (found := lazy_re.match(r"[A-Za-z0-9][\w.-]*", row))}
    names |= set(table(own, "dependencies"))
    return _text(own, "name"), _text(own, "version"), frozenset(names)


def _go(text: str) -> Made | None:
    found = lazy_re.search(r"^module\s+(\S+)", text, lazy_re.M)
    needs = lazy_re.findall(r"^\s*(?:require\s+)?([\w.-]+\.[a-z]+/[\w./-]+) v\d", text, lazy_re.M)
    return (found[1], "", frozenset(needs)) if found else None


def _composer(text: str) -> Made | None:
    data = json_table(text)
    if data is None:
        return None
    return _text(data, "name"), _text(data, "version"), _keys(data, "require", "require-dev")


def _pub(text: str) -> Made | None:
    data = yaml_table(text) or {}
    if "name" not in data:
        return None
    return (
        _text(data, "name"),
        _text(data, "version"),
        _keys(data, "dependencies", "dev_dependencies"),
    )


def _maven(text: str) -> Made | None:
    own = lazy_re.sub(
        r"(?s)<(parent|dependencies|build|dependencyManagement|profiles)>.*?</\1>", "", text
    )
    found = lazy_re.search(r"<artifactId>([^<]+)<", own)
    version = lazy_re.search(r"<version>([^<$]+)<", own)
    needs = lazy_re.findall(r"(?s)<dependency>.*?<artifactId>([^<]+)<", text)
    return (found[1], version[1] if version else "", frozenset(needs)) if found else None


def _mix(text: str) -> Made | None:
    found = lazy_re.search(r"\bapp:\s*:(\w+)", text)
    version = lazy_re.search(r"\bversion:\s*\"([^\"]+)\"", text)
    needs = lazy_re.findall(r"\{:(\w+),", text)
    return (found[1], version[1] if version else "", frozenset(needs)) if found else None


def _swift(text: str) -> Made | None:
    found = lazy_re.search(r"\bname:\s*\"([^\"]+)\"", text)
    return (found[1], "", frozenset()) if found else None


def _text(data: Table, key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _keys(data: Table, *sections: str) -> frozenset[str]:
    return frozenset(name for section in sections for name in table(data, section))


MANIFESTS: dict[str, tuple[str, Callable[[str], Made | None]]] = {
    "package.json": ("npm", _npm),
    "Cargo.toml": ("cargo", _cargo),
    "pyproject.toml": ("python", _python),
    "go.mod": ("go", _go),
    "composer.json": ("composer", _composer),
    "pubspec.yaml": ("pub", _pub),
    "pom.xml": ("maven", _maven),
    "mix.exs": ("mix", _mix),
    "Package.swift": ("swift", _swift),
}


def _npm_members(text: str) -> Iterator[str]:
    joined = (json_table(text) or {}).get("workspaces")
    yield from texts(joined.get("packages") if isinstance(joined, dict) else joined)


def _pnpm_members(text: str) -> Iterator[str]:
    yield from texts((yaml_table(text) or {}).get("packages"))


def _cargo_members(text: str) -> Iterator[str]:
    own = table(toml_table(text) or {}, "workspace")
    yield from texts(own.get("members"))
    yield from (f"!{path}" for path in texts(own.get("exclude")))


def _uv_members(text: str) -> Iterator[str]:
    own = table(toml_table(text) or {}, "tool", "uv", "workspace")
    yield from texts(own.get("members"))
    yield from (f"!{path}" for path in texts(own.get("exclude")))


def _go_members(text: str) -> Iterator[str]:
    for block in lazy_re.findall(r"^use\s*(\([^)]*\)|\S+)", text, lazy_re.M):
        for line in block.strip("()").splitlines():
            if path := line.partition("//")[0].strip():
                yield path


def _maven_members(text: str) -> Iterator[str]:
    yield from lazy_re.findall(r"<module>\s*([^<]+?)\s*</module>", text)


def _gradle_members(text: str) -> Iterator[str]:
    for line in lazy_re.findall(r"^\s*include\s*\(?([^)\n]*(?:,\s*\n[^)\n]*)*)", text, lazy_re.M):
        for name in lazy_re.findall(r"[\"']:?([\w.:-]+)[\"']", line):
            yield name.replace(":", "/")


def _pub_members(text: str) -> Iterator[str]:
    yield from texts((yaml_table(text) or {}).get("workspace"))


# the file that joins packages: its ecosystem, the manifests of its members, who reads it
JOINED: dict[str, tuple[str, tuple[str, ...], Callable[[str], Iterator[str]]]] = {
    "package.json": ("npm", ("package.json",), _npm_members),
    "pnpm-workspace.yaml": ("npm", ("package.json",), _pnpm_members),
    "Cargo.toml": ("cargo", ("Cargo.toml",), _cargo_members),
    "pyproject.toml": ("python", ("pyproject.toml",), _uv_members),
    "go.work": ("go", ("go.mod",), _go_members),
    "pom.xml": ("maven", ("pom.xml",), _maven_members),
    "settings.gradle": ("gradle", ("build.gradle", "build.gradle.kts"), _gradle_members),
    "settings.gradle.kts": ("gradle", ("build.gradle", "build.gradle.kts"), _gradle_members),
    "pubspec.yaml": ("pub", ("pubspec.yaml",), _pub_members),
}
