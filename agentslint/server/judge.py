"""What an editor's person asked for to what is found: of a repository, of one file in it, and who reads there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agentslint.lint import effective, statements
from agentslint.lint import session as lint
from agentslint.lint.request import Request
from agentslint.lint.session import Judged
from agentslint.model import Agent
from agentslint.repo import Repo
from agentslint.report.map import html
from agentslint.views import map

Watch = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Judge:
    """The same answers as `check` gives to the same request. Each raises Failure where it cannot look."""

    asked: Request

    def whole(self, repo: Repo, watch: Watch = lambda _: None) -> Judged:
        """Everything that is found. What `watch` raises ends it."""
        return lint.without_known(lint.judge(repo, self.asked, watch), self.asked)

    def near(self, judged: Judged, repo: Repo, path: str) -> Judged:
        """What was found, with one file judged again by its new text alone."""
        return lint.near(judged, repo, path, self.asked)

    def readers(self, repo: Repo) -> tuple[Agent, ...]:
        """The agents that are asked about, or that the repository is for; no rule is run."""
        asked = self.asked
        found = effective.settings(
            repo, asked.config_file, isolated=asked.isolated, asked=asked.agents
        )
        return tuple(effective.asked_agents(asked.agents, found))

    def agents(self, judged: Judged) -> tuple[Agent, ...]:
        """The agents of what was judged."""
        return tuple(effective.asked_agents(self.asked.agents, judged.config))

    def map(self, judged: Judged) -> str:
        """The page of the whole repository; "" where it has no instructions."""
        outcome = judged.outcome
        found = map.whole(outcome.repo, self.agents(judged), outcome.findings, judged.config)
        maps = [each for each in found if each.spots]
        if not maps:
            return ""
        return html.text(maps, outcome, statements.read(outcome.repo, map.files(maps)))
