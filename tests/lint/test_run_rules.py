"""What a rule says of a file: asked again of a second agent only where it depends on who reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.chain.context import Context
from agentslint.lint import check
from agentslint.model import File, Finding, Rule, whole
from agentslint.repo import Repo

Asks = Callable[[Context], object]


def found(asks: Asks) -> tuple[list[str], int]:
    """The messages of one file that two agents read, and how often the rule was asked about it."""
    asked = []

    def check_file(file: File, context: Context) -> Iterator[Finding]:
        asked.append(file.path)
        yield Finding(whole(file.path), f"said: {asks(context)}")

    rule = Rule("a-rule", "", "", "warning", {}, check_file)
    repo = Repo.of({"AGENTS.md": "# Rules\n\nUse tabs.\n"})
    agents = [AGENTS["codex"], AGENTS["opencode"]]
    outcome = check.run(repo, agents, {rule.id: rule}, jobs=1)
    return [finding.message for finding in outcome.findings], len(asked)


@pytest.mark.parametrize(
    "asks",
    [lambda c: c.today, lambda c: len(c.repo.listing.ordered), lambda c: len(c.agents)],
    ids=["the day", "the tree", "all agents"],
)
def test_what_is_true_for_all_is_asked_once(asks: Asks) -> None:
    messages, asked = found(asks)
    assert (len(messages), asked) == (1, 1)


@pytest.mark.parametrize(
    "asks",
    [
        lambda c: c.agent.id,
        lambda c: sorted(c.chains),
        lambda c: len(c.files),
        lambda c: c.between,
        lambda c: c.home("AGENTS.md"),
    ],
    ids=["agent", "chains", "files", "between", "home"],
)
def test_what_depends_on_the_agent_is_asked_of_each(asks: Asks) -> None:
    assert found(asks)[1] == 2


def test_each_agent_is_told_its_own() -> None:
    messages, _ = found(lambda c: c.agent.id)
    assert sorted(message[:11] for message in messages) == ["said: codex", "said: openc"]
