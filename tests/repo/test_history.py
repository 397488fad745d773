"""Git histories as they happen: what went, when, and where to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agentslint.repo import Repo
from agentslint.repo.history import History
from tests.repositories import Repository


def history(repository: Repository) -> History:
    return History(Repo.at(str(repository.root)).git)


def present(repository: Repository) -> frozenset[str]:
    return Repo.at(str(repository.root)).listing.tracked


@pytest.fixture(params=["sha1", "sha256"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    return Repository(tmp_path / "here", object_format=request.param)


def test_a_renamed_file_is_followed(repository: Repository) -> None:
    repository.commit({"scripts/check.sh": "true\n", "README.md": "x"})
    commit = repository.move("scripts/check.sh", "tools/check.sh")
    gone = history(repository).gone(["scripts/check.sh"], present(repository))["scripts/check.sh"]
    assert (gone.to, gone.exact, gone.commit.id) == ("tools/check.sh", True, commit)
    assert gone.commit.day == date(2025, 6, 17)


def test_two_moves_end_where_the_file_is(repository: Repository) -> None:
    repository.commit({"a.txt": "one\n"})
    first = repository.move("a.txt", "b/a.txt")
    repository.move("b/a.txt", "c/z.txt")
    gone = history(repository).gone(["a.txt"], present(repository))["a.txt"]
    assert (gone.to, gone.commit.id) == ("c/z.txt", first)


def test_a_rename_with_changes_is_told_by_its_name(repository: Repository) -> None:
    repository.commit({"old/config.toml": "a = 1\n"})
    repository.commit({"old/config.toml": None, "new/config.toml": "b = 2\n"})
    gone = history(repository).gone(["old/config.toml"], present(repository))["old/config.toml"]
    assert (gone.to, gone.exact) == ("new/config.toml", False)


def test_a_deleted_file_went_nowhere(repository: Repository) -> None:
    repository.commit({"a.txt": "one\n", "b.txt": "two\n"})
    commit = repository.commit({"a.txt": None, "c.txt": "three\n"})
    gone = history(repository).gone(["a.txt", "never.txt"], present(repository))
    assert [(path, one.commit.id, one.to) for path, one in gone.items()] == [("a.txt", commit, "")]


def test_two_copies_are_no_successor(repository: Repository) -> None:
    repository.commit({"a/x.txt": "same\n"})
    repository.commit({"a/x.txt": None, "b/x.txt": "same\n", "c/x.txt": "same\n"})
    assert history(repository).gone(["a/x.txt"], present(repository))["a/x.txt"].to == ""


def test_a_moved_directory_is_followed(repository: Repository) -> None:
    repository.commit({f"rust/tests/steps/{name}.rs": name for name in "abc"})
    repository.move("rust/tests/steps", "rust/features/steps")
    gone = history(repository).gone(["rust/tests/steps"], present(repository))
    assert gone["rust/tests/steps"].to == "rust/features/steps"


def test_a_directory_went_when_its_last_file_went(repository: Repository) -> None:
    repository.commit({"lib/a": "a", "lib/sub/b": "b", "z": "z"})
    repository.commit({"lib/a": None})
    commit = repository.commit({"lib/sub/b": None})
    gone = history(repository).gone(["lib", "lib/sub"])
    assert [one.commit.id for one in gone.values()] == [commit, commit]


def test_a_deletion_on_a_merged_branch_counts_when_it_is_merged(repository: Repository) -> None:
    repository.commit({"a.txt": "a", "b.txt": "b"})
    repository.git("checkout", "-q", "-b", "side")
    repository.move("a.txt", "c.txt")
    repository.git("checkout", "-q", "main")
    repository.commit({"b.txt": "bb"})
    commit = repository.merge("side")
    gone = history(repository).gone(["a.txt"], present(repository))["a.txt"]
    assert (gone.commit.id, gone.to) == (commit, "c.txt")


def test_the_newest_deletion_counts(repository: Repository) -> None:
    repository.commit({"a.txt": "a", "b": "b"})
    repository.commit({"a.txt": None})
    repository.commit({"a.txt": "a"})
    commit = repository.commit({"a.txt": None})
    assert history(repository).gone(["a.txt"])["a.txt"].commit.id == commit


def test_deleted_files_are_found_by_their_last_parts(repository: Repository) -> None:
    repository.commit({"x/src/a.ts": "a", "y/src/a.ts": "b", "z/other/a.ts": "c", "k": "k"})
    repository.commit({"x/src/a.ts": None})
    repository.commit({"y/src/a.ts": None, "z/other/a.ts": None})
    assert history(repository).ending("src/a.ts") == ["y/src/a.ts", "x/src/a.ts"]


def test_names_with_odd_characters(repository: Repository) -> None:
    odd = ["a b.txt", "tab\there.txt", "übung/ñ.txt", "new\nline.txt", ":(top)x"]
    repository.commit({name: name for name in odd})
    repository.commit(dict.fromkeys(odd) | {"k": "k"})
    found = history(repository)
    assert [name for name in odd if found.held(name)] == odd


def test_a_shallow_clone_says_so_and_still_answers(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.txt": "a", "b.txt": "b"})
    repository.commit({"a.txt": None})
    repository.commit({"b.txt": None, "c.txt": "c"})
    shallow = history(repository.clone(tmp_path / "shallow", "--depth=2"))
    assert shallow.shallow
    assert (shallow.held("b.txt"), shallow.held("a.txt")) == (True, False)
    assert not history(repository).shallow


@pytest.mark.parametrize("kept", ["blob:none", "tree:0"])
def test_a_partial_clone_answers(repository: Repository, tmp_path: Path, kept: str) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.commit({"a.txt": "a" * 100, "b.txt": "b"})
    repository.move("a.txt", "c.txt")
    partial = repository.clone(tmp_path / "partial", f"--filter={kept}", "--no-checkout")
    partial.git("remote", "remove", "origin")
    found = history(partial).gone(["a.txt"], ["c.txt"])
    assert [one.to for one in found.values()] == (["c.txt"] if kept == "blob:none" else [])


def test_an_empty_repository_has_no_history(repository: Repository) -> None:
    assert not history(repository).held("a")
    assert history(repository).gone(["a"]) == {}


def test_without_git_there_is_no_history() -> None:
    found = History(Repo.of({"a": ""}).git)
    assert (found.held("b"), found.gone(["b"]), found.changes(["b"])) == (False, {}, [])


@pytest.mark.parametrize("pace", [1, 11, 20, 30, 60])
def test_a_long_history_is_read_in_steps(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, pace: int
) -> None:
    monkeypatch.setattr("agentslint.io.replay.history.PACE", pace)
    repository.commit({f"{number}.txt": f"{number}" for number in range(9)})
    moves = [repository.move(f"{number}.txt", f"new/{number}.txt") for number in range(9)]
    repository.move("new/8.txt", "newer/8.txt")
    gone = history(repository).gone([f"{n}.txt" for n in range(9)], present(repository))
    assert [one.commit.id for one in gone.values()] == moves
    wanted = [f"new/{number}.txt" for number in range(8)]
    assert [one.to for one in gone.values()][:8] == wanted


def test_a_submodule_that_goes_is_no_file(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner", object_format=repository.git(
        "rev-parse", "--show-object-format"))  # fmt: skip
    inner.commit({"x": "x"})
    repository.git("submodule", "--quiet", "add", f"file://{inner.root}", "sub")
    repository.commit({"a": "a"})
    repository.git("rm", "-q", "-f", "sub", "a")
    repository.commit({"b": "b"})
    found = history(repository)
    assert (found.held("sub"), found.held("a")) == (False, True)


def test_changes_of_a_path(repository: Repository) -> None:
    repository.commit({"AGENTS.md": "one\n"}, "write it")
    repository.commit({"other": "x"})
    repository.commit({"AGENTS.md": "two\n"}, "change it")
    found = history(repository)
    rows = found.changes(["AGENTS.md"])
    told = [(commit.subject, [change.status for change in changes]) for commit, changes in rows]
    assert told == [("change it", ["M"]), ("write it", ["A"])]
    assert [found.blob(changes[0].after) for _, changes in rows] == ["two\n", "one\n"]
    assert found.count_since(rows[1][0], ".") == 2


def test_a_missing_blob_is_no_text(repository: Repository) -> None:
    repository.commit({"a": "a"})
    assert history(repository).blob("0" * 40) is None


def test_reading_history_runs_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.txt": "a", "dir/b.txt": "b"})
    repository.move("a.txt", "c.txt")
    marker = tmp_path / "ran"
    repository.plant(marker)
    repository.write({"c.txt": "changed"})
    found = history(repository)
    assert found.gone(["a.txt"], present(repository))["a.txt"].to == "c.txt"
    rows = found.changes(["c.txt"])
    assert found.blob(rows[0][1][0].after) == "a"
    assert found.count_since(rows[0][0], ".") == 0
    assert not marker.exists()
