"""Suppressions: what a comment covers, what it does not, and what is said of an idle one."""

from __future__ import annotations

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, registry
from agentslint.lint.check import Outcome
from agentslint.repo import Repo

RULES = registry.builtin()
IDS = ("hidden-character", "unused-suppression")
BAD = "Run `a\u200bb` now."
OK = "hidden-character: it is meant"


def outcome(text: str, *ids: str) -> Outcome:
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": text})
    return check.run(repo, [AGENTS["codex"]], {id: RULES[id] for id in ids or IDS})


def found(text: str) -> list[str]:
    return [f"{f.place.line} {f.rule}" for f in outcome(text).findings]


@pytest.mark.parametrize("reason", ["planned", "if present", "optional", "was removed in v2"])
@pytest.mark.parametrize("said", ["We use Jest for unit tests", "We use Jest for unit tests."])
def test_why_a_finding_is_meant_says_nothing_of_it(said: str, reason: str) -> None:
    text = f"{said} <!-- agentslint-ignore stale-tool: {reason} -->\n"
    manifest = '{"devDependencies": {"vitest": "1"}}'
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": text, "package.json": manifest})
    done = check.run(repo, [AGENTS["codex"]], {id: RULES[id] for id in ("stale-tool", IDS[1])})
    assert [*done.findings] == []
    assert [finding.rule for finding in done.suppressed] == ["stale-tool"]


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- agentslint-ignore {OK} -->\n{BAD}\n",
        f"<!-- agentslint-ignore {OK} -->\n\n{BAD}\n",
        f"<!--agentslint-ignore {OK}-->\r\n{BAD}\r\n",
        f"{BAD} <!-- agentslint-ignore {OK} -->\n",
        f"- one\n- <!-- agentslint-ignore {OK} -->\n  {BAD}\n",
        f"> <!-- agentslint-ignore {OK} -->\n> {BAD}\n",
        f"<!-- agentslint-ignore\n{OK}\nin two lines -->\n{BAD}\n",
        f"| a |\n|---|\n| {BAD} <!-- agentslint-ignore {OK} --> |\n",
        f"<!-- agentslint-ignore {OK} -->\n```sh\nmake\n{BAD}\n```\n",
        f"# T\n\n{BAD}\n\n<!-- agentslint-ignore-file {OK} -->\n",
        f"para\n<!-- agentslint-ignore {OK} -->\n{BAD}\n",
    ],
)
def test_suppressed(text: str) -> None:
    assert found(text) == []
    assert len(outcome(text).suppressed) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"```\n<!-- agentslint-ignore {OK} -->\n{BAD}\n```\n", ["3 hidden-character"]),
        (f"`<!-- agentslint-ignore {OK} -->`\n{BAD}\n", ["2 hidden-character"]),
        (
            f"<!-- agentslint-ignore {OK} -->\nfine\n\n{BAD}\n",
            ["1 unused-suppression", "4 hidden-character"],
        ),
        (
            f"fine <!-- agentslint-ignore {OK} -->\n{BAD}\n",
            ["1 unused-suppression", "2 hidden-character"],
        ),
        (
            f"<!-- agentslint-ignore hidden-character -->\n{BAD}\n",
            ["1 unused-suppression", "2 hidden-character"],
        ),
        (
            f"<!-- agentslint-ignore hidden-character: -->\n{BAD}\n",
            ["1 unused-suppression", "2 hidden-character"],
        ),
        (f"<!-- agentslint-ignore -->\n{BAD}\n", ["1 unused-suppression", "2 hidden-character"]),
        (
            f"<!-- agentslint-ignore all: no -->\n{BAD}\n",
            ["1 unused-suppression", "2 hidden-character"],
        ),
        (f"<!-- agentslint-ignore dead-path: did not run -->\n{BAD}\n", ["2 hidden-character"]),
    ],
)
def test_not_suppressed(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_one_of_two_rules_is_idle() -> None:
    text = f"<!-- agentslint-ignore hidden-character, dead-path: both -->\n{BAD}\n"
    (only,) = outcome(text, *IDS, "dead-path").findings
    assert (only.rule, only.message) == (
        "unused-suppression",
        "this suppression is not needed: dead-path reports nothing there",
    )
    assert only.fix is not None
    assert only.fix.edits[0].text == "<!-- agentslint-ignore hidden-character: both -->"


def test_the_report_of_an_idle_one_can_be_suppressed_too() -> None:
    text = "<!-- agentslint-ignore-file hidden-character, unused-suppression: generated -->\nfine\n"
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f"a\n<!-- agentslint-ignore {OK} -->\nb\n", "a\nb\n"),
        (f"a\nb <!-- agentslint-ignore {OK} -->\nc\n", "a\nb\nc\n"),
        (f"a\n<!-- agentslint-ignore {OK} -->", "a\n"),
    ],
)
def test_the_fix_removes_what_is_idle(text: str, after: str) -> None:
    (only,) = outcome(text).findings
    assert only.fix is not None
    (edit,) = only.fix.edits
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]
    start = starts[edit.place.line - 1] + edit.place.column - 1
    end = starts[edit.place.end_line - 1] + edit.place.end_column - 1
    assert text[:start] + edit.text + text[end:] == after
