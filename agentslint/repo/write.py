"""Writing a file so that a reader finds the old text or the new one, never a half."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from agentslint.model import Failure


def replace_file(path: str, data: bytes) -> None:
    """Put `data` at `path` in one step, its mode kept; a link's target is written, not the link.

    Raises Failure where that cannot be done; the old file is then as it was.
    """
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb") as device:
                device.write(data)
            return
        place = os.path.realpath(path)
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place), prefix=".agentslint-")
        try:
            with open(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, _mode(place))
            os.replace(temporary, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: nothing was written") from None


def move(old: str, new: str) -> None:
    """Move a file to a place where nothing is. Raises Failure where that cannot be done."""
    try:
        if os.path.lexists(new):
            raise Failure(f"{new}: File exists: {old} was not moved")
        os.rename(old, new)
    except OSError as error:
        raise Failure(f"{old}: {error.strerror}: it was not moved") from None


def remove(path: str) -> None:
    """Delete a file. Raises Failure where that cannot be done."""
    try:
        os.unlink(path)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: it was not deleted") from None


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
