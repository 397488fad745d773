"""Every example on every page: a section that shows files is a repository, and its output is law."""

from __future__ import annotations

import re

import pytest

from agentslint.lint import page, registry
from agentslint.lint.page import Example
from agentslint.model import Rule
from agentslint.report import page_examples
from tests.command import HOME

RULES = registry.builtin()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}: {example.title}")
    for rule, example in page_examples.of(RULES.values())
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    assert page_examples.printed(rule, example) == example.output


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if not rule.only], ids=lambda rule: rule.id
)
def test_page_shows_what_is_reported_and_what_is_not(rule: Rule) -> None:
    shown = list(page.examples(page.read(rule.id, rule.page, rule.id)))
    assert any(example.output for example in shown)
    assert any(not example.output for example in shown)


def test_every_fence_of_a_page_is_closed() -> None:
    """One that is not swallows the examples below it, which are then no tests."""
    wrong = []
    for path in sorted((HOME / "rules").glob("*.md")):
        opened = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            mark, info = re.match(r"(~{3,}|`{3,}|)(.*)", line).groups()  # type: ignore[union-attr]
            if mark and not opened:
                opened = mark
            elif mark == opened and mark:
                wrong += [f"{path.name}:{number}"] if info.strip() else []
                opened = "" if not info.strip() else opened
        wrong += [f"{path.name}: the end"] if opened else []
    assert wrong == []
