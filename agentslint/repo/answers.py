"""Answers about a repository, kept between runs: what a rule says of a document, a fact that took long.

An answer is worked out of some documents, of questions to the tree that a new path or commit may answer
otherwise, and of the rest: everything else that disk and git said. Which documents and questions that were is
noted while it is worked out, through every answer that it takes from others. It is taken again where the
rest is as it was (`io.replay.ground` sees to that), and those documents and questions say the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from agentslint.core import safe_pickle
from agentslint.io import trace
from agentslint.io.tree import Unreadable
from agentslint.model import File

T = TypeVar("T")
# digests of the documents it was read from, whether of all, of the agent, its notes, the value's bytes,
# and what of the tree it asked
Row = tuple[dict[str, bytes], bool, bool, tuple[str, ...], bytes, tuple[str, ...]]

DOCUMENTS = (".md", ".mdc", ".markdown")  # endings of what is no code
EMPTY = b""  # stands for an empty list
SLOW = 0.004  # seconds: a fact that takes less is worked out again
LARGEST = 1 << 18  # bytes of one answer


class Repo(Protocol):
    """What is asked of a repository here."""

    answers: Answers | None
    unread: list[str]

    def file(self, path: str) -> File: ...


@dataclass(slots=True)
class Reads:
    """What one answer was read from.

    tree    questions that a new path or commit may answer otherwise: see `io.replay.moved`
    every   the chains and documents of the agent, any of them
    own     whether it asked which agent reads
    opaque  what it took from others was worked out where nobody noted
    """

    documents: set[str] = field(default_factory=set)
    tree: set[str] = field(default_factory=set)
    notes: dict[str, None] = field(default_factory=dict)
    every: bool = False
    own: bool = False
    opaque: bool = False

    def join(self, other: Reads) -> None:
        """Add what another answer, which this one took, was read from."""
        self.documents |= other.documents
        self.tree |= other.tree
        self.notes |= other.notes
        self.every |= other.every
        self.own |= other.own
        self.opaque |= other.opaque


_reading: list[Reads] = []


def document(path: str) -> None:
    """Note that what is worked out now was read from a document."""
    if _reading and path.endswith(DOCUMENTS):
        _reading[-1].documents.add(path)


def of_tree(question: str) -> bool:
    """Note that what is worked out now asked something of the tree; whether an answer is worked out."""
    if _reading:
        _reading[-1].tree.add(question)
    return bool(_reading)


def noted(note: str) -> None:
    """Note that what is worked out now could not look at something."""
    if _reading:
        _reading[-1].notes[note] = None


def taken(reads: Reads | None) -> None:
    """Note that what is worked out now was taken from an answer, None for one whose reads nobody knows."""
    if _reading:
        if reads is None:
            _reading[-1].opaque = True
        else:
            _reading[-1].join(reads)


def asked(*, own: bool, every: bool) -> None:
    """Note whether what is worked out now asked which agent reads, and of all that it reads."""
    if _reading:
        _reading[-1].own |= own
        _reading[-1].every |= every


@contextmanager
def reading() -> Iterator[Reads]:
    """Note what is read until the end of the block."""
    _reading.append(reads := Reads())
    try:
        yield reads
    finally:
        _reading.pop()
        taken(reads)


_handed: Mapping[Any, Reads] = {}


@contextmanager
def handing(reads: Mapping[Any, Reads]) -> Iterator[None]:
    """Have `handed` tell, for this block, what the values were read from that are taken over in it."""
    global _handed
    before, _handed = _handed, reads
    try:
        yield
    finally:
        _handed = before


def handed(key: Hashable) -> Reads | None:
    """What the value for a key was read from, where who hands it over says so."""
    return _handed.get(key)


class Answers:
    """The answers of one repository: those of earlier runs, and what this run adds.

    settings what else of a command line decides what rules say
    whole    a digest of all that the agent reads whose turn it is
    texts    a digest of each document, as the run that kept these met it; `met` as this one does
    glanced  files that were looked through, whose texts the run's own notes do not have
    outside  what was asked of the tree where no answer was worked out: the settings may hang on it
    """

    def __init__(
        self, rows: dict[bytes, Row] | None = None, texts: dict[str, bytes] | None = None
    ) -> None:
        self.rows = {name: row for name, row in (rows or {}).items() if _is_row(row)}
        self.texts = texts or {}
        self.met: dict[str, bytes] = {}
        self.settings = ""
        self.whole = b""
        self.used: dict[bytes, Row] = {}
        self.fresh: dict[bytes, Row] = {}
        self.glanced: set[str] = set()
        self.outside: set[str] = set()
        self._digests: dict[bytes, bytes] = {}

    def digest(self, data: bytes) -> bytes:
        """What stands for a text."""
        found = self._digests.get(data)
        if found is None:
            found = self._digests[data] = trace.digest(data)
        return found

    def of_file(self, file: File) -> tuple[object, ...]:
        """What an answer about a document in hand is found by."""
        return file.path, file.size, self.digest(file.data)

    def of_document(self, repo: Repo, path: str) -> bytes:
        """What stands for a document as it is now."""
        try:
            file = repo.file(path)
            return self.digest(file.data) + b"%d" % file.size
        except Unreadable as error:
            return str(error).encode()

    def same(self, file: File) -> bool:
        """Whether a document says what it said in the run that kept these."""
        return self.texts.get(file.path) == self.digest(file.data)

    def find(self, repo: Repo, key: bytes) -> Reads | None:
        """What the answer under a key was read from, where it holds still."""
        row = self.rows.get(key) or self.fresh.get(key)
        if row is None:
            return None
        documents, every, own, notes, _, tree = row
        if every and documents.get("") != self.whole:
            return None
        if any(path and self.of_document(repo, path) != was for path, was in documents.items()):
            return None
        self.used[key] = row
        names = {path for path in documents if path}
        return Reads(names, set(tree), dict.fromkeys(notes), every, own)

    def value(self, key: bytes) -> object:
        """The answer under a key that `find` found. Raises whatever is wrong with it."""
        data = self.used[key][4]
        return [] if data == EMPTY else safe_pickle.loads(data)

    def put(self, repo: Repo, key: bytes, value: object, reads: Reads) -> None:
        """Keep an answer, where what it was read from is known."""
        if reads.opaque:
            return
        data = EMPTY if value == [] else safe_pickle.dumps(value)
        if data is None or len(data) > LARGEST:
            return
        documents = {path: self.of_document(repo, path) for path in sorted(reads.documents)}
        if reads.every:
            documents[""] = self.whole
        tree = tuple(sorted(reads.tree))
        self.fresh[key] = (documents, reads.every, reads.own, tuple(reads.notes), data, tree)

    def add(
        self,
        fresh: dict[bytes, Row],
        used: dict[bytes, Row],
        glanced: set[str],
        outside: set[str],
    ) -> None:
        """Take over what another process worked out, took, glanced at and asked outside of answers."""
        self.fresh |= fresh
        self.used |= used
        self.glanced |= glanced
        self.outside |= outside


def _is_row(row: object) -> bool:
    """Whether what was kept has the form of a row."""
    return (
        isinstance(row, tuple)
        and [type(each) for each in row] == [dict, bool, bool, tuple, bytes, tuple]
        and all(isinstance(text, str) for texts in (row[0], row[3], row[5]) for text in texts)
    )


def key(*facts: object) -> bytes:
    """What an answer is found by: facts whose `repr` tells them apart."""
    return trace.digest(repr(facts).encode("utf-8", "backslashreplace"))


def of(repo: Repo, name: bytes, make: Callable[[], T], least: float = 0.0) -> tuple[T, Reads]:
    """The answer under a key, from an earlier run where it holds, and what it was read from.

    One that takes less than `least` seconds is not kept.
    """
    known = repo.answers
    assert known is not None
    if (reads := known.find(repo, name)) is not None:
        try:
            value = cast(T, known.value(name))
        except Exception:  # whatever is wrong with it: what is kept is a convenience
            for rows in (known.rows, known.used, known.fresh):
                rows.pop(name, None)
        else:
            repo.unread += [note for note in reads.notes if note not in repo.unread]
            taken(reads)
            return value, reads
    began = time.perf_counter()
    with reading() as reads:
        value = make()
    if time.perf_counter() - began >= least:
        known.put(repo, name, value, reads)
    return value, reads
