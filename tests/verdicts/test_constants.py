"""Values that a text gives constants: in several wordings, and those that are no statement."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import constants

CODE = {
    "a.py": "MAX_TRIES: int = 5\nWAIT_SECONDS = 1_500\nTILL_NAME = 'front'\nDO_LOG = True\nA_LIST = [1]\n",
    "a.rs": "pub const PAGE_SIZE: usize = 50; // rows\n",
    "a.go": "const shop = 1\nvar RATE_LIMIT = 0.50\nif RATE_LIMIT == 3 {\n}\n",
    "test_a.py": "MAX_TRIES = 1\n",
}
SAID = [
    ("`MAX_TRIES = 3`", "refuted"),
    ("- **Tries**: `MAX_TRIES` (default 3), then it stops.", "refuted"),
    ("`MAX_TRIES` defaults to `3`.", "refuted"),
    ("| Name | Value |\n|-|-|\n| `MAX_TRIES` | 3 |", "refuted"),
    ("`MAX_TRIES` = 5.", "verified"),
    ("`WAIT_SECONDS` (25 min)", "verified"),
    ("`WAIT_SECONDS` is 30 s.", "refuted"),
    ("`WAIT_SECONDS=1500`", "verified"),
    ("`const PAGE_SIZE = 20`", "refuted"),
    ("`PAGE_SIZE`: 50.", "verified"),
    ("`RATE_LIMIT` (0.5)", "verified"),
    ('`TILL_NAME = "front"` and `DO_LOG = true`', "verified verified"),
    ("`DO_LOG = false`", "refuted"),
    ("`MAX_TRIES` (3 shops)", ""),
    ("`PAGE_SIZE` (20 s)", ""),
    ("For example `MAX_TRIES = 3`.", "undecided"),
    ("`MAX_TRIES = 3` was the default until v2.", "undecided"),
    ("`OTHER_NAME = 3`, `A_LIST = 1`", "undecided undecided"),
    ("Run `MAX_TRIES=3 npm test`.", ""),
]


@pytest.mark.parametrize(("text", "verdict"), SAID)
def test_a_constant_gets_its_verdict(text: str, verdict: str) -> None:
    repo = Repo.of({**CODE, "AGENTS.md": text})
    found = constants.judged(repo, File("AGENTS.md", text.encode(), len(text.encode())))
    assert " ".join(one.state for one in found) == verdict
