"""The lines of a file that a fence is said to show, against where the code stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..command import agentslint, repository


def said(root: Path) -> list[tuple[str, str]]:
    ran = agentslint("check", "-q", "--select", "stale-claim", "--format", "json", cwd=root)
    return [(one["severity"], one["message"]) for one in json.loads(ran.out)["findings"]]


GATE = '#![cfg_attr(not(feature = "std"), no_std)]'
FILES = {
    "src/lib.rs": f"//! Shop.\n\n\n\n{GATE}\n",
    "src/pay.rs": "pub fn pay() {}\n\n\n\n\nfn total(rows: &[Row]) -> u64 {\n    0\n}\n",
}
FENCE = f"\n\n```rust\n{GATE}\n```\n"
TOTAL = "\n\n```rust\nfn total(rows: &[Row]) -> u64 {\n    …\n```\n"


@pytest.mark.parametrize(
    "text,told",
    [
        (
            f"**Gate** (src/lib.rs line 3):{FENCE}",
            '"src/lib.rs line 3" is out of date: src/lib.rs:5',
        ),
        (f"The gate, `src/lib.rs:2`:{FENCE}", '"src/lib.rs:2" is out of date: src/lib.rs:5'),
        (f"`src/lib.rs#L1-L3`:{FENCE}", '"src/lib.rs#L1-L3" is out of date: src/lib.rs:5'),
        (f"**Gate** (src/lib.rs line 5):{FENCE}", ""),
        (f"**Gate** (src/lib.rs:4-9):{FENCE}", ""),
        (f"**Gate** (src/lib.rs):{FENCE}", ""),
        (f"**Sum** (src/pay.rs:6):{TOTAL}", ""),
        (f"**Sum** (src/lib.rs:3):{TOTAL}", '"src/lib.rs:3" is out of date: src/pay.rs:6'),
        (
            "**Gone** (src/lib.rs:3):\n\n```rust\nfn elsewhere(rows: &[Row]) {\n    rows.iter().sum::<u64>()\n```\n",
            "src/lib.rs has none of these lines",
        ),
        ("**Gone** (src/lib.rs:3):\n\n```rust\nfn somewhere_else(rows: &[Row]) {}\n```\n", ""),
    ],
)
def test_the_lines_of_a_fence(tmp_path: Path, text: str, told: str) -> None:
    repository(tmp_path, {**FILES, "AGENTS.md": f"# Shop\n\n{text}"})
    behind = ", and src/lib.rs has not" if "pay.rs:6" in told else ""
    cause = "" if "none" in told else f" has the code that is shown{behind}"
    found = said(tmp_path)
    assert [one for one, _ in found] == ["info"] * bool(told)
    assert [message.endswith(f"{told}{cause}") for _, message in found] == [True] * bool(told)
