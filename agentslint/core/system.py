"""What the operating system offers, where it offers it: Windows has no user ids, no pread, other flags.

The names of `os` that POSIX alone has are asked for here, so that a module which uses them imports anywhere.
"""

from __future__ import annotations

import os

CLOEXEC: int = getattr(os, "O_CLOEXEC", 0) or getattr(os, "O_NOINHERIT", 0)
NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
BINARY: int = getattr(os, "O_BINARY", 0)
# never wait for a pipe, and hand nothing on to a child
READING: int = os.O_RDONLY | NONBLOCK | CLOEXEC | BINARY
# a file can be replaced while it is open
REPLACES_OPEN = os.name != "nt"
# git can be asked without `subprocess`, which takes longer to import
SPAWNS = hasattr(os, "posix_spawnp")


def user() -> int:
    """The id of who runs this; 0 where users have none, as `st_uid` has it there."""
    return os.getuid() if hasattr(os, "getuid") else 0


def pread(handle: int, size: int, start: int) -> bytes:
    """At most `size` bytes of an open file from `start`. Raises OSError."""
    if hasattr(os, "pread"):
        return os.pread(handle, size, start)
    os.lseek(handle, start, os.SEEK_SET)
    return os.read(handle, size)
