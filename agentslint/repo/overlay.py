"""Unsaved texts over a tree: what an editor holds stands where the disk says otherwise."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agentslint.io.tree import READ_LIMIT, Kind, Tree, Unreadable
from agentslint.repo.listing import Listing

MARK = b"\xef\xbb\xbf"  # a byte order mark, which editors keep to themselves


class Overlay:
    """A tree with some files' texts replaced, or added: `texts` by path from the root.

    A file that is reached through a symbolic link of its own is found too; one below a linked
    directory is not.
    """

    def __init__(self, below: Tree, texts: Mapping[str, str]) -> None:
        self.below = below
        self.root = below.root
        self.texts: dict[str, bytes] = {}
        self.folders: set[str] = set()
        for path, text in texts.items():
            if (data := self._data(path, text)) is not None:
                self.texts[path] = data
                while path := posixpath.dirname(path):
                    self.folders.add(path)

    def kind(self, path: str) -> Kind:
        here = self._relative(path)
        if here in self.texts:
            return "file"
        found = self.below.kind(path)
        return "directory" if found == "missing" and here in self.folders else found

    def size(self, path: str) -> int:
        here = self._relative(path)
        if here in self.texts:
            return len(self.texts[here])
        held = self._held(path) if self.below.kind(path) == "file" else None
        return self.below.size(path) if held is None else len(held)

    def target(self, path: str) -> str | None:
        return self.below.target(path)

    def real(self, path: str) -> str:
        return self.below.real(path)

    def read(self, path: str, limit: int) -> bytes:
        held = self._held(path)
        return self.below.read(path, limit) if held is None else held[:limit]

    def listed(self, path: str) -> list[str]:
        """The same: nothing here has another order."""
        return self.names(path)

    def names(self, path: str) -> list[str]:
        here = self._relative(path)
        inside = "" if here == "." else f"{here}/"
        held = {
            name.removeprefix(inside).partition("/")[0]
            for name in {*self.texts, *self.folders}
            if name.startswith(inside) and name != here
        }
        return sorted({*self.below.names(path), *held})

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        met = set()
        for path, kind in self.below.walk(top):
            met.add(path)
            yield path, kind
        inside = f"{top}/" if top else ""
        for path in self.texts:
            if path.startswith(inside) and path not in met:
                yield path, "file"

    def closed(self, top: str = "") -> bool:
        return self.below.closed(top)

    def added(self) -> frozenset[str]:
        """The paths that the tree below does not have."""
        return frozenset(path for path in self.texts if self.below.kind(path) == "missing")

    def _data(self, path: str, text: str) -> bytes | None:
        """What saving would write; None where the file says the same already."""
        data = text.encode("utf-8", "surrogatepass")
        try:
            known = self.below.read(path, READ_LIMIT)
        except Unreadable:
            return data
        if known.startswith(MARK) and not data.startswith(MARK):
            data = MARK + data
        # bytes that are no UTF-8 reach an editor as U+FFFD: its text is then no news
        same = known.decode("utf-8", "replace") == data.decode("utf-8", "replace")
        return None if same else data

    def _held(self, path: str) -> bytes | None:
        if not self.texts:
            return None
        here = self._relative(path)
        if here not in self.texts and (target := self.below.target(path)) is not None:
            here = self._relative(posixpath.join(posixpath.dirname(path), target))
        return self.texts.get(here)

    def _relative(self, path: str) -> str:
        path = posixpath.normpath(path)
        return path.removeprefix(f"{self.root}/") if path.startswith("/") else path


def with_added(listing: Listing, added: frozenset[str]) -> Listing:
    """A listing that knows of files which are not saved yet: untracked ones."""
    if not added:
        return listing
    return replace(
        listing,
        untracked=listing.untracked | added,
        named={},
        others_named=lambda folded: [
            *listing.others_named(folded),
            *(path for path in added if posixpath.basename(path).casefold() in folded),
        ],
    )
