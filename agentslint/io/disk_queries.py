"""Questions to the disk with plain answers: asked for a run, and again to see whether it would end the same.

`place` is absolute, or relative to the working directory. Each raises Unreadable where it cannot
be told, but for those that have an answer for it.
"""

from __future__ import annotations

import os
import stat

from agentslint.core import system

CHECKSUM = 32  # bytes of git's longest


class Unreadable(Exception):
    """A path that exists, or may, but cannot be looked at. The text says why."""


def kind(place: str) -> str:
    """`file`, `directory`, `other` or `missing`, symbolic links followed."""
    try:
        mode = os.stat(place).st_mode
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None
    if stat.S_ISREG(mode):
        return "file"
    return "directory" if stat.S_ISDIR(mode) else "other"


def size(place: str) -> int:
    """Bytes of a regular file, symbolic links followed; 0 of anything else."""
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def read(place: str, limit: int) -> bytes:
    """At most `limit` bytes of a regular file; never blocks on a pipe."""
    try:
        # to open a device can do something already
        if not stat.S_ISREG(os.stat(place).st_mode):
            raise Unreadable("not a regular file")
        handle = os.open(place, system.READING)
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("not a regular file")
        # what is there grows at times, and files of /proc have no size
        parts = [os.read(handle, min(limit, found.st_size + 1))]
        left = limit - len(parts[0])
        while left > 0 and parts[-1]:
            parts.append(os.read(handle, min(left, 1 << 20)))
            left -= len(parts[-1])
        return b"".join(parts)
    except OSError as error:
        raise Unreadable(reason(error)) from None
    finally:
        os.close(handle)


def target(place: str) -> str | None:
    """What a symbolic link says, or None where there is none."""
    try:
        return os.readlink(place)
    except (OSError, ValueError):
        return None


def real(place: str) -> str:
    """The absolute path with every symbolic link resolved, as far as that goes."""
    return os.path.realpath(place)


def names(place: str) -> list[str]:
    """What a directory holds, in order; nothing where it cannot be listed."""
    try:
        return sorted(os.listdir(place))
    except (OSError, ValueError):
        return []


def listed(place: str) -> list[str]:
    """What a directory holds, in the file system's own order; nothing where it cannot be listed."""
    try:
        return os.listdir(place)
    except (OSError, ValueError):
        return []


def entries(place: str) -> list[tuple[str, str]] | None:
    """What a directory holds as (name, kind), in order, links not followed; None where it is closed."""
    try:
        with os.scandir(place) as found:
            return sorted((entry.name, _kind(entry)) for entry in found)
    except (OSError, ValueError):
        return None


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "directory"
    known = entry.is_file(follow_symlinks=False) or entry.is_symlink()
    return "file" if known else "other"


def index(place: str) -> tuple[int, int, int, int, bytes] | None:
    """What tells one state of a git index from another; None without one.

    Git puts a new file in its place, which ends with a checksum of itself; with
    `index.skipHash` that is zero, and then inode, size and times alone tell.
    """
    try:
        handle = os.open(place, system.READING)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(handle)
        tail = system.pread(handle, CHECKSUM, max(found.st_size - CHECKSUM, 0))
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, tail
    except OSError:
        return None
    finally:
        os.close(handle)


def stamp(place: str) -> tuple[int, int, int, int] | None:
    """What changes with the content of a file: size, times and inode; None without one."""
    try:
        found = os.stat(place)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def reason(error: Exception) -> str:
    """Why something could not be looked at, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
