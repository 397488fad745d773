"""The hooks of clients: each adds the entry of its session, once, and can hold an open loop up."""

from __future__ import annotations

import json
import shutil

import pytest

from tests import inside, sessions
from tests.sessions import changed, git, save


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = sessions.tree(tmp_path / "repo")
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "codex"))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    return root


def recorded(root, name="5-closed"):
    rows = sessions.lines(f"{name}.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), old, git(root, "rev-parse", "HEAD"))
    return save(root.parent / f"{name}.jsonl", rows), rows[0]["payload"]["id"]


def entries(root):
    place = root / ".agentslint" / "ledger.jsonl"
    return [json.loads(line) for line in place.read_text().splitlines()] if place.exists() else []


def stop(path, session, root, **more):
    """What Claude Code and Codex hand to a Stop hook."""
    event = {"session_id": session, "transcript_path": path, "cwd": str(root)}
    return json.dumps({**event, "hook_event_name": "Stop", "stop_hook_active": False, **more})


def test_a_stop_hook_adds_one_entry(root):
    path, session = recorded(root)
    for _ in range(2):
        ran = inside.told(root.parent, "ledger", "hook", stop(path, session, root))
        assert (ran.status, ran.out) == (0, ""), ran
    (entry,) = entries(root)
    assert (entry["source"], entry["sessions"][0]["verdict"]) == ("session", "closed")
    assert inside.told(root, "ledger", "check", "--base", "HEAD", "--session", path).status == 0


def test_a_session_that_went_on_still_proves_its_entry(root):
    path, session = recorded(root)
    assert inside.told(root, "ledger", "hook", stop(path, session, root)).status == 0
    with open(path, "a", encoding="utf-8") as file:
        file.write(
            '{"timestamp":"2026-11-22T13:00:00Z","type":"event_msg","payload":{"type":"token_count"}}\n'
        )
    ran = inside.told(root, "ledger", "check", "--base", "HEAD", "--session", path)
    assert (ran.status, ran.out) == (0, "covered: 1 file by 1 entry\n")
    other = recorded(root, "6-failed-check")[0]
    assert inside.told(root, "ledger", "check", "--base", "HEAD", "--session", other).status == 1


def test_notify_names_the_session_alone(root):
    path, session = recorded(root)
    event = json.dumps({"type": "agent-turn-complete", "thread-id": session, "cwd": str(root)})
    ran = inside.told(root, "ledger", "hook", event)
    assert (ran.status, entries(root)) == (1, [])  # no file yet: said, and nobody is held up
    folder = root.parent / "codex" / "sessions" / "2026" / "11" / "22"
    folder.mkdir(parents=True)
    shutil.copy(path, folder / f"rollout-2026-11-22T10-00-00-{session}.jsonl")
    assert inside.told(root, "ledger", "hook", event).status == 0
    assert len(entries(root)) == 1


def test_an_open_loop_is_held_up_once_where_that_is_asked(root):
    path, session = recorded(root, "6-failed-check")
    event = stop(path, session, root)
    assert inside.told(root, "ledger", "hook", event).status == 0
    ran = inside.told(root, "ledger", "hook", "--gate", event)
    assert (ran.status, ran.err.partition("`")[0]) == (2, "The loop is open: ")
    again = stop(path, session, root, stop_hook_active=True)
    assert inside.told(root, "ledger", "hook", "--gate", again).status == 0


@pytest.mark.parametrize("event", ["", "x", "[]", "{}", '{"session_id": 7}'])
def test_what_is_no_event_stops_nobody(root, event):
    assert inside.told(root, "ledger", "hook", event).status == 1
