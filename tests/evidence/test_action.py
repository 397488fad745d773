"""What the Action does on a pull request, its script run with a `gh` that writes down what it is asked."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests import forked, sessions
from tests.command import HOME
from tests.program import environment
from tests.sessions import changed, commit, git, save

BODY = """## Change
f returns 3.

## Verify
- `./check.sh`: passed

## Risk
None beyond f. It ran in no sandbox. $(touch owned) `touch owned` @everybody

## Review
`pkg/api/mod.py`
"""
# old comments as GitHub gives them, through the script's own filter
GH = """#!/usr/bin/env python3
import json, os, sys
words, place = sys.argv[1:], os.environ["GH_SEEN"]
body = next((open(w[6:]).read() for w in words if w.startswith("body=@")), "")
with open(place, "a") as file:
    file.write(json.dumps([words[1:], body]) + "\\n")
if "--paginate" in words:
    print(os.environ.get("GH_OLD", ""))
sys.exit(int(os.environ.get("GH_EXIT", "0")))
"""


@pytest.fixture(scope="module")
def pull(tmp_path_factory):
    """A pull request: its commit, its session, and a receipt that fits."""
    folder = tmp_path_factory.mktemp("pull")
    root = sessions.tree(folder / "repo")
    base = git(root, "rev-parse", "HEAD")
    rows = sessions.lines("5-closed.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), old, base)
    session = save(folder / "s.jsonl", rows)
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    commit(root)
    words = ("receipt", "--base", base, "--session", session, "--format", "json", "--output")
    forked.text([*words, str(folder / "r.json")], root, environment()).check_returncode()
    for name, text in (
        ("gh", GH),
        ("agentslint", f'#!/bin/sh\nexec {sys.executable} -m agentslint "$@"\n'),
    ):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return folder, root, base


def act(pull, tmp_path, body=BODY, **given):
    folder, root, base = pull
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "body": body}}))
    asked = {
        "AGENTSLINT": str(folder / "agentslint"), "RUNNER_TEMP": str(tmp_path), "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "o/r", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "GH_SEEN": str(tmp_path / "seen"),
        "INPUT_PATH": str(root), "INPUT_RECEIPT": str(folder / "r.json"), "INPUT_HANDOFF": "true", "INPUT_BASE": base,
        "INPUT_POLICY": "closed", "INPUT_COMMENT": "true", "INPUT_PYTHON": sys.executable, **given,
    }  # fmt: skip
    env = environment(**asked)
    env["PATH"] = f"{folder}:{env['PATH']}"
    done = subprocess.run(
        ["bash", str(HOME / "ci" / "evidence.sh")],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
    )
    seen = tmp_path / "seen"
    return done, [json.loads(row) for row in seen.read_text().splitlines()] if seen.exists() else []


def test_one_comment_that_says_both(pull, tmp_path):
    done, seen = act(pull, tmp_path)
    assert done.returncode == 0, done
    (_, _), (words, body) = seen
    assert words[:3] == ["--method", "POST", "repos/o/r/issues/7/comments"]
    assert body.startswith("<!-- agentslint-evidence -->\n")
    assert "**Receipt: fits**" in body and "**Handoff: fits**" in body
    assert (tmp_path / "summary").read_text() == body
    assert not (pull[1] / "owned").exists()


def test_the_same_comment_is_updated(pull, tmp_path):
    _, seen = act(pull, tmp_path, INPUT_HANDOFF="false", GH_OLD="41")
    assert seen[-1][0][:3] == ["--method", "PATCH", "repos/o/r/issues/comments/41"]


@pytest.mark.parametrize(("policy", "status"), [("open", 1), ("never", 0)])
def test_what_does_not_fit_fails_by_policy(pull, tmp_path, policy, status):
    done, seen = act(pull, tmp_path, "## Change\nx\n", INPUT_RECEIPT="", INPUT_POLICY=policy)
    assert done.returncode == status
    assert "**Handoff: does not fit**" in seen[-1][1]


@pytest.mark.parametrize(("policy", "status"), [("closed", 1), ("open", 0)])
def test_what_is_unproven_fails_where_closed_is_asked_for(pull, tmp_path, policy, status):
    done, seen = act(pull, tmp_path, INPUT_RECEIPT="", INPUT_POLICY=policy)
    assert done.returncode == status
    assert "**Handoff: unproven**" in seen[-1][1]


def test_a_token_that_may_not_write_fails_nothing(pull, tmp_path):
    done, _ = act(pull, tmp_path, INPUT_HANDOFF="false", GH_EXIT="1")
    assert (
        done.returncode,
        "::notice::agentslint: the comment was not written" in done.stdout,
    ) == (0, True)
