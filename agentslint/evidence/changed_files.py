"""The files of a diff: what each holds, its chain, and the checks that the chain requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from agentslint import chain
from agentslint.evidence import checks
from agentslint.evidence.checks import Required
from agentslint.model import Agent
from agentslint.repo import Repo, parent
from agentslint.repo.changes import Changed


def requirements(
    repo: Repo, agent: Agent, changes: Iterable[Changed]
) -> dict[str, tuple[Required, ...]]:
    """What the chain of each changed file requires, by path."""
    known: dict[str, tuple[Required, ...]] = {}
    found = {}
    for change in changes:
        for path, _ in contents(change):
            folder = existing_directory(repo, parent(path))
            if folder not in known:
                known[folder] = checks.required(chain.build(repo, agent, folder), repo.exists)
            found[path] = tuple(check for check in known[folder] if check.governs(path))
    return found


def chains(repo: Repo, agent: Agent, changes: Iterable[Changed]) -> Iterator[dict[str, Any]]:
    """The chains that govern some changes, each once: directory, digest, sources."""
    seen = set()
    folders = {existing_directory(repo, parent(path)) for c in changes for path, _ in contents(c)}
    for folder in sorted(folders):
        built = chain.build(repo, agent, folder)
        sources = tuple(link.path for link in built.sources)
        if sources not in seen:
            seen.add(sources)
            where = parent(sources[-1]) if sources else "."
            yield {"directory": where, "digest": chain.digest(built), "sources": list(sources)}


def existing_directory(repo: Repo, directory: str) -> str:
    """The nearest directory that is there: a new or deleted one has the chain of those above."""
    while directory != "." and not repo.exists(directory):
        directory = parent(directory)
    return directory


def contents(change: Changed) -> Iterator[tuple[str, str]]:
    """Each path that a change concerns, with the id of what it holds now."""
    if change.before:
        yield change.before, ""
    yield change.path, change.new
