"""What lies in a repository: tracked, untracked, ignored, nested repositories.

One file on purpose: three ways to one value.
"""

from __future__ import annotations

import contextlib
import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from agentslint.core import globs
from agentslint.io.disk import Disk
from agentslint.io.git import Git, GitFailure, GitProcess, names, whole
from agentslint.io.git_command import STAGE
from agentslint.io.tree import READ_LIMIT, Tree, Unreadable
from agentslint.repo import answers
from agentslint.repo.memory import Memory

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITLINK, SYMLINK = "160000", "120000"


@dataclass
class Listing:
    """The paths of a repository, asked of git where there is one.

    tracked    files in the index
    untracked  files that git does not track and does not ignore; an answer asks of `paths`, which are noted
    nested     directories, in path order, that have a `.git` of their own: a worktree, a submodule, a
               clone. What lies in them is another repository's, and no part of this one
    gitlinks   directories that are tracked as a commit of another repository: submodules
    absent     submodules and nested repositories: what they hold is not known here
    links      tracked symbolic links
    notes      what could not be looked at, one line each
    """

    tracked: frozenset[str]
    nested: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)
    untracked: frozenset[str] = frozenset()
    gitlinks: frozenset[str] = frozenset()
    # the questions that only some runs ask
    others_named: Callable[[frozenset[str]], Iterable[str]] = lambda _: ()
    match_ignored: Callable[[Iterable[str]], frozenset[str]] = lambda _: frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """Every file that is tracked or could be: what a clone holds, and the work in hand."""
        answers.of_tree("paths")
        return self._paths

    @cached_property
    def _paths(self) -> frozenset[str]:
        return self.tracked | self.untracked if self.untracked else self.tracked

    def has(self, path: str) -> bool:
        """Whether a path is one of `paths`."""
        answers.of_tree(f"has {path}")
        return path in self._paths

    @cached_property
    def directories(self) -> frozenset[str]:
        """Every directory that holds a tracked file, at whatever depth, the root included."""
        waiting = {path.rpartition("/")[0] for path in self.tracked}
        found = {"."}
        for here in waiting:
            while here and here not in found:
                found.add(here)
                here = here.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """The tracked files in path order."""
        return tuple(sorted(self.tracked))

    @cached_property
    def by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The `paths` of each last part, in order."""
        return _Named(self._by_name)

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
        return {name: tuple(sorted(paths)) for name, paths in found.items()}

    def below(self, folder: str) -> Sequence[str]:
        """The `paths` that lie in a directory, at whatever depth, in path order."""
        answers.of_tree(f"below {folder}")
        every = self._in_order
        if folder == ".":
            return every
        # "0" is what follows "/"
        return every[bisect_left(every, f"{folder}/") : bisect_left(every, f"{folder}0")]

    @cached_property
    def _in_order(self) -> tuple[str, ...]:
        return tuple(sorted(self._paths)) if self.untracked else self.ordered

    def find(self, folded: frozenset[str]) -> tuple[str, ...]:
        """Paths whose name, case folded, is in `folded`: tracked, untracked and ignored."""
        if fresh := folded - self.named.keys():
            self.named |= {name: set() for name in fresh}
            for paths in (self.tracked, self.others_named(fresh)):
                here = tuple(paths)
                # folded all at once: no name holds a NUL
                folds = "\0".join(here).casefold().split("\0") if here else []
                for path, fold in zip(here, folds, strict=True):
                    if (name := fold[fold.rfind("/") + 1 :]) in fresh:
                        self.named[name].add(path)
        return tuple(sorted(path for name in folded for path in self.named[name]))

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str]:
        """Those that the ignore rules match, tracked or not."""
        return self.match_ignored(paths)


class _Named(Mapping[str, tuple[str, ...]]):
    """Paths by name, which notes the names that are asked for."""

    def __init__(self, paths: dict[str, tuple[str, ...]]) -> None:
        self._all = paths

    def __getitem__(self, name: str) -> tuple[str, ...]:
        answers.of_tree(f"named {name}")
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        answers.of_tree("paths")
        return iter(self._all)

    def __len__(self) -> int:
        answers.of_tree("paths")
        return len(self._all)


class Begun:
    """What git is asked for a listing, under way: the index, what is untracked, and some names.

    Each takes a walk over the tree, and they take it at the same time.
    """

    def __init__(self, git: Git, folded: frozenset[str] = frozenset()) -> None:
        """Start asking; for paths of the `folded` names too. Raises GitFailure without git."""
        self.git = git
        self.folded = folded
        self._others = git.start("ls-files", "-z", "--others", "--exclude-standard")
        self._named = git.start(*_others_named(folded)) if folded else None
        self._index = git.start(*STAGE)
        # what it lists depends on this too, and what kind of checkout this is
        git.begin_settings()

    def index(self) -> list[str]:
        """The rows of the index; asked once. Raises GitFailure."""
        asked = self._index
        del self._index  # a process that has ended holds what it printed
        return names(whole(asked.finish()))

    def others(self, warnings: list[str]) -> list[str]:
        """What is untracked and not ignored; asked once. Raises GitFailure."""
        asked = self._others
        del self._others
        with contextlib.suppress(GitFailure):
            self.git.settings()
        return names(asked.finish(warnings=warnings))

    def named(self, folded: frozenset[str]) -> GitProcess | None:
        """The question for some names, where it is under way and was not taken yet."""
        asked, self._named = self._named, None
        return asked if folded == self.folded else None


def from_git(git: Git, tree: Tree, begun: Begun | None = None) -> Listing:
    """Ask git's index, and git for the rest when it is wanted. Raises GitFailure."""
    begun = begun or Begun(git)
    rows = begun.index()
    # mode, object, stage: as long in every row
    start = rows[0].index("\t") + 1 if rows else 0
    apart = [row for row in rows if row.startswith((GITLINK, SYMLINK))]
    gitlinks = frozenset(row[start:] for row in apart if row.startswith(GITLINK))
    links = frozenset(row[start:] for row in apart if row.startswith(SYMLINK))
    tracked = frozenset([row[start:] for row in rows])
    listing = Listing(tracked - gitlinks if gitlinks else tracked, links=links, gitlinks=gitlinks)
    others = begun.others(listing.notes)
    inner = Inner(tree, gitlinks, listing)
    inner.nested.update(path[:-1] for path in others if path.endswith("/"))
    listing.untracked = frozenset(
        path for path in others if not path.endswith("/") and not inner.holds(path)
    )
    listing.nested = tuple(sorted(inner.nested))
    listing.absent = gitlinks | inner.nested

    def named(folded: frozenset[str]) -> Iterator[str]:
        asked = begun.named(folded) or git.start(*_others_named(folded))
        yield from (path for path in names(asked.finish()) if not inner.holds(path))

    def ignored(paths: Iterable[str]) -> frozenset[str]:
        # git ends where it is asked of what lies in a repository of its own, or behind a link
        apart = tuple(f"{path}/" for path in (*inner.nested, *links))
        own = [p for p in paths if not p.startswith(apart)]
        return git.ignored([path for path in own if not path.startswith("../")])

    listing.others_named, listing.match_ignored = named, ignored
    return listing


class Inner:
    """The directories of a tree that have a `.git` of their own, as they are met.

    Git itself enters one whose `.git` leads nowhere, such as a worktree that was pruned.
    """

    def __init__(self, tree: Tree, gitlinks: Iterable[str], listing: Listing) -> None:
        self.tree, self.listing = tree, listing
        # what a commit has as a submodule may be a file by now
        self.nested = {path for path in gitlinks if _holds_git(tree, path)}
        self._whose: dict[str, str] = {}

    def holds(self, path: str) -> bool:
        """Whether a file that is not tracked lies in one of them."""
        return bool(self._of(path.rpartition("/")[0]))

    def _of(self, folder: str) -> str:
        # a directory with tracked files of ours is ours, whatever else lies in it
        if not folder or folder in self.listing.directories:
            return ""
        if folder not in self._whose:
            found = self._of(folder.rpartition("/")[0])
            if not found and (folder in self.nested or _holds_git(self.tree, folder)):
                found = folder
                self.nested.add(folder)
                self.listing.nested = tuple(sorted(self.nested))
            self._whose[folder] = found
        return self._whose[folder]


def _others_named(folded: frozenset[str]) -> tuple[str, ...]:
    # no exclusions: an ignored override is read by agents all the same
    wanted = [f":(glob,icase)**/{name}" for name in sorted(folded)]
    return "ls-files", "-z", "--others", "--", *wanted


def from_walk(tree: Tree, note: str = "") -> Listing:
    """Walk a tree that git knows nothing of, and enter no other repository in it."""
    files, nested, closed = [], [], []
    apart: tuple[str, ...] = ()
    for path, kind in tree.walk():
        if path.startswith(apart):
            continue
        if kind == "directory":
            if _holds_git(tree, path):
                nested.append(path)
                apart = (*apart, f"{path}/")
            elif tree.closed(path):
                closed.append(path)
        else:
            files.append(path)
    notes = [note] if note else []
    notes += [f"{path}: this directory cannot be listed" for path in closed]
    return Listing(frozenset(files), tuple(nested), frozenset(nested), notes=notes)


def from_memory(
    tree: Memory, tracked: frozenset[str] | None = None, git: Git | None = None
) -> Listing:
    """List a tree in memory; its `.gitignore` files count as git counts them.

    Without `tracked` all of it is. A tree that git recorded has a `git`, and may have submodules,
    of which it records no file.
    """
    walked = from_walk(tree)
    rest = walked.tracked - tracked if tracked is not None else frozenset[str]()
    ignored = _ignore_rules(tree, git)
    return Listing(
        walked.tracked - rest if rest else walked.tracked,
        walked.nested,
        walked.absent.union(getattr(tree, "submodules", ())),
        links=walked.tracked.intersection(tree.links),
        untracked=rest - ignored(rest),
        others_named=lambda folded: [p for p in rest if _last(p).casefold() in folded],
        match_ignored=ignored,
    )


def _ignore_rules(tree: Memory, git: Git | None) -> Callable[[Iterable[str]], frozenset[str]]:
    """What `.gitignore` files of a tree match, and those that git knows outside of it."""

    @cache
    def spec(folder: str) -> GitIgnoreSpec | None:
        try:
            data = tree.read(posixpath.join(folder, ".gitignore"), READ_LIMIT)
        except Unreadable:
            data = b""
        lines = [*(outside() if not folder else []), *data.decode("utf-8", "replace").splitlines()]
        return _patterns(lines) if lines else None

    def outside() -> list[str]:
        lines: list[str] = []
        for path in git.excludes() if git is not None else ():
            with contextlib.suppress(Unreadable):
                lines += Disk("/").read(path, READ_LIMIT).decode("utf-8", "replace").splitlines()
        return lines

    def ignored(paths: Iterable[str]) -> frozenset[str]:
        found = set()
        for path in paths:
            for folder in _above(path):
                rules = spec(folder)
                below = path[len(folder) + 1 :] if folder else path
                verdict = rules.check_file(below).include if rules is not None else None
                if verdict is not None:
                    found.discard(path)
                    found.update([path] if verdict else [])
        return frozenset(found)

    return ignored


def _patterns(lines: list[str]) -> GitIgnoreSpec:
    """Lines of an ignore file; those that are no pattern are passed over, as git does."""
    try:
        return globs.spec(lines)
    except ValueError:
        return globs.spec([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    try:
        globs.spec([line])
    except ValueError:
        return False
    return True


def _holds_git(tree: Tree, path: str) -> bool:
    try:
        return tree.kind(posixpath.join(path, ".git")) != "missing"
    except Unreadable:
        return False


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: end + 1]) for end in range(len(parts)))]


def _last(path: str) -> str:
    return path.rpartition("/")[2]
