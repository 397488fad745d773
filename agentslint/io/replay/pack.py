"""The notes of a run as plain values that can be kept; `retrace` asks them again."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterator

from agentslint.io import trace
from agentslint.io.git import Git, GitFailure
from agentslint.io.git_command import CONFIG, STAGE
from agentslint.io.replay import directories
from agentslint.io.replay.verify import folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def packed(asked: trace.Trace) -> dict[str, Any]:
    """All notes: the `rest`, and by `roots` those that hold while its directories stand as they did.

    Each root has its directories, as `steady.observed` gives them, and marshalled notes, which need
    not be looked at where the directories answer for them.
    """
    looks = dict(_observed(asked))
    rest, parts = _Notes(), {root: _Notes() for root in looks}
    for question, found in asked.answers.items():
        for root, look in looks.items():
            if directories.covers(look, question, found):
                parts[root].add(question, found, ())
                break
        else:
            rest.add(question, found, asked.instead.get(question, ()))
    return {
        "rest": rest.plain(),
        "roots": {root: (look, marshal.dumps(parts[root].plain())) for root, look in looks.items()},
    }


def _observed(asked: trace.Trace) -> Iterator[tuple[str, directories.Steady]]:
    """The directories of each root whose files git was asked for, where they answer for its walks.

    What git lists depends on the index and on its configuration too: both must have been noted.
    """
    walks = [
        q
        for q in asked.answers
        if q[0] == "git" and q[3][: len(directories.WALK)] == directories.WALK
    ]
    for root in dict.fromkeys(question[1] for question in walks):
        indexes = {question[2] for question in walks if question[1] == root}
        needed = [("git", root, index, words) for index in indexes for words in (STAGE, CONFIG)]
        folder = os.path.join(root, ".git")
        # a work tree of another repository has its ignore files elsewhere
        if not asked.answers.keys() >= set(needed) or os.path.lexists(f"{folder}/commondir"):
            continue
        if not os.path.isdir(folder) or os.path.islink(folder):
            continue
        try:
            with trace.recording():
                excludes = Git(root).excludes()
        except GitFailure:
            continue
        look = directories.observed(root, asked.began, excludes)
        if look is not None:
            yield root, look


class _Notes:
    """Questions with their answers, sorted by how they are asked again."""

    def __init__(self) -> None:
        # names that are not there, by the directory that lacks them: one look answers for many
        self.absent: dict[str, set[str]] = {}
        self.kinds: dict[str, Any] = {}
        self.real: dict[str, str] = {}
        self.disk: list[tuple[trace.Question, Any]] = []
        self.commands: list[tuple[Any, ...]] = []
        self.ignored: dict[str, list[tuple[str, bool]]] = {}
        # by (root, index): what is staged, the ids of what was read of that, `Git.grown`
        self.staged: dict[tuple[str, str], tuple[Any, Any]] = {}
        self.grown: dict[tuple[str, str], list[Any]] = {}
        self.lacked: list[tuple[Any, ...]] = []
        self.blobs: dict[tuple[str, str], dict[str, str]] = {}
        self._folders: dict[str, str] = {}

    def add(self, question: trace.Question, found: Any, instead: Any) -> None:
        name, place = question[:2]
        if name == "git" and question[3] == STAGE:
            self.staged[question[1:3]] = found, instead
        elif name == "git":
            self.commands.append((question[1:], found, instead))
        elif name == "ignored":
            self.ignored.setdefault(place, []).append((question[2], found))
        elif name == "blob":
            self.blobs.setdefault(question[1:3], {})[question[3]] = found
        elif name == "lacked":
            self.lacked.append((*question[1:], found, instead))
        elif name == "grown":
            head, length = found
            row = self.grown.setdefault(question[1:3], [head, 0, (), instead])
            row[1], row[2] = max(row[1], length), (*row[2], *question[3])
        elif name == "kind" and found == "missing":
            folder, last = self._lacking(place)
            self.absent.setdefault(folder, set()).add(sys.intern(last))
        elif name == "kind":
            self.kinds[place] = found
        elif name == "real":
            self.real[place] = found
        else:
            self.disk.append((question, found))

    def _lacking(self, place: str) -> tuple[str, str]:
        """The directory that lacks something, and what: without `a`, it is not `a/b` that is lacking."""
        # what is known of a directory: nothing where it is there, else what it lacks
        folder, slash, name = place.rpartition("/")
        folder = folder or slash
        if folder in self._folders:
            lacks = self._folders[folder]
            return os.path.split(lacks) if lacks else (folder, name)
        if os.path.isdir(folder) or folder in ("", "/") or ".." in place:
            self._folders[folder] = ""
            return folder, name
        found = self._lacking(folder)
        self._folders[folder] = os.path.join(*found)
        return found

    def plain(self) -> dict[str, Any]:
        """As plain values:

        absent   names that are not there, by directory: as they are, and with letter case folded
        kinds    what is there
        real     where symbolic links lead
        disk     other questions to the disk, with their answers
        git      rows that git answers, by their kind: see `gitagain`
        """
        # most directories lack the same
        known: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}
        absent = {}
        for folder, names in self.absent.items():
            lacked = frozenset(names)
            absent[folder] = known.setdefault(lacked, (lacked, frozenset(folded(lacked))))
        git = {
            "commands": self.commands,
            "staged": [
                (*place, found, self.blobs.get(place, {}), instead)
                for place, (found, instead) in self.staged.items()
            ],
            "ignored": [(root, paths, ()) for root, paths in self.ignored.items()],
            "grown": [(*place, *row) for place, row in self.grown.items()],
            "lacked": self.lacked,
        }
        return {
            "absent": absent,
            "kinds": self.kinds,
            "real": self.real,
            "disk": self.disk,
            "git": git,
        }
