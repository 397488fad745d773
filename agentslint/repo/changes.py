"""What changed in a repository since a commit: paths and contents, the work in hand included.

Plumbing alone is asked, with every clean filter of the repository's configuration turned off.

One file on purpose: a diff, how it is read, and the ids of what it holds are one definition.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import IO, Literal

from agentslint.core import system
from agentslint.io.git import Git, GitFailure, names
from agentslint.io.tree import READ_LIMIT
from agentslint.model import Failure
from agentslint.repo.checkout import look
from agentslint.repo.revision import SUBMODULE, Objects, resolve, unfiltered
from agentslint.repo.revision import named as commit_named
from agentslint.repo.write import LEFT

# Above this many lines a file's own change is counted by which lines it has, not by their order.
DIFF_LIMIT = 3000
HASHED = 1 << 32  # bytes of one file of the work tree that are read for a diff
SINCE = 200  # commits that are looked through for what a file once held


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A file that differs. `old` and `new` are blob ids, empty where the file is not.

    A file that moved unchanged is one `move`, `before` its old path.
    """

    path: str
    kind: Literal["add", "update", "delete", "move"]
    old: str = ""
    new: str = ""
    before: str = ""


@dataclass(frozen=True)
class Diff:
    """The changes between `base`, a commit's id, and the index or the work tree."""

    git: Git
    base: str
    head: str
    changes: tuple[Changed, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over paths and contents, whatever commits they arrived in."""
        found = hashlib.sha256()
        for change in self.changes:
            row = (change.kind, change.before, change.path, change.old, change.new)
            found.update("\0".join(row).encode("utf-8", "surrogateescape") + b"\n")
        return found.hexdigest()

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every path that differs, the old ones of moved files too."""
        return frozenset(
            path for change in self.changes for path in (change.path, change.before) if path
        )

    def lines(self) -> dict[str, tuple[int, int] | None]:
        """Lines added and deleted by path; None for what is no text or cannot be read."""
        objects = Objects(self.git)
        try:
            return {change.path: self._counted(change, objects) for change in self.changes}
        finally:
            objects.close()

    def sides(self) -> Iterator[tuple[Changed, bytes | None, bytes | None]]:
        """Each change with what the file held and holds; None where it is not, or cannot be read."""
        objects = Objects(self.git)
        try:
            for change in self.changes:
                old = objects.read(change.old) if change.old else None
                new = _content(self.git, change, objects) if change.new else None
                yield change, old, new
        finally:
            objects.close()

    def _counted(self, change: Changed, objects: Objects) -> tuple[int, int] | None:
        if change.kind == "move":
            return 0, 0
        old = objects.read(change.old) if change.old else b""
        new = _content(self.git, change, objects) if change.new else b""
        if old is None or new is None or max(len(old), len(new)) >= READ_LIMIT:
            return None
        if b"\0" in old[:8000] or b"\0" in new[:8000]:
            return None
        return _difference(old.splitlines(), new.splitlines())


def since(git: Git | None, revision: str, *, staged: bool = False) -> Diff:
    """What changed since `revision` and HEAD parted: in the index alone when `staged`.

    Raises Failure where there is no git, no such revision, or git cannot answer.
    """
    if git is None:
        raise Failure("not a git repository: there is no diff to look at")
    named = commit_named(git, revision)
    head = resolve(git, "HEAD") or ""
    try:
        base = _parted(git, named, head) or named
        found = _index(git, base, staged=staged)
        return Diff(git, base, head, tuple(sorted(_moved(found))))
    except GitFailure as failure:
        why = look(git, git.root).because(str(failure))
        raise Failure(f"{git.root}: the diff cannot be read: {why}") from None


def generated(git: Git, paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths` that the repository's attributes call generated or vendored."""
    asked = b"\0".join(os.fsencode(path) for path in paths)
    if not asked:
        return frozenset()
    wanted = ("linguist-generated", "linguist-vendored")
    try:
        answer = names(git.run("check-attr", "-z", "--stdin", *wanted, given=asked + b"\0"))
    except GitFailure:
        return frozenset()
    rows = zip(answer[::3], answer[2::3], strict=False)
    return frozenset(path for path, value in rows if value in ("set", "true"))


def recorded(git: Git, commit: str) -> dict[str, set[str]]:
    """The blobs that each path held in the commits after `commit`, up to HEAD; "" where it was gone.

    At most SINCE commits are looked through; none where git cannot answer.
    """
    asked = ("log", "--raw", "-z", "--no-renames", "--abbrev=64", "--format=", f"-{SINCE}")
    try:
        rows = names(git.run(*asked, f"{commit}..HEAD"))
    except GitFailure:
        return {}
    found: dict[str, set[str]] = {}
    for head, path in zip(rows[::2], rows[1::2], strict=False):
        blob = head.split()[3]
        found.setdefault(path, set()).add(blob if blob.strip("0") else "")
    return found


def before(git: Git, stamp: str) -> str:
    """The last commit of HEAD's history that was made before a time, "" where there is none."""
    try:
        answer = git.run("rev-list", "--first-parent", "-1", f"--before={stamp}", "HEAD")
    except GitFailure:
        return ""
    return answer.decode("ascii", "replace").strip()


def remotes(git: Git) -> list[str]:
    """The addresses of a clone's remotes."""
    try:
        answer = git.run("config", "-z", "--get-regexp", r"^remote\..*\.url$", fine=(0, 1))
    except GitFailure:
        return []
    return [row.partition("\n")[2] for row in names(answer)]


def blob_id(data: bytes, like: str) -> str:
    """The id git gives to a content, in the hash that the id `like` is in."""
    return object_id("blob", data, like)


def object_id(kind: str, data: bytes, like: str) -> str:
    """The id git gives to an object of a kind, in the hash that the id `like` is in."""
    found = _digest(like)
    found.update(b"%s %d\0" % (kind.encode(), len(data)) + data)
    return found.hexdigest()


def _digest(like: str) -> hashlib._Hash:
    return hashlib.new("sha256" if len(like) == 64 else "sha1", usedforsecurity=False)


def _parted(git: Git, one: str, other: str) -> str:
    if not other:
        return ""
    try:
        return git.run("merge-base", one, other).decode("ascii").split()[0]
    except (GitFailure, IndexError):
        return ""


def _index(git: Git, base: str, *, staged: bool) -> list[Changed]:
    cached = ("--cached",) if staged else ()
    # to see whether a submodule is dirty git would run `git status` in it, with its own filters
    how = ("--no-renames", "--abbrev=64", "--ignore-submodules=dirty")
    asked = ("diff-index", "--raw", "-z", *how, *cached, base)
    answer = names(git.run(*unfiltered(git), *asked))
    found = []
    for head, path in zip(answer[::2], answer[1::2], strict=False):
        _, mode, old, new, kind = head.lstrip(":").split()
        old = "" if kind == "A" else old
        new = "" if kind == "D" else new
        if new and not new.strip("0"):
            # the work tree holds it, and git has not read it
            new = "" if mode == SUBMODULE else blob_of(git, path, base)
            if new == old or (mode == SUBMODULE and old):
                continue
        found.append(_change(path, old, new))
    if not staged:
        others = names(git.run("ls-files", "-z", "--others", "--exclude-standard"))
        found += [
            _change(path, "", blob_of(git, path, base))
            for path in others
            if not path.endswith("/") and not LEFT.fullmatch(path)
        ]
    return found


def _change(path: str, old: str, new: str) -> Changed:
    kind: Literal["add", "update", "delete"] = "update"
    if not old:
        kind = "add"
    elif not new:
        kind = "delete"
    return Changed(path, kind, old, new)


def _moved(found: list[Changed]) -> list[Changed]:
    """Join what was deleted to what was added with the same content, one to one."""
    gone: dict[str, list[Changed]] = {}
    for change in found:
        if change.kind == "delete":
            gone.setdefault(change.old, []).append(change)
    kept, taken = [], set()
    for change in sorted(found):
        before = gone.get(change.new, []) if change.kind == "add" else []
        if before:
            old = before.pop(0)
            taken.add(old)
            kept.append(Changed(change.path, "move", old.old, change.new, old.path))
        else:
            kept.append(change)
    return [change for change in kept if change not in taken]


def blob_of(git: Git, path: str, like: str) -> str:
    """The id of what the work tree holds, no filters run; empty where it cannot be read."""
    place = os.path.join(git.root, path)
    try:
        found = os.lstat(place)
        if stat.S_ISLNK(found.st_mode):
            return blob_id(os.fsencode(os.readlink(place)), like)
        if not stat.S_ISREG(found.st_mode):
            return ""
        if found.st_size > HASHED:
            raise GitFailure(f"{path} has {found.st_size} bytes, more than are read of one file")
        # in parts: what lies untracked in a work tree may be of any size
        digest = _digest(like)
        digest.update(b"blob %d\0" % found.st_size)
        with _regular(place) as file:
            while part := file.read(READ_LIMIT):
                digest.update(part)
        return digest.hexdigest()
    except OSError:
        return ""


def _content(git: Git, change: Changed, objects: Objects) -> bytes | None:
    """What a changed file holds now, at most READ_LIMIT bytes of it."""
    if (data := objects.read(change.new)) is not None:
        return data
    place = os.path.join(git.root, change.path)
    try:
        if os.path.islink(place):
            return os.fsencode(os.readlink(place))
        with _regular(place) as file:
            return file.read(READ_LIMIT)
    except OSError:
        return None


def _regular(place: str) -> IO[bytes]:
    """A file, opened without waiting for a pipe that was put in its place. Raises OSError."""
    file = os.fdopen(os.open(place, system.READING | system.NOFOLLOW), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a regular file")
    return file


def _difference(old: list[bytes], new: list[bytes]) -> tuple[int, int]:
    if max(len(old), len(new)) > DIFF_LIMIT:
        before, after = Counter(old), Counter(new)
        return (after - before).total(), (before - after).total()
    added = deleted = 0
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag != "equal":
            deleted, added = deleted + end - start, added + stop - begin
    return added, deleted
