"""A repository's history: which paths were there, when they went, and where to; who changed what, and when.

One file on purpose: `History` is one value, whose questions share one log.

Only commits, trees and the ids of blobs are read, so a partial clone answers as well as a full
one. Renames are told by equal blobs and by equal names, never by comparing contents.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from agentslint.io.git import Git
from agentslint.io.git_history import GitHistory
from agentslint.repo.commits import Commit, Entries, Pair, change, commit, rows, trees
from agentslint.repo.deletions import COMMIT_LIMIT, Deletions
from agentslint.repo.renames import Change

__all__ = ["Commit", "Gone", "History"]

# A moved path is followed through this many moves.
MOVES = 4
LARGEST = 1 << 20  # bytes of a blob that are read


@dataclass(frozen=True, slots=True)
class Gone:
    """A path that was there until `commit`; `to` is where that commit put it, or empty.

    Without a commit it is at HEAD still: the work in hand takes it away.
    `exact` when the same contents went there, else a file of the same name did.
    """

    path: str
    commit: Commit | None
    to: str = ""
    exact: bool = False


class History:
    """The commits behind a repository's HEAD. Without git it knows nothing."""

    def __init__(self, git: Git | None) -> None:
        self.notes: list[str] = []
        # what `past` compared, of the files with some endings: whoever asks next is told of much the same
        self.compared: dict[tuple[Pair, tuple[bytes, ...]], list[Change]] = {}
        self._git = None if git is None else GitHistory(git, self.notes)

    @property
    def _revision(self) -> str:
        return "HEAD" if self._git is None else self._git.head

    @cached_property
    def main_line(self) -> dict[bytes, bytes]:
        """The first parents from HEAD on, newest first, each with its time: one more than COMMIT_LIMIT at most."""
        return {} if self._git is None else self._git.main_line(COMMIT_LIMIT + 1)

    @cached_property
    def _deletions(self) -> Deletions | None:
        """Every deletion of the main line."""
        if self._git is None:
            return None
        found = Deletions(self._git, self.main_line)
        if found.shortened:
            self.notes.append(f"history: only the newest {COMMIT_LIMIT} commits were looked at")
        return found

    @property
    def shallow(self) -> bool:
        """Whether older commits were left out when the repository was cloned."""
        return self._of_head("rev-parse", "--is-shallow-repository") == b"true"

    def held(self, *paths: str) -> bool:
        """Whether a file or directory of one of these names was there once and went."""
        return bool(self._went(paths))

    def _went(self, paths: Iterable[str]) -> list[str]:
        """Those of `paths` of which a file or directory was there once and went."""
        return self._deletions.held(paths) if self._deletions else []

    def ending(self, tail: str) -> list[str]:
        """The deleted files, newest deletion first, whose last parts are `tail`."""
        known = self._deletions.named(posixpath.basename(tail)) if self._deletions else ()
        return [path for path in known if path == tail or path.endswith("/" + tail)]

    def gone(
        self,
        paths: Iterable[str],
        present: Iterable[str] = (),
        folders: frozenset[str] = frozenset(),
    ) -> dict[str, Gone]:
        """When each of `paths` went, and where to, as far as history tells.

        `present` are the files that exist now: a move is followed until it ends at one of
        them, or at a directory of theirs. Paths that were never there are left out. With the
        `folders` that exist now fewer questions tell as much.
        """
        here = frozenset(present)
        paths = list(paths)
        found = self._in_hand(paths, here, folders)
        went = self._went(path for path in paths if path not in found)
        waiting = {path: (path, True) for path in went}
        deletions = self._deletions if waiting else None
        for _ in range(MOVES if deletions else 0):
            assert deletions is not None
            deletions.look({last for last, _ in waiting.values()})
            following = {}
            for path, (last, exact) in waiting.items():
                where = deletions.where(last)
                if where is None:
                    continue
                when, to, same = where
                ended = bool(to) and (to in here or _holds(to, here))
                if path not in found:
                    found[path] = Gone(path, when)
                if ended:
                    found[path] = replace(found[path], to=to, exact=exact and same)
                elif to and to != path:
                    following[path] = (to, exact and same)
            held = frozenset(deletions.held(to for to, _ in following.values()))
            waiting = {path: row for path, row in following.items() if row[0] in held}
        return found

    def changes(self, paths: Iterable[str]) -> list[tuple[Commit, list[Change]]]:
        """The commits that changed any of `paths` themselves, newest first, with what they did."""
        wanted, line = tuple(paths), list(self.main_line)
        if self._git is None or not wanted:
            return []
        if len(line) > COMMIT_LIMIT:  # where it begins is not known
            return self._log(wanted, f"-n{COMMIT_LIMIT}")
        return _logged(self._git.log_since(line, wanted, f"-n{COMMIT_LIMIT}"))

    def entries(self, commits: Iterable[Commit], folder: str) -> Iterator[tuple[Commit, Entries]]:
        """What a directory held at some commits, by name, with whether that is a directory itself."""
        asked = list(commits)
        if self._git is None or not folder.isascii() or "\n" in folder:
            return
        inner = "" if folder == "." else folder
        answer = self._git.objects([f"{one.id}:{inner}" for one in asked], texts=True)
        yield from zip(asked, trees(answer), strict=False)

    def held_at(self, commits: Iterable[Commit], paths: Iterable[str]) -> list[frozenset[str]]:
        """Which of some paths each commit held; none where git could not be asked of them all."""
        asked, wanted = list(commits), [path for path in paths if path.isascii()]
        if self._git is None or not wanted or not asked:
            return []
        names = [f"{one.id}:{path}" for one in asked for path in wanted]
        rows = self._git.objects(names, texts=False).splitlines()
        if len(rows) != len(names):
            return []
        held = [row.split()[1:2] in ([b"blob"], [b"tree"]) for row in rows]
        size = len(wanted)
        return [
            frozenset(
                path for path, is_held in zip(wanted, held[at : at + size], strict=True) if is_held
            )
            for at in range(0, len(held), size)
        ]

    def said_at(self, commit: Commit, path: str) -> str | None:
        """What a file said at a commit; None where the clone lacks that, or it has over a megabyte."""
        return self.blob(f"{commit.id}:{path}") if path.isascii() else None

    def modified(self, path: str) -> Commit | None:
        """The newest commit that changed what a file says."""
        # git stops there: all commits that changed it may be far to seek
        for options in (("-n1", "--diff-filter=M"), (f"-n{COMMIT_LIMIT}",)):
            found = self._log([path], *options)
            for when, changes in found:
                if any(each.status == "M" for each in changes):
                    return when
            if not found:
                return None
        return None

    def _log(self, paths: Iterable[str], *options: str) -> list[tuple[Commit, list[Change]]]:
        wanted = tuple(paths)
        return [] if self._git is None or not wanted else _logged(self._git.log(wanted, *options))

    def count_since(self, commit: Commit, directory: str) -> int:
        """How many commits after `commit` touched `directory`."""
        return 0 if self._git is None else self._git.count_since(commit.id, directory)

    def count_after(self, day: date) -> int:
        """How many commits behind HEAD were made after a day."""
        since = f"--since={day.isoformat()}T23:59:59Z"
        answer = self._of_head("rev-list", "--count", since, self._revision)
        return int(answer) if answer.isdigit() else 0

    def day(self, directory: str = ".") -> date | None:
        """The day of the newest commit, or of the newest that touched a directory; None for none."""
        narrowed = () if directory == "." else ("--", directory)
        answer = self._of_head("log", "-1", "--format=%ct", self._revision, *narrowed).strip()
        return commit(b"", answer).day if answer else None

    def tagged(self, version: str) -> tuple[str, date] | None:
        """The tag of a version, `v` in front or not, with its day; None where there is none."""
        answer = self._of_head(
            "for-each-ref", "--format=%(refname:strip=2)%00%(creatordate:unix)", "refs/tags"
        )
        wanted = version.removeprefix("v")
        for row in answer.splitlines():
            name, _, seconds = row.partition(b"\0")
            tag = os.fsdecode(name)
            # 2.0 is out when 2.0.0 is
            bare = tag.rpartition("/")[2].removeprefix("v")
            if bare == wanted or (
                bare.startswith(f"{wanted}.") and bare[len(wanted) :].strip(".0") == ""
            ):
                return tag, commit(b"", seconds).day
        return None

    def said(self, *patterns: str) -> Commit | None:
        """The newest commit whose message holds one of some extended regular expressions."""
        greps = [f"--grep={pattern}" for pattern in patterns]
        form = "--format=%H%x00%ct%x00%s"
        answer = self._of_head("log", "-1", "-E", "-i", *greps, form, self._revision)
        words = answer.split(b"\0")
        return commit(*words) if len(words) == 3 else None

    def branch(self) -> str:
        """The branch that is checked out; empty where none is."""
        return os.fsdecode(self._of_head("symbolic-ref", "--quiet", "--short", "HEAD"))

    def branches(self) -> list[str]:
        """The names of all branches that git knows here, those of remotes without the remote's name."""
        rows = self._of_head("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes")
        names = (os.fsdecode(row) for row in rows.splitlines())
        return [
            name.removeprefix("refs/heads/")
            if name.startswith("refs/heads/")
            else name.removeprefix("refs/remotes/").partition("/")[2]
            for name in names
        ]

    def remote_head(self) -> str:
        """The default branch of the remote `origin`, as the clone noted it; empty where it did not."""
        name = self._of_head("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
        return os.fsdecode(name).removeprefix("origin/")

    def remotes(self) -> list[str]:
        """The names of the remotes."""
        return os.fsdecode(self._of_head("remote")).split()

    def blob(self, name: str) -> str | None:
        """The text of a blob, or None where it is not here (a partial clone) or over a megabyte."""
        data = None if self._git is None else self._git.blob(name, LARGEST)
        return None if data is None else data.decode("utf-8", "replace")

    def _in_hand(
        self, paths: list[str], here: frozenset[str], folders: frozenset[str]
    ) -> dict[str, Gone]:
        """Those of `paths` that HEAD holds: what is not committed yet takes them away."""
        asked = [path for path in paths if "\n" not in path]
        if self._git is None or not asked:
            return {}
        # what HEAD lacks a directory of it lacks too, and most paths share a few of those
        blobs = self._git.held(asked, {path: _outermost(path, folders) for path in asked})
        if not blobs:
            return {}
        staged: dict[bytes, list[str]] = {}
        # other words than STAGE, of which the ids do not count
        for row in self._git.of_head("ls-files", "--stage", "-z").split(b"\0"):
            head, _, name = row.partition(b"\t")
            if head and (path := os.fsdecode(name)) in here:
                staged.setdefault(head.split()[1], []).append(path)
        moved = {path: staged.get(blob, []) for path, blob in blobs.items()}
        return {
            path: Gone(path, None, to[0], True) if len(to) == 1 else Gone(path, None)
            for path, to in moved.items()
        }

    def _of_head(self, *words: str) -> bytes:
        return b"" if self._git is None else self._git.of_head(*words).strip()


def _logged(answer: bytes) -> list[tuple[Commit, list[Change]]]:
    """The commits of a log, each with what it changed."""
    found = []
    for part in answer.split(b"\x01")[1:]:
        words = part.split(b"\0")
        if len(words) < 3:
            continue
        told = rows(b"\0".join(words[3:]))
        changes = [each for head, path in told if path for each in change(head, path)]
        found.append((commit(words[0], words[1], words[2]), changes))
    return found


def _outermost(path: str, folders: frozenset[str]) -> str:
    """The outermost directory of a path that is none of `folders`, or the path."""
    for at, letter in enumerate(path):
        if letter == "/" and path[:at] not in folders:
            return path[:at]
    return path


def _holds(directory: str, files: frozenset[str]) -> bool:
    inside = directory + "/"
    return any(path.startswith(inside) for path in files)
