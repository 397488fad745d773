"""Locks on open files, by what the platform has: flock and lockf, or the locks of Windows."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def lock(handle: int, *, wait: bool, inherited: bool = True) -> None:
        """Lock an open file. Raises BlockingIOError where another has it and `wait` is not set."""
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(*error.args) from None

else:
    try:
        import fcntl
    except ImportError:  # neither: writers do not wait for one another
        fcntl = None  # type: ignore[assignment]

    def lock(handle: int, *, wait: bool, inherited: bool = True) -> None:
        """Lock an open file. Raises BlockingIOError where another has it and `wait` is not set.

        Unless `inherited`, a forked process does not share the lock. Raises OSError for a file system
        without locks.
        """
        if fcntl is None:
            return
        how = fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB)
        (fcntl.flock if inherited else fcntl.lockf)(handle, how)
