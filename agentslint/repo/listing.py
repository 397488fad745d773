"""What lies in a repository: tracked, untracked, ignored, nested repositories."""

from __future__ import annotations

import contextlib
import os
import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from agentslint.core import globs
from agentslint.io import trace
from agentslint.io.disk import Disk
from agentslint.io.git import ANY_EXIT, Git, GitFailure, GitProcess, names
from agentslint.io.git_command import CONFIG, STAGE
from agentslint.io.tree import READ_LIMIT, Kind, Tree, Unreadable
from agentslint.repo.memory import Memory

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITLINK, SYMLINK = "160000", "120000"


@dataclass
class Listing:
    """The paths of a repository, asked of git where there is one.

    tracked    files in the index, nested repositories' own included
    untracked  files that git does not track and does not ignore
    nested     directories, in path order, that hold a repository of their own
    absent     submodules that are not checked out: what they hold is not known
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
    # the questions that only some runs ask
    others_named: Callable[[frozenset[str]], Iterable[str]] = lambda _: ()
    match_ignored: Callable[[Iterable[str]], frozenset[str]] = lambda _: frozenset()

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every file that is tracked or could be: what a clone holds, and the work in hand."""
        return self.tracked | self.untracked if self.untracked else self.tracked

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
        found: dict[str, list[str]] = {}
        for path in self.paths:
            found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
        return {name: tuple(sorted(paths)) for name, paths in found.items()}

    def below(self, folder: str) -> Sequence[str]:
        """The `paths` that lie in a directory, at whatever depth, in path order."""
        every = self._in_order
        if folder == ".":
            return every
        # "0" is what follows "/"
        return every[bisect_left(every, f"{folder}/") : bisect_left(every, f"{folder}0")]

    @cached_property
    def _in_order(self) -> tuple[str, ...]:
        return tuple(sorted(self.paths)) if self.untracked else self.ordered

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


class Begun:
    """What git is asked for a listing, under way: the index, what is untracked, and some names.

    Each takes a walk over the tree, and they take it at the same time.
    """

    def __init__(self, git: Git, folded: frozenset[str] = frozenset()) -> None:
        """Start asking; for paths of the `folded` names too. Raises GitFailure without git."""
        self.folded = folded
        self._others = git.start("ls-files", "-z", "--others", "--exclude-standard")
        self._named = git.start(*_others_named(folded)) if folded else None
        self._index = git.start(*STAGE)
        # what it lists depends on this too
        self._settings = git.start(*CONFIG) if trace.current() is not None else None

    def index(self) -> list[str]:
        """The rows of the index; asked once. Raises GitFailure."""
        asked = self._index
        del self._index  # a process that has ended holds what it printed
        return names(asked.finish())

    def others(self, warnings: list[str]) -> list[str]:
        """What is untracked and not ignored; asked once. Raises GitFailure."""
        asked = self._others
        del self._others
        if self._settings is not None:
            self._settings.finish(fine=ANY_EXIT)
            self._settings = None
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
    nested = [row[start:] for row in apart if row.startswith(GITLINK)]
    links = frozenset(row[start:] for row in apart if row.startswith(SYMLINK))
    gitlinks = frozenset(nested)
    tracked = frozenset([row[start:] for row in rows])
    listing = Listing(tracked - gitlinks if gitlinks else tracked, links=links)
    others = begun.others(listing.notes)
    nested += [path[:-1] for path in others if path.endswith("/")]
    listing.untracked = frozenset(path for path in others if not path.endswith("/"))
    inner = _inner_repositories(git, tree, nested)
    for path, below in inner.items():
        listing.tracked |= {posixpath.join(path, name) for name in below.tracked}
        listing.untracked |= {posixpath.join(path, name) for name in below.untracked}
        listing.notes += below.notes
    listing.absent = frozenset(gitlinks - inner.keys())
    listing.nested = tuple(
        sorted([*inner, *(posixpath.join(p, n) for p, b in inner.items() for n in b.nested)])
    )

    def named(folded: frozenset[str]) -> Iterator[str]:
        asked = begun.named(folded) or git.start(*_others_named(folded))
        yield from names(asked.finish())
        for path, below in inner.items():
            yield from (posixpath.join(path, name) for name in below.others_named(folded))

    def ignored(paths: Iterable[str]) -> frozenset[str]:
        apart = tuple(f"{path}/" for path in inner)
        own = [p for p in paths if not p.startswith(apart)]
        found = set(git.ignored([path for path in own if not path.startswith("../")]))
        for path, below in inner.items():
            mine = [p[len(path) + 1 :] for p in paths if p.startswith(f"{path}/")]
            found |= {posixpath.join(path, name) for name in below.ignored(tuple(mine))}
        return frozenset(found)

    listing.others_named, listing.match_ignored = named, ignored
    return listing


def _others_named(folded: frozenset[str]) -> tuple[str, ...]:
    # no exclusions: an ignored override is read by agents all the same
    wanted = [f":(glob,icase)**/{name}" for name in sorted(folded)]
    return "ls-files", "-z", "--others", "--", *wanted


def _inner_repositories(git: Git, tree: Tree, folders: list[str]) -> dict[str, Listing]:
    """Submodules that are checked out, and repositories that merely lie inside."""
    found: dict[str, Listing] = {}
    for path in folders:
        # what a commit has as a submodule may be a file by now
        if not _holds_git(tree, path):
            continue
        inside = os.path.join(git.root, path)
        try:
            found[path] = from_git(Git(inside), _Below(tree, path))
        except GitFailure as failure:
            found[path] = from_walk(_Below(tree, path), f"{path}: git does not answer ({failure})")
    return found


def from_walk(tree: Tree, note: str = "") -> Listing:
    """Walk a tree that git knows nothing of."""
    files, nested, closed = [], [], []
    for path, kind in tree.walk():
        if kind == "directory":
            if _holds_git(tree, path):
                nested.append(path)
            if tree.closed(path):
                closed.append(path)
        else:
            files.append(path)
    notes = [note] if note else []
    notes += [f"{path}: this directory cannot be listed" for path in closed]
    return Listing(frozenset(files), tuple(nested), notes=notes)


def from_memory(
    tree: Memory, tracked: frozenset[str] | None = None, git: Git | None = None
) -> Listing:
    """List a tree in memory; its `.gitignore` files count as git counts them.

    Without `tracked` all of it is. A tree that git recorded has a `git`: its submodules are listed
    as they are checked out.
    """
    walked = from_walk(tree)
    rest = walked.tracked - tracked if tracked is not None else frozenset[str]()
    ignored = _ignore_rules(tree, git)
    listing = Listing(
        walked.tracked - rest if rest else walked.tracked,
        walked.nested,
        links=walked.tracked.intersection(tree.links),
        untracked=rest - ignored(rest),
        others_named=lambda folded: [p for p in rest if _last(p).casefold() in folded],
        match_ignored=ignored,
    )
    if git is not None:
        submodules = list(getattr(tree, "submodules", ()))
        inner = _inner_repositories(git, tree, submodules)
        listing.absent = frozenset(submodules) - inner.keys()
        for path, below in inner.items():
            listing.tracked |= {posixpath.join(path, name) for name in below.tracked}
            listing.nested = tuple(sorted([*listing.nested, path]))
    return listing


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


class _Below:
    """A tree seen from one of its directories."""

    def __init__(self, tree: Tree, top: str) -> None:
        self.tree, self.top = tree, top
        self.root = posixpath.join(tree.root, top)

    def kind(self, path: str) -> Kind:
        return self.tree.kind(posixpath.join(self.top, path))

    def size(self, path: str) -> int:
        return self.tree.size(posixpath.join(self.top, path))

    def target(self, path: str) -> str | None:
        return self.tree.target(posixpath.join(self.top, path))

    def real(self, path: str) -> str:
        return self.tree.real(posixpath.join(self.top, path))

    def read(self, path: str, limit: int) -> bytes:
        return self.tree.read(posixpath.join(self.top, path), limit)

    def names(self, path: str) -> list[str]:
        return self.tree.names(posixpath.join(self.top, path))

    def walk(self, top: str = "") -> Iterator[tuple[str, Kind]]:
        for path, kind in self.tree.walk(posixpath.join(self.top, top) if top else self.top):
            yield posixpath.relpath(path, self.top), kind

    def closed(self, top: str = "") -> bool:
        return self.tree.closed(posixpath.join(self.top, top))


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
