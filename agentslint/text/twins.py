"""Two instruction files that hold one text, or held one once."""

from __future__ import annotations

from collections.abc import Iterable

from agentslint.core import lazy_re
from agentslint.text.instruction_files import TWINS

FEWEST = 8  # lines with something in them, below which likeness is chance
NEAR = 0.8  # how much of the longer one's lines the other has, for the two to be twins


def essence(data: bytes) -> bytes:
    """A text without what nobody sees of it: the blanks at the ends of its lines and of itself."""
    return b"\n".join(line.rstrip() for line in data.strip().splitlines())


def alike(one: bytes, other: bytes) -> bool:
    """Whether two texts are nearly the same, line by line, or the same."""
    if essence(one) == essence(other):
        return True
    ours, theirs = _lines(one), _lines(other)
    if min(len(ours), len(theirs)) < FEWEST:
        return False
    shared = sum(min(count, theirs.get(line, 0)) for line, count in ours.items())
    return shared >= NEAR * max(sum(ours.values()), sum(theirs.values()))


def unnamed(lines: Iterable[str]) -> list[str]:
    """The lines of a text without its own name, in which twins may differ."""
    names = lazy_re.compile("|".join(map(lazy_re.escape, TWINS)))
    return [names.sub("", line).rstrip() for line in lines]


def _lines(data: bytes) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for line in data.splitlines():
        if line := line.strip():
            found[line] = found.get(line, 0) + 1
    return found
