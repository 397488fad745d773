"""What lock files resolve: every package with its versions. A lock file lists all dependencies there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.core import lazy_re
from agentslint.facts.manifests import json_table, table, toml_table
from agentslint.facts.memo import by_name, each, once
from agentslint.repo import Repo, join, parents, sample, vendored

Row = tuple[str, str]  # a package's name and a version of it
# the lock files of each ecosystem
FILES = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"),
    "python": ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"),
    "cargo": ("Cargo.lock",),
    "composer": ("composer.lock",),
    "gem": ("Gemfile.lock",),
    "go": ("go.sum",),
    "mix": ("mix.lock",),
    "pub": ("pubspec.lock",),
    "swift": ("Package.resolved",),
}
_KINDS = {name: kind for kind, names in FILES.items() for name in names}


@each
def resolved_by(repo: Repo, path: str) -> dict[str, frozenset[str]]:
    """The packages of one lock file, with all versions that it resolves each to."""
    text = repo.text(path)
    name = path.rpartition("/")[2]
    found: dict[str, set[str]] = {}
    for package, version in READERS[name](text) if text is not None else ():
        found.setdefault(package, set()).add(version)
    return {package: frozenset(versions) for package, versions in found.items()}


@once
def resolved(repo: Repo) -> dict[str, dict[str, frozenset[str]]]:
    """What each lock file of the repository resolves, by its path."""
    known = by_name(repo)
    paths = (path for name in _KINDS for path in known.get(name, ()))
    return {p: resolved_by(repo, p) for p in paths if not vendored(p) and not sample(p)}


def nearest(repo: Repo, directory: str, ecosystem: str) -> str:
    """The path of the lock file that a directory is under; "" where there is none."""
    for base in reversed(parents(directory)):
        for name in FILES[ecosystem]:
            if join(base, name) in repo.listing.tracked:
                return join(base, name)
    return ""


def _package_lock(text: str) -> Iterator[Row]:
    data = json_table(text) or {}
    for path, row in table(data, "packages").items():
        if "node_modules/" in path and isinstance(row, dict):
            yield path.rpartition("node_modules/")[2], str(row.get("version", ""))
    for name, row in table(data, "dependencies").items():
        yield name, str(table(row).get("version", ""))


def _pattern(pattern: str) -> Callable[[str], Iterator[Row]]:
    """A reader by the name and the version that a line, or two, hold."""

    def read(text: str) -> Iterator[Row]:
        for found in lazy_re.finditer(pattern, text, lazy_re.M):
            yield found[1], found[2] or ""

    return read


def _yarn(text: str) -> Iterator[Row]:
    for found in lazy_re.finditer(
        r"^\"?(@?[^@\s\"]+)@[^\n]*:\n\s+version:?\s+\"?([\w.+-]+)", text, lazy_re.M
    ):
        yield found[1], found[2]


def _packages(text: str) -> Iterator[Row]:
    """`[[package]]` of uv, Poetry, PDM and Cargo."""
    rows = (toml_table(text) or {}).get("package")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            yield row["name"], str(row.get("version", ""))


def _pipfile(text: str) -> Iterator[Row]:
    data = json_table(text) or {}
    for section in ("default", "develop"):
        for name, row in table(data, section).items():
            yield name, str(table(row).get("version", "")).removeprefix("==")


def _composer(text: str) -> Iterator[Row]:
    data = json_table(text) or {}
    for section in ("packages", "packages-dev"):
        rows = data.get(section)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield str(row.get("name", "")), str(row.get("version", "")).removeprefix("v")


READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    "package-lock.json": _package_lock,
    "npm-shrinkwrap.json": _package_lock,
    # 5: /name/1.2.3:, 6: /name@1.2.3:, 9: name@1.2.3:
    "pnpm-lock.yaml": _pattern(r"^  '?/?(@?[^@\s'():]+?)[@/](\d[\w.+-]*)[^\n]*:"),
    "yarn.lock": _yarn,
    "bun.lock": _pattern(r"^\s+\"[^\"]+\": \[\"(@?[^@\"]+)@([^\"]*)\""),
    "uv.lock": _packages,
    "poetry.lock": _packages,
    "pdm.lock": _packages,
    "Pipfile.lock": _pipfile,
    "Cargo.lock": _packages,
    "composer.lock": _composer,
    "Gemfile.lock": _pattern(r"^    ([\w.-]+) \((\d[\w.]*)[^)]*\)$"),
    "go.sum": _pattern(r"^(\S+) v(\d[\w.+-]*)(?:/go\.mod)? h1:"),
    "mix.lock": _pattern(r"^\s*\"([\w]+)\": \{:hex, :\w+, \"([\w.+-]+)\""),
    "pubspec.lock": _pattern(r"^  (\w+):\n(?:    .*\n)*?    version: \"([\w.+-]+)\""),
    "Package.resolved": _pattern(
        r"\"(?:identity|package)\"\s*:\s*\"([^\"]+)\"[^{}]*\{[^{}]*\"version\"\s*:\s*\"([^\"]+)\""
    ),
}
