"""Places of a text to the bytes of its file, and edits of those that do not overlap."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from agentslint.model import Place

# the first byte, the byte behind the last, and what stands there instead
Spot = tuple[int, int, bytes]


def span_of(data: bytes, place: Place) -> tuple[int, int] | None:
    """The bytes that a place covers; None where the file has no such place."""
    lines, starts = _lines(data)
    ends = []
    for number, column in ((place.line, place.column), (place.end_line, place.end_column)):
        if not 1 <= number <= len(lines):
            return None
        offset = _offset(lines[number - 1], column - 1)
        if offset is None:
            return None
        ends.append(starts[number - 1] + offset)
    return (ends[0], ends[1]) if ends[0] <= ends[1] else None


@lru_cache(maxsize=8)
def _lines(data: bytes) -> tuple[list[bytes], list[int]]:
    """The lines, and where each begins."""
    lines = data.split(b"\n")
    return lines, list(accumulate((len(line) + 1 for line in lines), initial=0))


def _offset(line: bytes, characters: int) -> int | None:
    """How many bytes the first characters of a line take; None where it has fewer."""
    if line.isascii():
        return characters if characters <= len(line) else None
    offsets = _offsets(line)
    return offsets[characters] if characters < len(offsets) else None


@lru_cache(maxsize=8)
def _offsets(line: bytes) -> list[int]:
    """Where each character of a line begins, and the end of it.

    Bytes that are no UTF-8 count as they are shown: U+FFFD for each maximal bad stretch.
    """
    offsets = [0]
    for character in line.decode("utf-8", "replace"):
        at = offsets[-1]
        offsets.append(at + (_bad(line[at : at + 4]) or len(character.encode())))
    return offsets


def _bad(head: bytes) -> int:
    """The bytes of the bad stretch that some begin with; no stretch is longer than three."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.end if error.start == 0 else 0
    return 0


def room(taken: list[Spot], new: Spot) -> bool:
    """Whether an edit overlaps none of those taken, which are sorted. The same again does not.

    One that only inserts takes the byte that it stands before, so that two never meet.
    """
    index = bisect_left(taken, (_end(new), 0, b"")) - 1
    return index < 0 or taken[index] == new or _end(taken[index]) <= new[0]


def _end(spot: Spot) -> int:
    return max(spot[1], spot[0] + 1)


def take(taken: list[Spot], new: Spot) -> None:
    """Add an edit to those taken, once."""
    index = bisect_left(taken, new)
    if taken[index : index + 1] != [new]:
        insort(taken, new)


def edited(data: bytes, taken: Iterable[Spot]) -> bytes:
    """The bytes with all edits made, which are sorted."""
    pieces, at = [], 0
    for start, end, text in taken:
        pieces += [data[at:start], text]
        at = end
    return b"".join([*pieces, data[at:]])
