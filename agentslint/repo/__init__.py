"""Disk and git to a `Repo`: what a repository holds, and what it held.

One file on purpose: `Repo` is one value, and its methods are what the house asks.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from agentslint.io import git_patience
from agentslint.io.disk import Disk
from agentslint.io.git import Git, GitFailure
from agentslint.io.git import names as listed
from agentslint.io.tree import READ_LIMIT, Kind, Tree, Unreadable
from agentslint.model import Failure, File
from agentslint.repo import answers
from agentslint.repo.answers import DOCUMENTS, Answers
from agentslint.repo.checkout import Checkout, look
from agentslint.repo.directories import sample, template_above, vendored
from agentslint.repo.history import History
from agentslint.repo.listing import Begun, Listing, from_git, from_memory, from_walk
from agentslint.repo.memory import Entry, Memory, Special
from agentslint.repo.paths import join, parent, parents
from agentslint.repo.refusals import explained

__all__ = [
    "READ_LIMIT",
    "GitFailure",
    "Kind",
    "Repo",
    "Special",
    "Unreadable",
    "join",
    "parent",
    "parents",
    "sample",
    "template_above",
    "vendored",
]

LOOKED = 12 << 20  # bytes of code that are held for those who look after the first


class Repo:
    """One repository as an agent would meet it: the same methods over disk and over memory.

    Paths are relative to `root` with `/`; `.` is the root itself. An absolute path, or one
    that leads out through `..`, is looked at where an agent would look there.
    """

    def __init__(self, tree: Tree, git: Git | None, tracked: frozenset[str] | None = None) -> None:
        self.root = tree.root
        self.tree = tree
        self.git = git
        self._tracked = tracked
        self._kinds: dict[str, Kind | Unreadable] = {}
        self._reals: dict[str, str] = {}
        self._begun: Begun | None = None
        self._history: History | None = None
        self._files: dict[str, File | Unreadable] = {}
        self._found: dict[frozenset[str], tuple[str, ...]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._outside: dict[str, bool] = {}
        self._whose: dict[str, str] = {}
        self.unread: list[str] = []  # what is there and could not be read, a sentence each
        self.told: set[str] = set()  # of what was missed, what the user knows
        # this repository without the texts that an editor holds, where those are documents alone
        self.saved: Repo | None = None
        self.answers: Answers | None = None  # of earlier runs, where they are kept
        self.looked: dict[str, bytes] = {}  # by path, what was looked through: see `contents`
        self.room = LOOKED  # bytes that it may take yet

    @classmethod
    def at(cls, path: str) -> Repo:
        """The repository that `path` lies in: its nearest ancestor that holds `.git`.

        Without one the directory itself is taken. `path` is made absolute lexically, symbolic
        links unresolved. Raises Failure where there is no such path or it cannot be entered.
        """
        start = os.path.abspath(path)
        disk = Disk(start)
        try:
            kind = disk.kind(start)
        except Unreadable as error:
            raise Failure(f"{path}: {error}: name a file or directory that exists") from None
        if kind == "missing":
            raise Failure(f"{path}: {_missing(start)}")
        folder = start if kind == "directory" else os.path.dirname(start)
        if not os.access(folder, os.X_OK):
            raise Failure(f"{path}: Permission denied: it cannot be entered")
        return cls.rooted(find_root(folder) or folder)

    @classmethod
    def rooted(cls, root: str) -> Repo:
        """The repository whose root is known."""
        return cls(Disk(root), Git(root) if holds_git(root) else None)

    @classmethod
    def anew(cls, root: str) -> Repo:
        """As `rooted`, for a run of its own within a process of many: git has its whole time again."""
        git_patience.begin()
        return cls.rooted(root)

    @classmethod
    def at_revision(cls, root: str, revision: str) -> Repo:
        """The repository at `root` as one commit holds it, read from git's objects alone.

        Raises Failure where there is no such revision or git cannot answer.
        """
        from agentslint.repo.revision import committed, named

        commit = named(Git(root), revision)
        return cls._recorded(Git(root, head=commit), lambda git: committed(git, commit))

    @classmethod
    def parted(cls, root: str, revision: str) -> Repo:
        """The repository as it was where HEAD and `revision` parted.

        In a clone too shallow to tell, as it was at `revision`. Raises Failure.
        """
        try:
            fork = Git(root).run("merge-base", "--end-of-options", revision, "HEAD", fine=(0, 1))
        except GitFailure:
            fork = b""
        return cls.at_revision(root, fork.decode("ascii").strip() or revision)

    @classmethod
    def staged(cls, root: str) -> Repo:
        """The repository at `root` as its index holds it: what a commit would record.

        Within `git commit` that is the index of this commit. Raises Failure where git cannot
        answer.
        """
        from agentslint.repo.revision import commit_index, staged

        git = Git(root)
        try:
            index = commit_index(git)
        except GitFailure as failure:
            why = look(git, root).because(str(failure))
            raise Failure(f"{root}: the index cannot be read: {why}") from None
        if why := look(git, root).without_index(index):
            raise Failure(f"{root}: {why}")
        return cls._recorded(Git(root, index=index), staged, of_index=True)

    @classmethod
    def _recorded(
        cls,
        git: Git,
        rows: Callable[[Git], Iterable[tuple[str, str, str]]],
        *,
        of_index: bool = False,
    ) -> Repo:
        from agentslint.repo.revision import Revision

        try:
            tree = Revision(git, rows(git), of_index=of_index)
        except GitFailure as failure:
            why = look(git, git.root).because(str(failure))
            what = "the index cannot" if of_index else "its objects cannot"
            raise Failure(f"{git.root}: {what} be read: {why}") from None
        return cls(tree, git)

    @classmethod
    def of(
        cls, files: Mapping[str, Entry], *, root: str = "/repo", untracked: Iterable[str] = ()
    ) -> Repo:
        """A repository in memory, all of it tracked but what `untracked` names."""
        apart = frozenset(untracked)
        inside = {path for path in files if not path.startswith(("../", "/", ".git/"))}
        return cls(Memory(files, root), None, frozenset(inside - apart - {".git"}))

    def overlaid(self, texts: Mapping[str, str]) -> Repo:
        """The same repository with unsaved texts over what is saved, by path from the root."""
        from agentslint.repo.overlay import Overlay, with_added

        tree = Overlay(self.tree, texts)
        found = Repo(tree, self.git, self._tracked)
        # what git says is asked once for as long as nothing is saved
        found.listing = with_added(self.listing, tree.added())
        found._history = self.history
        if all(path.endswith(DOCUMENTS) for path in texts):
            found.saved = self
        return found

    def kind(self, path: str) -> Kind:
        """What is there, links followed. Raises Unreadable where even that cannot be told."""
        found = self._kind(path)
        if found == "missing" and not answers.of_tree(f"kind {path}") and self.answers is not None:
            self.answers.outside.add(f"kind {path}")
        if isinstance(found, Unreadable):
            raise found
        return found

    def _kind(self, path: str) -> Kind | Unreadable:
        found = self._kinds.get(path)
        if found is None:
            try:
                found = self.tree.kind(path)
            except Unreadable as error:
                found = error
            self._kinds[path] = found
        return found

    def exists(self, path: str) -> bool:
        """Whether something is there, as far as one can look."""
        try:
            return self.kind(path) != "missing"
        except Unreadable:
            return False

    def is_file(self, path: str) -> bool:
        """Whether a regular file, or a link to one, is there."""
        try:
            return self.kind(path) == "file"
        except Unreadable:
            return False

    def size(self, path: str) -> int:
        """Bytes of a regular file. Raises Unreadable."""
        answers.document(path)
        return self.tree.size(path)

    def target(self, path: str) -> str | None:
        """What the symbolic link at `path` says, or None where it is no link."""
        return self.tree.target(path)

    def real(self, path: str) -> str:
        """The absolute path, every symbolic link resolved."""
        found = self._reals.get(path)
        if found is None:
            found = self._reals[path] = self.tree.real(path)
        return found

    def leaves(self, path: str) -> bool:
        """Whether a symbolic link on its way leads a path of the repository out of it."""
        if path in (".", "") or path.startswith(("../", "/")):
            return False
        found = self._outside.get(path)
        if found is None:
            found = self.leaves(posixpath.dirname(path))
            if not found and self.target(path) is not None:
                top = self.real(".").rstrip("/")
                found = not f"{self.real(path)}/".startswith(f"{top}/")
            self._outside[path] = found
        return found

    def outside(self, path: str) -> bool:
        """Whether a path that the repository names for us to write leads out of it, or into git's own directory."""
        parts = posixpath.normpath(path).split("/")
        apart = posixpath.isabs(path) or parts[0] == ".." or self.leaves(posixpath.normpath(path))
        return apart or any(part.lower() == ".git" for part in parts)

    def names(self, directory: str) -> tuple[str, ...]:
        """What lies in a directory, in order; nothing where it cannot be listed."""
        answers.of_tree(f"names {directory}")
        found = self._names.get(directory)
        if found is None:
            found = self._names[directory] = tuple(self.tree.names(directory))
        return found

    def listed(self, directory: str) -> tuple[str, ...]:
        """The same in the file system's own order: it differs from one disk to another."""
        answers.of_tree(f"names {directory}")
        return tuple(self.tree.listed(directory))

    def file(self, path: str) -> File:
        """The file at `path`, at most READ_LIMIT bytes of it, read once. Raises Unreadable."""
        answers.document(path)
        found = self._files.get(path)
        if found is None:
            try:
                data = self.tree.read(path, READ_LIMIT)
                whole = len(data) < READ_LIMIT
                found = File(path, data, len(data) if whole else max(len(data), self.size(path)))
            except Unreadable as error:
                found = error
            self._files[path] = found
        if isinstance(found, Unreadable):
            raise found
        return found

    def text(self, path: str) -> str | None:
        """The text of a file that may be there, or None. For manifests, not for instructions.

        None too where a link leads out of the repository: only instructions are followed there.
        """
        try:
            if self.kind(path) != "file" or (path not in self._files and self.leaves(path)):
                return None
            return self.file(path).text
        except Unreadable as error:
            note = f"{path}: {error}: what it says was not looked at"
            answers.noted(note)
            if note not in self.unread:
                self.unread.append(note)
            return None

    @cached_property
    def listing(self) -> Listing:
        """What lies in the repository. See `Listing`."""
        if isinstance(self.tree, Memory):
            return from_memory(self.tree, self._tracked, self.git)
        if self.git is not None:
            try:
                return from_git(self.git, self.tree, self._begun)
            except GitFailure as failure:
                if not self.checkout.fault:
                    self.checkout = replace(self.checkout, fault=explained(str(failure), self.root))
        return from_walk(self.tree)

    @cached_property
    def checkout(self) -> Checkout:
        """What kind of checkout this is. See `Checkout`."""
        return look(self.git, self.root)

    def other_repository(self, path: str) -> str:
        """The directory below the root that has a `.git` of its own and holds a path; "" for ours."""
        if path in (".", "", "..") or path.startswith(("../", "/")):
            return ""
        found = self._whose.get(path)
        if found is None:
            found = self.other_repository(posixpath.dirname(path))
            if not found and self.exists(join(path, ".git")):
                found = path
            self._whose[path] = found
        return found

    @property
    def history(self) -> History:
        """The commits behind HEAD; read when first asked. See `History`."""
        answers.of_tree("HEAD")
        if self._history is None:
            self._history = History(None if self.git is None or self.checkout.fault else self.git)
        return self._history

    def missed(self) -> Iterator[str]:
        """What git or the disk did not answer of what was asked so far, a sentence each."""
        if self.checkout.fault:
            yield from self.checkout.left_out()
        if "listing" in self.__dict__:
            yield from self.listing.notes
        if self._history is not None:
            yield from map(self.checkout.of_history, self._history.notes)
        yield from self.unread

    @cached_property
    def deleted(self) -> frozenset[str]:
        """Tracked files that the work tree lost. What a sparse checkout leaves out is not lost."""
        if self.git is None or isinstance(self.tree, Memory):
            return frozenset()
        try:
            return frozenset(listed(self.git.run("ls-files", "-z", "--deleted")))
        except GitFailure:
            return frozenset()

    def expect(self, names: Iterable[str]) -> None:
        """Have git begin on the listing, and on what `find` will be asked: it walks the tree."""
        known = "listing" in self.__dict__ or isinstance(self.tree, Memory)
        if self.git is not None and not known:
            with contextlib.suppress(GitFailure):
                self._begun = Begun(self.git, frozenset(name.casefold() for name in names))

    def find(self, names: Iterable[str]) -> tuple[str, ...]:
        """Every path whose last part is one of `names`, letter case aside, in path order.

        Tracked, untracked and git-ignored alike, in vendored trees too; in no other repository.
        """
        folded = frozenset(name.casefold() for name in names)
        if folded not in self._found:
            self._found[folded] = self.listing.find(folded)
        return self._found[folded]

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of `paths` that git's ignore rules match, whether tracked or not."""
        return self.listing.ignored(tuple(paths))

    def upwards(self, directory: str, top: str | None = None) -> list[str]:
        """The directories from `directory` up to `top`, both included; else to the disk's root.

        Those above the repository's root are written `..`, `../..` and so on.
        """
        inside = parents(directory)[::-1]
        if top in inside:
            return inside[: inside.index(top) + 1]
        depth = len([part for part in self.root.split("/") if part])
        above = ["/".join([".."] * up) for up in range(1, depth + 1)]
        return [*inside, *above[: above.index(top) + 1 if top in above else None]]

    def absolute(self, path: str) -> str:
        """The absolute path, folded lexically: `..` and `//` go, symbolic links stay."""
        return posixpath.normpath(posixpath.join(self.root, path))


def _missing(place: str) -> str:
    """Why there is nothing at an absolute path: it may be tracked, and left out of this checkout."""
    told = "no such file or directory"
    root = find_root(os.path.dirname(place))
    if root is None:
        return told
    repo = Repo.rooted(root)
    inside = os.path.relpath(place, root).replace(os.sep, "/")
    if not repo.checkout.sparse or not (
        inside in repo.listing.tracked or inside in repo.listing.directories
    ):
        return told
    return (
        "tracked, but not checked out: this checkout is sparse: run `git sparse-checkout disable`"
    )


def find_root(folder: str) -> str | None:
    """The nearest ancestor-or-self of an absolute directory that holds `.git`."""
    while not holds_git(folder):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def holds_git(folder: str) -> bool:
    """Whether there is a `.git` in an absolute directory, as far as one can look."""
    try:
        return Disk(folder).kind(".git") != "missing"
    except Unreadable:
        return False
