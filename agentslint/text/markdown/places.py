"""Offsets of a source text to places, and back from a piece's text to the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from agentslint.core import lazy_re
from agentslint.model import Piece, Place

# CommonMark's line ends. Places count `\n` alone, as git, grep and editors' gutters do.
_ENDING = lazy_re.compile(r"\r\n?|\n")


class Source:
    """A text, its lines as Markdown has them, and where an offset of it lies."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        here = 1 if text.startswith("\ufeff") else 0  # a byte order mark is no text
        if "\r" not in text:
            self.lines = text[here:].split("\n")
            self.offsets = list(
                accumulate([len(line) + 1 for line in self.lines[:-1]], initial=here)
            )
            self._starts = [0, *self.offsets[1:]]
            return
        self.lines = []
        self.offsets = []
        self._starts = [0]
        for ending in _ENDING.finditer(text):
            self.lines.append(text[here : ending.start()])
            self.offsets.append(here)
            here = ending.end()
            if text[here - 1] == "\n":
                self._starts.append(here)
        self.lines.append(text[here:])
        self.offsets.append(here)

    def place(self, start: int, end: int) -> Place:
        starts = self._starts
        line = bisect_right(starts, start)
        # most stretches end on the line they start on
        last = line if line == len(starts) or end < starts[line] else bisect_right(starts, end)
        return Place(
            self.path,
            line,
            start - self._starts[line - 1] + 1,
            last,
            end - self._starts[last - 1] + 1,
        )

    def point(self, offset: int) -> Place:
        return self.place(offset, offset)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text taken from a source line by line, without the prefixes of its containers.

    `origins` has one pair a line: where it starts in `text`, and where in the source.
    """

    source: Source
    text: str
    origins: tuple[tuple[int, int], ...]

    def offset(self, at: int) -> int:
        """Where a character of `text` stands in the source."""
        if len(self.origins) == 1:
            return self.origins[0][1] + at
        start, origin = self.origins[bisect_right(self.origins, (at, 1 << 62)) - 1]
        return origin + at - start

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]`; the end belongs to the character before it."""
        if end <= start:
            return self.source.point(self.offset(start))
        return self.source.place(self.offset(start), self.offset(end - 1) + 1)

    def part(self, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
        """For `within`: text offset, line and column of each further line of a part."""
        if len(self.origins) == 1:
            return ()
        found = []
        first = max(bisect_right(self.origins, (start, 1 << 62)), 1)
        for number in range(first, len(self.origins)):
            at, origin = self.origins[number]
            if at >= end:
                break
            place = self.source.point(origin)
            found.append((at - start, place.line, place.column))
        return tuple(found)


def passage(source: Source, first: int, contents: list[str], *, indented: bool) -> Passage:
    """Find the content of lines from `first` in the source.

    A content line is the end of its source line, but for white space: the parser turns the rest
    of a tab into spaces. With `indented` the white space in front is content and stays.
    """
    if len(contents) == 1 and not indented:
        # most blocks are a line of text
        line, core = source.lines[first], contents[0].strip(" \t")
        column = _column(line, core)
        start = source.offsets[first] + column
        return Passage(source, line[column : column + len(core)], ((0, start),))
    origins = []
    kept = []
    at = 0
    for number, content in enumerate(contents):
        line = source.lines[first + number] if first + number < len(source.lines) else ""
        core = content.strip(" \t") if not indented else content.lstrip(" \t").rstrip("\n")
        column = _column(line, core)
        lead = 0
        if indented:
            lead = min(len(content) - len(content.lstrip(" \t")), column)
            while lead and line[column - lead : column] != content[:lead][-lead:]:
                lead -= 1
        text = line[column - lead : column + len(core)]  # as it stands, NUL and all
        origins.append(
            (at, source.offsets[min(first + number, len(source.lines) - 1)] + column - lead)
        )
        kept.append(text)
        at += len(text) + 1
    return Passage(source, "\n".join(kept), tuple(origins))


def _column(line: str, core: str) -> int:
    bare = line.replace("\0", "\ufffd") if "\0" in line else line
    trimmed = bare.rstrip(" \t")
    if trimmed.endswith(core):
        return len(trimmed) - len(core)
    return max(bare.rfind(core), 0)


def within(piece: Piece, start: int, end: int) -> Place:
    """The place of `piece.text[start:end]`."""
    line, column = _at(piece, start)
    last, until = _at(piece, max(end - 1, start))
    return Place(piece.place.path, line, column, last, until + (end > start))


def _at(piece: Piece, offset: int) -> tuple[int, int]:
    rows = piece.info.get("rows", ())
    number = bisect_right(rows, (offset, 1 << 62, 0))
    base, line, column = rows[number - 1] if number else (0, piece.place.line, piece.place.column)
    return line, column + offset - base
