"""A trace to values that can be kept, and these asked again: whether the same run would end the same.

Imports little, and starts git first: that takes longest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

from agentslint.outside import questions, trace
from agentslint.outside.command import HEAD, JUDGE
from agentslint.outside.questions import Unreadable
from agentslint.outside.spawn import Spawned, Trapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Command = tuple[tuple[str, str, tuple[str, ...]], Any, tuple[tuple[trace.Question, Any], ...]]

TOGETHER = 8  # git commands that run at once
FEW = 3  # names in one directory that are each looked at; more, and the directory is listed


def packed(asked: trace.Trace) -> dict[str, Any]:
    """The notes as plain values.

    absent   names that are not there, by the directory that lacks them: one look answers for many;
             as they are, and with their letter case folded
    kinds    what is there
    real     where symbolic links lead
    disk     other questions to the disk, with their answers
    git      commands, with what came out, and what answers for them without git
    ignored  by repository: each path that git judged, and whether it is ignored
    """
    kept: dict[str, Any] = {"absent": {}, "kinds": {}, "real": {}, "disk": [], "git": []}
    ignored: dict[str, list[tuple[str, bool]]] = {}
    folders: dict[str, str] = {}
    for question, found in asked.answers.items():
        if question[0] == "git":
            kept["git"].append((question[1:], found, asked.instead.get(question, ())))
        elif question[0] == "ignored":
            ignored.setdefault(question[1], []).append((question[2], found))
        elif question[0] == "kind" and found == "missing":
            folder, name = _lacking(question[1], folders)
            kept["absent"].setdefault(folder, set()).add(sys.intern(name))
        elif question[0] in ("kind", "real"):
            kept["kinds" if question[0] == "kind" else "real"][question[1]] = found
        else:
            kept["disk"].append((question, found))
    # most directories lack the same
    known: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}
    for folder, names in kept["absent"].items():
        lacked = frozenset(names)
        kept["absent"][folder] = known.setdefault(lacked, (lacked, frozenset(_folded(lacked))))
    return kept | {"ignored": ignored}


def _lacking(place: str, folders: dict[str, str]) -> tuple[str, str]:
    """The directory that lacks something, and what: without `a`, it is not `a/b` that is lacking.

    `folders` remembers what is known of a directory: itself where it is there, else what it lacks.
    """
    folder, name = os.path.split(place)
    if folder in folders:
        return os.path.split(folders[folder]) if folders[folder] else (folder, name)
    if os.path.isdir(folder) or folder in ("", "/") or ".." in place:
        folders[folder] = ""
        return folder, name
    found = _lacking(folder, folders)
    folders[folder] = os.path.join(*found)
    return found


def settled(asked: trace.Trace) -> bool:
    """Whether HEAD is still where it was when the commits behind it were read."""
    pinned = [(question, found) for question, found in asked.answers.items() if HEAD in question]
    return all(_again(question[1:]).outcome() == found for question, found in pinned)


def holds(kept: dict[str, Any]) -> bool:
    """Whether everything in `packed` notes has the answer that was noted."""
    waiting = _needed(kept["git"])
    begun: list[tuple[Spawned, Any]] = []
    try:
        begun += ((_again(words), found) for words, found in islice(waiting, TOGETHER))
        begun += ((_judge(root, rows), rows) for root, rows in kept["ignored"].items())
        if not _disk_holds(kept):
            return False
        while begun:
            spawned, found = begun.pop(0)
            judged = isinstance(found, list)
            if (_ignored(spawned) if judged else spawned.outcome()) != found:
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


def _lacks(folder: str, names: frozenset[str], folded: frozenset[str]) -> bool:
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
            if folded.isdisjoint(_folded(here)):
                return True
    return all(trace.again("kind", os.path.join(folder, name)) == "missing" for name in names)


def _folded(names: Iterable[str]) -> list[str]:
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
