"""Every example on every page: a section that shows files is a repository, and its output is law."""

from __future__ import annotations

import pytest

from agentslint import examples, page, rulebook
from agentslint.model import Rule
from agentslint.page import Example

RULES = rulebook.builtin()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}: {example.title}")
    for rule, example in examples.of(RULES.values())
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    assert examples.printed(rule, example) == example.output


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_page_shows_what_is_reported_and_what_is_not(rule: Rule) -> None:
    shown = list(page.examples(page.read(rule.id, rule.page, rule.id)))
    assert any(example.output for example in shown)
    assert any(not example.output for example in shown)
