"""Nx: the projects that a command names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from agentslint.facts.manifests import json_table
from agentslint.facts.memo import once
from agentslint.facts.tasks import workspaces
from agentslint.facts.tasks.answer import Answer, arguments, look_up
from agentslint.repo import Repo

TOOLS = ("nx",)
MANIFESTS = ("nx.json",)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """The answer for the project that `nx run` names."""
    plain, _ = arguments(
        words[1:], ("-t", "--target", "--targets", "-p", "--projects", "--configuration")
    )
    if plain[:1] != ("run",) or len(plain) < 2 or not repo.is_file("nx.json"):
        return
    project = plain[1].partition(":")[0]
    yield look_up(project, _projects(repo), kind="project", where="nx.json")


@once
def _projects(repo: Repo) -> frozenset[str]:
    """Every name that nx may know a project by."""
    names = {one.name for one in workspaces.packages(repo)}
    names |= {name.rpartition("/")[2] for name in names}
    names |= {posixpath.basename(folder) for folder in repo.listing.directories}
    for path in repo.listing.by_name.get("project.json", ()):
        names.add(str((json_table(repo.text(path) or "") or {}).get("name", "")))
    return frozenset(names)
