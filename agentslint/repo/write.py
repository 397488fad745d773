"""Writing a file so that a reader finds the old text or the new one, never a half."""

from __future__ import annotations

import contextlib
import os
import stat
import time

from agentslint.core import interrupt, lazy_re, system
from agentslint.model import Failure
from agentslint.repo.locks import lock
from agentslint.repo.write_target import refuse_shared, target

# what a run that was killed may leave beside a file
LEFT = lazy_re.compile(r"(?:.*/)?\.agentslint-[0-9a-f]{16}")
PATIENCE = 5.0  # seconds that another run may take to write the same file


def replace_file(path: str, data: bytes) -> None:
    """Put `data` at `path` in one step; mode, owner, access lists and attributes are kept.

    A link's target is written, not the link (`write_target` says which links are followed).
    Raises Failure where that cannot be done; the old file is then as it was. What a run that was
    killed left beside it is taken away.
    """
    interrupt.heed()
    place = target(path)
    try:
        if os.path.exists(place):
            facts = os.stat(place)
            if not stat.S_ISREG(facts.st_mode):
                _into(place, data)
                return
            refuse_shared(path, facts)
        handle, temporary = _beside(place)
        try:
            with open(handle, "wb", closefd=False) as file:
                file.write(data)
            _dress(handle, place)
            os.fsync(handle)
            if not system.REPLACES_OPEN:
                os.close(handle)
                handle = -1
            os.replace(temporary, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        finally:
            # not before: until then the lock says that somebody is at it
            if handle >= 0:
                os.close(handle)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: nothing was written") from None


def _into(place: str, data: bytes) -> None:
    """Write to a pipe or a device, if somebody is there to read it."""
    handle = os.open(place, os.O_WRONLY | system.NONBLOCK | system.CLOEXEC)
    os.set_blocking(handle, True)
    with open(handle, "wb") as device:
        device.write(data)


def _beside(place: str) -> tuple[int, str]:
    """A new file beside another, opened and locked; its name is the same each time.

    What lies there already is a killed run's, unless it is locked: then another run is writing.
    """
    folder, name = os.path.split(place)
    import hashlib  # here, and not in each run

    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    temporary = os.path.join(folder, f".agentslint-{digest}")
    flags = system.NOFOLLOW | system.CLOEXEC | system.NONBLOCK | system.BINARY
    end = time.monotonic() + PATIENCE
    while True:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | flags, 0o600)
            if _locked(handle, temporary):
                return handle, temporary
            os.close(handle)
        except FileExistsError:
            if _swept(temporary, flags):
                continue
        if time.monotonic() > end:
            raise Failure(f"{place}: another run is writing it: nothing was written")
        time.sleep(0.02)


def _locked(handle: int, temporary: str) -> bool:
    """Whether a file that was just made is ours still, and known to be in use."""
    try:
        lock(handle, wait=False)
        return os.path.samestat(os.fstat(handle), os.lstat(temporary))
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:
        return True  # a file system without locks


def _swept(temporary: str, flags: int) -> bool:
    """Take away what a killed run left; False where it is in use."""
    try:
        handle = os.open(temporary, os.O_RDONLY | flags)
    except FileNotFoundError:
        return True
    except OSError:
        # a link or a pipe: not ours, but in our place
        os.unlink(temporary)
        return True
    try:
        lock(handle, wait=False)
        if os.path.samestat(os.fstat(handle), os.lstat(temporary)):
            os.unlink(temporary)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        pass
    finally:
        os.close(handle)
    return True


def _dress(handle: int, place: str) -> None:
    """Give a new file the mode and, as far as we may, the owner of the one that it replaces."""
    try:
        old = os.stat(place)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o666 & ~mask)
        return
    if not hasattr(os, "fchown"):
        return
    new = os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with contextlib.suppress(OSError):
            os.fchown(handle, old.st_uid, old.st_gid)
    # the list first: in a mode alone, its mask would be what the group may do
    _copy_attributes(place, handle)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _copy_attributes(place: str, handle: int) -> None:
    """Give a new file the extended attributes of the old one; its access list is one of them.

    Those of the system's own are the system's to give. Raises OSError for one that is lost.
    """
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(place)
    except OSError:
        return  # a file system without them
    for name in names:
        try:
            os.setxattr(handle, name, os.getxattr(place, name))
        except OSError:
            if not name.startswith(("security.", "trusted.")):
                raise


def move(old: str, new: str) -> None:
    """Move a file to a place where nothing is. Raises Failure where that cannot be done."""
    interrupt.heed()
    try:
        if os.path.lexists(new):
            raise Failure(f"{new}: File exists: {old} was not moved")
        os.rename(old, new)
    except OSError as error:
        raise Failure(f"{old}: {error.strerror}: it was not moved") from None


def remove(path: str) -> None:
    """Delete a file. Raises Failure where that cannot be done."""
    interrupt.heed()
    try:
        os.unlink(path)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}: it was not deleted") from None
