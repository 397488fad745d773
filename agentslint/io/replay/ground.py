"""What answers about a repository rest on besides its documents, and those answers: kept between runs.

The ground of a run is all that it asked of disk and git but what documents say. While that has the same
answers, whatever was worked out of it and of documents that say the same would come out the same: so a run
after an edit of one document works out what that document decides. What was looked through without a
note counts as well: by its times, as git takes them.
"""

from __future__ import annotations

import contextlib
import marshal
import os
from collections.abc import Callable, Iterable

from agentslint.core import system
from agentslint.io import cache_dir, disk_queries, trace
from agentslint.io.replay import kept_file, runs, verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rows = dict[bytes, Any]
    # rows, the digest of each document, files that were looked through; None where they do not count
    Plain = Callable[[], tuple[Rows, Rows, dict[str, bytes], Iterable[str]] | None]

TICK = 20_000_000  # nanoseconds that the clock of a disk may be behind
MARGIN = 2_000_000_000  # nanoseconds: see `directories.MARGIN`
LIMIT = 50_000  # questions of a repository's ground
GROWTH = 2  # a run adds what it asks: at so many times the first, all is asked anew
ROWS = 40_000
UNUSED = 4_000  # answers that were not asked for: another command line, or a branch, may
LARGEST = 1 << 24  # bytes of all that is kept of one repository
READ_LIMIT = 4 * 1024 * 1024
TOLD = ("read", "size")  # questions that a document alone answers

# What of the environment decides what git or this program reads, or how it is said, by how its name begins.
VARIABLES = tuple("AGENTSLINT_ GIT_INDEX_FILE HOME LANG LC_ PATH PYTHON TZ USER XDG_".split())


def opened(
    root: str, documents: tuple[str, ...], plain: Plain
) -> tuple[Rows, dict[str, bytes]] | None:
    """The answers of an earlier run at `root` whose ground is as it was, and each document's digest.

    None where this run keeps nothing.

    From now on this run hangs on that ground too. `documents` are the endings of their names. What
    `plain` gives when this run has ended is kept.
    """
    notes = trace.current()
    place = _place(root)
    if notes is None or notes.spoilt or not place:
        return None
    first = 0
    rows: Rows = {}
    texts: dict[str, bytes] = {}
    stamps: dict[str, Any] = {}
    with contextlib.suppress(Exception):  # whatever is wrong with it
        if (kept := _standing(kept_file.read(place))) is not None:
            answers, instead = marshal.loads(kept["raw"])
            known = dict(kept["rows"]), dict(kept["texts"]), dict(kept["stamps"]), kept["first"]
            trace.add((answers, instead, ""))
            rows, texts, stamps, first = known
    runs.ground(lambda asked, packed: _keep(place, first, stamps, documents, plain, asked, packed))
    return rows, texts


def _keep(
    place: str,
    first: int,
    stamps: dict[str, Any],
    documents: tuple[str, ...],
    plain: Plain,
    asked: trace.Trace,
    packed: dict[str, Any],
) -> None:
    """Keep the answers about one repository with the ground of the run that ends.

    `stamps` are those of what the answers that it took were looked up in.
    """
    found = plain()
    if found is None:
        return
    rows, unused, texts, glanced = found
    answers = {q: a for q, a in asked.answers.items() if not _of_document(q, documents)}
    if len(answers) > LIMIT or len(rows) > ROWS or (first and len(answers) > GROWTH * first):
        # most of what is asked may be idle by now: the next run begins anew
        rows, unused = {}, {}
    try:
        stamps = {**_stamps(asked, glanced), **stamps}
    except _Changed:
        return
    rest = packed["rest"]
    disk = [row for row in rest["disk"] if not _of_document(row[0], documents)]
    kept = {
        "seal": _seal(),
        "asked": {**packed, "rest": {**rest, "disk": disk}},
        "raw": marshal.dumps((answers, asked.instead)),
        "first": first or len(answers),
        "stamps": stamps,
        "rows": {**dict(list(unused.items())[:UNUSED]), **rows},
        "texts": texts,
    }
    kept_file.write(place, kept, LARGEST)


def _standing(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is kept, where the ground is as it was."""
    if kept is None or kept["seal"] != _seal() or not kept["rows"]:
        return None
    # commits on top may change nothing that was asked, but what was noted names the old HEAD
    heads = list(kept["asked"]["rest"]["git"]["grown"])
    same = all(_stamp(place, was) == was for place, was in kept["stamps"].items())
    if not same or not verify.holds(kept["asked"]):
        return None
    return kept if heads == kept["asked"]["rest"]["git"]["grown"] else None


class _Changed(Exception):
    """A file was written while the run looked through it, or just before: which text it met is not known."""


def _stamps(asked: trace.Trace, glanced: Iterable[str]) -> dict[str, Any]:
    """What files that were looked through are known by: their times, or their text where these are new."""
    found: dict[str, Any] = {}
    for place in glanced:
        stamp = disk_queries.stamp(place)
        written = max(stamp[1:3]) if stamp is not None else 0
        if written >= asked.began - TICK:
            raise _Changed
        new = written >= asked.began - MARGIN
        found[place] = trace.again("read", place, READ_LIMIT) if new else stamp
    return found


def _stamp(place: str, was: Any) -> Any:
    return (
        trace.again("read", place, READ_LIMIT)
        if isinstance(was, bytes)
        else disk_queries.stamp(place)
    )


def _of_document(question: trace.Question, documents: tuple[str, ...]) -> bool:
    return question[0] in TOLD and question[1].endswith(documents)


def _place(root: str) -> str:
    home = cache_dir.folder(root)
    if not home or not system.SPAWNS:
        return ""
    seen = sorted(row for row in os.environ.items() if row[0].startswith(VARIABLES))
    known = repr((root, seen, system.user())).encode("utf-8", "backslashreplace")
    return os.path.join(home, f"ground-{trace.digest(known).hex()}")


def _seal() -> tuple[object, ...]:
    return cache_dir.stamp()
