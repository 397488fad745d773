"""What answers about a repository rest on besides its documents, and those answers: kept between runs.

The ground of a run is all that it asked of disk and git but what documents say. While that has the same
answers, whatever was worked out of it and of documents that say the same would come out the same: so a run
after an edit of one document works out what that document decides. Of what a new path or commit may
change, each answer has what it asked: `moved` says which of it is told otherwise now. What was looked through
without a note counts as well: by its times, as git takes them.
"""

from __future__ import annotations

import contextlib
import marshal
import os
from collections.abc import Callable, Iterable

from agentslint.core import system
from agentslint.io import cache_dir, disk_queries, trace
from agentslint.io.replay import kept_file, moved, runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rows = dict[bytes, Any]
    # rows, the digest of each document, files that were looked through, what was asked of the tree outside of
    # rows; None where they do not count
    Plain = Callable[[], tuple[Rows, Rows, dict[str, bytes], Iterable[str], Iterable[str]] | None]
    # the paths that git does not track, and the directories of other repositories
    Untracked = tuple[Iterable[str], Iterable[str]]

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
    root: str, documents: tuple[str, ...], untracked: Untracked, plain: Plain
) -> tuple[Rows, dict[str, bytes]] | None:
    """The answers of an earlier run at `root` whose ground is as it was, and each document's digest.

    None where this run keeps nothing.

    From now on this run hangs on that ground too, but for what is told otherwise now: the answers that
    hang on that are left out. `documents` are the endings of their names. What `plain` gives when this
    run has ended is kept.
    """
    notes = trace.current()
    place = _place(root)
    if notes is None or notes.spoilt or not place:
        return None
    first = 0
    rows: Rows = {}
    texts: dict[str, bytes] = {}
    stamps: dict[str, Any] = {}
    outside: list[str] = []
    here = sorted(untracked[0]), sorted(untracked[1])
    with contextlib.suppress(Exception):  # whatever is wrong with it
        if (kept := _standing(kept_file.read(place), root, here)) is not None:
            answers, instead = kept["raw"]
            known = dict(kept["rows"]), dict(kept["texts"]), dict(kept["stamps"]), kept["first"]
            trace.add((answers, instead, ""))
            rows, texts, stamps, first = known
            outside = kept["outside"]
    runs.ground(
        lambda asked, packed: _keep(
            place, first, stamps, outside, documents, here, plain, asked, packed
        )
    )
    return rows, texts


def _keep(
    place: str,
    first: int,
    stamps: dict[str, Any],
    before: list[str],
    documents: tuple[str, ...],
    untracked: tuple[list[str], list[str]],
    plain: Plain,
    asked: trace.Trace,
    packed: dict[str, Any],
) -> None:
    """Keep the answers about one repository with the ground of the run that ends.

    `stamps` are those of what the answers that it took were looked up in, `before` is what was asked of
    the tree outside of these.
    """
    found = plain()
    if found is None:
        return
    rows, unused, texts, glanced, outside = found
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
        "untracked": untracked,
        "outside": sorted({*before, *outside}),
        "first": first or len(answers),
        "stamps": stamps,
        "rows": {**dict(list(unused.items())[:UNUSED]), **rows},
        "texts": texts,
    }
    kept_file.write(place, kept, LARGEST)


def _standing(
    kept: dict[str, Any] | None, root: str, untracked: tuple[list[str], list[str]]
) -> dict[str, Any] | None:
    """What is kept, where the ground is as it was, without what hangs on what is told otherwise now."""
    if kept is None or kept["seal"] != _seal() or not kept["rows"]:
        return None
    if any(_stamp(place, was) != was for place, was in kept["stamps"].items()):
        return None
    answers, instead = marshal.loads(kept["raw"])
    changed = moved.questions(kept["asked"], answers, root)
    if changed:
        before, nested = kept["untracked"]
        told = moved.told(changed, root, before, untracked[0])
        if nested != untracked[1] or not told.isdisjoint(kept["outside"]):
            return None
        kept["rows"] = {key: row for key, row in kept["rows"].items() if told.isdisjoint(row[5])}
        for question in changed:
            answers.pop(question, None)
            instead.pop(question, None)
    kept["raw"] = answers, instead
    return kept


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
