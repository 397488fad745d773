"""Where a write goes, and what a file keeps when it is replaced."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import pytest

from agentslint.evidence import survey
from agentslint.model import Failure
from agentslint.repo.write import replace_file
from agentslint.repo.write_target import target

from ..command import agentslint
from ..repositories import Repository

OUT = {
    "a file": ("out.json", "../beside/told.txt"),
    "a file that is not there yet": ("out.json", "../beside/new.txt"),
    "a directory": ("made", "../beside"),
    "git's own directory": ("out.json", ".git/hooks/post-commit"),
    "a link to a link": ("out.json", "other"),
    "an absolute path": ("out.json", "/{beside}/told.txt"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / ".git").mkdir()  # a link into it must not make it the repository in question
    (beside / "told.txt").write_text("told\n")
    made = Repository(tmp_path / "shop")
    made.commit({"AGENTS.md": "alias x=y\n", "in/side.txt": ""})
    (made.root / "other").symlink_to(beside / "told.txt")
    return made


COMMANDS = (
    "check --format json --output {}",
    "explain --format prompt --output {} .",
    "map --format json --output {}",
    "diff HEAD --format json --output {}",
    "receipt --base HEAD --output {}",
    "check --write-baseline --baseline {}",
    "survey . --jobs 1 --quiet --output {}",
)


@pytest.mark.parametrize("how", OUT)
@pytest.mark.parametrize("line", COMMANDS)
def test_no_output_follows_a_link_out(repository: Repository, how: str, line: str) -> None:
    name, to = OUT[how]
    beside = repository.root.parent / "beside"
    (repository.root / name).symlink_to(to.format(beside=str(beside).lstrip("/")))
    named = f"{name}/told.txt" if how == "a directory" else name
    ran = agentslint(*line.format(named).split(), cwd=repository.root)
    assert (ran.status, ran.err.count("\n")) == (2, 1), ran.err
    assert (beside / "told.txt").read_text() == "told\n"
    assert not (beside / "new.txt").exists()
    assert not (repository.root / ".git/hooks/post-commit").exists()


@pytest.mark.parametrize("end", [".part", ".new"])
def test_what_a_survey_writes_beside_its_output_follows_no_link(
    repository: Repository, end: str
) -> None:
    told = repository.root.parent / "beside" / "told.txt"
    (repository.root / f"out.jsonl{end}").symlink_to(told)
    words = ("survey", ".", "--jobs", "1", "--quiet", "--output", "out.jsonl")
    assert agentslint(*words, cwd=repository.root).status == (2 if end == ".part" else 0)
    assert told.read_text() == "told\n"


def test_a_survey_begun_by_somebody_else_is_no_fault_of_ours(repository: Repository) -> None:
    words = ("survey", ".", "--jobs", "1", "--quiet", "--output", "out.jsonl")
    agentslint(*words, cwd=repository.root)
    head = json.dumps({"schema": survey.NAME, "begun": survey._fingerprint(survey.Options())})
    (repository.root / "out.jsonl.part").write_text(f'{head}\n{{"status": 3}}\n')
    assert agentslint(*words, cwd=repository.root).status == 0


def test_a_link_within_the_repository_is_followed(repository: Repository) -> None:
    (repository.root / "out.json").symlink_to("in/side.txt")
    replace_file(str(repository.root / "out.json"), b"new\n")
    assert (repository.root / "in/side.txt").read_text() == "new\n"
    assert (repository.root / "out.json").is_symlink()


def test_what_the_user_names_is_the_users(repository: Repository) -> None:
    """Links outside of every repository, and paths out of one."""
    beside = repository.root.parent / "beside"
    (repository.root.parent / "mine").symlink_to(beside)
    assert target(f"{repository.root}/../mine/x") == str(beside / "x")
    assert target(str(repository.root / "in" / "x")) == str(repository.root / "in" / "x")


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Failure, match="pipe: No such device or address: nothing was written"):
        replace_file(str(tmp_path / "pipe"), b"x")


def test_hard_links_are_not_parted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old\n")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with pytest.raises(Failure, match="a: has 2 hard links"):
        replace_file(str(tmp_path / "a"), b"new\n")
    assert (tmp_path / "b").read_text() == "old\n"


def test_attributes_are_kept(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("old\n")
    try:
        os.setxattr(place, "user.origin", b"by hand")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    replace_file(str(place), b"new\n")
    assert os.getxattr(place, "user.origin") == b"by hand"


def test_an_access_list_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("old\n")
    place.chmod(0o600)
    # "u::rw-, u:1:rw-, g::---, m::rw-, o::---", as the kernel has it; the group has nothing, and the mask all
    rows = ((1, 6, -1), (2, 6, 1), (4, 0, -1), (16, 6, -1), (32, 0, -1))
    data = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *row) for row in rows)
    try:
        os.setxattr(place, "system.posix_acl_access", data)
    except (OSError, AttributeError):
        pytest.skip("no access lists here")
    before = os.getxattr(place, "system.posix_acl_access")
    replace_file(str(place), b"new\n")
    assert os.getxattr(place, "system.posix_acl_access") == before
    assert place.stat().st_mode & 0o070 == 0o060  # the mask of the list, as it was
