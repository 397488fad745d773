"""What a run asked, asked again: whether the same run would end the same.

Imports little, and starts git first: that takes longest.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from agentslint.outside import questions, steady, trace
from agentslint.outside.command import HEAD, JUDGE
from agentslint.outside.questions import Unreadable
from agentslint.outside.spawn import Spawned, Trapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Command = tuple[tuple[str, str, tuple[str, ...]], Any, tuple[tuple[trace.Question, Any], ...]]

TOGETHER = 8  # git commands that run at once
FEW = 3  # names in one directory that are each looked at; more, and the directory is listed


def settled(asked: trace.Trace) -> bool:
    """Whether HEAD is still where it was when the commits behind it were read."""
    pinned = [(question, found) for question, found in asked.answers.items() if HEAD in question]
    return all(_again(question[1:]).outcome() == found for question, found in pinned)


def holds(kept: dict[str, Any]) -> bool:
    """Whether everything in `packed` notes has the answer that was noted.

    Where directories have changed that answered for some, and these were the same when they were
    asked, `kept` then has the directories as they are now, and `renewed` is true of it.
    """
    began = time.time_ns()
    parts, moved = [kept["rest"]], []
    for root, (look, covered) in kept["roots"].items():
        if not steady.holds(look):
            parts.append(marshal.loads(covered))
            moved.append(root)
    if not _hold(parts):
        return False
    for root in moved:
        look, covered = kept["roots"][root]
        if now := steady.renewed(look, began):
            kept["roots"][root] = now, covered
            kept["renewed"] = True
    return True


def _hold(parts: list[dict[str, Any]]) -> bool:
    """Whether all notes of some parts hold: git is asked first, and answers meanwhile."""
    waiting = _needed(row for part in parts for row in part["git"])
    judged = [rows for part in parts for rows in part["ignored"].items()]
    begun: list[tuple[Spawned, Any]] = []
    try:
        begun += ((_again(words), found) for words, found in islice(waiting, TOGETHER))
        begun += ((_judge(root, rows), rows) for root, rows in judged)
        if not all(map(_disk_holds, parts)):
            return False
        while begun:
            spawned, found = begun.pop(0)
            answer = _ignored(spawned) if isinstance(found, list) else spawned.outcome()
            if answer != found:
                return False
            begun += ((_again(words), found) for words, found in islice(waiting, 1))
        return True
    except (OSError, Trapped):
        return False
    finally:
        for spawned, _ in begun:
            spawned.stop()


def _again(words: tuple[str, str, tuple[str, ...]]) -> Spawned:
    root, index, rest = words
    return Spawned(root, index or None, rest)


def _needed(rows: Iterable[Command]) -> Iterator[tuple[tuple[str, str, tuple[str, ...]], Any]]:
    """The commands that nothing answers for."""
    for command, found, instead in rows:
        if not instead or any(trace.again(*question) != answer for question, answer in instead):
            yield command, found


def _disk_holds(kept: dict[str, Any]) -> bool:
    return (
        all(_lacks(folder, *names) for folder, names in kept["absent"].items())
        and all(_is(place, kind) for place, kind in kept["kinds"].items())
        and _leads_so(kept["real"])
        and all(trace.again(*question) == found for question, found in kept["disk"])
    )


def _is(place: str, kind: str | tuple[str]) -> bool:
    try:
        return questions.kind(place) == kind
    except Unreadable as error:
        return (str(error),) == kind


def _leads_so(real: dict[str, str]) -> bool:
    """Whether symbolic links lead where they led; each directory is looked at once."""
    folders = {"/": "/"}

    def follow(place: str) -> str:
        folder, name = os.path.split(place)
        if name in ("", ".", "..") or os.path.islink(place):
            return questions.real(place)
        if folder not in folders:
            folders[folder] = follow(folder)
        return os.path.join(folders[folder], name)

    return all(follow(place) == found for place, found in real.items())


def _lacks(folder: str, names: frozenset[str], without_case: frozenset[str]) -> bool:
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


def _judge(root: str, rows: list[tuple[str, bool]]) -> Spawned:
    return Spawned(root, None, JUDGE, b"".join(os.fsencode(path) + b"\0" for path, _ in rows))


def _ignored(spawned: Spawned) -> list[tuple[str, bool]]:
    """Each path that git judged, and whether it ignores it: as they were noted."""
    fields = spawned.output()[0].split(b"\0")
    paths, rules = fields[3::4], fields[2::4]
    return [
        (os.fsdecode(path), bool(rule) and not rule.startswith(b"!"))
        for path, rule in zip(paths, rules, strict=False)
    ]
