"""Rule files that wait for the files they are for: against what the clients made of sixty globs each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.core import glob_sets
from agentslint.repo import Repo

from ..clients import ours

GLOBS = Path(__file__).parents[2] / "fixtures" / "conformance" / "globs.jsonl"
CASES = [json.loads(line) for line in GLOBS.read_bytes().splitlines()]
# what a client takes and nobody writes: a glob that excludes names, a list of nothing
LEFT_OUT = {("qwen-code", "**/!(x).ts"), ("copilot-cli", '[""]')}
RULE = "---\npaths: {}\n---\nUse strict mode.\n"


@pytest.mark.parametrize("case", CASES, ids=[case["agent"] for case in CASES])
def test_globs(case: dict[str, Any], tmp_path: Path) -> None:
    def told(sent: list[ours.Sent]) -> dict[str, str]:
        phases = {path: phase for path, phase, _ in sent}
        return {
            str(text): phases.get(path, "never")
            for path, text in case["files"].items()
            if not any(agent == case["agent"] and glob in str(text) for agent, glob in LEFT_OUT)
        }

    assert told(ours.answer(case, tmp_path)) == told(ours.recorded(case))


def test_a_rule_waits_and_comes_with_its_file() -> None:
    files = {".claude/rules/ts.md": RULE.format('"src/**/*.ts"'), "CLAUDE.md": "Use tabs.\n"}
    repo = Repo.of({**files, "src/a.ts": "", "src/a.py": ""})
    agent = agents.get("claude-code")
    built = chain.build(repo, agent, ".")
    assert [(k.path, k.fate, k.scope) for k in built.links] == [
        ("CLAUDE.md", "read", ()),
        (".claude/rules/ts.md", "waiting", ("src/**/*.ts",)),
    ]
    assert built.used == len("Use tabs.\n")
    with_it = chain.build(repo, agent, ".", reading="src/a.ts")
    assert [(k.path, k.phase) for k in with_it.sources] == [
        ("CLAUDE.md", "start"),
        (".claude/rules/ts.md", "lazy"),
    ]
    assert with_it.used == built.used
    without = chain.build(repo, agent, ".", reading="src/a.py")
    assert [k.path for k in without.sources] == ["CLAUDE.md"]


@pytest.mark.parametrize("text", ["{a,b}" * 12, "{" * 500, "*" * 300, "**/" * 200 + "x", "[" * 99])
@pytest.mark.parametrize("grammar", sorted(glob_sets.GRAMMARS))
def test_hostile_globs_take_no_time(grammar: str, text: str) -> None:
    assert glob_sets.matches(grammar, [text], "a/" * 100 + "b") in (True, False)
