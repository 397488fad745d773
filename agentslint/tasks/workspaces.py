"""JavaScript packages: package.json files by place and by name, and the filters that pick some."""

from __future__ import annotations

import fnmatch
import posixpath
from dataclasses import dataclass

from agentslint.repo import Repo, join, vendored
from agentslint.tasks.formats import Table, json_table, table
from agentslint.tasks.once import once

DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
LOCKS = ("pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "bun.lock")


@dataclass(frozen=True, slots=True)
class Package:
    """One package.json: the directory it stands in and what it says."""

    directory: str
    data: Table

    @property
    def path(self) -> str:
        return join(self.directory, "package.json")

    @property
    def name(self) -> str:
        name = self.data.get("name")
        return name if isinstance(name, str) else ""

    @property
    def scripts(self) -> dict[str, str]:
        found = table(self.data, "scripts")
        return {name: text for name, text in found.items() if isinstance(text, str)}

    @property
    def dependencies(self) -> dict[str, str]:
        """Every dependency with the range asked for, whichever list it stands in."""
        found: dict[str, str] = {}
        for section in reversed(DEPENDENCIES):
            rows = table(self.data, section)
            found.update({k: v for k, v in rows.items() if isinstance(v, str)})
        return found


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
    return [
        one
        for one in known
        if fnmatch.fnmatchcase(one.name, bare)
        or one.name.endswith(f"/{bare}")
        or any(fnmatch.fnmatchcase(one.directory, place) for place in places)
        or one.directory in places
        # npm takes a directory of workspaces for all that lie in it
        or ("/" in bare and any(one.directory.startswith(f"{place}/") for place in places))
    ]


def locked(repo: Repo, directory: str) -> str:
    """The text of the lock files in force in a directory, or nothing."""
    found = []
    while True:
        found += [text for name in LOCKS if (text := repo.text(join(directory, name)))]
        if directory in (".", ""):
            return "\n".join(found)
        directory = posixpath.dirname(directory) or "."
