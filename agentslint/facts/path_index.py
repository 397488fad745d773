"""What stands in a repository, by name."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from agentslint.repo import Repo, join, parents


class Standing:
    """The files and directories of a repository, looked up by their last parts.

    `lost` are tracked files that do not count: the work tree lost them.
    """

    def __init__(self, repo: Repo, lost: frozenset[str] = frozenset()) -> None:
        self.repo = repo
        self.lost = lost
        self._spoken: dict[str, bool] = {}
        self._lacking: dict[
            str, str
        ] = {}  # by a directory: what of it is not there, "" where it is
        self._firsts: dict[tuple[str, tuple[str, str]], str] = {}

    @cached_property
    def files(self) -> frozenset[str]:
        """Every file that a clone holds."""
        tracked = self.repo.listing.tracked
        return tracked - self.lost if self.lost else tracked

    @cached_property
    def directories(self) -> frozenset[str]:
        """Every directory that holds one of them."""
        return self.repo.listing.directories

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Files and directories by their last part."""
        found = defaultdict(list)
        for path in (*self.files, *self.directories):
            found[path[path.rfind("/") + 1 :]].append(path)
        return dict(found)

    @cached_property
    def stems(self) -> dict[str, list[str]]:
        """Files by their last part up to its first dot."""
        found = defaultdict(list)
        for path in self.files:
            found[path[path.rfind("/") + 1 :].partition(".")[0]].append(path)
        return dict(found)

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """Files and directories by their path without regard to letter case."""
        found = defaultdict(list)
        for path in (*self.files, *self.directories):
            found[path.casefold()].append(path)
        return dict(found)

    def first(self, base: str, about: tuple[str, str], paths: Iterable[str]) -> str:
        """The first of some paths that stands at a base, from the root.

        It is looked for once for what they are `about`.
        """
        if (base, about) not in self._firsts:
            places = (posixpath.normpath(join(base, path)) for path in paths)
            held = (place for place in places if place in self.files or place in self.directories)
            self._firsts[base, about] = next(held, "")
        return self._firsts[base, about]

    def has(self, path: str) -> bool:
        """Whether something is there, tracked or not.

        An empty directory is not: git leaves some behind, and no clone holds it.
        """
        if path in self.directories or path in self._around_absent:
            return True
        if self._reached(path) and self.repo.exists(path):
            return self.repo.is_file(path) or any(
                kind != "directory" for _, kind in self.repo.tree.walk(path)
            )
        # a sparse checkout leaves tracked files out, and they are there all the same
        return path in self.files and path not in self.repo.deleted

    @cached_property
    def _around_absent(self) -> frozenset[str]:
        """Submodules and nested repositories, and the directories that hold them."""
        absent = self.repo.listing.absent
        return absent.union(*(parents(path) for path in absent)) - {"."}

    def _reached(self, path: str) -> bool:
        """Whether the directory of a path may be there: in one that is not, nothing is looked for."""
        folder = path.rpartition("/")[0]
        if not folder or folder in self.directories:
            return True
        if folder not in self._lacking:
            above = (path[:at] for at, letter in enumerate(path) if letter == "/")
            lacking = (
                up for up in above if up not in self.directories and not self.repo.exists(up)
            )
            self._lacking[folder] = next(lacking, "")
        # asked again: whoever asks this of the tree hangs on it
        return not self._lacking[folder] or self.repo.exists(self._lacking[folder])

    def any(self, paths: Sequence[str]) -> bool:
        """Whether something is at one of some paths: what a clone holds needs no look at the disk."""
        held = any(
            p in self.directories or (p in self.files and self.repo.is_file(p)) for p in paths
        )
        return held or any(self.has(path) for path in paths)

    def ending(self, tail: str) -> list[str]:
        """Files and directories whose last parts are `tail`."""
        found = self.named.get(posixpath.basename(tail), [])
        return [path for path in found if path == tail or path.endswith("/" + tail)]

    def modules(self, tail: str) -> list[str]:
        """Files whose last parts are `tail` and an extension."""
        found = self.stems.get(posixpath.basename(tail).partition(".")[0], [])
        return [path for path in found if f"/{tail}." in "/" + path]

    def inside(self, directory: str, suffix: str) -> int:
        """How many files with this extension lie directly in a directory."""
        return self._kinds[directory, suffix]

    @cached_property
    def _kinds(self) -> Counter[tuple[str, str]]:
        return Counter((posixpath.dirname(p), posixpath.splitext(p)[1]) for p in self.files)

    def speaks_of(self, word: str) -> bool:
        """Whether a directory has a word in its path; asked for the same few again and again."""
        if word not in self._spoken:
            self._spoken[word] = any(word in folder.lower() for folder in self.directories)
        return self._spoken[word]

    def alike(self, path: str) -> list[str]:
        """What stands beside a path under its name in the plural, or with other separators."""
        found = self._spelt.get((posixpath.dirname(path), _plain(posixpath.basename(path))), [])
        return [other for other in found if other != path]

    @cached_property
    def _spelt(self) -> dict[tuple[str, str], list[str]]:
        found = defaultdict(list)
        for path in (*self.files, *self.directories):
            folder, _, name = path.rpartition("/")
            found[folder, _plain(name)].append(path)
        return dict(found)

    def unknown(self, candidates: Iterable[tuple[str, str]]) -> bool:
        """Whether a candidate is, or lies in, a submodule that was not fetched."""
        absent = self.repo.listing.absent
        return any(f"{path}/".startswith(f"{top}/") for top in absent for path, _ in candidates)


def _plain(name: str) -> str:
    """A name without letter case, what separates its words, and the ending of a plural."""
    stem, suffix = posixpath.splitext(name.casefold())
    return stem.replace("-", "").replace("_", "").removesuffix("s") + suffix
