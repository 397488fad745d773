"""A chain that some of the configured agents cut."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain import readership
from agentslint.chain.context import Context
from agentslint.core.phrases import listed
from agentslint.model import Agent, Chain, Finding, whole


def check_repo(context: Context) -> Iterator[Finding]:
    if not context.between:
        return
    told: set[str] = set()
    for reading in readership.each(context):
        short = [chain for chain in reading.chains if _lost(chain)]
        path = _lost(short[0])[0] if short else ""
        if not path or path in told:
            continue
        # who is never sent the file says nothing of its size
        readers = reading.readers(path)
        whole_ones = [c for agent, c in reading.pairs() if agent in readers and not _lost(c)]
        if not whole_ones:
            continue
        told.add(path)
        most = max(sum(link.size for link in chain.start) for chain in whole_ones)
        yield Finding(
            whole(path),
            f"{_titles([c.agent for c in whole_ones])} {_verb(whole_ones, 'send')} "
            f"{most:,} bytes here whole, but not {_limits(short)}: "
            "what is over the smallest limit does not reach every agent",
            agents=readership.ids([chain.agent for chain in short]),
            directories=(reading.directory,),
        )


def _lost(chain: Chain) -> list[str]:
    """The files of which the agent's size limits take something."""
    return [
        link.path
        for link in chain.links
        if link.level == "project" and link.fate in ("cut", "dropped") and link.file is not None
    ]


def _limits(chains: list[Chain]) -> str:
    return listed([f"{chain.agent.title} ({_limit(chain.agent)})" for chain in chains])


def _limit(agent: Agent) -> str:
    if agent.budget is not None:
        return f"{agent.budget:,} {agent.unit} in all"
    return f"{agent.file_limit:,} bytes a file"


def _verb(chains: list[Chain], verb: str) -> str:
    return f"{verb}s" if len(chains) == 1 else verb


def _titles(agents: list[Agent]) -> str:
    return listed([agent.title for agent in agents])
