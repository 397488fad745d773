"""Which tools a repository uses, by what shows it: dependencies, files of their own, settings, images.

One file on purpose: one answer, whose signs are weighed against each other.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from agentslint.core import lazy_re
from agentslint.facts import locks
from agentslint.facts.manifests import json_table, table, toml_table
from agentslint.facts.memo import each, once
from agentslint.facts.versions.declared import aside, line_of
from agentslint.facts.versions.dependencies import READERS
from agentslint.model import Place, text_place
from agentslint.repo import Repo, parent, parents, sample, vendored
from agentslint.text.roles import Tool, roles

MANIFESTS = {
    "package.json": "npm",
    "pyproject.toml": "python",
    "setup.cfg": "python",
    "Pipfile": "pipfile",
    "Cargo.toml": "cargo",
    "composer.json": "composer",
    "Gemfile": "gem",
    "go.mod": "go",
    "pom.xml": "maven",
    "build.gradle": "maven",
    "build.gradle.kts": "maven",
    "libs.versions.toml": "maven",
    "schema.prisma": "prisma",
    "Directory.Packages.props": "nuget",
    "mix.exs": "mix",
}
_ECOSYSTEMS = frozenset(
    {"npm", "python", "go", "cargo", "composer", "gem", "maven", "nuget", "mix"}
)
PROJECTS = (".csproj", ".fsproj", ".vbproj")
COMPOSE = lazy_re.compile(r"(?:docker-)?compose[\w.-]*\.ya?ml")
REQUIREMENTS = lazy_re.compile(r"requirements[\w.-]*\.(?:txt|in)")
# files that say how a project is built, checked and run, whatever the language
BUILD = lazy_re.compile(
    r"(?:^|/)(?:package\.json|deno\.jsonc?|pyproject\.toml|setup\.(?:cfg|py)|tox\.ini|noxfile\.py|tasks\.py|"
    r"requirements[^/]*\.(?:txt|in)|Pipfile|environment\.ya?ml|Makefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|"
    r"Rakefile|Gemfile|composer\.json|[^/]*\.gradle(?:\.kts)?|pom\.xml|[^/]*\.csproj|Cargo\.toml|mix\.exs|"
    r"pubspec\.yaml|Dockerfile[^/]*|[^/]*\.Dockerfile|Containerfile|(?:docker-)?compose[^/]*\.ya?ml|"
    r"\.pre-commit-config\.yaml|lefthook\.ya?ml|\.lintstagedrc[^/]*|lint-staged\.config\.[cm]?js|\.gitlab-ci\.yml|"
    r"azure-pipelines\.yml|Jenkinsfile|turbo\.jsonc?|nx\.json|project\.json|angular\.json|"
    r"\.?mise\.toml|\.tool-versions|[^/]*\.config\.[cm]?[jt]s|[^/]*\.sh|[^/]*\.ps1|\.[\w-]+rc(?:\.\w+)?|[^/]*\.nix)$"
    r"|^\.(?:github|circleci|buildkite|husky|devcontainer)/.*[^.][^m][^d]$"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows a tool in use: `text` as it is written there, `kind` as the sign has it."""

    tool: str
    role: str
    kind: str
    text: str
    place: Place


def used(repo: Repo, role: str, directory: str = ".") -> list[Evidence]:
    """What shows tools of a role in use, in the nearest circle around a directory that shows any."""
    found = [one for one in _evidence(repo) if one.role == role]
    for base in reversed(parents(directory)):
        start = "" if base == "." else f"{base}/"
        here = [
            one
            for one in found
            if one.place.path.startswith(start) and not aside(one.place.path, base)
        ]
        if here:
            return here
    return []


def anywhere(repo: Repo, tool: Tool) -> bool:
    """Whether anything at all shows a tool in use, in examples and tests too."""
    return any(one.tool == tool.id and one.role == tool.role for one in _evidence(repo))


def mentioned(repo: Repo, tool: Tool) -> Place | None:
    """Where a file that builds, checks or runs the project first names a tool."""
    words = "|".join(
        lazy_re.escape(word.rstrip("*")) + (r"[\w-]*" if word.endswith("*") else "")
        for word in tool.words
    )
    pattern = lazy_re.compile(rf"(?<![\w@/.-])(?:{words})(?![\w/-])", lazy_re.IGNORECASE)
    for path in _build_files(repo):
        text = repo.text(path) or ""
        if found := pattern.search(text):
            return text_place(path, text, *found.span())
    return None


def run_by(repo: Repo, tool: Tool) -> bool:
    """Whether a Makefile, a workflow or the like runs a package manager for the project, or sets it as the one to run."""
    words = "|".join(lazy_re.escape(word) for word in tool.words if "*" not in word)
    runs = lazy_re.compile(
        rf"(?<![\w@/.$({{-])(?:{words})[ \t]+(?:install|ci|run|test|add|sync|exec)\b(?![ \t]+(?:-g|--global|-\w+ -g))"
        rf"|^[ \t]*\w+[ \t]*[?:]?=[ \t]*[\"']?(?:{words})[\"']?[ \t]*$",
        lazy_re.MULTILINE,
    )
    return any(runs.search(repo.text(path) or "") for path in _build_files(repo))


def locked(repo: Repo, tool: Tool) -> bool:
    """Whether a lock file lists one of a tool's packages, as what another one needs."""
    names = {what for kind, what in tool.signs if kind in locks.FILES and "*" not in what}
    return any(name in known for known in locks.resolved(repo).values() for name in names)


@once
def _build_files(repo: Repo) -> list[str]:
    return [p for p in repo.listing.ordered if BUILD.search(p) and not vendored(p)]


@once
def _evidence(repo: Repo) -> list[Evidence]:
    return [*_dependencies(repo), *_files(repo)]


@dataclass(frozen=True, slots=True)
class _Named:
    """The signs of tools that are names of files: whole ones, patterns, and patterns of paths."""

    exact: dict[str, list[Tool]]
    globs: list[tuple[str, Tool]]
    below: list[tuple[str, Tool]]


@cache
def _named() -> _Named:
    found = _Named({}, [], [])
    for tool in _tools():
        for kind, what in tool.signs:
            if kind == "path":
                found.below.append((what, tool))
            elif kind == "file" and "*" in what:
                found.globs.append((what, tool))
            elif kind == "file":
                found.exact.setdefault(what, []).append(tool)
    return found


def _files(repo: Repo) -> Iterator[Evidence]:
    """Files whose name or place shows a tool."""
    signs = _named()
    for what, tool in signs.below:
        held = repo.listing.below(posixpath.dirname(what))
        shown = (path for path in held if fnmatchcase(path, what) and path in repo.listing.tracked)
        if first := next(shown, None):
            yield Evidence(tool.id, tool.role, "file", first, Place(first))
    starts = {glob.partition("*")[0] for glob, _ in signs.globs}
    openings = tuple(start for start in starts if start)
    endings = tuple(glob[1:] for glob, _ in signs.globs if glob.startswith("*"))
    for path in repo.listing.ordered:
        name = path[path.rfind("/") + 1 :]
        known = signs.exact.get(name, ())
        if not known and not name.startswith(openings) and not name.endswith(endings):
            continue
        if vendored(path):
            continue
        for tool in known:
            yield Evidence(tool.id, tool.role, "file", name, Place(path))
        for glob, tool in signs.globs:
            if fnmatchcase(name, glob):
                yield Evidence(tool.id, tool.role, "file", name, Place(path))


def listed(repo: Repo) -> Iterator[tuple[str, str, str]]:
    """The packages that manifests list: (ecosystem, name, path)."""
    for path, kind, text in _manifests(repo):
        for sign, what, _ in _signs(repo, path, kind, text):
            if sign in _ECOSYSTEMS:
                yield sign, what, path


def _manifests(repo: Repo) -> Iterator[tuple[str, str, str]]:
    for path in repo.listing.ordered:
        name = path[path.rfind("/") + 1 :]
        kind = MANIFESTS.get(name) or _kind(name)
        if not kind or vendored(path) or sample(path):
            continue
        text = repo.text(path)
        if text is not None:
            yield path, kind, text


def _dependencies(repo: Repo) -> Iterator[Evidence]:
    """What manifests list."""
    for path, kind, text in _manifests(repo):
        for sign, what, written in _signs(repo, path, kind, text):
            for tool in _shown(sign, what):
                place = line_of(path, text, written)
                yield Evidence(tool.id, tool.role, sign, written, place)


@cache
def _shown(sign: str, what: str) -> tuple[Tool, ...]:
    """The tools that one sign shows."""
    return tuple(dict.fromkeys(tool for pattern, tool in _signed(sign) if _is(what, pattern)))


@cache
def _signed(sign: str) -> tuple[tuple[str, Tool], ...]:
    """The tools that have signs of a kind, with each of these."""
    return tuple(
        (pattern, tool) for tool in _tools() for kind, pattern in tool.signs if kind == sign
    )


def _kind(name: str) -> str:
    if REQUIREMENTS.fullmatch(name):
        return "python"
    if name.endswith(PROJECTS):
        return "nuget"
    return "image" if COMPOSE.fullmatch(name) else ""


def _signs(repo: Repo, path: str, kind: str, text: str) -> Iterator[tuple[str, str, str]]:
    """What a manifest shows: (kind of sign, what, as it is written)."""
    if kind in READERS:
        for name, _, _ in READERS[kind](repo, path, text):
            yield kind, name.lower() if kind != "go" else name, name
    if kind == "npm":
        data = json_table(text) or {}
        yield from (("key", key, key) for key in data)
        manager = data.get("packageManager")
        if isinstance(manager, str):
            yield "manager", manager.partition("@")[0], manager
    elif path.endswith("pyproject.toml"):
        tools = table(toml_table(text) or {}, "tool")
        for name in tools:
            written = f"[tool.{name}"
            yield "toml", f"tool.{name}", written if written in text else name
    elif kind in _PATTERNS:
        for found in lazy_re.finditer(_PATTERNS[kind], text, lazy_re.M):
            sign = "python" if kind == "pipfile" else kind
            yield sign, found[1] if sign in ("go", "nuget") else found[1].lower(), found[1]


_PATTERNS = {
    "go": r"^\s*(?:require\s+)?([\w.-]+\.[a-z]+/[\w./-]+) v\d",
    "maven": r"[:>\"']([a-z][\w-]*(?:-[\w]+)*)[:<\"']",
    "pipfile": r"^([\w.-]+)\s*=\s*[\"{]",
    "nuget": r"<Package(?:Reference|Version)\s+Include=\"([^\"]+)\"",
    "mix": r"\{:(\w+),",
    "prisma": r"^\s*provider\s*=\s*\"(\w+)\"",
    "image": r"^\s*image:\s*[\"']?(?:[\w.-]+/)*([\w-]+)",
}


def _is(what: str, pattern: str) -> bool:
    what, pattern = what.lower(), pattern.lower()
    if pattern.endswith("*") and "*" not in pattern[:-1]:
        return what.startswith(pattern[:-1])
    if "*" in pattern:
        return fnmatchcase(what, pattern)
    return what == pattern or (what.startswith(f"{pattern}/") and "." in pattern)


@once
def managers(repo: Repo) -> list[Evidence]:
    """Which package managers the manifests name, each with its place."""
    found = []
    for path in repo.listing.ordered:
        if path.endswith("package.json") and (path == "package.json" or path[-13] == "/"):
            text = repo.text(path) or ""
            if '"packageManager"' not in text or vendored(path):
                continue
            said = (json_table(text) or {}).get("packageManager")
            if isinstance(said, str):
                tool = said.partition("@")[0]
                place = line_of(path, text, "packageManager")
                found.append(Evidence(tool, "manager-javascript", "manager", said, place))
    return found


@each
def manager(repo: Repo, directory: str) -> dict[str, list[Evidence]]:
    """By role, what shows the package managers of a directory: those of the nearest one above."""
    found: dict[str, list[Evidence]] = {}
    for role in roles().values():
        if not role.manager:
            continue
        every = [*managers(repo), *(one for one in _evidence(repo) if one.role == role.id)]
        for base in reversed(parents(directory)):
            here = [e for e in every if e.role == role.id and parent(e.place.path) == base]
            if here:
                named = [one for one in here if one.kind == "manager"]
                found[role.id] = named or here
                break
    return found


def _tools() -> Iterator[Tool]:
    for role in roles().values():
        yield from role.tools.values()
