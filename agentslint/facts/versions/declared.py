"""Which versions a repository itself declares: the fact, its range, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from agentslint.core import lazy_re
from agentslint.facts.memo import by_name
from agentslint.facts.versions.ranges import Interval
from agentslint.model import Place
from agentslint.repo import Repo, directories, parents, vendored

# floor: the least that is supported. pin: the one that is used. range: what a dependency may be.
# tested: what continuous integration or a classifier lists.
Nature = Literal["floor", "pin", "range", "tested"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One version that a file of the repository declares, `text` as it is written there."""

    intervals: tuple[Interval, ...]
    nature: Nature
    text: str
    place: Place

    @property
    def low(self) -> tuple[int, ...]:
        return min((interval.low for interval in self.intervals), default=(0,))


def near(repo: Repo, directory: str, names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The paths of files with one of `names`, in growing circles around a directory.

    Yields each directory from `directory` up to the root with the paths in or below it.
    """
    known = by_name(repo)
    found = [path for name in names for path in known.get(name, ()) if not vendored(path)]
    for base in reversed(parents(directory)):
        start = "" if base == "." else f"{base}/"
        yield base, sorted(p for p in found if p.startswith(start) and not aside(p, base))


def aside(path: str, base: str) -> bool:
    """Whether, seen from `base`, a manifest belongs to an example, a template or a test."""
    inner = path if base == "." else path[len(base) + 1 :]
    return directories.aside(inner)


def line_of(path: str, text: str, piece: str) -> Place:
    """The place of the first line of a manifest that holds a word, as a whole if it can be."""
    whole = lazy_re.compile(rf"(?<![\w@/.-]){lazy_re.escape(piece)}(?![\w/-]|\.\w)")
    keyed = lazy_re.compile(rf'(?<="){lazy_re.escape(piece)}(?="\s*:)')
    if path.endswith(".json") and keyed.search(text):
        whole = keyed
    for pattern in (whole, lazy_re.compile(lazy_re.escape(piece))):
        for number, line in enumerate(text.split("\n"), 1):
            if piece in line and (found := pattern.search(line)):
                return Place(path, number, found.start() + 1, number, found.end() + 1)
    return Place(path)
