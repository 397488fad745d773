"""Git's history, read once: which paths were there, when they went, and where to.

Only commits, trees and the ids of blobs are read, so a partial clone answers as well as a full
one. Renames are told by equal blobs and by equal names, never by comparing contents.

The main line (first parents) of a long history is read in steps, so that its length costs little:
a step spans several commits, and these are looked at, first by strides and then one by one, only
where the step lost a path that is asked for. A file that came and went within a step is missed.
"""

from __future__ import annotations

import math
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from agentslint.io.git import Git, GitFailure
from agentslint.io.replay.history import stride
from agentslint.repo.renames import Change, common_move, pair

T = TypeVar("T")

# Commits of the main line that are looked at, newest first.
COMMIT_LIMIT = 200_000
# A moved path is followed through this many moves.
MOVES = 4
# What reads history, and says that it could not; the rest asks whether something is there.
READS = ("diff-tree", "log", "rev-list")
ANY_EXIT = tuple(range(256))


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id, its committer's day (UTC), and the first line of its message."""

    id: str
    day: date
    subject: str = ""

    @property
    def short(self) -> str:
        """The id as people write it."""
        return self.id[:9]


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
        self.git = git
        self.notes: list[str] = []
        self._line: list[bytes] | None = None
        self._times: dict[bytes, bytes] = {}
        self._stride = 1
        # a file or directory that went -> the step that lost it
        self._lost: dict[str, int] = {}
        self._folders: dict[str, int] = {}
        self._named: dict[str, list[str]] = {}
        # a commit of the main line -> each path that it deleted, and where it went
        self._deletions: dict[bytes, dict[str, tuple[str, bool]]] = {}

    @property
    def _head(self) -> str:
        return "HEAD" if self.git is None else self.git.head

    @property
    def shallow(self) -> bool:
        """Whether older commits were left out when the repository was cloned."""
        return self.git is not None and self._ask("rev-parse", "--is-shallow-repository") == b"true"

    def held(self, path: str) -> bool:
        """Whether a file or directory of this name was there once and went."""
        self._read()
        return path in self._lost or path in self._folders

    def ending(self, tail: str) -> list[str]:
        """The deleted files, newest deletion first, whose last parts are `tail`."""
        self._read()
        found = self._named.get(posixpath.basename(tail), [])
        return [path for path in found if path == tail or path.endswith("/" + tail)]

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
        waiting = {path: (path, True) for path in paths if path not in found and self.held(path)}
        for _ in range(MOVES if waiting else 0):
            self._look({last for last, _ in waiting.values()})
            following = {}
            for path, (last, exact) in waiting.items():
                where = self._where(last)
                if where is None:
                    continue
                commit, to, same = where
                ended = bool(to) and (to in here or _holds(to, here))
                if path not in found:
                    found[path] = Gone(path, commit)
                if ended:
                    found[path] = replace(found[path], to=to, exact=exact and same)
                elif to and to != path and self._step(to) >= 0:
                    following[path] = (to, exact and same)
            waiting = following
        return found

    def changes(self, paths: Iterable[str]) -> list[tuple[Commit, list[Change]]]:
        """The commits that changed any of `paths` themselves, newest first, with what they did."""
        return self._log(paths, f"-n{COMMIT_LIMIT}")

    def modified(self, path: str) -> Commit | None:
        """The newest commit that changed what a file says."""
        # git stops there: all commits that changed it may be far to seek
        for options in (("-n1", "--diff-filter=M"), (f"-n{COMMIT_LIMIT}",)):
            found = self._log([path], *options)
            for commit, rows in found:
                if any(change.status == "M" for change in rows):
                    return commit
            if not found:
                return None
        return None

    def _log(self, paths: Iterable[str], *options: str) -> list[tuple[Commit, list[Change]]]:
        wanted = [f":(top,literal){path}" for path in paths]
        if self.git is None or not wanted:
            return []
        form = "--format=%x01%H%x00%ct%x00%s"
        self.git.tip()
        answer = self._ask(
            "log", "--full-history", "--raw", "--no-renames", "--no-abbrev", "-z", "--root",
            *options, form, self._head, "--", *wanted, fixed=True,
        )  # fmt: skip
        self.git.grown(tuple(wanted))
        found = []
        for part in answer.split(b"\x01")[1:]:
            words = part.split(b"\0")
            if len(words) < 3:
                continue
            commit = _commit(words[0], words[1], words[2])
            rows = list(_rows(b"\0".join(words[3:])))
            found.append((commit, [c for head, path in rows if path for c in _change(head, path)]))
        return found

    def count_since(self, commit: Commit, directory: str) -> int:
        """How many commits after `commit` touched `directory`."""
        if self.git is None:
            return 0
        self.git.tip()
        below = [] if directory == "." else [f":(top,literal){directory}"]
        words = ("rev-list", "--count", f"{commit.id}..{self._head}", "--", *below)
        answer = self._ask(*words, fixed=True)
        if below:
            self.git.grown(tuple(below))
        else:
            self.git.pin()  # every commit counts
        return int(answer) if answer.isdigit() else 0

    def count_after(self, day: date) -> int:
        """How many commits behind HEAD were made after a day."""
        answer = self._ask("rev-list", "--count", f"--since={day.isoformat()}T23:59:59Z", "HEAD")
        return int(answer) if answer.isdigit() else 0

    def tagged(self, version: str) -> tuple[str, date] | None:
        """The tag of a version, `v` in front or not, with its day; None where there is none."""
        answer = self._ask(
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
                return tag, _commit(b"", seconds).day
        return None

    def said(self, *patterns: str) -> Commit | None:
        """The newest commit whose message holds one of some extended regular expressions."""
        greps = [f"--grep={pattern}" for pattern in patterns]
        answer = self._ask("log", "-1", "-E", "-i", *greps, "--format=%H%x00%ct%x00%s", self._head)
        words = answer.split(b"\0")
        return _commit(*words) if len(words) == 3 else None

    def branch(self) -> str:
        """The branch that is checked out; empty where none is."""
        return os.fsdecode(self._ask("symbolic-ref", "--quiet", "--short", "HEAD"))

    def blob(self, name: str) -> str | None:
        """The text of a blob, or None where it is not here (a partial clone) or over a megabyte."""
        size = self._ask("cat-file", "-s", name, fixed=True)
        if not size.isdigit() or int(size) > 1 << 20:
            return None
        return self._ask("cat-file", "blob", name, strip=False, fixed=True).decode(
            "utf-8", "replace"
        )

    def _read(self) -> None:
        """Learn every deletion of the main line; once."""
        if self._line is not None:
            return
        tip = "" if self.git is None else self.git.tip()
        words = ("rev-list", "--first-parent", "--timestamp", f"-n{COMMIT_LIMIT + 1}", self._head)
        answer = self._ask(*words, fixed=True)
        split = (row.partition(b" ") for row in answer.splitlines())
        self._times = {name: seconds for seconds, _, name in split}
        self._line = list(self._times)
        if len(self._line) > COMMIT_LIMIT:
            self.notes.append(f"history: only the newest {COMMIT_LIMIT} commits were looked at")
        self._stride = stride(len(self._line))
        self._hold(self._line[:1] == [os.fsencode(tip)] and self._stride == 1)
        starts = range(0, len(self._line) - 1, self._stride)
        pairs = [(start, min(start + self._stride, len(self._line) - 1)) for start in starts]
        for step, paths in enumerate(self._compare(pairs, _deleted, "--diff-filter=D")):
            for path in paths:
                self._lose(path, step)

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

    def _look(self, paths: set[str]) -> None:
        """Look at the commits that lost these paths: what each deleted, and where that went."""
        assert self._line is not None
        last = len(self._line) - 1
        steps = sorted({self._step(path) for path in paths} - {-1})
        spans = [(step * self._stride, min((step + 1) * self._stride, last)) for step in steps]
        if (stride := math.isqrt(self._stride)) > 1:
            parts = [
                (start, min(start + stride, end))
                for first, end in spans
                for start in range(first, end, stride)
            ]
            lost = self._compare(parts, _deleted, "--diff-filter=D")
            spans = [
                part
                for part, gone in zip(parts, lost, strict=True)
                if any(not paths.isdisjoint(_upwards(path)) for path in gone)
            ]
        pairs = [
            (place, place + 1)
            for first, end in spans
            for place in range(first, end)
            if self._line[place] not in self._deletions
        ]
        for (place, _), changes in zip(pairs, self._compare(pairs, _change), strict=True):
            self._deletions[self._line[place]] = pair(changes)

    def _where(self, path: str) -> tuple[Commit, str, bool] | None:
        """The commit of the main line that lost a path, and where it put it."""
        assert self._line is not None
        start = self._step(path) * self._stride
        inside = path + "/"
        for name in self._line[max(start, 0) : start + self._stride]:
            deleted = self._deletions.get(name)
            if not deleted:
                continue
            if path in deleted:
                return self._commit(name), *deleted[path]
            below = {old: to for old, (to, _) in deleted.items() if old.startswith(inside)}
            if below:
                return self._commit(name), common_move(path, below), False
        return None

    def _commit(self, name: bytes) -> Commit:
        return _commit(name, self._times[name])

    def _compare(
        self,
        pairs: list[tuple[int, int]],
        read: Callable[[bytes, bytes], Iterator[T]],
        *options: str,
    ) -> list[list[T]]:
        """What changed between two places of the main line, for each pair; on every core."""
        if self.git is None or not pairs or self._line is None:
            return []
        lines = [b"%s %s\n" % (self._line[new], self._line[old]) for new, old in pairs]
        share = max(256, -(-len(lines) // min(os.cpu_count() or 1, 8)))
        parts = [b"".join(lines[start : start + share]) for start in range(0, len(lines), share)]
        words = ("diff-tree", "--stdin", "-r", "-z", "--no-renames", "--always", *options)
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(parts)) as threads:
            answers = list(
                threads.map(lambda part: self._ask(*words, given=part, fixed=True), parts)
            )
        known: dict[bytes, list[T]] = {}
        for answer in answers:
            here: list[T] = []
            for head, path in _rows(answer):
                if path is None:
                    here = known.setdefault(head, [])
                else:
                    here += read(head, path)
        return [known.get(self._line[new], []) for new, _ in pairs]

    def _of_head(self, paths: Iterable[str]) -> tuple[bytes, bytes, dict[str, bytes]]:
        """What git was asked and said of some paths of HEAD, and the ids of those that it holds."""
        asked = list(paths)
        lines = "".join(f"{self._head}:{path}\n" for path in asked).encode(
            "utf-8", "surrogateescape"
        )
        # without a flush after each line
        words = ("cat-file", "--batch-check", "--buffer")
        answer = self._ask(*words, given=lines, strip=False, fixed=True)
        rows = zip(asked, map(bytes.split, answer.splitlines()), strict=False)
        held = {path: words[0] for path, words in rows if words[1:2] in ([b"blob"], [b"tree"])}
        return lines, answer, held

    def _in_hand(
        self, paths: list[str], here: frozenset[str], folders: frozenset[str]
    ) -> dict[str, Gone]:
        """Those of `paths` that HEAD holds: what is not committed yet takes them away."""
        asked = [path for path in paths if "\n" not in path]
        if self.git is None or not asked:
            return {}
        self.git.tip()
        # what HEAD lacks a directory of it lacks too, and most paths share a few of those
        tops = {path: _outermost(path, folders) for path in asked}
        lines, answer, known = self._of_head(dict.fromkeys(tops.values()))
        if not known:
            self.git.lacked(lines, answer)
            return {}
        blobs = self._of_head([path for path in asked if tops[path] in known])[2]
        self.git.pin()
        staged: dict[bytes, list[str]] = {}
        # other words than STAGE, of which the ids do not count
        for row in self._ask("ls-files", "--stage", "-z", strip=False).split(b"\0"):
            head, _, name = row.partition(b"\t")
            if head and (path := os.fsdecode(name)) in here:
                staged.setdefault(head.split()[1], []).append(path)
        moved = {path: staged.get(blob, []) for path, blob in blobs.items()}
        return {
            path: Gone(path, None, to[0], True) if len(to) == 1 else Gone(path, None)
            for path, to in moved.items()
        }

    def _hold(self, growing: bool) -> None:
        """Note what the deletions of the main line depend on: that it only grows, or HEAD itself."""
        if self.git is not None and self._line:
            self.git.grown((), len(self._line)) if growing else self.git.pin()

    def _ask(
        self, *words: str, given: bytes | None = None, strip: bool = True, fixed: bool = False
    ) -> bytes:
        """What git prints. What it could not read (a missing tree) is noted, the rest is used.

        An answer that is not `fixed` holds for this HEAD alone (see `Git.start`).
        """
        if self.git is None:
            return b""
        try:
            asked = self.git.start(*words, piped=given is not None, fixed=fixed)
            answer = asked.finish(given, ANY_EXIT)
            # without a commit there is no history
            if words[0] in READS and asked.fault and "unknown revision" not in asked.fault:
                self.notes.append(f"history: {asked.fault}")
        except GitFailure as failure:
            self.notes.append(f"history: {failure}")
            return b""
        return answer.strip() if strip else answer


def _outermost(path: str, folders: frozenset[str]) -> str:
    """The outermost directory of a path that is none of `folders`, or the path."""
    for at, letter in enumerate(path):
        if letter == "/" and path[:at] not in folders:
            return path[:at]
    return path


# (a commit's id, None) or (the head of a change, its path)
_Row = tuple[bytes, bytes | None]


def _rows(answer: bytes) -> Iterator[_Row]:
    words = iter(answer.split(b"\0"))
    for word in words:
        if word.lstrip(b"\n").startswith(b":"):
            path = next(words, None)
            if path is not None:
                yield word, path
        elif word:
            yield word, None


def _change(head: bytes, path: bytes) -> Iterator[Change]:
    """A row of git's raw format; none for a submodule, which is no file."""
    fields = head.split()
    if len(fields) == 5 and b"160000" not in (fields[0][1:], fields[1]):
        before, after, status = (field.decode() for field in fields[2:])
        yield Change(status, os.fsdecode(path), before, after)


def _deleted(head: bytes, path: bytes) -> Iterator[str]:
    """The path of a row that deletes one: most of history is read for these alone."""
    if not head.lstrip(b"\n").startswith(b":160000"):
        yield os.fsdecode(path)


def _upwards(path: str) -> Iterator[str]:
    """A path and the directories that it lies in."""
    while path:
        yield path
        path = posixpath.dirname(path)


def _holds(directory: str, files: frozenset[str]) -> bool:
    inside = directory + "/"
    return any(path.startswith(inside) for path in files)


def _commit(name: bytes, seconds: bytes, subject: bytes = b"") -> Commit:
    when = int(seconds) if seconds.isdigit() else 0
    day = datetime.fromtimestamp(min(when, 253402300799), UTC).date()
    return Commit(name.decode("ascii", "replace"), day, subject.decode("utf-8", "replace"))
