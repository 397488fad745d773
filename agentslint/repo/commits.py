"""Commits and what they did, as git prints them: bytes to values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agentslint.repo.renames import Change

# (a commit's id, None) or (the head of a change, its path)
Row = tuple[bytes, bytes | None]
# two commits that are compared, the newer first
Pair = tuple[bytes, bytes]
# the names in a directory, and whether each is a directory itself
Entries = dict[str, bool]


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


def changes(answer: bytes) -> Iterator[tuple[bytes, list[Change]]]:
    """Each commit of an answer in git's raw format, with what it changed."""
    name, found = b"", list[Change]()
    for head, path in rows(answer):
        if path is not None:
            found += change(head, path)
            continue
        if name:
            yield name, found
        name, found = head, []
    if name:
        yield name, found


def losses(answer: bytes) -> Iterator[tuple[bytes, list[str]]]:
    """Each commit of such an answer about deletions alone, with the paths that went, submodules left out.

    Most of history is read for these: no row is taken apart.
    """
    name, found = "", list[str]()
    words = iter(os.fsdecode(answer).split("\0"))
    for word in words:
        if word[:1] == ":" or word[:2] == "\n:":
            path = next(words, "")
            if path and ":160000" not in word[:8]:
                found.append(path)
        elif word:
            if name:
                yield name.encode("ascii", "replace"), found
            name, found = word, []
    if name:
        yield name.encode("ascii", "replace"), found


def trees(answer: bytes) -> Iterator[Entries]:
    """The directories that `cat-file --batch` prints, in the order asked; an empty one where it has none."""
    at = 0
    while at < len(answer):
        end = answer.find(b"\n", at)
        head = answer[at:end].split() if end >= 0 else []
        at = end + 1
        if end < 0 or len(head) != 3 or not head[2].isdigit():
            yield {}
            if end < 0:
                return
            continue
        size = int(head[2])
        yield (
            dict(_entries(answer[at : at + size], len(head[0]) // 2)) if head[1] == b"tree" else {}
        )
        at += size + 1


def _entries(data: bytes, digest: int) -> Iterator[tuple[str, bool]]:
    """The entries of a tree: a mode, a name, NUL and an id each."""
    at = 0
    while (end := data.find(b"\0", at)) >= 0:
        mode, _, name = data[at:end].partition(b" ")
        yield os.fsdecode(name), mode in (b"40000", b"160000")
        at = end + 1 + digest
