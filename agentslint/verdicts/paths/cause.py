"""Why a path is dead, as a value, and the words for it: rewording changes nothing but the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentslint.repo.history import Commit

Kind = Literal[
    "deleted",
    "renamed",
    "moved",
    "other-case",
    "namesake",
    "from-root",
    "nearest",
    "below",
    "listed",
    "drawn",
    "diagram",
    "series",
    "beside",
    "folder",
    "nowhere",
    "missing",
    "within",
    "own",
    "short",
    "indexed",
    "lacks",
    "gap",
    "twin",
    "pattern",
]

# what history says became of a path: "{path} was …"
BECAME: frozenset[Kind] = frozenset({"deleted", "renamed", "moved"})

# the second half of a sentence: "… does not exist: "
WORDS: dict[Kind, str] = {
    "deleted": "deleted {when}",
    "renamed": "renamed to {to} {when}",
    "moved": "moved to {to} {when}",
    "other-case": "{to} differs from it in letter case",
    "namesake": "did you mean {to}?",
    "from-root": "a link is read from {folder}, and this one is written from the root",
    "nearest": "the nearest is {to}",
    "below": "one of that name exists at {to}",
    "listed": "{count} of the {total} paths in this list exist",
    "drawn": "{count} of the {total} entries drawn beside it exist",
    "diagram": "{count} of the {total} entries of this diagram exist",
    "series": "{count} of those named with it exist in {folder}",
    "beside": "{name}, named beside it, exists",
    "folder": "{folder} holds {count} {name} files, none of that name",
    "nowhere": "no file of that name is in the repository",
    "missing": "no such file or directory",
    "own": "the list names what is in {folder}, and nothing of that name is there",
    "short": "{to} has {count} line{s}",
    "pattern": "{folder} holds {count} {name} files, and none is called so",
    "lacks": "{folder} has nothing of that name",
    "gap": "{folder} has no such directory",
    "twin": "there is no directory {folder}, and {to} exists",
    "indexed": "{count} of the {total} directories listed with it have one",
    "within": "there is no directory {folder}{inner}",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """What shows that a path is dead.

    of        the path of which it is said, where that is not the one that the text names
    to        where the path, or one like it, is now
    commit    the commit that took it away, None where the work in hand does
    folder    the directory in which, or from which, it was looked for
    name      what was compared there: an ending, a suffix, a path beside it
    count     how many of `total` entries are there
    inner     why the directory is gone in which it lay
    """

    kind: Kind
    of: str = ""
    to: str = ""
    commit: Commit | None = None
    folder: str = ""
    name: str = ""
    count: int = 0
    total: int = 0
    inner: Cause | None = None

    @property
    def text(self) -> str:
        """The cause as the second half of a sentence."""
        # that nothing of its name is there, the sentence says already
        known = self.inner is not None and self.inner.kind != "missing"
        inner = f": {self.inner.text}" if self.inner and known else ""
        told = WORDS[self.kind].format(
            when=_when(self.commit),
            to=self.to,
            folder=self.folder or "the root",
            name=self.name,
            count=self.count,
            total=self.total,
            s="s" * (self.count != 1),
            inner=inner,
        )
        return f"{self.of} was {told}" if self.of else told


def _when(commit: Commit | None) -> str:
    return f"in {commit.short} ({commit.day})" if commit else "in your uncommitted changes"
