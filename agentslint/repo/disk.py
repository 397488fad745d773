"""A tree of files on disk, read without following it into devices, pipes or unbounded sizes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from agentslint.repo.tree import Kind, Unreadable


class Disk:
    """The files below `root`. Paths may be relative to it, absolute, or lead out of it."""

    def __init__(self, root: str) -> None:
        self.root = root

    def stat(self, path: str) -> tuple[Kind, int]:
        """Kind and size in bytes, symbolic links followed. Raises Unreadable as stat(2) fails."""
        try:
            found = os.stat(os.path.join(self.root, path))
        except FileNotFoundError:
            return "missing", 0
        except (OSError, ValueError) as error:
            raise Unreadable(_reason(error)) from None
        if stat.S_ISREG(found.st_mode):
            return "file", found.st_size
        return ("directory" if stat.S_ISDIR(found.st_mode) else "other"), 0

    def target(self, path: str) -> str | None:
        """What a symbolic link says, or None where there is none."""
        try:
            return os.readlink(os.path.join(self.root, path))
        except (OSError, ValueError):
            return None

    def real(self, path: str) -> str:
        """The absolute path with every symbolic link resolved, as far as that goes."""
        return os.path.realpath(os.path.join(self.root, path))

    def read(self, path: str, limit: int) -> bytes:
        """At most `limit` bytes of a regular file. Raises Unreadable; never blocks on a pipe."""
        try:
            handle = os.open(os.path.join(self.root, path), os.O_RDONLY | os.O_NONBLOCK)
        except (OSError, ValueError) as error:
            raise Unreadable(_reason(error)) from None
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("not a regular file")
            with open(handle, "rb", closefd=False) as file:
                return file.read(limit)
        except OSError as error:
            raise Unreadable(_reason(error)) from None
        finally:
            os.close(handle)

    def names(self, path: str) -> list[str]:
        """What a directory holds, in order; nothing where it cannot be listed."""
        try:
            return sorted(os.listdir(os.path.join(self.root, path)))
        except (OSError, ValueError):
            return []

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        """Everything below `top` but `.git`, as (path, kind); links to directories not entered."""
        waiting = [top]
        while waiting:
            here = waiting.pop()
            try:
                entries = sorted(os.scandir(os.path.join(self.root, here)), key=lambda e: e.name)
            except (OSError, ValueError):
                continue
            for entry in entries:
                if entry.name == ".git":
                    continue
                path = f"{here}/{entry.name}" if here else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                    yield path, "directory"
                else:
                    known = entry.is_file(follow_symlinks=False) or entry.is_symlink()
                    yield path, "file" if known else "other"

    def closed(self, top: str = "") -> bool:
        """Whether the directory cannot be listed."""
        try:
            with os.scandir(os.path.join(self.root, top)):
                return False
        except OSError:
            return True


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
