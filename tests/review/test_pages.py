"""The pages of what `review` alone reports: an example brings the answers, and shows what comes of them."""

from __future__ import annotations

import json

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.lint import check, page, registry, statements
from agentslint.lint.config import Config
from agentslint.lint.page import Example
from agentslint.model import Rule
from agentslint.report import text
from agentslint.review import answers, findings, selection
from agentslint.review.answers import Dropped, Judged
from agentslint.review.question import Question

RULES = registry.builtin()
MINE = [rule for rule in RULES.values() if rule.only == "review"]
EXAMPLES = [
    pytest.param(example, id=f"{rule.id}: {example.title}")
    for rule in MINE
    for example in page.examples(page.read(rule.id, rule.page, rule.id))
]


def names(question: Question) -> dict[str, str]:
    """What a page calls each part of a question: by its lines."""
    places = [f"{one.place.path}:{one.place.line}" for one in question.statements]
    if question.kind == "pair":
        return {"+".join(places): question.id}
    return dict(zip(places, question.ids(), strict=True))


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example: Example) -> None:
    repo = page.repository(example)
    chains = all_chains(repo, AGENTS["codex"])
    files = instruction_files(chains.values())
    chosen = selection.of(
        repo, chains.values(), files, statements.read(repo, files), most=60, tokens=1500
    )
    known = {name: id for each in chosen.questions for name, id in names(each).items()}
    given = [
        row | {"id": known[row["id"]]} for row in json.loads(str(example.files["answers.json"]))
    ]
    rows = [row for row in answers.checked(given) if not isinstance(row, Dropped)]
    assert len(rows) == len(given)
    judged = [one for one in answers.held(repo, chosen.questions, rows) if isinstance(one, Judged)]
    applied = findings.reported(repo, judged, files, ("codex",), Config(), RULES)
    outcome = check.Outcome(repo, ("codex",), applied.findings, len(files), 1, 1)
    assert "".join(f"{line}\n" for line in text.lines(outcome)) == example.output


@pytest.mark.parametrize("rule", MINE, ids=lambda rule: rule.id)
def test_page_shows_what_is_reported_and_what_is_not(rule: Rule) -> None:
    shown = list(page.examples(page.read(rule.id, rule.page, rule.id)))
    assert any(example.output for example in shown)
    assert any(not example.output for example in shown)


def test_check_knows_them_and_never_runs_them() -> None:
    assert {rule.id for rule in MINE} == {findings.CLAIM, findings.PAIR}
    named = Config(select=(findings.CLAIM,), severity={findings.PAIR: "error"})
    assert check.chosen(RULES, named) == {}
