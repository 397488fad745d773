"""A tree of files on disk, read without following it into devices, pipes or unbounded sizes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import cast

from agentslint.io import disk_queries, trace
from agentslint.io.trace import ask
from agentslint.io.tree import Kind

MARGIN = (
    2_000_000_000  # nanoseconds: what changed as lately may change within one tick of the clock
)


class Disk:
    """The files below `root`. Paths may be relative to it, absolute, or lead out of it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._top = os.path.join(root, "")

    def _place(self, path: str) -> str:
        return path if path.startswith("/") else self._top + path

    def kind(self, path: str) -> Kind:
        """What is there, symbolic links followed. Raises Unreadable as stat(2) fails."""
        return cast(Kind, ask("kind", self._place(path)))

    def size(self, path: str) -> int:
        """Bytes of a regular file, 0 of anything else. Raises Unreadable as stat(2) fails."""
        return cast(int, ask("size", self._place(path)))

    def target(self, path: str) -> str | None:
        """What a symbolic link says, or None where there is none."""
        return cast("str | None", ask("target", self._place(path)))

    def real(self, path: str) -> str:
        """The absolute path with every symbolic link resolved, as far as that goes."""
        return cast(str, ask("real", self._place(path)))

    def read(self, path: str, limit: int) -> bytes:
        """At most `limit` bytes of a regular file. Raises Unreadable; never blocks on a pipe."""
        return cast(bytes, ask("read", self._place(path), limit))

    def glance(self, path: str, limit: int) -> bytes:
        """As `read`, but nothing is noted: whoever looks says by `rely` what the answer hangs on."""
        return disk_queries.read(self._place(path), limit)

    def rely(self, path: str, limit: int) -> None:
        """Note that a run hangs on what a file says, by its times where these can tell."""
        now = trace.current()
        if now is None:
            return
        found = disk_queries.stamp(self._place(path))
        if found is None or max(found[1:3]) >= now.began - MARGIN:
            with contextlib.suppress(disk_queries.Unreadable):
                self.read(path, limit)
        else:
            ask("stamp", self._place(path))

    def names(self, path: str) -> list[str]:
        """What a directory holds, in order; nothing where it cannot be listed."""
        return cast("list[str]", ask("names", self._place(path)))

    def listed(self, path: str) -> list[str]:
        """The same in the file system's own order, which only some clients go by."""
        self.names(path)  # what a run hangs on
        return disk_queries.listed(self._place(path))

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        """Everything below `top` but `.git`, as (path, kind); links to directories not entered."""
        waiting = [top]
        while waiting:
            here = waiting.pop()
            for name, kind in ask("entries", self._place(here)) or ():
                if name == ".git":
                    continue
                path = f"{here}/{name}" if here else name
                if kind == "directory":
                    waiting.append(path)
                yield path, kind

    def closed(self, top: str = "") -> bool:
        """Whether the directory cannot be listed."""
        return ask("entries", self._place(top)) is None
