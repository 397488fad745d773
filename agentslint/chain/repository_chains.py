"""The chains of a whole repository, and the instruction files in them."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint import chain
from agentslint.chain import directories
from agentslint.chain.agents import LOOKALIKES, OWN_SETTINGS, SETTINGS
from agentslint.model import Agent, Chain, File, User
from agentslint.repo import Repo, Unreadable, parent

# Directories within each other. Each reads the files of all above it: of 2,000, as many as a path can name,
# every pair would be compared. The deepest of 81 public repositories has 10.
DEEPEST = 64


def all_chains(repo: Repo, agent: Agent) -> dict[str, Chain]:
    """The chain of every directory that has an instruction file of its own, down to DEEPEST.

    Other people's trees that git does not track are left out: nobody starts an agent there.
    """
    return {
        folder: built
        for folder in _folders(repo, agent)
        if folder.count("/") < DEEPEST
        and _there(repo, folder)
        and ((built := chain.build(repo, agent, folder)).links or built.failure)
    }


def deeper(repo: Repo, agent: Agent) -> list[str]:
    """The directories with instruction files of their own that lie too deep for `all_chains`."""
    return [folder for folder in _folders(repo, agent) if folder.count("/") >= DEEPEST]


def _folders(repo: Repo, agent: Agent) -> list[str]:
    # one question for all the names that anybody will ask for
    repo.find({*SETTINGS, *LOOKALIKES, *directories.lasts(agent.names)})
    return sorted(directories.directories(repo, agent, instruction_names(repo, agent)))


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
