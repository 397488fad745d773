"""Every example on every page: a section that shows files is a repository, and its output is law."""

from __future__ import annotations

import pytest

from agentslint import check, config, page, rulebook
from agentslint.agents import AGENTS
from agentslint.config import Config
from agentslint.model import Rule
from agentslint.page import Example
from agentslint.report import text

RULES = rulebook.builtin()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}: {example.title}")
    for rule in RULES.values()
    for example in page.examples(page.read(rule.id, rule.page, rule.id))
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    repo = page.repository(example)
    written = example.files.get("agentslint.toml")
    found = config.parse(written, "agentslint.toml") if isinstance(written, str) else None
    settings = config.settle(found or Config(), RULES)
    agents = [AGENTS[name] for name in settings.agents]
    # a rule about other rules' findings has a configuration that selects them
    rules = {rule.id: rule, **{id: RULES[id] for id in settings.select}}
    outcome = check.run(repo, agents, rules, settings)
    assert example.output == "".join(f"{line}\n" for line in text.lines(outcome))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_page_shows_what_is_reported_and_what_is_not(rule: Rule) -> None:
    shown = list(page.examples(page.read(rule.id, rule.page, rule.id)))
    assert any(example.output for example in shown)
    assert any(not example.output for example in shown)
