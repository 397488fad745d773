"""Adding a line to a file of lines so that none is lost and none is ever half there."""

from __future__ import annotations

import os
import stat

from agentslint.core import interrupt, system
from agentslint.model import Failure
from agentslint.repo.locks import lock
from agentslint.repo.write import replace_file
from agentslint.repo.write_target import target

TAIL = 64 * 1024


def append_line(root: str, path: str, line: bytes) -> bool:
    """Add `line`, which ends in a newline, to the file at `path` below `root`.

    Writers wait for one another. What a crash left behind the last newline was never
    acknowledged and is cut off first: whether that was so is returned. The line is on disk when
    this returns. Raises Failure where it cannot be, and the file is then as it was.
    """
    interrupt.heed()
    place = target(os.path.join(root, path), root)
    folder = os.path.dirname(place)
    try:
        os.makedirs(folder, exist_ok=True)
        fresh = not os.path.lexists(place)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | system.BINARY
        flags |= system.NOFOLLOW | system.CLOEXEC | system.NONBLOCK
        handle = os.open(place, flags, 0o666)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: nothing was written") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Failure(f"{path}: not a regular file: nothing was written")
        lock(handle, wait=True)
        healed = _heal(handle)
        _write(handle, line)
        if fresh:
            _sync_folder(folder)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: nothing was written") from None
    finally:
        os.close(handle)
    return healed


def make_file(root: str, path: str, data: bytes) -> None:
    """Put a file at `path` below `root` where nothing is. Raises Failure where it cannot be."""
    place = target(os.path.join(root, path), root)
    if not os.path.lexists(place):
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
        except OSError as error:
            raise Failure(f"{path}: {error.strerror}: nothing was written") from None
        replace_file(place, data)


def _heal(handle: int) -> bool:
    """Cut off what follows the last newline."""
    end = size = os.fstat(handle).st_size
    while end > 0:
        start = max(0, end - TAIL)
        newline = system.pread(handle, end - start, start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    if end != size:
        os.ftruncate(handle, end)
    return end != size


def _write(handle: int, line: bytes) -> None:
    """All of the line or nothing of it."""
    size = os.fstat(handle).st_size
    try:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except BaseException:
        os.ftruncate(handle, size)
        raise


def _sync_folder(folder: str) -> None:
    if not system.REPLACES_OPEN:
        return  # Windows opens no directory
    handle = os.open(folder, os.O_RDONLY | system.CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
