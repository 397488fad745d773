"""Sessions of Claude Code: the recording of a real one, and what an agent may have done in others."""

from __future__ import annotations

import copy
import json
import pathlib

import pytest

from agentslint.chain import agents
from agentslint.evidence import proof, session_file
from agentslint.repo import Repo
from tests import inside, sessions
from tests.scenes import repository
from tests.sessions import FOLDER

CLAUDE = agents.get("claude-code")
NAME = "claude-code-2.1.332.jsonl"
FILES = {
    "CLAUDE.md": "@AGENTS.md\n",
    "AGENTS.md": "# Root\n- Run `make test` before review.\n",
    "Makefile": "test:\n\ttrue\n",
    "src/mod.py": "def f():\n    return 1\n",
}
TWO = "def f():\n    return 2\n"


def judge(root, path):
    return proof.prove(session_file.read(str(path)), Repo.at(str(root)), CLAUDE)


def session(root: pathlib.Path, acts, *, finished=True):
    """A session made of the recording's own lines: `(tool, input, result, error)` each."""
    rows = sessions.changed(sessions.lines(NAME), "/repo", str(root))
    head = rows[: next(n for n, row in enumerate(rows) if row["type"] == "assistant")]
    ask = next(row for row in rows if row["type"] == "assistant")
    answer = next(row for row in rows if row["type"] == "user" and "toolUseResult" in row)
    last = copy.deepcopy(rows[-1])
    made = list(head)
    for number, (tool, given, told, error) in enumerate(acts):
        one, two = copy.deepcopy(ask), copy.deepcopy(answer)
        one["message"]["content"] = [
            {"type": "tool_use", "id": f"t{number}", "name": tool, "input": given}
        ]
        output = told if isinstance(told, str) else "done"
        block = {
            "tool_use_id": f"t{number}",
            "type": "tool_result",
            "content": output,
            "is_error": error,
        }
        two["message"]["content"] = [block]
        two["toolUseResult"] = told
        two.pop("permissionDecision", None)
        one["timestamp"] = f"2099-11-30T11:55:{number:02}.100Z"
        two["timestamp"] = f"2099-11-30T11:55:{number:02}.900Z"
        made += [one, two]
    last["timestamp"] = "2099-11-30T11:56:59.000Z"
    for row in head:
        if "timestamp" in row:
            row["timestamp"] = "2099-11-30T11:54:00.000Z"
    return sessions.save(root.parent / "claude.jsonl", [*made, *([last] if finished else [])])


def bash(command, error=False, told="ok", **more):
    return "Bash", {"command": command, **more}, told, error


def edit(root, path, old, new):
    place = root / path
    before = place.read_text()
    place.write_text(before.replace(old, new, 1))
    given = {"file_path": str(place), "old_string": old, "new_string": new}
    return (
        "Edit",
        given,
        {"filePath": str(place), "originalFile": before, "userModified": False},
        False,
    )


def write(root, path, text):
    place = root / path
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    given = {"file_path": str(place), "content": text}
    return "Write", given, {"type": "create", "filePath": str(place), "originalFile": before}, False


FAILED = ("Bash", {"command": "make test"}, "Exit code 2\nboom", True)
TEST = bash("make test")
TABLE = {
    "edit, check": (lambda r: [edit(r, "src/mod.py", "1", "2"), TEST], "closed"),
    "write, check": (lambda r: [write(r, "src/new.py", "x = 1\n"), TEST], "closed"),
    "two edits, check": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), edit(r, "src/mod.py", "2", "3"), TEST],
        "closed",
    ),
    "fails, then passes": (lambda r: [edit(r, "src/mod.py", "1", "2"), FAILED, TEST], "closed"),
    "looks around": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), TEST, bash("git diff | head")],
        "closed",
    ),
    "a demo that changed nothing": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), TEST, bash("./demo")],
        "closed",
    ),
    "no check": (lambda r: [edit(r, "src/mod.py", "1", "2")], "open"),
    "check, edit": (lambda r: [TEST, edit(r, "src/mod.py", "1", "2")], "open"),
    "fails": (lambda r: [edit(r, "src/mod.py", "1", "2"), FAILED], "open"),
    "passes, then fails": (lambda r: [edit(r, "src/mod.py", "1", "2"), TEST, FAILED], "open"),
    "in another directory": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), bash("cd src && make test")],
        "open",
    ),
    "refused": (
        lambda r: [
            edit(r, "src/mod.py", "1", "2"),
            bash("make test", True, "The user doesn't want to proceed"),
        ],
        "open",
    ),
    "sed after": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), TEST, bash("sed -i s/2/3/ src/mod.py")],
        "open",
    ),
    "behind": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), bash("make test", run_in_background=True)],
        "unknown",
    ),
    "timed out": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), bash("make test", True, "Command timed out")],
        "unknown",
    ),
    "hidden": (lambda r: [edit(r, "src/mod.py", "1", "2"), bash("make test | tail -3")], "unknown"),
    "a worker": (
        lambda r: [edit(r, "src/mod.py", "1", "2"), ("Task", {"prompt": "x"}, "done", False), TEST],
        "unknown",
    ),
    "Makefile weakened": (lambda r: [edit(r, "Makefile", "true", "echo"), TEST], "unknown"),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_session_and_its_verdict(tmp_path, name):
    make, verdict = TABLE[name]
    root = repository(tmp_path / "repo", FILES)
    found = judge(root, session(root, make(root)))
    assert (found.verdict, found.missing, found.unknown) == (verdict, found.missing, found.unknown)
    assert found.comparison.state == "equal"


def test_a_file_rewritten_unseen(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    path = session(root, [edit(root, "src/mod.py", "1", "2"), TEST])
    (root / "src" / "mod.py").write_text("def f():\n    return 9\n")
    found = judge(root, path)
    assert found.verdict == "unknown"
    assert found.unknown == (
        "what changed src/mod.py: it does not hold what the session's edits give",
    )


def test_its_entry_in_the_ledger(tmp_path):
    """It notes no commit: the last one before it began is what its work is measured from."""
    root = repository(tmp_path / "repo", FILES)
    path = session(root, [edit(root, "src/mod.py", "1", "2"), TEST])
    ran = inside.told(root, "ledger", "add", "--session", path)
    assert (ran.status, ran.err) == (0, "")
    assert inside.told(root, "ledger", "check", "--base", "HEAD", "--session", path).status == 0


def test_one_that_did_not_end(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    path = session(root, [edit(root, "src/mod.py", "1", "2"), TEST], finished=False)
    assert judge(root, path).verdict == "unknown"


def test_other_instructions_than_were_loaded(tmp_path):
    root = repository(tmp_path / "repo", FILES | {"CLAUDE.md": "@AGENTS.md\n\nBe brief.\n"})
    found = judge(root, session(root, [edit(root, "src/mod.py", "1", "2"), TEST]))
    assert (found.verdict, found.comparison.why) == ("unknown", "CLAUDE.md holds another text")


def test_the_recording(tmp_path):
    """Two edits, a command that fails, and the check, which passes: as the agent said."""
    found = session_file.read(str(FOLDER / NAME))
    assert (found.kind, found.client, found.version) == ("claude-code", "claude-code", "2.1.332")
    assert found.models == ("claude-sonnet-4-5",)
    assert [(run.words[2], run.exit) for run in found.runs] == [
        ("make test", 0),
        ("make failing", 2),
        ("cd src && cd .. && make test", 0),
    ]
    assert [t.path for patch in found.patches for t in patch.touches] == [
        "/repo/src/mod.py",
        "/repo/src/new.py",
    ]
    assert found.message == "Done, all tests pass."
    root = repository(tmp_path / "repo", FILES)
    assert judge(root, FOLDER / NAME).verdict == "closed"


def test_the_newest_of_either_client_is_found(tmp_path):
    home, claude = tmp_path / "codex", tmp_path / "claude"
    day = home / "sessions" / "2026" / "11" / "22"
    day.mkdir(parents=True)
    rows = sessions.lines("5-closed.rollout.jsonl")
    one = sessions.save(day / "rollout-1.jsonl", rows)
    child = copy.deepcopy(rows)
    child[0]["payload"]["source"] = {"subagent": {"thread_spawn": {"parent_thread_id": "x"}}}
    sessions.save(day / "rollout-2.jsonl", child)
    place = claude / "projects" / "-repo"
    place.mkdir(parents=True)
    (place / "a.jsonl").write_text((FOLDER / NAME).read_text())
    other = claude / "projects" / "-repository"
    other.mkdir()
    text = (FOLDER / NAME).read_text().replace('"/repo"', '"/repository"')
    (other / "b.jsonl").write_text(text)
    found = list(session_file.found(str(home), "/repo", str(claude)))
    assert found == [str(place / "a.jsonl"), one]
    json.loads((place / "a.jsonl").read_text().splitlines()[0])
