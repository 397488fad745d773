"""The versions of dependencies: what the manifests of each ecosystem ask for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from agentslint.core import lazy_re
from agentslint.facts.manifests import Table, json_table, table, texts, toml_table, yaml_table
from agentslint.facts.memo import by_name
from agentslint.facts.versions import build_files, ranges
from agentslint.facts.versions.declared import Fact, line_of, near
from agentslint.facts.versions.ranges import Interval
from agentslint.repo import Repo, join, parents

REQUIREMENT = lazy_re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#()]*)\)?")
MANIFESTS = {
    "npm": ("package.json",),
    "python": ("pyproject.toml", "requirements.txt", "requirements-dev.txt", "setup.cfg"),
    "cargo": ("Cargo.toml",),
    "composer": ("composer.json",),
    "gem": ("Gemfile", "Gemfile.lock"),
    "go": ("go.mod",),
    **build_files.ECOSYSTEMS,
}
_PROJECTS = (".csproj", ".fsproj", ".vbproj")  # one for each project, under its name
# https://go.dev/ref/mod#go-mod-file-require
_REQUIRED = lazy_re.compile(r"^\s*(?:require\s+)?([\w.-]+\.[a-z]+/[\w./~-]+) (v\d\S*)", lazy_re.M)
_REPLACED = lazy_re.compile(
    r"^\s*(?:replace\s+)?([\w.-]+\.[a-z]+/[\w./~-]+)(?: v\S+)? =>", lazy_re.M
)
_MAJOR = lazy_re.compile(r"/v\d+$")
Ranges = Callable[[str], tuple[Interval, ...]]


def facts(repo: Repo, directory: str, ecosystem: str, names: Sequence[str]) -> list[Fact]:
    """What the nearest circle of manifests that knows one of the packages says of it."""
    names_of = MANIFESTS[ecosystem]
    if ecosystem == "nuget":
        names_of = (*names_of, *sorted(n for n in by_name(repo) if n.endswith(_PROJECTS)))
    for _, paths in near(repo, directory, names_of):
        found = [fact for path in paths for fact in _of(repo, path, ecosystem, names)]
        if found:
            return found
    return []


def _of(repo: Repo, path: str, ecosystem: str, names: Sequence[str]) -> Iterator[Fact]:
    text = repo.text(path)
    if text is None:
        return
    if ecosystem in build_files.ECOSYSTEMS:
        built = build_files.READERS.get(posixpath.basename(path), build_files.nuget)
        for name, wanted, read, at in built(text):
            if name in names:
                yield Fact(read(wanted), "pin", wanted, line_of(path, text, at))
        return
    reader = _go if ecosystem == "go" else READERS[ecosystem]
    for name, wanted, read in reader(repo, path, text):
        if _is(name, ecosystem, names):
            yield Fact(read(wanted), "range", wanted or "any version", line_of(path, text, name))


def _package_json(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    data = json_table(text) or {}
    for section in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
        for name, wanted in table(data, section).items():
            if isinstance(wanted, str):
                if wanted.startswith("catalog:"):
                    wanted = _catalog(repo, path, wanted[8:], name)
                yield name, wanted, ranges.npm


def _catalog(repo: Repo, path: str, catalog: str, name: str) -> str:
    """What `catalog:` stands for in the nearest workspace, or "" where that is not to be found."""
    for folder in reversed(parents(posixpath.dirname(path) or ".")):
        text = repo.text(join(folder, "pnpm-workspace.yaml"))
        if text is not None:
            at = ("catalogs", catalog) if catalog not in ("", "default") else ("catalog",)
            wanted = table(yaml_table(text), *at).get(name)
            return "" if wanted is None else str(wanted)
        workspaces = (json_table(repo.text(join(folder, "package.json")) or "") or {}).get(
            "workspaces"
        )
        rows_of = (
            table(workspaces, "catalogs", catalog) if catalog else table(workspaces, "catalog")
        )
        if isinstance(rows_of.get(name), str):
            return str(rows_of[name])
    return ""


def _python(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    if not path.endswith(".toml"):
        rows = text.splitlines()
    else:
        data = toml_table(text) or {}
        project = table(data, "project")
        rows = texts(project.get("dependencies"))
        for group in (
            *table(project, "optional-dependencies").values(),
            *table(data, "dependency-groups").values(),
        ):
            rows += texts(group)
        poetry = table(data, "tool", "poetry")
        yield from _rows(table(poetry, "dependencies"), ranges.python)
        for group in table(poetry, "group").values():
            yield from _rows(table(group, "dependencies"), ranges.python)
    for row in rows:
        found = REQUIREMENT.match(row)
        if found and not row.lstrip().startswith(("-", "#")):
            yield found[1], found[2].strip(), ranges.python


def _cargo(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    data = toml_table(text) or {}
    for section in ("dependencies", "dev-dependencies", "build-dependencies"):
        yield from _rows(table(data, section), ranges.caret)
        yield from _rows(table(data, "workspace", section), ranges.caret)


def _rows(rows: Table, read: Ranges) -> Iterator[tuple[str, str, Ranges]]:
    for name, value in rows.items():
        wanted: Any = value.get("version", "") if isinstance(value, dict) else value
        shared = isinstance(value, dict) and value.get("workspace")
        if isinstance(wanted, str) and not shared:
            yield name, wanted, read


def _composer(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    data = json_table(text) or {}
    for section in ("require", "require-dev"):
        for name, wanted in table(data, section).items():
            if isinstance(wanted, str):
                yield name, wanted.replace("|", "||").replace("||||", "||"), ranges.npm


def _gem(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    if path.endswith(".lock"):
        for found in lazy_re.finditer(r"^    ([\w.-]+) \((\d[\w.]*)\)$", text, lazy_re.M):
            yield found[1], found[2], ranges.exact
        return
    for found in lazy_re.finditer(
        r"^\s*gem ['\"]([\w.-]+)['\"]((?:,\s*['\"][^'\"]+['\"])*)", text, lazy_re.M
    ):
        wanted = ", ".join(lazy_re.findall(r"['\"]([^'\"]+)['\"]", found[2]))
        yield found[1], wanted, ranges.ruby


def _go(repo: Repo, path: str, text: str) -> Iterator[tuple[str, str, Ranges]]:
    """The modules that go.mod requires; of one that it replaces the version says nothing."""
    replaced = set(_REPLACED.findall(text))
    for found in _REQUIRED.finditer(text):
        yield found[1], "" if found[1] in replaced else found[2], ranges.exact


READERS: dict[str, Callable[[Repo, str, str], Iterator[tuple[str, str, Ranges]]]] = {
    "npm": _package_json,
    "python": _python,
    "cargo": _cargo,
    "composer": _composer,
    "gem": _gem,
}


def _is(name: str, ecosystem: str, names: Sequence[str]) -> bool:
    """Whether a package has one of some names; a Go module also by the end of its path, `chi` or `chi/v5`."""
    if ecosystem != "go":
        return _normal(name, ecosystem) in names
    paths = [f"/{name}".lower(), _MAJOR.sub("", f"/{name}").lower()]
    return any(path.endswith(f"/{each.lower()}") for path in paths for each in names)


def _normal(name: str, ecosystem: str) -> str:
    return lazy_re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "python" else name
