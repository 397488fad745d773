"""A document has a budget in steps: what is beyond it is not judged, and that is said."""

from __future__ import annotations

import json
import string
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agentslint.text import steps

from ..command import repository
from ..inside import told

DEAD = "See `src/gone.py`.\n"


def test_what_is_beyond_the_budget_is_said(tmp_path: Path) -> None:
    names = "".join(f"`a/b{n}/c.py` " + "\n" * (n % 9 == 0) for n in range(6000))
    root = repository(tmp_path / "r", {"AGENTS.md": f"{DEAD}\n", "CLAUDE.md": DEAD})
    before = told(root, "check", "--agent", "claude-code")
    assert (before.status, before.err) == (1, "")
    (root / "CLAUDE.md").write_text(f"{DEAD}\n{names}\n{DEAD}")
    words = ("check", "--agent", "claude-code", "--select", "truncated-chain", "--format", "json")
    ran = told(root, *words)
    kept = steps.judged((root / "CLAUDE.md").read_bytes())
    size = (root / "CLAUDE.md").stat().st_size
    fact = f"CLAUDE.md: its first {kept:,} of {size:,} bytes were judged"
    assert ran.status == 2
    assert fact in ran.err
    assert any(fact in note for note in json.loads(ran.out)["notes"])


@given(
    st.lists(st.text("`a./\n é" + string.ascii_lowercase, max_size=40), max_size=8),
    st.integers(1, 40_000),
)
@settings(max_examples=40, deadline=None)
def test_the_part_that_is_judged(parts: list[str], many: int) -> None:
    """It is a prefix, ends with a line where it can, and is the same whatever comes behind it."""
    data = ("".join(parts).encode() * many)[: 1 << 19]
    end = steps.judged(data)
    assert min(len(data), steps.ALWAYS) <= end <= len(data)
    if end < len(data):
        assert steps.judged(data + data) == end
        assert data[end - 1 : end] == b"\n" or data.rfind(b"\n", 0, end) + 1 <= end // 2
