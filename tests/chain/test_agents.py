"""What agentslint says each agent is sent, against what the real clients were recorded to send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..clients import ours

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "conformance"
CASES = [
    json.loads(line)
    for name in ("agents.jsonl", "agents-random.jsonl")
    for line in (RECORDINGS / name).read_bytes().splitlines()
]
# nothing is left out: a recording that cannot be met is named here, with the reason
LEFT_OUT: dict[tuple[str, str], str] = {}
ASKED = [case for case in CASES if (case["agent"], case["case"]) not in LEFT_OUT]


@pytest.mark.parametrize("case", ASKED, ids=[f"{c['agent']}: {c['case']}" for c in ASKED])
def test_recording(case: dict[str, Any], tmp_path: Path) -> None:
    assert ours.recorded(case) == ours.answer(case, tmp_path, by_name=True)


def test_left_out_are_known() -> None:
    assert set(LEFT_OUT) <= {(case["agent"], case["case"]) for case in CASES}
