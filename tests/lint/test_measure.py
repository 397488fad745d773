"""A document has a budget in steps: what is beyond it is not judged, and that is said."""

from __future__ import annotations

import json
import string
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agentslint.chain.repository_chains import DEEPEST
from agentslint.lint.request import Request
from agentslint.server import answers
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


def test_every_command_that_reads_statements_says_it_too(tmp_path: Path) -> None:
    spans = f"{'`a` ' * 20}\n" * 600  # the cheapest of what is dear
    root = repository(tmp_path / "r", {"AGENTS.md": f"{DEAD}\n{spans}\n{DEAD}", "src/x.py": ""})
    kept = steps.judged((root / "AGENTS.md").read_bytes())
    fact = f"AGENTS.md: its first {kept:,} of "
    for line in ("claims --format json", "review --format json --questions 1"):
        ran = told(root, *line.split())
        assert (ran.status, fact in ran.err) == (2, True), ran.err
        assert any(fact in note for note in json.loads(ran.out)["notes"])
    # what lies elsewhere was read whole
    (root / "src" / "AGENTS.md").write_text("See `src/x.py`.\n")
    assert told(root, "claims", "src").status == 0
    for tool in (answers.check, answers.claims):
        assert fact in tool(answers.Desk(str(root), Request()))


def test_directories_without_an_end(tmp_path: Path) -> None:
    """Each of 2,000 within each other reads the files of all above it: those far down are named."""
    deep = {f"{'d/' * depth}AGENTS.md": DEAD for depth in (1, DEEPEST, DEEPEST + 1, 200)}
    root = repository(tmp_path / "r", {"AGENTS.md": "# Shop\n", **deep})
    fact = f"2 directories with instruction files of their own, more than {DEEPEST} levels deep"
    for line in ("check", "claims", "review --questions 1"):
        ran = told(root, *line.split())
        assert (ran.status, fact in ran.err) == (2, True), ran
    assert fact in told(root, "map").err
    ran = told(root, "check", "--format", "json")
    found = {finding["path"].count("/") for finding in json.loads(ran.out)["findings"]}
    assert max(found) == DEEPEST


@given(
    st.lists(st.text("`a./\n\r é" + string.ascii_lowercase, max_size=40), max_size=8),
    st.integers(1, 40_000),
)
@settings(max_examples=40, deadline=None)
def test_the_part_that_is_judged(parts: list[str], many: int) -> None:
    """It is what is always judged, or ends with a line where it can; and is the same whatever comes behind it."""
    data = ("".join(parts).encode() * many)[: 1 << 19]
    end = steps.judged(data)
    assert min(len(data), steps.ALWAYS) <= end <= len(data)
    if end < len(data):
        assert steps.judged(data + data) == end
        line = max(data.rfind(b"\n", 0, end), data.rfind(b"\r", 0, end)) + 1
        assert line == end or line <= end // 2 or end == steps.ALWAYS


def test_a_line_is_a_line_however_it_ends() -> None:
    size = steps.ALWAYS
    kept = {
        end: steps.judged(f"- a{end}".encode() * size).bit_length() for end in ("\n", "\r\n", "\r")
    }
    assert len(set(kept.values())) == 1, kept  # of about the same length
    assert steps.of(b"a\r\n" * 99) == steps.of(b"ab\n" * 99) == steps.of(b"ab\r" * 99)
