"""When lines were written, and when what they speak of last changed: git's answers as plain tables."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field

from agentslint.io.git_history import GitHistory
from agentslint.repo import Repo
from agentslint.repo.commits import Commit, commit

COMMITS = 3000  # the newest, among which changes are counted
SHOWN = 3  # commits of a subject that a reader is shown


@dataclass
class Ages:
    """The times of one repository's lines and files, in seconds since 1970; empty without git."""

    repo: Repo
    _lines: dict[str, list[int]] = field(default_factory=dict)
    _touched: dict[str, list[tuple[int, Commit]]] | None = None

    def written(self, path: str, first: int, last: int) -> int:
        """When the newest of some lines was committed; 0 where nobody knows."""
        if path not in self._lines:
            self._lines[path] = self._blamed(path)
        return max(self._lines[path][first - 1 : last], default=0)

    def since(self, subject: str, when: int) -> int:
        """How many of the newest commits changed a file, or something in a directory, after a time."""
        times = [seconds for seconds, _ in self._of(subject)]
        return len(times) - bisect_right(times, when)

    def newest(self, subject: str) -> list[Commit]:
        """The last commits that changed it, newest first."""
        return [made for _, made in reversed(self._of(subject)[-SHOWN:])]

    def _of(self, subject: str) -> list[tuple[int, Commit]]:
        if self._touched is None:
            self._touched = self._read()
        return self._touched.get(subject.rstrip("/"), [])

    def _read(self) -> dict[str, list[tuple[int, Commit]]]:
        found: dict[str, list[tuple[int, Commit]]] = {}
        if self.repo.git is None:
            return found
        git = GitHistory(self.repo.git, self.repo.history.notes)
        for part in git.touched(COMMITS).split(b"\x01")[1:]:
            words = part.split(b"\0")
            if len(words) < 3:
                continue
            made = commit(words[0], words[1], words[2])
            seconds = int(words[1]) if words[1].isdigit() else 0
            for name in _with_directories(words[3:]):
                found.setdefault(os.fsdecode(name), []).append((seconds, made))
        for rows in found.values():
            rows.sort(key=lambda row: row[0])
        return found

    def _blamed(self, path: str) -> list[int]:
        """The time of each line, in order. Of a file that HEAD lacks there is none."""
        if self.repo.git is None or path not in self.repo.listing.tracked:
            return []
        git = GitHistory(self.repo.git, [])
        times: dict[bytes, int] = {}
        found: list[int] = []
        name = b""
        for row in git.blame(path).split(b"\n"):
            if row.startswith(b"\t"):
                found.append(times.get(name, 0))
            elif row.startswith(b"committer-time "):
                seconds = row.removeprefix(b"committer-time ")
                times[name] = int(seconds) if seconds.isdigit() else 0
            else:
                head = row.split(b" ", 1)[0]
                name = head if len(head) in (40, 64) else name
        return found


def _with_directories(names: list[bytes]) -> set[bytes]:
    """Files, and every directory that they lie in."""
    found: set[bytes] = set()
    for name in names:
        name = name.lstrip(b"\n")
        while name and name not in found:
            found.add(name)
            name = name.rpartition(b"/")[0]
    return found
