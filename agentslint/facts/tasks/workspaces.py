"""JavaScript packages: package.json files by place and by name, and the filters that pick some."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from agentslint.core import globs
from agentslint.facts.manifests import Table, json_table, table
from agentslint.facts.memo import each, once
from agentslint.repo import Repo, join, parents, vendored

GLOB = re.compile(r"[*?\[]")
PARTS = 8  # parts of a package's name by the last of which it may be picked; npm has two
DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
LOCKS = ("pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "bun.lock")


@dataclass(frozen=True)
class Package:
    """One package.json: the directory it stands in and what it says."""

    directory: str
    data: Table

    @property
    def path(self) -> str:
        return join(self.directory, "package.json")

    @cached_property
    def name(self) -> str:
        name = self.data.get("name")
        return name if isinstance(name, str) else ""

    @cached_property
    def scripts(self) -> dict[str, str]:
        found = table(self.data, "scripts")
        return {name: text for name, text in found.items() if isinstance(text, str)}

    @cached_property
    def dependencies(self) -> dict[str, str]:
        """Every dependency with the range asked for, whichever list it stands in."""
        found: dict[str, str] = {}
        for section in reversed(DEPENDENCIES):
            rows = table(self.data, section)
            found.update({k: v for k, v in rows.items() if isinstance(v, str)})
        return found


@each
def package(repo: Repo, directory: str) -> Package | None:
    """The package whose package.json stands in a directory, if it can be read."""
    text = repo.text(join(directory, "package.json"))
    data = None if text is None else json_table(text)
    return None if data is None else Package(directory, data)


def nearest(repo: Repo, directory: str) -> Package | None:
    """The package that npm finds from a directory: its own, or the first one above."""
    here = directory
    while True:
        found = package(repo, here)
        if found is not None or here in (".", "", "/") or here.startswith(".."):
            return found
        here = posixpath.dirname(here) or "."


@once
def packages(repo: Repo) -> list[Package]:
    """Every package of the repository that is its own work."""
    found = []
    for path in repo.listing.by_name.get("package.json", ()):
        if not vendored(path):
            one = package(repo, posixpath.dirname(path) or ".")
            if one is not None:
                found.append(one)
    return found


@once
def called(repo: Repo) -> frozenset[str]:
    """The names of all packages."""
    return frozenset(one.name for one in packages(repo) if one.name)


def chosen(repo: Repo, directory: str, selector: str) -> list[Package] | None:
    """The packages that a filter or workspace name picks; None where it cannot be told."""
    bare = selector.strip("'\"").removesuffix("...").removeprefix("...").rstrip("^").lstrip("^")
    if not bare or bare.startswith(("!", "[")) or "[" in bare or "$" in bare or "<" in bare:
        return None
    if bare.startswith("{") and bare.endswith("}"):
        bare = "./" + bare[1:-1].removeprefix("./")
    known = packages(repo)
    places = {
        posixpath.normpath(join(base, bare))
        for base in (directory, ".")
        if not bare.startswith("@")
    }
    if not GLOB.search(bare + directory) and _handles(repo).isdisjoint({bare, *places}):
        return []
    named = _picking(bare)
    lying = [_picking(place) for place in places]
    # npm takes a directory of workspaces for all that lie in it
    above = tuple(f"{place}/" for place in places) if "/" in bare else ()
    return [
        one
        for one in known
        if named(one.name)
        or one.name.endswith(f"/{bare}")
        or any(lies(one.directory) for lies in lying)
        or one.directory in places
        or one.directory.startswith(above)
    ]


@once
def _handles(repo: Repo) -> frozenset[str]:
    """What a package can be picked by: its name and the ends of it, and where it lies."""
    found: set[str] = set()
    for one in packages(repo):
        parts = one.name.split("/")
        ends = range(max(len(parts) - PARTS, 0), len(parts))
        found.update([one.name, *("/".join(parts[start:]) for start in ends)])
        found.update(parents(one.directory))
    return frozenset(found)


def _picking(glob: str) -> Callable[[str], object]:
    """What tells whether a name fits a glob; most are plain."""
    if GLOB.search(glob):
        return re.compile(globs.shell(glob)).match
    return glob.__eq__


def locks(repo: Repo, directory: str, name: str) -> bool:
    """Whether a name stands in quotes in a lock file in force in a directory."""
    above = reversed(parents(directory))
    texts = [repo.text(join(folder, lock)) or "" for folder in above for lock in LOCKS]
    return any(f'"{name}"' in text for text in texts)
