"""Sessions of other repositories, of agents that others started, and of forks."""

from __future__ import annotations

import copy

import pytest

from agentslint.chain import agents
from agentslint.evidence import proof, session_file
from agentslint.repo import Repo
from tests import sessions
from tests.scenes import patch, record, repository, run

CODEX = agents.get("codex")
FILES = {
    "AGENTS.md": "# Root\n- Run `make test` before you finish.\n",
    "Makefile": "test:\n\ttrue\n",
    "mod.py": "def f():\n    return 1\n",
}
ACTS = [patch("mod.py", "def f():\n    return 2\n"), run("make test")]
CHILD, PARENT = "01a202c5-ad53-7240-830b-0000000000c1", "01a202c5-ad53-7240-830b-0000000000f0"


def judge(root, path):
    return proof.prove(session_file.read(str(path)), Repo.at(str(root)), CODEX)


def elsewhere(tmp_path, other, url="", here=""):
    """The verdict on a session of one repository in another one."""
    one = repository(tmp_path / "one" / "repo", FILES | {"a": "1"})
    two = repository(tmp_path / "two" / "repo", FILES | other)
    if here:
        sessions.git(two, "remote", "add", "origin", here)

    def told(row):
        if url and row["type"] == "session_meta":
            row["payload"]["git"]["repository_url"] = url

    return judge(two, record(one, ACTS, change=told))


def test_other_contents_are_another_repository(tmp_path):
    found = elsewhere(tmp_path, {"mod.py": "class G:\n    pass\n"})
    assert found.verdict == "unknown"
    assert found.unknown[-1] == "whether it ran in this repository: mod.py is another file here"


@pytest.mark.parametrize(
    ("url", "here", "verdict"),
    [
        ("https://example.org/a/b.git", "git@example.org:a/b.git", "closed"),
        ("ssh://git@example.org:22/a/b", "https://token@example.org/a/b", "closed"),
        ("https://example.org/a/b.git", "https://example.org/a/c.git", "unknown"),
        ("https://example.org/a/b.git", "", "closed"),
    ],
)
def test_addresses_tell_repositories_apart(tmp_path, url, here, verdict):
    assert elsewhere(tmp_path, {}, url, here).verdict == verdict


def test_a_session_that_nothing_ties_to_this_repository(tmp_path):
    one = repository(tmp_path / "one" / "first", FILES)
    two = repository(tmp_path / "two" / "second", {"README.md": "hello\n"})
    found = judge(two, record(one, ACTS))
    assert found.verdict == "unknown"
    assert "whether it ran in this repository: nothing in it says so" in found.unknown


def started(rows, name="spawn_agent"):
    """The same session, which starts another agent."""
    rows = copy.deepcopy(rows)
    at = next(n for n, row in enumerate(rows) if row["payload"].get("type") == "item_completed")
    stamp = rows[at]["timestamp"]
    call = {"type": "function_call", "call_id": "w", "name": name, "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "w", "output": f'{{"agent_id":"{CHILD}"}}'}
    for payload in (output, call):
        rows.insert(at, {"timestamp": stamp, "type": "response_item", "payload": payload})
    return rows


def child(path, parent, acts_of):
    rows = copy.deepcopy(acts_of)
    meta = rows[0]["payload"]
    meta |= {"id": CHILD, "thread_source": "subagent"}
    meta["source"] = {"subagent": {"thread_spawn": {"parent_thread_id": parent}}}
    return sessions.save(path, rows)


def test_agents_that_it_started_are_joined_by_their_ids(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    path = tmp_path / "repo.rollout.jsonl"
    record(root, ACTS)
    rows = sessions.json_lines(path)
    sessions.save(path, started(rows))
    assert judge(root, path).unknown == (
        "what the agents it started did: their work is in files of their own",
    )
    quiet = [row for row in rows if sessions.item(row) not in ("FileChange", "CommandExecution")]
    child(tmp_path / f"rollout-1-{CHILD}.jsonl", rows[0]["payload"]["id"], quiet)
    assert judge(root, path).verdict == "closed"
    late = copy.deepcopy(rows)
    for row in late:
        if sessions.item(row) == "FileChange":
            row["payload"] |= {"started_at_ms": 1 << 50, "completed_at_ms": 1 << 50}
    child(tmp_path / f"rollout-1-{CHILD}.jsonl", rows[0]["payload"]["id"], late)
    assert judge(root, path).verdict == "open"
    child(tmp_path / f"rollout-1-{CHILD}.jsonl", "another", quiet)
    assert judge(root, path).verdict == "unknown"


def test_the_work_of_one_agent_alone_closes_nothing(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    rows = sessions.json_lines(record(root, ACTS))
    path = child(tmp_path / f"rollout-1-{CHILD}.jsonl", PARENT, rows)
    assert judge(root, path).unknown == (
        f"what the session did that started this one: give {PARENT}, which joins both",
    )


def test_a_fork_goes_on_from_what_lies_beside_it(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    rows = sessions.json_lines(record(root, ACTS))
    edit = next(n for n, row in enumerate(rows) if sessions.item(row) == "FileChange")
    for number, row in enumerate(rows):
        row["ordinal"] = number
    fork = copy.deepcopy([row for n, row in enumerate(rows) if n != edit])
    fork[0]["payload"] |= {
        "forked_from_id": PARENT,
        "history_base": {"thread_id": PARENT, "end_ordinal_exclusive": edit + 1},
    }
    path = sessions.save(tmp_path / "fork.jsonl", fork)
    assert judge(root, path).unknown[0] == (
        f"what the session did that it goes on from: {PARENT} is not beside it"
    )
    whole = copy.deepcopy(rows)
    whole[0]["payload"]["id"] = PARENT
    sessions.save(tmp_path / f"rollout-0-{PARENT}.jsonl", whole)
    found = judge(root, path)
    assert (found.verdict, [edit.path for edit in found.edits if edit.sure]) == (
        "closed",
        ["mod.py"],
    )
