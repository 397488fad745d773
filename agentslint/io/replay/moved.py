"""What of a run's ground has another answer now, of what a new path or commit may change.

An answer notes what of this it asked, each question a text:

kind PATH     nothing was there
names PATH    what a directory holds
paths         all that git tracks, or does not ignore
has PATH, named NAME, below PATH   one of these paths, those of a name, those in a directory
HEAD          history, and whatever else hangs on the newest commit
index         the contents that git has of all tracked files

So an answer that asked none of what is told otherwise holds, where all else is as it was.
"""

from __future__ import annotations

import marshal
import os
from collections import deque
from collections.abc import Iterable, Iterator

from agentslint.io import trace
from agentslint.io.git_command import BLOBS, HEAD
from agentslint.io.replay import directories, git_checks, verify
from agentslint.io.replay.spawn import Spawned, Trapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")
OF_HEAD = ("grown", "lacked")


class Lost(Exception):
    """Something has another answer that any answer may hang on."""


def questions(
    kept: dict[str, Any], answers: dict[trace.Question, Any], root: str
) -> set[trace.Question]:
    """The questions of `packed` notes and their `answers` that have another answer now. Raises Lost."""
    parts = [kept["rest"]]
    parts += [
        marshal.loads(covered)
        for look, covered in kept["roots"].values()
        if not directories.holds(look)
    ]
    found = {_question(note, root) for note in _otherwise(parts)}
    for part in parts:
        found.update(_on_disk(part, answers))
    if any(map(_of_head, found)):
        found.update(q for q in answers if q[1] == root and _of_head(q))
    return found


def _otherwise(parts: list[dict[str, Any]]) -> Iterator[git_checks.GitCheck]:
    """The notes that git answers otherwise now; of history those too that name another commit."""
    waiting = deque(note for part in parts for note in git_checks.notes(part["git"]))
    begun: deque[tuple[git_checks.GitCheck, Spawned]] = deque()
    try:
        while waiting or begun:
            while waiting and len(begun) < verify.TOGETHER:
                if (note := waiting.popleft()).needed():
                    begun.append((note, note.start()))
            if begun:
                note, answer = begun.popleft()
                if not note.same(answer) or note.moved():
                    yield note
    except (OSError, Trapped):
        raise Lost from None
    finally:
        for _, answer in begun:
            answer.stop()


def _question(note: git_checks.GitCheck, root: str) -> trace.Question:
    """What a note answers, where a new path or commit may change that. Raises Lost."""
    row = note.rows[note.at]
    if isinstance(note, (git_checks.Grown, git_checks.Lacked)):
        question: trace.Question = ("grown", row[0])
    elif isinstance(note, git_checks.Command):
        question = ("git", *row[0])
    else:
        raise Lost
    of_these = question[0] == "grown" or question[3] in (HEAD, BLOBS, UNTRACKED)
    if not of_these or question[1] != root:
        raise Lost
    return question


def _of_head(question: trace.Question) -> bool:
    return question[0] in OF_HEAD or (question[0] == "git" and question[3] == HEAD)


def _on_disk(part: dict[str, Any], answers: dict[trace.Question, Any]) -> Iterator[trace.Question]:
    if not verify.stands(part):
        raise Lost
    for question, found in part["disk"]:
        if trace.again(*question) != found:
            if question[0] != "names":
                raise Lost
            yield question
    there = [
        place
        for folder, (names, folded) in part["absent"].items()
        if not verify.lacks(folder, names, folded)
        for place in (os.path.join(folder, name) for name in names)
        if trace.again("kind", place) != "missing"
    ]
    if there:
        within = tuple(f"{place}/" for place in there)
        for question, found in answers.items():
            if question[0] == "kind" and found == "missing":
                place = question[1]
                lies = place in there or place.startswith(within)
                if lies and trace.again(*question) != "missing":
                    if os.path.basename(place) == ".git":
                        raise Lost
                    yield question


def told(
    changed: Iterable[trace.Question], root: str, before: list[str], now: Iterable[str]
) -> set[str]:
    """What an answer asked that hangs on changed questions; of paths that git does not track, `before` and `now`."""
    found = set()
    top = os.path.join(root, "")
    for question in changed:
        name, place = question[:2]
        if name in ("kind", "names"):
            found.add(f"{name} {place}")
            if place.startswith(top):
                found.add(f"{name} {place[len(top) :] or '.'}")
        elif name in OF_HEAD or question[3] == HEAD:
            found.add("HEAD")
        elif question[3] == BLOBS:
            found.add("index")
        else:
            found.update(_of_paths(set(before).symmetric_difference(now)))
    return found


def _of_paths(paths: set[str]) -> Iterator[str]:
    if paths:
        yield "paths"
        yield "below ."
    for path in paths:
        yield f"has {path}"
        folder, _, name = path.rpartition("/")
        yield f"named {name}"
        while folder:
            yield f"below {folder}"
            folder = folder.rpartition("/")[0]
