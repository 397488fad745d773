"""Several agents over one repository: who reads which file where, for the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint import chain
from agentslint.chain import agents, directories
from agentslint.chain.context import Context
from agentslint.model import Agent, Chain, Link
from agentslint.repo import Repo, vendored


@dataclass(frozen=True, slots=True)
class Reading:
    """What every agent of a run makes of one directory, in the order they were named."""

    repo: Repo
    directory: str
    agents: tuple[Agent, ...]
    chains: tuple[Chain, ...]

    def pairs(self) -> Iterator[tuple[Agent, Chain]]:
        """Each agent, as the run names it, with its chain."""
        return zip(self.agents, self.chains, strict=True)

    def readers(self, path: str) -> list[Agent]:
        """The agents that are sent the file at `path`, under whatever name."""
        real = self.repo.real(path)
        return [
            agent
            for agent, each in self.pairs()
            if any(self.repo.real(link.path) == real for link in each.start)
        ]

    def own(self) -> dict[str, Link]:
        """The files that some agent is sent as this directory's own, by path."""
        return {
            link.path: link
            for each in self.chains
            for link in each.start
            if link.directory == self.directory and link.fate != "imported"
        }


def each(context: Context) -> Iterator[Reading]:
    """Every directory that has an instruction file for one of the agents, outer ones first.

    Nobody starts an agent in a tool's own directory, or in other people's code.
    """
    repo = context.repo
    found: set[str] = set(context.chains)
    for agent in context.agents:
        found |= directories.directories(repo, agent, agent.names)
    for directory in sorted(found, key=lambda path: (path != ".", path.count("/"), path)):
        if any(part.startswith(".") for part in directory.split("/")) and directory != ".":
            continue
        if vendored(f"{directory}/"):
            continue
        chains = (chain.build(repo, agent, directory) for agent in context.agents)
        yield Reading(repo, directory, context.agents, tuple(chains))


def ids(agents: list[Agent]) -> tuple[str, ...]:
    """What a finding calls its agents."""
    return tuple(agent.id for agent in agents)


def everyone() -> list[Agent]:
    """The agents whose reading is known, as they are today; those whose client was run come first."""
    rows = [agent for agent in agents.AGENTS.values() if not agent.aside]
    return sorted(rows, key=lambda agent: not agent.ran)


def who_reads(path: str) -> list[Agent]:
    """The agents that look for a file of this name where it lies."""
    inside = f"/{path}"
    return [
        agent
        for agent in everyone()
        if any("*" not in name and inside.endswith(f"/{name}") for name in agent.names)
    ]


def instructions(path: str) -> bool:
    """Whether a file has the name of instructions for some agent, or one that was meant so."""
    return path.rpartition("/")[2].casefold() in agents.LOOKALIKES or bool(who_reads(path))
