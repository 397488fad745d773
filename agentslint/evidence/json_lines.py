"""Files of JSON lines, plain or `.zst`, that may be torn, huge or hostile. The room that opens them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from agentslint.model import Failure

LINE_LIMIT = 16 * 1024 * 1024  # the longest line of a real session seen is under 2 MiB
TOTAL_LIMIT = 4 * 1024 * 1024 * 1024  # what a small `.zst` may unpack to
INSTALL = "pip install 'agentslint-chain[zstd]'"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, and the JSON object it holds, or why it holds none."""

    number: int
    value: dict[str, Any]
    fault: str = ""


def read(path: str) -> Iterator[Line]:
    """The lines of a file, `-` being standard input; blank ones left out.

    A line that is no JSON object has a `fault`. Raises Failure where the file cannot be read.
    """
    try:
        with _open(path) as file:
            yield from parse(file, path)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or error}: name a file that can be read") from None


def parse(file: IO[bytes], name: str) -> Iterator[Line]:
    """The lines of an open file."""
    number = total = 0
    while line := file.readline(LINE_LIMIT):
        number, total = number + 1, total + len(line)
        whole = line.endswith(b"\n")
        if len(line) == LINE_LIMIT and not whole:
            while line and not line.endswith(b"\n"):
                line = file.readline(LINE_LIMIT)
                total += len(line)
                _bound(total, name)
            yield Line(number, {}, f"line {number} is longer than {LINE_LIMIT >> 20} MiB")
            continue
        _bound(total, name)
        if line.strip():
            yield _line(number, line, whole)


def text(path: str, limit: int = LINE_LIMIT) -> str:
    """A whole text file of at most `limit` bytes, `-` being standard input. Raises Failure."""
    try:
        with _open(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or error}: name a file that can be read") from None
    if len(data) > limit:
        raise Failure(f"{path}: longer than {limit >> 20} MiB: name a smaller file")
    return data.decode("utf-8", "replace")


def digest(path: str) -> str:
    """SHA-256 of a file as it lies on disk; empty for what can be read but once."""
    if not os.path.isfile(path):
        return ""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def clean(text: str) -> str:
    """Text that can be written as UTF-8: a lone surrogate becomes `?`."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _line(number: int, line: bytes, whole: bool) -> Line:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        cut = "is cut off" if not whole else "is not JSON"
        return Line(number, {}, f"line {number} {cut}")
    if not isinstance(value, dict):
        return Line(number, {}, f"line {number} is not a JSON object")
    return Line(number, value)


def _bound(total: int, name: str) -> None:
    if total > TOTAL_LIMIT:
        raise Failure(f"{name}: more than {TOTAL_LIMIT >> 30} GiB of text: not a session file")


def _open(path: str) -> IO[bytes]:
    if path == "-":
        return os.fdopen(os.dup(0), "rb")
    # a pipe given by the shell, `<(…)`, is fine; a directory or a device is not
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise Failure(f"{path}: not a regular file: name a session file")
    return _unpacked(path) if path.endswith(".zst") else io.BufferedReader(io.FileIO(path))


def _unpacked(path: str) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # Python 3.14

        return io.BufferedReader(zstd.open(path, "rb"))
    except ImportError:
        pass
    try:
        import zstandard
    except ImportError:
        raise Failure(f"{path}: unpacking it takes the package zstandard: {INSTALL}") from None
    raw = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(
        io.FileIO(path), read_across_frames=True, closefd=True
    )
    return io.BufferedReader(_Frames(raw, path))


class _Frames(io.RawIOBase):
    """A zstandard stream whose faults are told as ours."""

    def __init__(self, stream: Any, path: str) -> None:
        self.stream, self.path = stream, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        import zstandard

        try:
            data = self.stream.read(len(buffer))
        except zstandard.ZstdError as error:
            raise Failure(f"{self.path}: not zstandard data: {error}") from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.stream.close()
        super().close()


def sound(lines: Iterable[Line], notes: list[str]) -> Iterator[Line]:
    """The lines that hold a record; what is wrong with each other one is added to `notes`."""
    for line in lines:
        if line.fault:
            notes.append(line.fault)
        else:
            yield line
