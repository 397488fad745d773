"""The five practices over one run: chain checked, loop proven, receipt attached, handoff gated, bridge decided."""

from __future__ import annotations

import json

import pytest

from tests import inside, sessions
from tests.sessions import changed, commit, git, save

BODY = """## Change
f returns 3, as the caller expects.

## Verify
- `./check.sh`: passed after the last change

## Risk
None beyond f. It ran in no sandbox.

## Review
Start at `pkg/api/mod.py`.
"""


@pytest.fixture
def root(tmp_path):
    """The tree before the run, without the file that its override hides."""
    root = sessions.tree(tmp_path / "repo")
    (root / "pkg" / "api" / "AGENTS.md").unlink()
    commit(root, "no file that is hidden")
    return root


def recorded(root):
    """A recorded session of codex 0.169.0, as if it had been made here; its edit in the work tree."""
    rows = sessions.lines("5-closed.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), old, git(root, "rev-parse", "HEAD"))
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    return save(root.parent / "session.jsonl", rows)


def told(root, *words, status=0):
    ran = inside.told(root, *words)
    assert ran.status == status, (words, ran)
    return ran.out


def test_one_run_through_all_five(root, tmp_path):
    # Instruction Chain Check: before a run is trusted
    assert "missing-verification" not in told(root, "check", "--no-cache", "--fail-on", "error")
    chain = json.loads(told(root, "explain", "pkg/api/mod.py", "--format", "json"))
    demanded = [row["command"] for row in chain["verification"]]
    assert demanded == ["./check.sh"]
    # the run, and the Verification Loop: proven by the session
    session = recorded(root)
    assert told(root, "session", session).startswith("closed loop: ")
    assert told(root, "ledger", "add", "--session", session, "--task", "f returns 3")
    assert "covered: 1 file" in told(
        root, "ledger", "check", "--base", "HEAD", "--session", session
    )
    # Exportable Evidence: in the pull request
    receipt = str(tmp_path / "r.json")
    about = ("--base", "HEAD", "--session", session)
    told(root, "receipt", *about, "--format", "in-toto", "--output", receipt)
    assert "### Receipt: closed loop" in told(root, "receipt", *about)
    told(root, "receipt", "verify", receipt, "--session", session, "--require", "closed")
    # Reviewable Diff Gate: before a person reviews
    body = tmp_path / "body.md"
    body.write_text(BODY)
    gate = ("handoff", str(body), "--base", "HEAD", "--ledger", "none.jsonl")
    told(root, *gate, "--receipt", receipt)
    told(root, *gate, status=2)
    told(root, *gate, "--require-evidence", status=1)
    # Policy Bridge: over repositories
    survey = str(tmp_path / "survey.jsonl")
    told(root, "survey", str(root), "--output", survey, "-q", "--jobs", "1")
    asked = ("bridge", "--survey", survey, "--receipt", f"repo={receipt}", "--format", "json")
    note = json.loads(told(root, *asked))
    assert [row["decision"] for row in note["verification"]] == ["approval"]
    assert [row["decision"] for row in note["workflows"]] == ["approval"]

    # one more edit that nobody checked, and none of it counts any more
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 4\n")
    told(root, "ledger", "check", "--base", "HEAD", "--session", session, status=1)
    told(root, "receipt", "verify", receipt, "--session", session, status=1)
    told(root, *gate, "--receipt", receipt, status=2)
    told(root, *gate, "--session", session, status=1)
    told(root, "receipt", *about, "--format", "json", "--output", f"{receipt}.2", status=1)
    asked = ("bridge", "--survey", survey, "--receipt", f"repo={receipt}.2", "--format", "json")
    note = json.loads(told(root, *asked))
    assert [row["decision"] for row in note["verification"]] == ["follow-up"]
    assert "a receipt left the loop open" in note["verification"][0]["reasons"]
