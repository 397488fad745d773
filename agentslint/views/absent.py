"""Instruction files that one might expect in a chain, and that are not in it: each with the reason."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agentslint.chain import directories, imports, readership
from agentslint.model import Agent, Chain
from agentslint.repo import Repo, parent, parents, vendored

MOST = 5  # files below that are named


@dataclass(frozen=True, slots=True)
class Absent:
    """A file that is there and not sent, and why."""

    path: str
    why: str


def absent(repo: Repo, built: Chain, reading: str = "") -> list[Absent]:
    """What lies on the way, above, below, or beside for another agent, and is not in this chain.

    With `reading`, the agent started in the chain's directory and then reads that path.
    """
    met = {repo.real(link.path) for link in built.links}
    names = sorted(name for name in directories.lasts(built.agent.names) if "/" not in name)
    found = [
        *_asked_for(repo, built),
        *_above(repo, built, names),
        *_for_others(repo, built),
        *(_read_later(repo, built, names, reading) if reading else _below(repo, built, names)),
    ]
    return [one for one in found if repo.real(one.path) not in met]


def _above(repo: Repo, built: Chain, names: Iterable[str]) -> Iterator[Absent]:
    """Files further out than the directory where the walk ends."""
    checkout = repo.checkout
    whose = f": it is a {checkout.kind} of {checkout.outer}" if checkout.outer else ""
    way = repo.upwards(built.directory)
    for folder in way[way.index(built.top) + 1 :] if built.top in way else ():
        for name in names:
            path = posixpath.normpath(posixpath.join(folder, name))
            if repo.is_file(path):
                what = (
                    "the repository ends below it" if folder.startswith("..") else "it lies above"
                )
                top = "the root" if built.top == "." else built.top
                yield Absent(path, f"{what}, and {built.agent.title} starts at {top}{whose}")
                break


def _asked_for(repo: Repo, built: Chain) -> Iterator[Absent]:
    """What a file of the chain imports from outside the directory in which the agent starts."""
    for path, importer in imports.unfollowed(repo, built):
        yield Absent(path, imports.unasked(built.agent, importer, built.directory))


def _for_others(repo: Repo, built: Chain) -> Iterator[Absent]:
    """Files on the way that other agents read."""
    told: set[str] = set()
    for folder in parents(built.directory) if not built.directory.startswith("..") else ():
        for agent in readership.everyone():
            for name in agent.names:
                path = name if folder == "." else f"{folder}/{name}"
                if "*" in name or path in told or _own(built.agent, path):
                    continue
                if repo.is_file(path):
                    told.add(path)
                    yield Absent(path, f"it is for {agent.title}")


def _own(agent: Agent, path: str) -> bool:
    return any(f"/{path}".endswith(f"/{name}") for name in agent.names)


def _read_later(repo: Repo, built: Chain, names: Iterable[str], reading: str) -> Iterator[Absent]:
    """Files between where the agent starts and what it reads."""
    start = built.directory
    for folder in parents(parent(reading)):
        if folder == start or (start != "." and not folder.startswith(f"{start}/")):
            continue
        for name in names:
            path = f"{folder}/{name}"
            if repo.is_file(path):
                yield Absent(
                    path,
                    f"{built.agent.title} started in {'the root' if start == '.' else start}, and reads "
                    "no instructions further down",
                )


def _below(repo: Repo, built: Chain, names: Iterable[str]) -> Iterator[Absent]:
    """Files of directories further down, a few of them."""
    inside = "" if built.directory == "." else f"{built.directory}/"
    every = [
        path
        for path in repo.find(names)
        if path.startswith(inside)
        and parent(path) != built.directory
        and path.rpartition("/")[2] in names
        and not vendored(path)
    ]
    left = len(every) - MOST
    for number, path in enumerate(every[:MOST], 1):
        more = f" (and {left} more further down)" if number == MOST and left > 0 else ""
        yield Absent(path, f"it counts in {parent(path)} and below{more}")
