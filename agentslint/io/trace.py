"""What a run asked of disk and git, and what it was told: where all of it is the same, so is its end.

`recording` takes the notes, `retrace` asks again. Both go through `questions` and `Git`, so that
what is asked again is what was asked. A file's text is noted by its digest, and what only a
commit decides (its history) by that commit and by what git's configuration says.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from agentslint.io import disk_queries
from agentslint.io.disk_queries import Unreadable

try:
    # hashlib loads all of OpenSSL for the same function, a fifth of the time that a replay takes
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False  # typing's own costs a replay 5 ms
if TYPE_CHECKING:
    from typing import Any

    Question = tuple[Any, ...]

# the one reason not to tell a run again that leaves its notes true
TOLD_ASIDE = "standard error is not told again"

_open: Trace | None = None


class Trace:
    """The questions of one run, each with its answer as plain values.

    `began` is when the first could be put, in nanoseconds of the clock. `spoilt` says why the notes
    do not tell how the run would end: "" where they do.
    """

    def __init__(self) -> None:
        self.began = time.time_ns()
        self.answers: dict[Question, Any] = {}
        # what git need not be asked for, where these questions have these answers
        self.instead: dict[Question, tuple[tuple[Question, Any], ...]] = {}
        self.spoilt = ""

    def note(self, question: Question, answer: Any) -> None:
        """Remember an answer; two that differ were given while something changed."""
        if self.answers.setdefault(question, answer) != answer:
            self.spoil(f"{question[0]} {question[1]}: changed while it was read")

    def plain(self) -> tuple[dict[Question, Any], dict[Question, Any], str]:
        """The notes for `add` in another process."""
        return self.answers, self.instead, self.spoilt

    def spoil(self, why: str) -> None:
        """Give up: this run depended on something that is not asked again."""
        if self.spoilt in ("", TOLD_ASIDE):
            self.spoilt = why


@contextlib.contextmanager
def recording() -> Iterator[Trace]:
    """Note every question until the end of the block."""
    global _open
    before, _open = _open, Trace()
    try:
        yield _open
    finally:
        _open = before


@contextlib.contextmanager
def apart() -> Iterator[Trace | None]:
    """Take notes of this block alone, in a process that was forked off; none where none are taken."""
    if _open is None:
        yield None
        return
    with recording() as notes:
        yield notes


def add(notes: tuple[dict[Question, Any], dict[Question, Any], str] | None) -> None:
    """Take over what another process noted, as `Trace.plain` gave it."""
    if _open is not None and notes is not None:
        answers, instead, spoilt = notes
        for question, answer in answers.items():
            _open.note(question, answer)
        _open.instead |= instead
        if spoilt:
            _open.spoil(spoilt)


def current() -> Trace | None:
    """The notes that are being taken, if any are."""
    return _open


def note(question: Question, answer: Any) -> None:
    """Note a question that was put, where notes are taken."""
    if _open is not None:
        _open.note(question, answer)


def spoil(why: str) -> None:
    """Say that the run that is noted, if one is, depends on something that is not asked again."""
    if _open is not None:
        _open.spoil(why)


def ask(name: str, place: str, *more: Any) -> Any:
    """Put one of `questions` to the disk. Raises Unreadable."""
    if _open is None:
        return _QUESTIONS[name](place, *more)
    try:
        answer = _QUESTIONS[name](place, *more)
    except Unreadable as error:
        _open.note((name, place, *more), (str(error),))
        raise
    _open.note((name, place, *more), digest(answer) if name == "read" else answer)
    return answer


def again(name: str, place: str, *more: Any) -> Any:
    """The answer as it would be noted now."""
    try:
        answer = _QUESTIONS[name](place, *more)
    except Unreadable as error:
        return (str(error),)
    return digest(answer) if name == "read" else answer


def digest(data: bytes) -> bytes:
    """What stands for a text that is compared and not used."""
    return bytes(blake2b(data, digest_size=20).digest())


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "kind": disk_queries.kind,
    "size": disk_queries.size,
    "target": disk_queries.target,
    "real": disk_queries.real,
    "read": disk_queries.read,
    "names": disk_queries.names,
    "entries": disk_queries.entries,
    "index": disk_queries.index,
    "stamp": disk_queries.stamp,
}
