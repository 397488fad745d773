"""Directories as they stood: while no entry came or went, a walk over them says what it said.

A file system notes when the entries of a directory last changed, and git relies on that for its own
cache of untracked files (gitformat-index(5), "Untracked cache"). One look at each directory is a
tenth of the walk. Here as there, a time too close to the look proves nothing: what changes within
one tick of the clock has one time. What git ignores depends on its ignore files too: their texts count.

Imports little: a replay is told by it.
"""

from __future__ import annotations

import os
import stat
import sys

from agentslint.io import disk_queries, trace
from agentslint.io.disk_queries import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Steady = dict[str, Any]

MARGIN = (
    2_000_000_000  # nanoseconds; the coarsest clock of a file system that is met ticks that slowly
)
MOST = 10_000  # directories; of more, to look at each once takes longer than anybody wants to wait
ENTRIES = 200_000  # in all of them
LARGEST = 1 << 20  # bytes of an ignore file
UNSURE = ()  # stands for a state that proves nothing
# File systems that are known to keep the times of directories, and to keep them on this machine.
KEEPING = frozenset("bcachefs btrfs ext2 ext3 ext4 f2fs jfs overlay reiserfs tmpfs xfs zfs".split())


def observed(
    root: str, began: int, excludes: list[str], before: Steady | None = None
) -> Steady | None:
    """The directories below `root` as they have stood since `began`, in nanoseconds of the clock.

    Gives plain values:

    root, device, excludes
    folders   each directory but `.git`, with its times and inode; UNSURE where it changed lately
    links     the symbolic links in them
    ignores   each ignore file, those of `excludes` among them, with a digest of its text

    None where no such look can be relied on: other repositories inside, other file systems, too many
    directories, any that is closed. `before` is an earlier look, of which only what has changed is
    looked at again; then None too where a link came or went.
    """
    look = _Look(root, began, before)
    try:
        if not _keeps_times(root) or not look.taken():
            return None
    except (OSError, ValueError):
        return None
    ignores = {*excludes, *look.ignores}
    return {
        "root": root,
        "device": look.device,
        "excludes": excludes,
        "folders": look.folders,
        "links": frozenset(look.links),
        "ignores": {place: _text(place, began) for place in sorted(ignores)},
    }


class _Look:
    """A walk over directories, which leaves out those that are as they were `before`."""

    def __init__(self, root: str, began: int, before: Steady | None) -> None:
        self.root, self.latest = root, began - MARGIN
        self.device = os.lstat(root).st_dev
        self.before = before
        self.known: dict[str, tuple[int, ...]] = before["folders"] if before else {}
        self.folders: dict[str, tuple[int, ...]] = {}
        self.links: set[str] = set()
        self.ignores: set[str] = set()
        self.left = ENTRIES

    def taken(self) -> bool:
        """Take it; whether it can be relied on. Raises OSError for a directory that is closed."""
        waiting = list(self.known) or [self.root]
        while waiting:
            place = waiting.pop()
            try:
                state = _state(place, self.device)
            except (FileNotFoundError, NotADirectoryError):
                if place not in self.known:
                    raise
                continue  # so that the directory it was in has changed
            if not state or len(self.folders) > MOST or self.left < 0:
                return False
            self.folders[place] = state if max(state[:2]) < self.latest else UNSURE
            if self.known.get(place) == state:
                continue
            if not self._entered(place, waiting):
                return False
        return os.path.realpath(self.root) == self.root and self._joined()

    def _entered(self, place: str, waiting: list[str]) -> bool:
        """Look at the entries of a directory; whether it is no other repository."""
        with os.scandir(place) as entries:
            for entry in entries:
                self.left -= 1
                if entry.name[0] == ".":
                    name = entry.name.casefold()
                    if name == ".git":
                        if place != self.root or entry.name != name:
                            return False
                        continue
                    if name == ".gitignore":
                        self.ignores.add(entry.path)
                if entry.is_symlink():
                    self.links.add(entry.path)
                elif entry.is_dir() and entry.path not in self.known:
                    waiting.append(entry.path)
        return True

    def _joined(self) -> bool:
        """Add what directories hold that were left out; whether the links are the same."""
        if self.before is None:
            return True
        kept = {p for p, state in self.folders.items() if state and self.known.get(p) == state}
        self.ignores.update(i for i in self.before["ignores"] if os.path.dirname(i) in kept)
        self.links.update(link for link in self.before["links"] if os.path.dirname(link) in kept)
        return bool(self.links == self.before["links"])


def holds(steady: Steady) -> bool:
    """Whether every directory and ignore file is as it was."""
    device = steady["device"]
    look = os.lstat
    try:
        for place, state in steady["folders"].items():
            now = look(place)
            if (now.st_mtime_ns, now.st_ctime_ns, now.st_ino) != state or now.st_dev != device:
                return False
    except (OSError, ValueError):
        return False
    root: str = steady["root"]
    return os.path.realpath(root) == root and all(
        text is not UNSURE and _read(place) == text for place, text in steady["ignores"].items()
    )


def renewed(steady: Steady, began: int) -> Steady | None:
    """The same after a look at what has changed; None where that cannot be relied on."""
    return observed(steady["root"], began, steady["excludes"], steady)


def covers(steady: Steady, question: trace.Question, answer: Any) -> bool:
    """Whether a question has this answer for as long as the directories stand so.

    Entries decide what is there and where links lead, not what files say.
    """
    name, place = question[:2]
    if name == "ignored" or (name == "git" and question[3][:3] == WALK):
        return bool(place == steady["root"])
    folders, links = steady["folders"], steady["links"]
    if name in ("names", "entries"):
        return place in folders
    folder, _, last = place.rpartition("/")
    if name == "kind" and answer == "missing":
        # without `a`, it is `a` that is missing and not `a/b`
        while folder not in folders and len(folder) > len(steady["root"]):
            place = folder
            folder, _, last = place.rpartition("/")
    if folder not in folders or last in ("", ".", ".."):
        return False
    if name == "target":
        return True
    if place in links:
        return False
    return (name == "kind" and isinstance(answer, str)) or (name == "real" and place == answer)


WALK = ("ls-files", "-z", "--others")  # what git is asked about files that it does not track


def _state(place: str, device: int) -> tuple[int, ...]:
    """What changes with the entries of a directory; empty for what is none of this file system."""
    found = os.lstat(place)
    if not stat.S_ISDIR(found.st_mode) or found.st_dev != device:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _text(place: str, began: int) -> bytes | tuple[()]:
    """A digest of an ignore file that has not changed since `began`."""
    try:
        found = os.stat(place)
        if max(found.st_mtime_ns, found.st_ctime_ns) >= began - MARGIN:
            return UNSURE
    except (OSError, ValueError):
        pass
    return _read(place)


def _read(place: str) -> bytes:
    try:
        return trace.digest(disk_queries.read(place, LARGEST))
    except Unreadable as error:
        return str(error).encode()


def _keeps_times(root: str) -> bool:
    """Whether `root` lies on a file system whose directories have times that tell of every change."""
    if sys.platform == "darwin":
        return True
    best, kind = "", ""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                fields, _, rest = line.partition(" - ")
                first, *escaped = fields.split(" ")[4].split("\\")
                point = first + "".join(chr(int(part[:3], 8)) + part[3:] for part in escaped)
                if os.path.join(root, "").startswith(os.path.join(point, "")) and point >= best:
                    best, kind = point, rest.split(" ")[0]
    except (OSError, ValueError, IndexError):
        return False
    return kind in KEEPING
