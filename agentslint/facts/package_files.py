"""What manifests say of packages: names, versions, dependencies, and the members that they join."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, json_table, table, texts, toml_table, yaml_table

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
    """The directories that `use` lines of a go.work name."""
    inside = False
    for line in text.splitlines():
        words = line.split("//")[0].split()
        if words[:1] == ["use"] and len(words) > 1 and words[1] != "(":
            yield words[1].strip('"')
        elif words[:2] == ["use", "("]:
            inside = True
        elif inside and words:
            inside = words[0] != ")"
            if inside:
                yield words[0].strip('"')


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
