"""What the main line of a history deleted: when a path went, and where to.

The main line (first parents) of a long history is read in steps, so that its length costs little:
a step spans several commits, and these are looked at, first by strides and then one by one, only
where the step lost a path that is asked for. A file that came and went within a step is missed.
"""

from __future__ import annotations

import math
import os
import posixpath
from collections.abc import Callable, Iterator
from typing import TypeVar

from agentslint.io.git_history import GitHistory
from agentslint.io.replay.history import stride
from agentslint.repo.commits import Commit, change, commit, deleted, rows
from agentslint.repo.renames import common_move, pair

T = TypeVar("T")

# Commits of the main line that are looked at, newest first.
COMMIT_LIMIT = 200_000


class Deletions:
    """Every path that the main line deleted; read at once, and looked at where it is asked for.

    `times` are the commits of the main line, newest first, each with its time. `shortened` says
    whether older commits than COMMIT_LIMIT were left out.
    """

    def __init__(self, git: GitHistory, times: dict[bytes, bytes]) -> None:
        self._git = git
        self._times = times
        self._line = list(times)
        self.shortened = len(self._line) > COMMIT_LIMIT
        self._stride = stride(len(self._line))
        # a file or directory that went -> the step that lost it
        self._lost: dict[str, int] = {}
        self._folders: dict[str, int] = {}
        self._named: dict[str, list[str]] = {}
        # a commit of the main line -> each path that it deleted, and where it went
        self._moves: dict[bytes, dict[str, tuple[str, bool]]] = {}
        self._read()

    def held(self, path: str) -> bool:
        """Whether a file or directory of this name went."""
        return self._step(path) >= 0

    def named(self, name: str) -> list[str]:
        """The files of that name that went, newest deletion first."""
        return self._named.get(name, [])

    def _read(self) -> None:
        starts = range(0, len(self._line) - 1, self._stride)
        pairs = [(start, min(start + self._stride, len(self._line) - 1)) for start in starts]
        for step, paths in enumerate(self._compare(pairs, deleted, "--diff-filter=D")):
            for path in paths:
                self._lose(path, step)

    def look(self, paths: set[str]) -> None:
        """Look at the commits that lost these paths: what each deleted, and where that went."""
        last = len(self._line) - 1
        steps = sorted({self._step(path) for path in paths} - {-1})
        spans = [(step * self._stride, min((step + 1) * self._stride, last)) for step in steps]
        if (shorter := math.isqrt(self._stride)) > 1:
            parts = [
                (start, min(start + shorter, end))
                for first, end in spans
                for start in range(first, end, shorter)
            ]
            lost = self._compare(parts, deleted, "--diff-filter=D")
            spans = [
                part
                for part, gone in zip(parts, lost, strict=True)
                if any(not paths.isdisjoint(_upwards(path)) for path in gone)
            ]
        pairs = [
            (place, place + 1)
            for first, end in spans
            for place in range(first, end)
            if self._line[place] not in self._moves
        ]
        for (place, _), changes in zip(pairs, self._compare(pairs, change), strict=True):
            self._moves[self._line[place]] = pair(changes)

    def where(self, path: str) -> tuple[Commit, str, bool] | None:
        """The commit of the main line that lost a path, and where it put it."""
        start = self._step(path) * self._stride
        inside = path + "/"
        for name in self._line[max(start, 0) : start + self._stride]:
            gone = self._moves.get(name)
            if not gone:
                continue
            if path in gone:
                return commit(name, self._times[name]), *gone[path]
            below = {old: to for old, (to, _) in gone.items() if old.startswith(inside)}
            if below:
                return commit(name, self._times[name]), common_move(path, below), False
        return None

    def _lose(self, path: str, step: int) -> None:
        if path in self._lost:
            return
        self._lost[path] = step
        folder, _, name = path.rpartition("/")
        self._named.setdefault(name, []).append(path)
        # newest first: above a directory that is known, all are known
        while folder and folder not in self._folders:
            self._folders[folder] = step
            folder = folder.rpartition("/")[0]

    def _step(self, path: str) -> int:
        """The step of the main line that lost a path, or -1."""
        return self._lost.get(path, self._folders.get(path, -1))

    def _compare(
        self,
        pairs: list[tuple[int, int]],
        read: Callable[[bytes, bytes], Iterator[T]],
        *options: str,
    ) -> list[list[T]]:
        """What changed between two places of the main line, for each pair; on every core."""
        if not pairs:
            return []
        lines = [b"%s %s\n" % (self._line[new], self._line[old]) for new, old in pairs]
        share = max(256, -(-len(lines) // min(os.cpu_count() or 1, 8)))
        parts = [b"".join(lines[start : start + share]) for start in range(0, len(lines), share)]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(parts)) as threads:
            answers = list(threads.map(lambda part: self._git.compared(part, *options), parts))
        known: dict[bytes, list[T]] = {}
        for answer in answers:
            here: list[T] = []
            for head, path in rows(answer):
                if path is None:
                    here = known.setdefault(head, [])
                else:
                    here += read(head, path)
        return [known.get(self._line[new], []) for new, _ in pairs]


def _upwards(path: str) -> Iterator[str]:
    """A path and the directories that it lies in."""
    while path:
        yield path
        path = posixpath.dirname(path)
