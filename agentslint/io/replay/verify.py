"""What a run asked, asked again: whether the same run would end the same.

Imports little, and starts git first: that takes longest.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterable
from itertools import islice

from agentslint.io import disk_queries, trace
from agentslint.io.disk_queries import Unreadable
from agentslint.io.git_command import HEAD
from agentslint.io.replay import directories, git_checks
from agentslint.io.replay.spawn import Spawned, Trapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOGETHER = 8  # git commands that run at once
FEW = 3  # names in one directory that are each looked at; more, and the directory is listed


def settled(asked: trace.Trace) -> bool:
    """Whether HEAD is still where it was when the commits behind it were read."""
    heads: dict[tuple[str, str], set[bytes]] = {}
    for question, found in asked.answers.items():
        if question[0] in ("grown", "git") and (question[0] == "grown" or HEAD in question):
            head = trace.digest(f"{found[0]}\n".encode()) if question[0] == "grown" else found[1]
            heads.setdefault(question[1:3], set()).add(head)
    return all(
        found == {trace.digest(Spawned(root, index or None, HEAD).output()[0])}
        for (root, index), found in heads.items()
    )


def holds(kept: dict[str, Any]) -> bool:
    """Whether everything in `packed` notes has the answer that was noted.

    What answers for git in its place, or for a walk, may have changed while the answer is the same:
    `kept` then has what answers for it from now on, and `renewed` is true of it.
    """
    began = time.time_ns()
    parts, moved = [kept["rest"]], []
    for root, (look, covered) in kept["roots"].items():
        if not directories.holds(look):
            parts.append(marshal.loads(covered))
            moved.append(root)
    asked = [note for part in parts for note in git_checks.notes(part["git"])]
    if not _hold(parts, asked):
        return False
    kept["renewed"] = bool([note for note in asked if note.renew()])
    for root in moved:
        look, covered = kept["roots"][root]
        if now := directories.renewed(look, began):
            kept["roots"][root] = now, covered
            kept["renewed"] = True
    return True


def _hold(parts: list[dict[str, Any]], asked: list[git_checks.GitCheck]) -> bool:
    """Whether all notes hold: git is asked first, and answers while the disk is looked at."""
    waiting = (note for note in asked if note.needed())
    begun: list[tuple[git_checks.GitCheck, Spawned]] = []
    try:
        begun += ((note, note.start()) for note in islice(waiting, TOGETHER))
        if not all(map(_disk_holds, parts)):
            return False
        while begun:
            note, answer = begun.pop(0)
            if not note.same(answer):
                return False
            begun += ((note, note.start()) for note in islice(waiting, 1))
        return True
    except (OSError, Trapped):
        return False
    finally:
        for _, answer in begun:
            answer.stop()


def _disk_holds(kept: dict[str, Any]) -> bool:
    return (
        all(lacks(folder, *names) for folder, names in kept["absent"].items())
        and stands(kept)
        and all(trace.again(*question) == found for question, found in kept["disk"])
    )


def stands(kept: dict[str, Any]) -> bool:
    """Whether what was there is there, and links lead where they led."""
    return all(_is(place, kind) for place, kind in kept["kinds"].items()) and _leads_so(
        kept["real"]
    )


def _is(place: str, kind: str | tuple[str]) -> bool:
    try:
        return disk_queries.kind(place) == kind
    except Unreadable as error:
        return (str(error),) == kind


def _leads_so(real: dict[str, str]) -> bool:
    """Whether symbolic links lead where they led; each directory is looked at once."""
    folders = {"/": "/"}

    def follow(place: str) -> str:
        folder, name = os.path.split(place)
        if name in ("", ".", "..") or os.path.islink(place):
            return disk_queries.real(place)
        if folder not in folders:
            folders[folder] = follow(folder)
        return os.path.join(folders[folder], name)

    return all(follow(place) == found for place, found in real.items())


def lacks(folder: str, names: frozenset[str], without_case: frozenset[str]) -> bool:
    """Whether a directory still holds none of some names."""
    if len(names) > FEW:
        try:
            here = os.listdir(folder)
        except FileNotFoundError:
            return True
        except OSError:
            pass
        else:
            # letter case may not count on this disk
            if without_case.isdisjoint(folded(here)):
                return True
    return all(trace.again("kind", os.path.join(folder, name)) == "missing" for name in names)


def folded(names: Iterable[str]) -> list[str]:
    """Some names with their letter case folded."""
    # all at once: no name holds a NUL
    return "\0".join(names).casefold().split("\0")
