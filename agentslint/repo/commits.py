"""Commits and what they did, as git prints them: bytes to values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agentslint.repo.renames import Change

# (a commit's id, None) or (the head of a change, its path)
Row = tuple[bytes, bytes | None]


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id, its committer's day (UTC), and the first line of its message."""

    id: str
    day: date
    subject: str = ""

    @property
    def short(self) -> str:
        """The id as people write it."""
        return self.id[:9]


def commit(name: bytes, seconds: bytes, subject: bytes = b"") -> Commit:
    """A commit of its id, its seconds since 1970, and its first line."""
    when = int(seconds) if seconds.isdigit() else 0
    day = datetime.fromtimestamp(min(when, 253402300799), UTC).date()
    return Commit(name.decode("ascii", "replace"), day, subject.decode("utf-8", "replace"))


def rows(answer: bytes) -> Iterator[Row]:
    """The rows of an answer in git's raw format, which ends each word with NUL."""
    words = iter(answer.split(b"\0"))
    for word in words:
        if word.lstrip(b"\n").startswith(b":"):
            path = next(words, None)
            if path is not None:
                yield word, path
        elif word:
            yield word, None


def change(head: bytes, path: bytes) -> Iterator[Change]:
    """A row of git's raw format; none for a submodule, which is no file."""
    fields = head.split()
    if len(fields) == 5 and b"160000" not in (fields[0][1:], fields[1]):
        before, after, status = (field.decode() for field in fields[2:])
        yield Change(status, os.fsdecode(path), before, after)


def deleted(head: bytes, path: bytes) -> Iterator[str]:
    """The path of a row that deletes one: most of history is read for these alone."""
    if not head.lstrip(b"\n").startswith(b":160000"):
        yield os.fsdecode(path)
