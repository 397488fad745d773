"""What documents say, kept between runs by their content. Never what is found: that depends on more.

One file on purpose: what is written, and how it is read back.

One file for each repository under `$XDG_CACHE_HOME/agentslint`: values one after the other, then
an index. It is a convenience and nothing more. One that is broken, foreign, of another version
or cannot be written is passed over in silence, and a value counts only where its checksum holds.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import FileIO
from typing import Any, TypeVar

from agentslint.core import system
from agentslint.io import cache_dir
from agentslint.model import Place

T = TypeVar("T")
Row = tuple[int, int, int]  # where a value begins, its bytes, its checksum

MAGIC = b"agentslint cache 1\n"
TAIL = 16  # bytes at the end: where the index begins, and its checksum
# the rooms whose code decides what a document says
_ROOMS = (
    *(".", "core", "io", "text", "text/markdown", "text/shell", "text/words"),
    *("claims", "claims/absences", "claims/hedges", "claims/paths"),
)

_open: _Shelf | _Learned | None = None


@contextlib.contextmanager
def shelf(root: str, *, use: bool = True, write: bool = True) -> Iterator[None]:
    """Use what earlier runs kept of the repository at `root`; with `write`, keep what is new.

    Without `use`, or with $AGENTSLINT_NO_CACHE, nothing is read or kept.
    """
    global _open
    before = _open
    if use and (folder := cache_dir.folder(root)):
        import hashlib  # here, and not in each run

        name = "texts-" + hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        _open = _Shelf(os.path.join(folder, name), write=write)
    try:
        yield
    finally:
        used, _open = _open, before
        if used is not None and used is not before:
            used.close()


# what another process learned, and the keys of what it found kept
Learned = tuple[dict[bytes, bytes], set[bytes]]


@contextlib.contextmanager
def collecting() -> Iterator[Learned]:
    """In a process that was forked off: what it learns and uses, to be handed to `add`.

    Pieces and history are most of it, and only worth it where they are kept for a later run.
    """
    global _open
    lasting = isinstance(_open, _Shelf) and _open.write
    before, _open = _open, _Learned(_open, () if lasting else ("pieces", "history"))
    try:
        yield _open.values, before.used if isinstance(before, _Shelf) else set()
    finally:
        _open = before


@contextlib.contextmanager
def taking_over() -> Iterator[None]:
    """Have `add` keep what other processes learn, for this block where it is kept nowhere else."""
    global _open
    before = _open
    if before is None:
        _open = _Learned(None)
        _open.write = False  # what this process learns itself, it knows
    try:
        yield
    finally:
        _open = before


def add(learned: Learned) -> None:
    """Take over what another process learned; what it used is kept on."""
    values, used = learned
    if isinstance(_open, _Shelf):
        _open.used |= used
    if _open is not None:
        for key, value in values.items():
            _open.put(key, value)


def kept(
    kind: str,
    name: str,
    data: bytes,
    make: Callable[[], T],
    plain: Callable[[T], Any],
    back: Callable[[Any], T],
    worth: Callable[[T], bool] = lambda _: True,
) -> T:
    """What `make` gives for a document of this name and content, from an earlier run if it can be.

    `plain` turns it into tuples, lists, dictionaries, texts, numbers; `back` turns that back. What is
    not `worth` it is not kept.
    """
    here = _open
    if here is None:
        return make()
    key = _digest(data) + f"{kind}:{name}".encode("utf-8", "surrogateescape")
    found = here.get(key)
    if found is not None:
        # whatever is wrong with it: what is kept is a convenience
        with contextlib.suppress(Exception):
            return back(marshal.loads(found))
    value = make()
    if here.write and kind not in here.without and worth(value):
        here.put(key, marshal.dumps(plain(value)))
    return value


def lasts() -> bool:
    """Whether what is kept is there for a later run."""
    return isinstance(_open, _Shelf) or (
        isinstance(_open, _Learned) and isinstance(_open.below, _Shelf)
    )


def span(place: Place) -> tuple[int, int, int, int]:
    """A place without its path, which the document that is asked for has."""
    return place.line, place.column, place.end_line, place.end_column


@lru_cache(maxsize=4096)
def _digest(data: bytes) -> bytes:
    import hashlib  # here, and not in each run

    return hashlib.sha256(data).digest()


class _Learned:
    """Values in memory, over those of a shelf that is read alone."""

    def __init__(self, below: _Shelf | _Learned | None, without: tuple[str, ...] = ()) -> None:
        self.write = True
        self.below = below
        self.without = without
        self.values: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        found = self.values.get(key)
        return self.below.get(key) if found is None and self.below is not None else found

    def put(self, key: bytes, value: bytes) -> None:
        self.values[key] = value

    def close(self) -> None:
        """Nothing is written."""


class _Shelf:
    """One file of values. Reads one when it is asked for; what is new goes to a file beside it."""

    without: tuple[str, ...] = ()

    def __init__(self, path: str, *, write: bool) -> None:
        self.path = path
        self.write = write
        self._stamp = _stamp()
        self._file, self._index = _opened(path, self._stamp)
        self.used: set[bytes] = set()
        # of two runs at once each has a file of its own, and the later one stays, whole
        self._beside = f"{path}.{os.getpid()}"
        self._fresh: FileIO | None = None
        self._size = 0  # bytes of it
        self._rows: dict[bytes, Row] = {}

    def get(self, key: bytes) -> bytes | None:
        if self._fresh is not None and key in self._rows:
            return _value(self._fresh.fileno(), self._rows[key])
        value = _value(self._file, self._index[key]) if key in self._index else None
        if value is not None:
            self.used.add(key)
        return value

    def put(self, key: bytes, value: bytes) -> None:
        if not self.write:
            return
        try:
            if self._fresh is None:
                self._fresh = self._begun()
            self._add(self._fresh, key, value)
        except OSError:
            self._give_up()

    def close(self) -> None:
        try:
            # a third that nobody asked for has left the repository
            if self._fresh is None and self.write and len(self._index) > 1.5 * len(self.used):
                self._fresh = self._begun()
            if self._fresh is not None:
                self._end(self._fresh)
        except OSError:
            self._give_up()
        finally:
            if self._file is not None:
                os.close(self._file)

    def _begun(self) -> FileIO:
        folder = os.path.dirname(self.path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        cache_dir.make_room(folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | system.NOFOLLOW | system.BINARY
        opened = os.open(self._beside, flags, 0o600)
        # not buffered: what is added is read back, by processes that were forked off as well
        file = open(opened, "wb", buffering=0)  # noqa: SIM115  (closed at the end)
        self._rows = {}
        self._size = _written(file, MAGIC)
        return file

    def _add(self, file: FileIO, key: bytes, value: bytes) -> None:
        row = self._size, len(value), zlib.crc32(value)
        self._size += _written(file, value)
        self._rows[key] = row

    def _end(self, file: FileIO) -> None:
        for key in self.used - self._rows.keys():
            value = self.get(key)
            if value is not None:
                self._add(file, key, value)
        tail = marshal.dumps((self._stamp, self._rows))
        end = self._size.to_bytes(8, "little") + zlib.crc32(tail).to_bytes(8, "little")
        _written(file, tail + end)
        file.close()
        os.replace(self._beside, self.path)

    def _give_up(self) -> None:
        self.write = False
        if self._fresh is not None:
            # closing writes what is left, to the same full disk
            with contextlib.suppress(OSError):
                self._fresh.close()
            with contextlib.suppress(OSError):
                os.unlink(self._beside)
            self._fresh = None


def _opened(path: str, stamp: object) -> tuple[int | None, dict[bytes, Row]]:
    """A file and its index, where it is ours, whole and of this version."""
    opened = cache_dir.opened(path)
    if opened is None:
        return None, {}
    file, size = opened
    try:
        if len(MAGIC) + TAIL < size:
            tail = system.pread(file, TAIL, size - TAIL)
            start = int.from_bytes(tail[:8], "little")
            body = system.pread(file, max(size - TAIL - start, 0), start)
            if zlib.crc32(body).to_bytes(8, "little") == tail[8:]:
                known, index = marshal.loads(body)
                if known == stamp and all(map(_is_row, index.values())):
                    return file, index
    except Exception:  # whatever is wrong with it
        pass
    os.close(file)
    return None, {}


def _is_row(row: object) -> bool:
    return (
        isinstance(row, tuple)
        and len(row) == 3
        and all(isinstance(number, int) and 0 <= number < 1 << 32 for number in row)
    )


def _value(file: int | None, row: Row) -> bytes | None:
    """A value of a file, where it is whole."""
    if file is None:
        return None
    start, size, checksum = row
    try:
        value = system.pread(file, size, start)
    except OSError:
        return None
    return value if len(value) == size and zlib.crc32(value) == checksum else None


def _written(file: FileIO, data: bytes) -> int:
    """The size of what was written, all of it: a disk may take a part."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    return len(data)


def _stamp() -> tuple[Any, ...]:
    """What a value depends on besides the document: this code, the parser's, Python's."""
    return *cache_dir.stamp(_ROOMS), *_parser()


def _parser() -> tuple[Any, ...]:
    """What tells one release of the parser from another."""
    for folder in sys.path:
        path = os.path.join(folder, "markdown_it", "__init__.py")
        with contextlib.suppress(OSError):
            facts = os.stat(path)
            return path, facts.st_mtime_ns, facts.st_size
    return ()
