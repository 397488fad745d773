"""The ledger: no entry lost, no half line, no merge conflict; and what covers a diff."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time

import jsonschema
import pytest

from agentslint.chain import agents
from agentslint.cli import schemas
from agentslint.evidence import ledger, proof, session_file
from agentslint.model import Failure
from agentslint.repo import Repo, changes
from agentslint.repo.append import append_line
from tests import forked, sessions
from tests.sessions import changed, commit, git, plant, save

CODEX = agents.get("codex")
NOW = "2026-11-22T13:00:00Z"
PASSED = ledger.Stated(verified=(("./check.sh", 0),))


@pytest.fixture
def root(tmp_path):
    return sessions.tree(tmp_path / "repo")


def add(root, stated=PASSED, proofs=(), base="HEAD", now=NOW, path="ledger.jsonl"):
    repo = Repo.at(str(root))
    found = ledger.entry(repo, CODEX, changes.since(repo.git, base), now, "", proofs, stated)
    jsonschema.validate(found, schemas.ledger())
    append_line(str(root), f".agentslint/{path}", ledger.line(found))
    return found


def gaps(root, base="HEAD"):
    repo = Repo.at(str(root))
    place = root / ".agentslint" / "ledger.jsonl"
    entries, notes = ledger.read(place.read_text() if place.exists() else "")
    assert notes == []
    found = ledger.coverage(repo, CODEX, changes.since(repo.git, base), entries)
    return {gap.path: gap.why for gap in found.gaps}


def prove(root, tmp_path, name="5-closed", edit=True):
    """A recording as if it had been made in `root`, at its HEAD, just now; its edit made."""
    rows = sessions.lines(f"{name}.rollout.jsonl")
    recorded = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), recorded, git(root, "rev-parse", "HEAD"))
    if edit:
        place = root / "pkg" / "api" / "mod.py"
        place.write_text("def f():\n    return 3\n")
        os.utime(place, (1795351005.679, 1795351005.679))
    session = session_file.read(save(tmp_path / f"{name}.jsonl", rows))
    return proof.prove(session, Repo.at(str(root)), CODEX)


def test_an_entry_covers_its_diff_until_the_next_edit(root):
    plant(root, {"pkg/api/mod.py": "def f():\n    return 3\n", "new.txt": "new\n"})
    assert gaps(root) == dict.fromkeys(["new.txt", "pkg/api/mod.py"], "no entry holds it")
    add(root)
    assert gaps(root) == {}
    base = git(root, "rev-parse", "HEAD")
    commit(root)
    assert gaps(root, base) == {}
    plant(root, {"new.txt": "newer\n"})
    assert gaps(root, base) == {"new.txt": "it was changed after the last entry that holds it"}
    add(root, base=base)
    assert gaps(root, base) == {}


def test_deletions_and_moves_are_covered_too(root):
    (root / "pkg" / "old.txt").rename(root / "pkg" / "moved.txt")
    (root / "fail.sh").unlink()
    git(root, "add", "-A")
    assert set(gaps(root)) == {"fail.sh", "pkg/old.txt", "pkg/moved.txt"}
    add(root)
    assert gaps(root) == {}


@pytest.mark.parametrize(
    "verified", [(), (("./check.sh", 1),), (("./check.sh --list", 0),), (("make check", 0),)]
)
def test_the_check_that_the_chain_requires_must_have_passed(root, verified):
    plant(root, {"new.txt": "new\n"})
    add(root, ledger.Stated(verified=verified))
    why = "`./check.sh` (AGENTS.md:2) did not pass after its last change"
    assert gaps(root) == {"new.txt": why}


def test_each_files_own_chain_counts(root):
    plant(root, {"pkg/AGENTS.md": "- Run `make lint` before you finish.\n"})
    base = commit(root)
    plant(root, {"new.txt": "new\n", "pkg/new.txt": "new\n"})
    add(root, base=base)
    why = "`make lint` (pkg/AGENTS.md:1) did not pass after its last change"
    assert gaps(root) == {"pkg/new.txt": why}
    add(root, ledger.Stated(verified=(("make lint", 0),)), base=base)
    assert gaps(root) == {}


def test_from_a_session_that_closed_its_loop(root, tmp_path):
    found = add(root, ledger.Stated(), [prove(root, tmp_path)])
    assert found["files"][0]["verified"] == ["./check.sh"]
    assert found["commands"] == [{"command": "cd pkg && ../check.sh", "exit": 0}]
    assert found["sessions"][0]["verdict"] == "closed"
    assert gaps(root) == {}


def test_a_file_written_after_the_session_is_not_verified_by_it(root, tmp_path):
    found = prove(root, tmp_path)
    (root / "pkg" / "api" / "mod.py").write_text("def f():\n    return 4\n")
    add(root, ledger.Stated(), [found])
    assert list(gaps(root)) == ["pkg/api/mod.py"]


def test_a_file_that_the_session_did_not_touch_is_not_verified_by_it(root, tmp_path):
    found = prove(root, tmp_path)
    plant(root, {"new.txt": "new\n"})
    add(root, ledger.Stated(), [found])
    assert list(gaps(root)) == ["new.txt"]


def test_an_open_loop_covers_nothing(root, tmp_path):
    add(root, ledger.Stated(), [prove(root, tmp_path, "6-failed-check")])
    assert list(gaps(root)) == ["pkg/api/mod.py"]


def test_secrets_and_foreign_paths_are_taken_out(root):
    plant(root, {"new.txt": "new\n"})
    token = "ghp_" + "a1b2" * 9
    stated = ledger.Stated(commands=((f"curl -H 'X: {token}' /home/me/x {root}/new.txt", 0),))
    found = add(root, stated)
    assert found["commands"][0]["command"] == "curl -H 'X: <secret>' <absolute path> new.txt"
    assert {row["kind"] for row in found["redacted"]} == {"secret", "absolute path"}
    assert str(root) not in (root / ".agentslint" / "ledger.jsonl").read_text()


def test_a_tampered_entry_does_not_count(root):
    plant(root, {"new.txt": "new\n"})
    add(root, ledger.Stated(verified=(("./check.sh", 1),)))
    place = root / ".agentslint" / "ledger.jsonl"
    place.write_text(place.read_text().replace('"verified":[]', '"verified":["./check.sh"]'))
    assert ledger.read(place.read_text()) == (
        [],
        ["line 1 was changed after it was written: its id does not fit"],
    )


def test_two_branches_merge_without_a_conflict(root):
    plant(root, {".agentslint/.gitattributes": ledger.ATTRIBUTES})
    plant(root, {"zero.txt": "0\n"})
    add(root)
    commit(root)
    git(root, "branch", "other")
    plant(root, {"one.txt": "1\n"})
    one = add(root, now="2026-11-22T13:01:00Z")
    commit(root)
    git(root, "checkout", "-q", "other")
    plant(root, {"two.txt": "2\n"})
    two = add(root, now="2026-11-22T13:02:00Z")
    commit(root)
    git(root, "merge", "-q", "--no-edit", "main")
    entries, notes = ledger.read((root / ".agentslint" / "ledger.jsonl").read_text())
    assert notes == []
    assert [each["id"] for each in entries[1:]] == [one["id"], two["id"]]


def _many(root, name, count):
    for number in range(count):
        append_line(root, "a/ledger.jsonl", json.dumps([name, number, "x" * 9000]).encode() + b"\n")


def test_concurrent_adds_lose_nothing(tmp_path):
    names = range(6)
    workers = [
        multiprocessing.Process(target=_many, args=(str(tmp_path), name, 20)) for name in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    rows = [json.loads(row) for row in (tmp_path / "a" / "ledger.jsonl").read_text().splitlines()]
    assert sorted(row[:2] for row in rows) == [
        [name, number] for name in names for number in range(20)
    ]


def test_writers_killed_at_any_moment_leave_whole_lines(tmp_path):
    for _ in range(6):
        worker = multiprocessing.Process(target=_many, args=(str(tmp_path), "killed", 10_000))
        worker.start()
        time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        append_line(str(tmp_path), "a/ledger.jsonl", b'["kept"]\n')
    rows = (tmp_path / "a" / "ledger.jsonl").read_bytes().split(b"\n")
    assert rows.pop() == b""
    assert [json.loads(row)[0] for row in rows].count("kept") == 6


@pytest.mark.parametrize("torn", [b'{"a":', b"x" * 200_000])
def test_half_a_line_of_a_crash_is_cut_off(tmp_path, torn):
    place = tmp_path / "ledger.jsonl"
    place.write_bytes(b"[1]\n" + torn)
    assert append_line(str(tmp_path), "ledger.jsonl", b"[2]\n")
    assert place.read_bytes() == b"[1]\n[2]\n"
    assert not append_line(str(tmp_path), "ledger.jsonl", b"[3]\n")


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    place = tmp_path / "ledger.jsonl"
    place.write_bytes(b"[1]\n")
    real = os.write

    def write(handle, data):
        if len(data) > 2:
            return real(handle, data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(Failure, match="No space left on device: nothing was written"):
        append_line(str(tmp_path), "ledger.jsonl", b"[2]\n")
    assert place.read_bytes() == b"[1]\n"


def test_a_ledger_that_leads_out_is_refused(tmp_path):
    root = tmp_path / "repo"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    (root / "file").symlink_to(tmp_path / "target")
    (root / "folder").mkdir()
    for path in ("link/ledger.jsonl", "file", "folder"):
        with pytest.raises(Failure, match="nothing was written"):
            append_line(str(root), path, b"x\n")
    assert sorted(os.listdir(tmp_path)) == ["repo"]


def test_the_commands(root):
    def run(*words):
        return forked.text(["ledger", *words], root, forked.BARE)

    assert run("add").stderr.startswith("agentslint: nothing changed since ")
    plant(root, {"new.txt": "new\n"})
    done = run("check", "--base", "HEAD")
    assert (done.returncode, done.stdout) == (
        1,
        "not covered: 1 of 1 file\n  new.txt: no entry holds it\n",
    )
    assert "does not exist: `agentslint ledger add` makes it" in done.stderr
    done = run("add", "--task", "One new file", "--verified", "./check.sh=0")
    assert (done.returncode, len(done.stdout)) == (0, 17)
    done = run("check", "--base", "HEAD", "--format", "json")
    jsonschema.validate(json.loads(done.stdout), schemas.coverage())
    assert (done.returncode, json.loads(done.stdout)["covered"]) == (0, ["new.txt"])
    stated = "taken as stated, for want of --session: what the entries say\n"
    assert run("check", "--base", "HEAD").stdout == f"covered: 1 file by 1 entry\n{stated}"
    assert "1 file, 1 of 1 check passed, stated: One new file" in run("list").stdout
    (root / "agentslint.toml").write_text('[evidence]\nledger = "docs/ledger.jsonl"\n')
    assert run("add", "--verified", "./check.sh=0").returncode == 0
    assert len((root / "docs" / "ledger.jsonl").read_text().splitlines()) == 1
    assert run("check", "--base", "HEAD").stdout == f"covered: 2 files by 1 entry\n{stated}"
    assert run("add", "--verified", "make test").returncode == 2
    assert run("check", "--base", "HEAD", "--ledger", "../x").returncode == 2
    assert (root / ".agentslint" / ".gitattributes").read_text() == "ledger.jsonl merge=union\n"
