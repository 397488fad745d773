"""Places of ours to positions of the Language Server Protocol, and back.

Ours count lines by `\\n` from 1 and columns in characters; the protocol's end a line at `\\n`,
`\\r\\n` and `\\r`, count from 0, and columns in the units agreed on: UTF-16 unless told otherwise
(LSP 3.17, Position).
"""

from __future__ import annotations

from bisect import bisect_right

from lsprotocol import types

from agentslint.core import lazy_re
from agentslint.model import Place

_ENDING = lazy_re.compile(r"\r\n?|\n")
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}  # codec, bytes of a unit


class Document:
    """One text, both ways of counting in it.

    With `marked`, the text starts with a byte order mark that the editor does not show.
    """

    def __init__(self, text: str, encoding: str = "utf-16", *, marked: bool = False) -> None:
        self.text = text
        self.encoding = encoding
        self.marked = marked and text.startswith("\ufeff")
        self._ours = [0, *(found.end() for found in lazy_re.finditer("\n", text))]
        self._theirs = [0, *(found.end() for found in _ENDING.finditer(text))]

    def range(self, place: Place) -> types.Range:
        """Where the editor shows a place. One outside the text is moved to its nearest end."""
        start = self.position(self.offset(place.line, place.column))
        return types.Range(start, self.position(self.offset(place.end_line, place.end_column)))

    def offset(self, line: int, column: int) -> int:
        """The index in the text of a line and column of ours."""
        if line > len(self._ours):
            return len(self.text)
        start = self._ours[line - 1]
        end = self._ours[line] if line < len(self._ours) else len(self.text)
        return min(start + column - 1, end)

    def position(self, offset: int) -> types.Position:
        """The protocol's position of an index in the text."""
        line = bisect_right(self._theirs, offset) - 1
        before = self.text[self._theirs[line] : offset]
        if line == 0 and self.marked:
            before = before[1:]
        return types.Position(line, self._units(before))

    def index(self, position: types.Position) -> int:
        """The index in the text of a position; one beyond a line's end is that end."""
        if position.line >= len(self._theirs):
            return len(self.text)
        start = self._theirs[position.line]
        if position.line == 0 and self.marked:
            start += 1
        last = position.line + 1 == len(self._theirs)
        end = len(self.text) if last else self._theirs[position.line + 1]
        units = 0
        for index in range(start, end):
            if units >= position.character or self.text[index] in "\r\n":
                return index
            units += self._units(self.text[index])
        return end

    def _units(self, text: str) -> int:
        if text.isascii() or self.encoding == "utf-32":
            return len(text)
        codec, size = UNITS[self.encoding]
        return len(text.encode(codec, "surrogatepass")) // size


Change = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


def changed(text: str, change: Change, encoding: str = "utf-16") -> str:
    """A text after one change of an editor, which counts in the text before it."""
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    document = Document(text, encoding)
    start, end = document.index(change.range.start), document.index(change.range.end)
    return text[:start] + change.text + text[end:]
