"""A tree of files in memory, for tests and for the examples on the rules' pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from agentslint.core import lazy_re
from agentslint.io.tree import Kind, Unreadable


@dataclass(frozen=True, slots=True)
class Special:
    """An entry that is no plain file: a link to `target`, a directory, a pipe, or unreadable."""

    kind: Literal["symlink", "directory", "pipe", "unreadable"]
    target: str = ""


Entry = str | bytes | Special
HOPS = 40  # symbolic links followed before Linux says ELOOP
LONGEST = 255  # bytes of one name before Linux says ENAMETOOLONG
_UNFOLDED = lazy_re.compile(r"(?:^|/)\.{0,2}(?:/|$)")  # a path that can be written shorter


class Memory:
    """Files by path, relative to `root`; `..` leads beside it. Behaves as `Disk` does.

    What lies below `root` is known by its path from there, `root` itself as "", the rest by its
    absolute path.
    """

    def __init__(self, files: Mapping[str, Entry], root: str = "/repo") -> None:
        self.root = root
        self._top = root.rstrip("/") + "/"
        self.entries: dict[str, Entry] = {}
        self.folders = {self._key("/"), ""}
        self._links: set[str] = set()
        self._plain = {self._key("/"): True}
        homes: dict[str, tuple[str, bool]] = {}
        for path, entry in files.items():
            self._lay(self._known(path), entry, homes)

    @property
    def links(self) -> frozenset[str]:
        """The symbolic links below `root`, relative to it."""
        return frozenset(path for path in self._links if not path.startswith("/"))

    def kind(self, path: str) -> Kind:
        found = self._resolve(path)
        return "missing" if found is None else self._kind(found)

    def size(self, path: str) -> int:
        found = self._resolve(path)
        entry = None if found is None else self.entries.get(found)
        return len(entry.target) if isinstance(entry, Special) else len(_bytes(entry))

    def target(self, path: str) -> str | None:
        entry = self.entries.get(self._known(path))
        return entry.target if isinstance(entry, Special) and entry.kind == "symlink" else None

    def real(self, path: str) -> str:
        try:
            found = self._resolve(path)
        except Unreadable:
            found = None
        return self._absolute(path) if found is None else self._place(found)

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

    def listed(self, path: str) -> list[str]:
        """The same: nothing here has another order."""
        return self.names(path)

    def names(self, path: str) -> list[str]:
        try:
            here = self._resolve(path)
        except Unreadable:
            here = None
        if here is None or here not in self.folders:
            return []
        inside = f"{self._place(here)}/".replace("//", "/")
        below = (place[len(inside) :] for _, place in self._below(inside))
        return sorted(name for name in below if "/" not in name)

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        inside = self._absolute(top).rstrip("/") + "/"
        for key, place in sorted(self._below(inside), key=itemgetter(1)):
            if "/.git" in place and "/.git/" in f"{place}/":
                continue
            path = posixpath.relpath(place, self.root) if key.startswith("/") else key or "."
            yield path, self._kind(key)

    def closed(self, top: str = "") -> bool:
        return False

    def _below(self, inside: str) -> Iterator[tuple[str, str]]:
        """What lies in a directory whose absolute path with a `/` is `inside`, at any depth.

        With the absolute path of each.
        """
        for key in self.entries.keys() | self.folders:
            place = self._place(key)
            if place.startswith(inside) and place != inside:
                yield key, place

    def _kind(self, key: str) -> Kind:
        if key in self.folders:
            return "directory"
        entry = self.entries.get(key)
        if isinstance(entry, Special) and entry.kind in ("directory", "pipe"):
            return "directory" if entry.kind == "directory" else "other"
        return "file"

    def _key(self, place: str) -> str:
        """What an absolute path is known by."""
        if place.startswith(self._top):
            return place[len(self._top) :]
        return "" if place == self.root else place

    def _place(self, key: str) -> str:
        """The absolute path of what is known by `key`."""
        if key.startswith("/"):
            return key
        return self._top + key if key else self.root

    def _known(self, path: str) -> str:
        """What a path as it is written is known by."""
        return path if _folded(path) else self._key(self._absolute(path))

    def _absolute(self, path: str) -> str:
        if _folded(path):
            return self._top + path
        place = posixpath.normpath(posixpath.join(self.root, path))
        return place[1:] if place.startswith("//") else place

    def _lay(self, key: str, entry: Entry, homes: dict[str, tuple[str, bool]]) -> None:
        """Put an entry where writing it would: below a link means below the link's target.

        `homes` are the directories that something was put in, with where they lie, and whether
        that is where they are written.
        """
        above, name = self._parted(key)
        if above not in homes:
            here, written = "/", self._place(above)
            for part in written.split("/")[1:]:
                here = posixpath.join(here, part)
                link = self.entries.get(self._key(here))
                if isinstance(link, Special) and link.kind == "symlink":
                    here = posixpath.normpath(posixpath.join(posixpath.dirname(here), link.target))
                self.folders.add(self._key(here))
            homes[above] = here, here == written
        here, straight = homes[above]
        if not straight:
            key = self._key(posixpath.join(here, name))
        self.entries[key] = entry
        if isinstance(entry, Special) and entry.kind == "symlink":
            self._links.add(key)
            homes.clear()
        elif key in self._links:
            self._links.remove(key)
            homes.clear()

    def _resolve(self, path: str) -> str | None:
        """Follow links component by component, as the kernel does; None where nothing is."""
        written = posixpath.join(self.root, path)
        key = path if _folded(path) else self._key(written)
        if not written.startswith("//"):
            above, name = self._parted(key)
            if _ordinary(name) and key not in self._links and self._is_plain(above):
                return key if key in self.entries or key in self.folders else None
        place = self._followed(written)
        return None if place is None else self._key(place)

    def _parted(self, key: str) -> tuple[str, str]:
        """What a directory is known by, and the name of what is in it."""
        if key and not key.startswith("/"):
            above, _, name = key.rpartition("/")
            return above, name
        above, _, name = self._place(key).rpartition("/")
        return self._key(above or "/"), name

    def _is_plain(self, folder: str) -> bool:
        """Whether it is a directory that no link leads to, written as it is called."""
        known = self._plain.get(folder)
        if known is None:
            above, name = self._parted(folder)
            own = folder in self.folders and folder not in self.entries
            known = self._plain[folder] = own and _ordinary(name) and self._is_plain(above)
        return known

    def _followed(self, place: str) -> str | None:
        parts = place.split("/")
        here, hops = "/", 0
        parts.reverse()
        while parts:
            part = parts.pop()
            if part in ("", "."):
                if part == "" and not parts and self._key(here) in self.entries:
                    self._must_be_folder(here)
                continue
            self._must_be_folder(here)
            if len(part.encode("utf-8", "surrogateescape")) > LONGEST:
                raise Unreadable("File name too long")
            if part == "..":
                here = posixpath.dirname(here)
                continue
            step = posixpath.join(here, part)
            key = self._key(step)
            entry = self.entries.get(key)
            if isinstance(entry, Special) and entry.kind == "symlink":
                if (hops := hops + 1) > HOPS:
                    raise Unreadable("Too many levels of symbolic links")
                parts.extend(reversed(entry.target.split("/")))
                here = "/" if entry.target.startswith("/") else here
            elif entry is None and key not in self.folders:
                return None
            else:
                here = step
        return here

    def _must_be_folder(self, place: str) -> None:
        key = self._key(place)
        entry = self.entries.get(key)
        folder = isinstance(entry, Special) and entry.kind == "directory"
        if key in self.entries and not folder and key not in self.folders:
            raise Unreadable("Not a directory")


def _folded(path: str) -> bool:
    """Whether it is a path from the root that could not be written shorter."""
    return not path.startswith("/") and not _UNFOLDED.search(path)


def _ordinary(name: str) -> bool:
    return name not in ("", ".", "..") and len(name) * 4 <= LONGEST


def _bytes(entry: Entry | None) -> bytes:
    if isinstance(entry, str):
        return entry.encode("utf-8", "surrogatepass")
    return entry if isinstance(entry, bytes) else b""
