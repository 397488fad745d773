"""Which packages manifests and lock files list, whatever their ecosystem."""

from __future__ import annotations

from agentslint.core import lazy_re
from agentslint.facts import locks, tools
from agentslint.facts.memo import once
from agentslint.facts.tasks import workspaces
from agentslint.repo import Repo

_MAJOR = lazy_re.compile(r"/v\d+$")


@once
def listed(repo: Repo) -> dict[str, str]:
    """Every package by its plain name, with the path of a manifest or lock file that lists it."""
    found: dict[str, str] = {}
    for kind, name, path in tools.listed(repo):
        found.setdefault(plain(name), path)
        if kind == "go":
            # `go-chi/chi` is github.com/go-chi/chi
            found.setdefault(plain(name.partition("/")[2]), path)
    for path, packages in locks.resolved(repo).items():
        for name in packages:
            found.setdefault(plain(name), path)
    return found


@once
def own(repo: Repo) -> dict[str, list[str]]:
    """The names of the packages of this repository that have a scope, by their last part."""
    found: dict[str, list[str]] = {}
    for one in workspaces.packages(repo):
        if one.name.startswith("@"):
            found.setdefault(one.name.rpartition("/")[2], []).append(one.name)
    return found


def plain(name: str) -> str:
    """A package's name without what manifests write in several ways."""
    return _MAJOR.sub("", name.lower().replace("_", "-"))
