"""What is required is one answer: check, session, ledger, receipt, handoff and bridge give the same."""

from __future__ import annotations

import json

import pytest

from agentslint.chain import agents
from agentslint.cli.receipt import inputs
from agentslint.evidence import (
    bridge,
    changed_files,
    diff_size,
    handoff,
    ledger,
    proof,
    receipt,
    session_file,
    survey,
)
from agentslint.lint.request import Request
from agentslint.lint.session import judge
from agentslint.repo import Repo, changes
from tests import sessions
from tests.sessions import changed, commit, git, save

CODEX = agents.get("codex")
DEMANDS = """# Root

Run `make lint` (checks only).

## Before review
- Run `./check.sh` and `make lint`.
- If you touch `web/`, run `npm test`.
- Don't run `make e2e` locally. Run `uv run pytest path/to/test.py` while you work.

```bash
# format (not a check)
make fmt
# required before any PR
for target in types docs; do make $target-check; done
```
"""
WANTED = {"./check.sh", "make lint", "make types-check", "make docs-check"}
NOTHING = "# Root\n\n" + "Write clear names, and keep each function short enough to read.\n" * 12


def tree(tmp_path, text):
    """The tree of the recorded sessions with another AGENTS.md, one edit, and the session of it."""
    root = sessions.tree(tmp_path / "repo")
    (root / "AGENTS.md").write_text(text)
    commit(root, "other instructions")
    (root / "pkg/api/mod.py").write_text("def f():\n    return 3\n")
    rows = sessions.lines("5-closed.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), old, git(root, "rev-parse", "HEAD"))
    told = json.dumps(text.partition("\n")[2].strip())[1:-1]
    rows = changed(rows, "- Run `./check.sh` before you finish.", told)
    return root, save(tmp_path / "s.jsonl", rows)


def answers(root, file):
    """What each practice says is required of the one edited file; `check` and the survey: whether anything is."""
    repo = Repo.at(str(root))
    diff = changes.since(repo.git, "HEAD", staged=False)
    proved = proof.prove(session_file.read(file), repo, CODEX)
    made = receipt.build(
        inputs(repo, CODEX, "HEAD", False, [session_file.read(file)], None), 1 << 20
    )
    wanted = changed_files.requirements(repo, CODEX, diff.changes)
    entry = ledger.entry(repo, CODEX, diff, "2026-01-01T00:00:00Z", "t")
    gaps = ledger.coverage(repo, CODEX, diff, [entry]).gaps
    size = diff_size.measure(diff, diff_size.Limits())
    facts = handoff.gather(repo, CODEX, diff, size, diff_size.Limits())
    outcome = judge(repo, Request(("codex",))).outcome
    row = survey.checked("repo", outcome, CODEX)
    silent = [each for each in outcome.findings if each.rule == "missing-verification"]
    bridged = bridge.Bridge()
    bridged.survey(row, "repo")
    return {
        "session": {each.required.command for each in proved.checks if each.state != "not needed"},
        "receipt": {each["command"] for each in made["required"]},
        "ledger": {command for gap in gaps for command in gap.commands},
        "handoff": {each.command for each in facts.required},
        "diff": {each.command for found in wanted.values() for each in found},
    }, {
        "check": not silent,
        "survey": row["unverified"] == [],
        "bridge": not any("no check" in reason for reason in bridged.verification["repo"]),
    }


@pytest.mark.parametrize(("text", "wanted"), [(DEMANDS, WANTED), (NOTHING, set())])
def test_all_give_one_answer(tmp_path, text, wanted):
    sets, asked = answers(*tree(tmp_path, text))
    assert sets == dict.fromkeys(sets, wanted)
    assert asked == dict.fromkeys(asked, bool(wanted))
