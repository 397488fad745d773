"""Directories that answer for a walk over them: only while nothing in them has come or gone."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentslint.io import trace
from agentslint.io.replay import directories, git_checks, spawn

from ..command import git, repository
from .test_replay import FILES, home, ran, root, told_again

__all__ = ["home", "root"]  # fixtures

SOON = 20_000_000  # nanoseconds: more than a tick of the clock of file systems here
WALKS = ("--others", "check-ignore")


@pytest.fixture(autouse=True)
def old(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directories count soon that in life must have stood for a while."""
    monkeypatch.setattr(directories, "MARGIN", SOON)
    time.sleep(2 * SOON / 1e9)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What git is asked while a run is told again, one word for each walk over the tree."""
    words: list[str] = []

    class Heard(spawn.Spawned):
        def __init__(self, root: str, index: str | None, rest: Any, given: bytes = b"") -> None:
            words.extend(word for word in rest if word in WALKS)
            super().__init__(root, index, rest, given)

    monkeypatch.setattr(git_checks, "Spawned", Heard)
    return words


def look(root: Path, before: directories.Steady | None = None) -> directories.Steady | None:
    time.sleep(2 * SOON / 1e9)
    return directories.observed(
        str(root), time.time_ns(), [str(root / ".git/info/exclude")], before
    )


def test_no_walk_is_repeated(
    root: Path, home: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("check", monkeypatch=monkeypatch)
    assert told_again("check", monkeypatch=monkeypatch)
    assert not asked


def test_young_directories_answer_for_nothing_yet(
    root: Path, home: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "MARGIN", 3600 * 10**9)
    ran("check", monkeypatch=monkeypatch)
    assert told_again("check", monkeypatch=monkeypatch)
    assert set(asked) == set(WALKS)
    # the same run later, when they have stood for a while
    monkeypatch.setattr(directories, "MARGIN", SOON)
    assert told_again("check", monkeypatch=monkeypatch)
    asked.clear()
    assert told_again("check", monkeypatch=monkeypatch)
    assert not asked


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that is ignored": lambda root: (root / "src/a.log").write_text("x"),
    "a directory that is ignored": lambda root: (root / "out/deep").mkdir(parents=True),
    "another ignore file": lambda root: (
        (root / "out").mkdir(),
        (root / "out/.gitignore").write_text("*\n"),
    ),
    "an ignore file says more": lambda root: (root / ".gitignore").write_text("out/\n*.log\nx\n"),
    "git's own ignore file": lambda root: (root / ".git/info/exclude").write_text("y\n"),
    "a file came and went": lambda root: (
        (root / "src/b.py").write_text(""),
        (root / "src/b.py").unlink(),
    ),
    "an empty directory": lambda root: (root / "empty").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_git_is_asked_once_after_a_change(
    change: str, root: Path, home: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("check", monkeypatch=monkeypatch)
    CHANGES[change](root)
    time.sleep(2 * SOON / 1e9)
    assert told_again("check", monkeypatch=monkeypatch)
    assert "--others" in asked
    asked.clear()
    assert told_again("check", monkeypatch=monkeypatch)
    assert not asked


def test_a_link_that_came_or_went_needs_a_whole_look(root: Path) -> None:
    seen = look(root)
    (root / "docs/link").symlink_to("guide.md")
    assert look(root, seen) is None
    with_link = look(root)
    (root / "docs/link").unlink()
    assert look(root, with_link) is None


@pytest.mark.parametrize("inner", ["pkg", "new/inner"])
def test_a_repository_inside_answers_for_itself(inner: str, root: Path) -> None:
    assert look(root) is not None
    (root / inner / ".git").mkdir(parents=True)
    assert look(root) is None


@pytest.mark.parametrize("name", ["MOST", "ENTRIES"])
def test_too_many_are_not_looked_at(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, name, 2)
    assert look(root) is None


def test_a_file_system_that_is_not_known_is_not_relied_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "KEEPING", frozenset())
    assert look(root) is None


def test_a_root_that_is_reached_by_a_link_is_not_relied_on(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert look(tmp_path / "link") is None
    seen = look(root)
    assert seen and directories.holds(seen)
    root.rename(tmp_path / "moved")
    root.symlink_to(tmp_path / "moved")  # the same directories, reached in another way
    assert not directories.holds(seen)


def listed(root: Path) -> tuple[str, str]:
    """What git lists: with and without what is ignored."""
    some = git(root, "ls-files", "--others", "--exclude-standard")
    return some, git(root, "ls-files", "--others")


def entries(root: Path) -> set[str]:
    return {str(path) for path in root.rglob("*") if ".git" not in path.parts}


@pytest.mark.parametrize("seed", range(5))
def test_directories_that_hold_have_the_same_listing(seed: int, tmp_path: Path) -> None:
    root = repository(tmp_path / "other", FILES)
    dice = random.Random(seed)
    seen = look(root)
    held = 0
    for _ in range(60):
        assert seen is not None
        before = listed(root), entries(root)
        changed(root, dice)
        if directories.holds(seen):
            held += 1
            assert (listed(root), entries(root)) == before
            continue
        fresh, later = look(root), look(root, seen)
        if later is not None:
            assert later == fresh
        seen = fresh
    assert held


def changed(root: Path, dice: random.Random) -> None:
    """Change one thing in a work tree, or nothing."""
    folders = sorted(p for p in root.rglob("*") if p.is_dir() and ".git" not in p.parts)
    folder = dice.choice([root, *folders])
    name = dice.choice(["a.py", "b.log", "out", "deep", ".gitignore"])
    place = folder / name
    match dice.randrange(7):
        case 0 if not place.is_dir():
            place.write_text(dice.choice(["", "*.py\n", "deep/\n"]))
        case 1 if not os.path.lexists(place):
            place.mkdir()
        case 2 if place.is_file():
            place.unlink()
        case 3 if folder != root and place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        case 4 if os.path.lexists(place) and not (folder / "moved").exists():
            place.rename(folder / "moved")
        case 5 if not os.path.lexists(place) and name != ".gitignore":
            place.symlink_to(dice.choice(["a.py", "deep", "nowhere"]))


def test_a_change_while_it_was_read_is_not_missed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changed after a run began is not taken for what the run saw."""
    monkeypatch.setattr(directories, "MARGIN", 2_000_000_000)
    began = time.time_ns()
    (root / "src/late.py").write_text("")
    seen = directories.observed(str(root), began, [])
    assert seen is not None
    assert not directories.holds(seen)
    assert seen["folders"][str(root / "src")] == directories.UNSURE


@pytest.mark.parametrize(
    ("question", "answer", "covered"),
    [
        (("kind", "src/main.py"), "file", True),
        (("kind", "src"), "directory", True),
        (("kind", "src/none"), "missing", True),
        (("kind", "src/none/deeper"), "missing", True),
        (("kind", "link/none"), "missing", False),
        (("kind", "src/../none/a"), "missing", False),
        (("kind", "none/../a"), "missing", True),
        (("kind", "src/."), "directory", False),
        (("kind", "link"), "file", False),
        (("kind", "src/main.py"), ("closed",), False),
        (("target", "link"), "src/main.py", True),
        (("names", "src"), ["main.py"], True),
        (("names", "link"), [], False),
        (("read", "src/main.py", 10), b"", False),
        (("size", "src/main.py"), 6, False),
        (("kind", "../elsewhere"), "missing", False),
    ],
    ids=repr,
)
def test_what_entries_decide(
    question: trace.Question, answer: object, covered: bool, root: Path
) -> None:
    (root / "link").symlink_to("src/main.py")
    seen = look(root)
    assert seen is not None
    name, place, *more = question
    assert directories.covers(seen, (name, os.path.join(root, place), *more), answer) is covered
