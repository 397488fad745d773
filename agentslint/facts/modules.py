"""The modules of a repository that can depend on each other: npm packages, crates, Gradle modules, .NET projects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.facts.manifests import table
from agentslint.facts.memo import by_name, once
from agentslint.facts.tasks import cargo, workspaces
from agentslint.model import Place
from agentslint.repo import Repo, join, vendored

_GRADLE = ("build.gradle.kts", "build.gradle")
# `project(":core:data")`, and the accessor `projects.core.data`
_PROJECT = lazy_re.compile(r"\bproject\(\s*(?:path\s*[=:]\s*)?[\"'](:[\w:.-]+)[\"']")
_ACCESSOR = lazy_re.compile(r"\bprojects((?:\.[a-zA-Z]\w*)+)")
_APPLIED = lazy_re.compile(r"\b(?:subprojects|allprojects)\s*\{")
_REFERENCE = lazy_re.compile(r"<ProjectReference\s[^>]*Include\s*=\s*\"([^\"]+)\"")
_PROJECTS = (".csproj", ".fsproj", ".vbproj")
# sections of a Cargo.toml that list what a crate needs
_CARGO = ("dependencies", "dev-dependencies", "build-dependencies")


@dataclass(frozen=True, slots=True)
class Module:
    """One module: what a text may call it, its manifest, and the ids of the modules that it lists.

    id       how the manifests of its kind name it
    aliases  its id, its directory, the last part of both
    given    a build file elsewhere may give it more than its own lists
    """

    id: str
    kind: str
    directory: str
    manifest: str
    aliases: frozenset[str]
    needs: Mapping[str, Place] = field(default_factory=dict)
    given: bool = False


@once
def modules(repo: Repo) -> tuple[Module, ...]:
    """Every module that is the repository's own work, by its manifest's path."""
    found = (*_npm(repo), *_crates(repo), *_of_gradle(repo), *_of_dotnet(repo))
    return tuple(sorted(found, key=lambda one: one.manifest))


def named(repo: Repo, name: str, directory: str) -> Module | None:
    """The only module that a text calls so; "" is the one whose directory it is."""
    if not name:
        found = [one for one in modules(repo) if one.directory == directory]
    else:
        told = name.rstrip("/")
        found = [one for one in modules(repo) if told in one.aliases]
        found = [one for one in found if told in (one.id, one.directory)] or found
    return found[0] if len(found) == 1 else None


def reached(repo: Repo, source: Module) -> frozenset[str]:
    """The ids of all modules that one depends on, through others too."""
    known = {(one.kind, one.id): one for one in modules(repo)}
    found: set[str] = set()
    waiting = list(source.needs)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            one = known.get((source.kind, name))
            waiting += list(one.needs) if one else []
    return frozenset(found)


def _aliases(*names: str) -> frozenset[str]:
    last = (lazy_re.split(r"[/:]", name.strip(":/"))[-1] for name in names)
    return frozenset({*names, *(name.strip(":") for name in names), *last} - {"", "."})


def _line(path: str, text: str, at: int) -> Place:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    end = text.find("\n", at)
    return Place(path, line, column, line, column + (len(text) if end < 0 else end) - at)


def _npm(repo: Repo) -> Iterator[Module]:
    every = [one for one in workspaces.packages(repo) if one.name]
    own = {one.name for one in every}
    for one in every:
        text = repo.text(one.path) or ""
        needs = {
            name: _line(one.path, text, max(text.find(f'"{name}"'), 0))
            for name in one.dependencies
            if name in own
        }
        yield Module(
            one.name, "npm", one.directory, one.path, _aliases(one.name, one.directory), needs
        )


def _crates(repo: Repo) -> Iterator[Module]:
    every = [one for one in cargo.read(repo) if one.name]
    own = {one.name for one in every}
    for one in every:
        path = join(one.directory, "Cargo.toml")
        text = repo.text(path) or ""
        needs: dict[str, Place] = {}
        for rows in (one.data, *table(one.data, "target").values()):
            for section in _CARGO:
                for key, row in table(rows, section).items() if isinstance(rows, dict) else ():
                    name = str(row.get("package", key)) if isinstance(row, dict) else key
                    if name in own:
                        needs[name] = _line(path, text, max(text.find(key), 0))
        names = _aliases(one.name, one.name.replace("-", "_"), one.directory)
        yield Module(one.name, "cargo", one.directory, path, names, needs)


def _of_gradle(repo: Repo) -> Iterator[Module]:
    files = [path for name in _GRADLE for path in by_name(repo).get(name, ()) if not vendored(path)]
    ids = {":" + posixpath.dirname(path).replace("/", ":"): path for path in files if "/" in path}
    accessors = {_accessor(name): name for name in ids}
    root = "".join(repo.text(path) or "" for path in files if "/" not in path)
    # what a convention plugin or the root's build adds stands in no module's own file
    given = _APPLIED.search(root) is not None
    given = given or _by_convention(repo)
    for name, path in ids.items():
        text = repo.text(path) or ""
        needs = {hit[1]: _line(path, text, hit.start()) for hit in _PROJECT.finditer(text)}
        for hit in _ACCESSOR.finditer(text):
            if target := accessors.get(hit[1].strip(".").lower()):
                needs[target] = _line(path, text, hit.start())
        folder = posixpath.dirname(path)
        yield Module(name, "gradle", folder, path, _aliases(name, folder), needs, given)


def _accessor(name: str) -> str:
    return lazy_re.sub(r"[-_]", "", name.strip(":").replace(":", ".")).lower()


def _by_convention(repo: Repo) -> bool:
    """Whether a plugin of the repository's own names modules, and so may add them to others."""
    return any(
        _PROJECT.search(repo.text(path) or "")
        for folder in ("build-logic", "buildSrc")
        for path in repo.listing.below(folder)
        if path.endswith((".kt", ".kts", ".gradle", ".groovy"))
    )


def _of_dotnet(repo: Repo) -> Iterator[Module]:
    files = [
        path
        for name, paths in by_name(repo).items()
        if name.endswith(_PROJECTS)
        for path in paths
        if not vendored(path)
    ]
    for path in files:
        text, folder = repo.text(path) or "", posixpath.dirname(path) or "."
        needs = {}
        for hit in _REFERENCE.finditer(text):
            target = posixpath.basename(hit[1].replace("\\", "/"))
            needs[posixpath.splitext(target)[0]] = _line(path, text, hit.start())
        name = posixpath.splitext(posixpath.basename(path))[0]
        yield Module(name, "dotnet", folder, path, _aliases(name, folder), needs)
