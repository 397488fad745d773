"""A tree of files in memory, for tests and for the examples on the rules' pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from agentslint.outside.tree import Kind, Unreadable


@dataclass(frozen=True, slots=True)
class Special:
    """An entry that is no plain file: a link to `target`, a directory, a pipe, or unreadable."""

    kind: Literal["symlink", "directory", "pipe", "unreadable"]
    target: str = ""


Entry = str | bytes | Special
HOPS = 40  # symbolic links followed before Linux says ELOOP
LONGEST = 255  # bytes of one name before Linux says ENAMETOOLONG


class Memory:
    """Files by path, relative to `root`; `..` leads beside it. Behaves as `Disk` does."""

    def __init__(self, files: Mapping[str, Entry], root: str = "/repo") -> None:
        self.root = root
        self.entries: dict[str, Entry] = {}
        self.folders = {"/", root}
        for path, entry in files.items():
            self._lay(self._absolute(path), entry)

    def kind(self, path: str) -> Kind:
        found = self._resolve(path)
        if found is None:
            return "missing"
        entry = self.entries.get(found)
        if found in self.folders or (isinstance(entry, Special) and entry.kind == "directory"):
            return "directory"
        return "other" if isinstance(entry, Special) and entry.kind == "pipe" else "file"

    def size(self, path: str) -> int:
        entry = self.entries.get(self._resolve(path) or "")
        return len(entry.target) if isinstance(entry, Special) else len(_bytes(entry))

    def target(self, path: str) -> str | None:
        entry = self.entries.get(self._absolute(path))
        return entry.target if isinstance(entry, Special) and entry.kind == "symlink" else None

    def real(self, path: str) -> str:
        try:
            return self._resolve(path) or self._absolute(path)
        except Unreadable:
            return self._absolute(path)

    def read(self, path: str, limit: int) -> bytes:
        found = self._resolve(path)
        entry = None if found is None else self.entries.get(found)
        if found is None:
            raise Unreadable("No such file or directory")
        if isinstance(entry, Special) and entry.kind == "unreadable":
            raise Unreadable("Permission denied")
        if entry is None or isinstance(entry, Special):
            raise Unreadable("not a regular file")
        return _bytes(entry)[:limit]

    def names(self, path: str) -> list[str]:
        try:
            here = self._resolve(path)
        except Unreadable:
            here = None
        if here is None or here not in self.folders:
            return []
        inside = here.rstrip("/") + "/"
        below = (p.removeprefix(inside) for p in {*self.entries, *self.folders})
        return sorted(name for name in below if name and "/" not in name)

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        start = self._absolute(top)
        inside = start.rstrip("/") + "/"
        for path in sorted({*self.entries, *self.folders}):
            if path.startswith(inside) and "/.git/" not in path + "/":
                entry = self.entries.get(path)
                folder = isinstance(entry, Special) and entry.kind == "directory"
                kind: Kind = "directory" if folder or path in self.folders else "file"
                if isinstance(entry, Special) and entry.kind == "pipe":
                    kind = "other"
                yield posixpath.relpath(path, self.root), kind

    def closed(self, top: str = "") -> bool:
        return False

    def _lay(self, path: str, entry: Entry) -> None:
        """Put an entry where writing it would: below a link means below the link's target."""
        here = "/"
        for part in path.split("/")[1:-1]:
            here = posixpath.join(here, part)
            above = self.entries.get(here)
            if isinstance(above, Special) and above.kind == "symlink":
                here = posixpath.normpath(posixpath.join(posixpath.dirname(here), above.target))
            self.folders.add(here)
        self.entries[posixpath.join(here, posixpath.basename(path))] = entry

    def _absolute(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.root, path))

    def _resolve(self, path: str) -> str | None:
        """Follow links component by component, as the kernel does; None where nothing is."""
        parts = posixpath.join(self.root, path).split("/")
        here, hops = "/", 0
        parts.reverse()
        while parts:
            part = parts.pop()
            if part in ("", "."):
                if part == "" and not parts and here in self.entries:
                    self._must_be_folder(here)
                continue
            self._must_be_folder(here)
            if len(part.encode("utf-8", "surrogateescape")) > LONGEST:
                raise Unreadable("File name too long")
            if part == "..":
                here = posixpath.dirname(here)
                continue
            step = posixpath.join(here, part)
            entry = self.entries.get(step)
            if isinstance(entry, Special) and entry.kind == "symlink":
                if (hops := hops + 1) > HOPS:
                    raise Unreadable("Too many levels of symbolic links")
                parts.extend(reversed(entry.target.split("/")))
                here = "/" if entry.target.startswith("/") else here
            elif entry is None and step not in self.folders:
                return None
            else:
                here = step
        return here

    def _must_be_folder(self, path: str) -> None:
        entry = self.entries.get(path)
        folder = isinstance(entry, Special) and entry.kind == "directory"
        if path in self.entries and not folder and path not in self.folders:
            raise Unreadable("Not a directory")


def _bytes(entry: Entry | None) -> bytes:
    if isinstance(entry, str):
        return entry.encode("utf-8", "surrogatepass")
    return entry if isinstance(entry, bytes) else b""
