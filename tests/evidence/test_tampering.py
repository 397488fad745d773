"""One field changed of a receipt, its statement, a ledger entry or a session file: caught, or said to be unproven."""

from __future__ import annotations

import copy
import json
import pathlib
from typing import Any

import pytest

from agentslint.chain import agents
from agentslint.cli.receipt import inputs, taken_apart, trees
from agentslint.evidence import ledger, proof, receipt, receipt_comparison, session_file
from agentslint.model import Failure
from agentslint.repo import Repo, changes, notes, result_tree
from tests import sessions
from tests.program import run
from tests.sessions import changed, commit, git, save

CODEX = agents.get("codex")
Path = tuple[Any, ...]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The tree with the edit of a recorded session."""
    root = sessions.tree(tmp_path_factory.mktemp("tampering") / "repo")
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    return root


@pytest.fixture(scope="module")
def session(root):
    rows = sessions.lines("5-closed.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), old, git(root, "rev-parse", "HEAD"))
    return save(root.parent / "s.jsonl", rows)


def places(value: Any, path: Path = ()):
    """Every field and every row of a document, the document itself left out."""
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in rows:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def tampered(document: Any, path: Path, how: str) -> Any:
    """The document with one value changed, taken out, or a row doubled."""
    found = copy.deepcopy(document)
    here = found
    for key in path[:-1]:
        here = here[key]
    old = here[path[-1]]
    if how == "gone":
        del here[path[-1]]
    elif isinstance(old, dict):
        old["strange"] = 1
    elif isinstance(old, list):
        here[path[-1]] = [*old, "added"]
    elif isinstance(old, bool):
        here[path[-1]] = not old
    else:
        here[path[-1]] = f"{old}x" if isinstance(old, str) else 7 if old is None else old + 1
    return found


def every(document: Any):
    """Each way to change one field of a document."""
    for path in places(document):
        for how in ("changed", "gone"):
            yield path, tampered(document, path, how)


def test_a_receipt(root, session):
    asked = inputs(Repo.at(str(root)), CODEX, "HEAD", False, [session_file.read(session)], None)
    whole = receipt.build(asked)
    seen = 0
    for path, bad in every(whole):
        assert not receipt_comparison.whole(bad), path
        # sealed anew: what the repository and the session say is another thing
        if path not in (("digest",), ("version",)):
            sealed = receipt._sealed(bad)
            assert list(receipt_comparison.differences(sealed, whole, shown=True)), path
        seen += 1
    assert seen > 120


def test_a_statement(root, session):
    asked = inputs(Repo.at(str(root)), CODEX, "HEAD", False, [session_file.read(session)], None)
    made = receipt.build(asked)
    held = trees(Repo.at(str(root)), made["diff"]["base"], staged=False)
    whole = receipt.statement(made, held)
    now = receipt.subjects(made, held)
    for path, bad in every({k: whole[k] for k in ("_type", "subject", "predicateType")}):
        try:
            _, about = taken_apart(json.dumps({**bad, "predicate": made}), "x")
        except Failure:
            continue
        assert list(receipt_comparison.compared("subject", about, now)), path


def test_the_trees_are_gits_own(root, tmp_path):
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    (other / "pkg" / "api" / "mod.py").write_text("def f():\n    return 4\n")
    (other / "run.sh").write_text("#!/bin/sh\n")
    (other / "run.sh").chmod(0o755)
    (other / "link").symlink_to("run.sh")
    (other / "pkg" / "old.txt").unlink()
    diff = changes.since(Repo.at(str(other)).git, "HEAD")
    assert result_tree.base_tree(diff) == git(other, "rev-parse", "HEAD^{tree}")
    found = result_tree.tree(diff)
    commit(other)
    assert found == git(other, "rev-parse", "HEAD^{tree}")


def test_a_ledger_entry(root, session):
    repo = Repo.at(str(root))
    diff = changes.since(repo.git, "HEAD")
    proofs = [proof.prove(session_file.read(session), repo, CODEX)]
    whole = ledger.entry(repo, CODEX, diff, "2026-11-22T13:00:00Z", "t", proofs)
    assert [why for _, why in ledger.proven(repo, CODEX, diff, [whole], proofs)] == [""]
    stated = set[Any]()
    for path, bad in every(whole):
        entries, told = ledger.read(ledger.line(bad).decode())
        assert not entries and told, path
        # with an id that fits: the session tells another thing
        if path == ("id",):
            continue
        again = {**bad, "id": ledger._id(bad)}
        entries, told = ledger.read(ledger.line(again).decode())
        kept = [each for each, why in ledger.proven(repo, CODEX, diff, entries, proofs) if not why]
        covered = ledger.coverage(repo, CODEX, diff, kept).covered
        if covered:
            stated.add(path)
    # what no session tells, and `ledger check` never calls proven; with another diff's digest it is an
    # entry of that diff, of which the contents count that the session proves
    assert {path[0] for path in stated} <= {*ledger.STATED, "diff"}, stated


def test_a_session_file(root, session, tmp_path):
    whole = session_file.read(session)
    rows = [json.loads(line) for line in pathlib.Path(session).read_text("utf-8").splitlines()]
    seen = 0
    # each line's fields, a few of them through the file: its digest is of all its bytes
    for number, row in enumerate(rows):
        for path, bad in list(every(row))[:: 1 + len(list(places(row))) // 2]:
            place = save(tmp_path / "bad.jsonl", [*rows[:number], bad, *rows[number + 1 :]])
            try:
                found = session_file.read(place)
            except Failure:
                continue
            # the receipt and the ledger name the file's digest
            assert found.digest != whole.digest, (number, path)
            seen += 1
    assert seen > 40


def test_the_commands_say_what_is_only_stated(root, session, tmp_path):
    (root / ".agentslint").mkdir()
    repo = Repo.at(str(root))
    diff = ledger.work(changes.since(repo.git, "HEAD"))
    proofs = [proof.prove(session_file.read(session), repo, CODEX)]
    entry = ledger.entry(repo, CODEX, diff, "2026-11-22T13:00:00Z", "t", proofs)
    entry["files"][0]["verified"] += ["make everything"]
    entry["id"] = ledger._id(entry)
    (root / ".agentslint" / "ledger.jsonl").write_bytes(ledger.line(entry))
    done = run(root, "ledger", "check", "--base", "HEAD")
    assert (done.returncode, "taken as stated, for want of --session" in done.stdout) == (0, True)
    done = run(root, "ledger", "check", "--base", "HEAD", "--session", session)
    assert (done.returncode, "its sessions tell another files" in done.stdout) == (1, True)


def test_a_receipt_as_a_git_note(root, session):
    words = ("--base", "HEAD", "--session", session, "--note", "--ledger", "none.jsonl")
    assert run(root, "receipt", *words).returncode == 0
    assert json.loads(notes.read(Repo.at(str(root)).git))["verdict"] == "closed"
    words = ("--note", "HEAD", "--session", session, "--ledger", "none.jsonl")
    done = run(root, "receipt", "verify", *words)
    assert (done.returncode, done.stdout.splitlines()[0][:16]) == (0, "the receipt fits"), done
    git(root, "notes", "--ref=agentslint", "remove", "HEAD")
    done = run(root, "receipt", "verify", "--note", "HEAD")
    assert (done.returncode, "no receipt is noted there" in done.stderr) == (2, True)
