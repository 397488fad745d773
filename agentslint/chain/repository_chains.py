"""The chains of a whole repository, and the instruction files in them."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint import chain
from agentslint.chain import directories
from agentslint.chain.agents import LOOKALIKES, OWN_SETTINGS, SETTINGS
from agentslint.model import Agent, Chain, File, User
from agentslint.repo import Repo, Unreadable, parent


def all_chains(repo: Repo, agent: Agent) -> dict[str, Chain]:
    """The chain of every directory that has an instruction file of its own.

    Other people's trees that git does not track are left out: nobody starts an agent there.
    """
    # one question for all the names that anybody will ask for
    repo.find({*SETTINGS, *LOOKALIKES, *directories.lasts(agent.names)})
    found = directories.directories(repo, agent, instruction_names(repo, agent))
    return {
        folder: built
        for folder in sorted(found)
        if _there(repo, folder)
        and ((built := chain.build(repo, agent, folder)).links or built.failure)
    }


def _there(repo: Repo, folder: str) -> bool:
    """Whether a directory is checked out: what is tracked may not be."""
    try:
        return repo.kind(folder) != "missing"
    except Unreadable:
        return True


def instruction_names(repo: Repo, agent: Agent) -> frozenset[str]:
    """Every name that the agent may look for in this repository, its settings applied."""
    names = set(agent.names)
    if agent.configure is not None:
        found = [p for p in repo.find(SETTINGS) if f"/{p}".endswith(OWN_SETTINGS)]
        folders = {parent(parent(path)) for path in found}
        for folder in {".", *folders}:
            names.update(agent.configure(repo, agent, folder, User()).names)
    return frozenset(names)


def instruction_files(chains: Iterable[Chain]) -> tuple[File, ...]:
    """Every file of some chains, once each, in path order."""
    found = {link.path: link.file for each in chains for link in each.links if link.file}
    return tuple(found[path] for path in sorted(found))
