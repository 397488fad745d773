"""Which directories of a repository have an instruction file of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agentslint.model import Agent
from agentslint.repo import Repo, vendored


def directories(repo: Repo, agent: Agent, names: Iterable[str]) -> set[str]:
    """The directories in which one of `names` stands for instructions of theirs.

    Other people's trees that git does not track are left out: nobody starts an agent there.
    """
    tracked = repo.listing.tracked
    return {
        folder
        for folder, path in _standing(repo, agent, tuple(names))
        if path in tracked or not vendored(path)
    }


def lasts(names: Iterable[str]) -> set[str]:
    """The last parts of names that stand for one file each."""
    return {name.rpartition("/")[2] for name in names if "/*" not in name}


def _standing(repo: Repo, agent: Agent, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(directory, path) of every file that bears one of the names."""
    literal = [name for name in names if "/*" not in name]
    found = repo.find(lasts(literal))
    for name in literal:
        end = _folded(agent, f"/{name}")
        for path in found:
            if _folded(agent, f"/{path}").endswith(end):
                yield f"{path}"[: -len(name)].rstrip("/") or ".", path
    for name in names:
        if "/*" in name:
            place, _, pattern = name.partition("/*")
            below = re.compile(
                rf"(?:^|(.*)/){re.escape(place)}/"
                + (".*" if pattern.startswith("*") else "[^/]*")
                + re.escape(pattern.rpartition("*")[2])
            )
            for path in repo.listing.paths:
                if f"{place}/" in path and (match := below.fullmatch(path)):
                    yield match[1] or ".", path


def _folded(agent: Agent, path: str) -> str:
    if agent.any_case == "no":
        return path
    stem, dot, suffix = path.rpartition(".")
    return path.casefold() if agent.any_case == "whole" else stem.casefold() + dot + suffix
