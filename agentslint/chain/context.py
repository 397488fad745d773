"""What a rule may look at besides the file or chain in hand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from agentslint.model import Agent, Chain, File
from agentslint.repo import Repo, parent


@dataclass(frozen=True, slots=True)
class Context:
    """One repository as one agent reads it.

    chains   the chain of every directory that has an instruction file of its own
    files    every instruction file once, those that lose their place included
    options  the rule's own, as its page declares them and the configuration sets them
    asked    the day that stated ends are held against, None for that of the last commit
    agents   every agent of this run: what is true between them is said in the first one's context
    """

    repo: Repo
    agent: Agent
    chains: Mapping[str, Chain]
    files: tuple[File, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    asked: datetime.date | None = None
    agents: tuple[Agent, ...] = ()

    @property
    def today(self) -> datetime.date:
        """The day that stated ends are held against; no clock is asked: one commit, one output."""
        return self.asked or self.repo.history.day() or datetime.date.min

    @property
    def between(self) -> bool:
        """Whether this is where to say what is true between several agents."""
        return len(self.agents) > 1 and self.agent == self.agents[0]

    def home(self, path: str) -> str:
        """The directory whose instructions a file holds: `.` for `.claude/rules/api.md`."""
        links = (link for chain in self.chains.values() for link in chain.links)
        found = {link.directory for link in links if link.path == path}
        return min(found, key=lambda folder: (folder.count("/"), folder), default=parent(path))


# what is not the same for two agents of one run
OWN = frozenset(("agent", "chains", "files", "between", "home"))
# what other documents than the one in hand decide
OTHERS = frozenset(("chains", "files", "home"))


@dataclass(frozen=True, slots=True)
class Noting(Context):
    """A context that notes what was asked of it that depends on the agent."""

    asked_of_agent: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def of(cls, context: Context) -> Noting:
        """The same context, nothing asked of it yet."""
        return cls(*(getattr(context, each.name) for each in fields(context)))

    def __getattribute__(self, name: str) -> Any:
        if name in OWN:
            object.__getattribute__(self, "asked_of_agent").add(name)
        return object.__getattribute__(self, name)
