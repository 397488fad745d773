"""Terminal columns: how many a text takes, and how it is broken into lines of so many."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

INDENT = "    "  # before the further lines of a text


def width(text: str) -> int:
    """Terminal columns that a text takes, as terminals of today count them."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrapped(text: str, columns: int, first: str = "", rest: str = INDENT) -> Iterator[str]:
    """A text in lines of at most `columns`, broken between words; 0 columns break none.

    `first` stands before the first line and `rest` before the others. A word stays whole, to be
    copied, even where it is wider than a line.
    """
    if not columns or width(first) + width(text) <= columns:
        yield f"{first}{text}"
        return
    line, start, room = "", first, columns - width(first)
    for word in text.split(" "):
        if line and width(line) + 1 + width(word) > room:
            yield f"{start}{line}"
            line, start, room = "", rest, columns - width(rest)
        line = f"{line} {word}" if line else word
    yield f"{start}{line}"


def behind(before: str, text: str, columns: int, styled: str = "") -> Iterator[str]:
    """A text as `wrapped` breaks it, behind what is written as `styled` and is `before` without colour.

    Where no word has room behind it, the text begins on a line of its own.
    """
    if columns and width(before) + width(text.partition(" ")[0]) > columns:
        yield (styled or before).rstrip()
        yield from wrapped(text, columns, INDENT)
        return
    first, *rest = wrapped(text, columns, before)
    yield (styled or before) + first[len(before) :]
    yield from rest


def _columns(letter: str) -> int:
    # marks are drawn over the letter before them, and so are the later parts of a Korean syllable
    if unicodedata.category(letter) in ("Mn", "Me") or "\u1160" <= letter <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
