"""What all of the tracked files say: looked through in bulk, and noted as far as an answer hangs on it.

To note the text of every file would make a repeated run read them all. Whoever looks through them
says afterwards which files the answer hangs on. What it says of the others holds for as long as the
index holds the same: a name that only unsaved work took away counts until that is staged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from agentslint.io.disk import Disk
from agentslint.io.git import GitFailure
from agentslint.io.git_command import BLOBS, objects
from agentslint.io.git_history import GitHistory
from agentslint.repo import READ_LIMIT, Repo, Unreadable, answers

LARGEST = 1 << 20  # bytes of one old text that are looked at


class Contents:
    """The contents of one repository's files."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self._disk = repo.tree if isinstance(repo.tree, Disk) and repo.git else None
        self._rows: bytes | None = None

    def read(self, path: str, limit: int = READ_LIMIT) -> bytes:
        """The first bytes of a file; none where it cannot be read, or a link leads to it."""
        if path in self.repo.listing.links:
            return b""
        try:
            if self._disk is not None:
                answers.document(path)
                if self.repo.answers is not None:
                    self.repo.answers.glanced.add(path)
                return self._looked(self._disk, path, limit)
            return self.repo.tree.read(path, limit)
        except Unreadable:
            return b""

    def _looked(self, disk: Disk, path: str, limit: int) -> bytes:
        """The first bytes of a file, from memory where one of the first looks had all of it."""
        held = self.repo.looked
        if path in held:
            return held[path][:limit]
        data = disk.glance(path, limit)
        if len(data) < limit and len(data) <= self.repo.room:
            held[path] = data
            self.repo.room -= len(data)
        return data

    def rely(self, paths: Iterable[str]) -> None:
        """Note that the run hangs on what these files say."""
        if self._disk is not None:
            for path in paths:
                self._disk.rely(path, READ_LIMIT)

    def rely_on_index(self) -> None:
        """Note that the run hangs on what the index has for every path."""
        answers.of_tree("index")
        if self._rows is None:
            self._rows = b""
            if self.repo.git is not None and self._disk is not None:
                with contextlib.suppress(GitFailure):
                    self._rows = self.repo.git.run(*BLOBS)

    def staged(self) -> dict[str, str]:
        """The id of the object that the index has for each path; noted, for the run hangs on it."""
        self.rely_on_index()
        return objects(self._rows) if self._rows else {}

    def unsaved(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Of files that say something else than the index has: what the index has of them."""
        ids = self.staged()
        changed = [path for path in paths if path in ids and not self._same(path, ids[path])]
        texts = dict(self.blobs(ids[path] for path in changed))
        for path in changed:
            yield path, texts.get(ids[path], b"")

    def _same(self, path: str, name: str) -> bool:
        data = self.read(path)
        import hashlib  # here, and not in each run

        digest = hashlib.sha256 if len(name) == 64 else hashlib.sha1
        return digest(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == name

    def blobs(self, names: Iterable[str], most: int = 1 << 26) -> Iterator[tuple[str, bytes]]:
        """Old texts by the ids of their objects, `most` bytes in all; those that the clone lacks are left out."""
        if self.repo.git is None:
            return
        git = GitHistory(self.repo.git, self.repo.history.notes)
        wanted = []
        for row in git.objects(dict.fromkeys(names), texts=False).splitlines():
            head = row.split()
            if len(head) != 3 or head[1] != b"blob":
                continue
            name, size = head[0].decode("ascii"), int(head[2])
            if size <= LARGEST and most - size >= 0:
                most -= size
                wanted.append(name)
        data = git.objects(wanted, texts=True)
        at = 0
        while at < len(data):
            end = data.find(b"\n", at)
            head = data[at:end].split()
            at = end + 1
            if end < 0 or len(head) != 3:
                continue
            size = int(head[2])
            yield head[0].decode("ascii"), data[at : at + size]
            at += size + 1
