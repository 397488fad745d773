"""What the main line of a history deleted: when a path went, and where to.

The main line (first parents) of a long history is read in steps, so that its length costs little:
a step spans several commits, and these are looked at, first by strides and then one by one, only
where the step lost a path that is asked for. Of few paths git compares nothing else. A file that came and went within a step is missed.
"""

from __future__ import annotations

import math
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from agentslint.io.git_history import GitHistory, literal
from agentslint.io.replay.history import stride
from agentslint.repo.commits import Commit, changes, commit, losses
from agentslint.repo.renames import common_move, pair

T = TypeVar("T")

# Commits of the main line that are looked at, newest first.
COMMIT_LIMIT = 200_000
# Paths that git is asked for by name: each costs a hundredth of what all deletions do, the first some more.
FEW = 20


class Deletions:
    """Every path that the main line deleted: asked for by name while few are, else read at once.

    `times` are the commits of the main line, newest first, each with its time. `shortened` says
    whether older commits than COMMIT_LIMIT were left out.
    """

    def __init__(self, git: GitHistory, times: dict[bytes, bytes]) -> None:
        self._git = git
        self._times = times
        self._line = list(times)
        self.shortened = len(self._line) > COMMIT_LIMIT
        self._stride = stride(len(self._line))
        # a path that was asked for by name -> the step that lost it, or -1
        self._known: dict[str, int] = {}
        # a commit of the main line -> each path that it deleted, and where it went
        self._moves: dict[bytes, dict[str, tuple[str, bool]]] = {}

    def held(self, paths: Iterable[str]) -> list[str]:
        """Those of `paths` of which a file or directory went."""
        asked = list(paths)
        self._ask(asked)
        return [path for path in asked if self._step(path) >= 0]

    def named(self, name: str) -> list[str]:
        """The files of that name that went, newest deletion first."""
        return self._named.get(name, [])

    def _ask(self, paths: Iterable[str]) -> None:
        """Find out which steps lost some paths: git compares no more than these, where they are few."""
        new = {path for path in paths if path not in self._known and _is_path(path)}
        if not new or "_lost" in vars(self) or len(self._known) + len(new) > FEW:
            return
        self._known.update(dict.fromkeys(new, -1))
        for step, lost in enumerate(self._losses(self._steps, sorted(new))):
            for path in new.intersection(up for each in lost for up in _upwards(each)):
                self._known[path] = step
                new.discard(path)

    @property
    def _steps(self) -> list[tuple[int, int]]:
        last = len(self._line) - 1
        return [(start, min(start + self._stride, last)) for start in range(0, last, self._stride)]

    @cached_property
    def _lost(self) -> dict[str, int]:
        """Each file that went, with the newest step that lost it."""
        found: dict[str, int] = {}
        for step, paths in enumerate(self._losses(self._steps)):
            for path in paths:
                if path not in found:
                    found[path] = step
        return found

    @cached_property
    def _folders(self) -> dict[str, int]:
        """Each directory below which a file went, with the newest step that lost one."""
        found: dict[str, int] = {}
        for path, step in self._lost.items():
            folder = path.rpartition("/")[0]
            # newest first: above a directory that is known, all are known
            while folder and folder not in found:
                found[folder] = step
                folder = folder.rpartition("/")[0]
        return found

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._lost:
            found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
        return found

    def look(self, paths: set[str]) -> None:
        """Look at the commits that lost these paths: what each deleted, and where that went."""
        self._ask(paths)
        last = len(self._line) - 1
        steps = sorted({self._step(path) for path in paths} - {-1})
        spans = [(step * self._stride, min((step + 1) * self._stride, last)) for step in steps]
        if (shorter := math.isqrt(self._stride)) > 1:
            parts = [
                (start, min(start + shorter, end))
                for first, end in spans
                for start in range(first, end, shorter)
            ]
            lost = self._losses(parts)
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
        for (place, _), found in zip(pairs, self._compared(pairs, changes), strict=True):
            self._moves[self._line[place]] = pair(found)

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

    def _step(self, path: str) -> int:
        """The step of the main line that lost a path, or -1."""
        if path in self._known or not _is_path(path):
            return self._known.get(path, -1)
        return self._lost.get(path, self._folders.get(path, -1))

    def _losses(self, pairs: list[tuple[int, int]], only: Iterable[str] = ()) -> list[list[str]]:
        """The files that went between two places of the main line, for each pair; of `only`, where given."""
        below = ("--", *map(literal, only)) if only else ()
        return self._compared(pairs, losses, "--diff-filter=D", *below)

    def _compared(
        self,
        pairs: list[tuple[int, int]],
        read: Callable[[bytes], Iterator[tuple[bytes, list[T]]]],
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
        known = {head: found for answer in answers for head, found in read(answer)}
        return [known.get(self._line[new], []) for new, _ in pairs]


def _is_path(path: str) -> bool:
    """Whether a path is one that git may have: no other has a step, and git refuses some."""
    return (
        path not in ("", ".", "..")
        and path == posixpath.normpath(path)
        and (not path.startswith(("/", "../")) and "\0" not in path)
    )


def _upwards(path: str) -> Iterator[str]:
    """A path and the directories that it lies in."""
    while path:
        yield path
        path = posixpath.dirname(path)
