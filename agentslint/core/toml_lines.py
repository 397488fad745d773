"""Where a key stands in a TOML text: the parser of the standard library keeps no lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from agentslint.core import lazy_re

Key = str | int
_PART = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = lazy_re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]")
_PAIR = lazy_re.compile(rf"[ \t]*({_KEY})[ \t]*=")
_NAME = lazy_re.compile(_PART)
_LONG = lazy_re.compile(r'"""|\'\'\'')


def line(text: str, keys: Sequence[Key]) -> int:
    """The line of a key, from 1: of the longest part of `keys` that the text has; 0 for none."""
    best, found = 0, 0
    for number, path in _keys(text):
        shared = _shared(path, keys)
        if shared > best:
            best, found = shared, number
    return found


def _keys(text: str) -> Iterator[tuple[int, tuple[Key, ...]]]:
    """Each line that names a table or a key, with the whole path of it."""
    table: tuple[Key, ...] = ()
    seen: Counter[tuple[str, ...]] = Counter()
    inside = ""
    for number, row in enumerate(text.splitlines(), 1):
        marks = _LONG.findall(row)
        if inside:
            inside = "" if inside in marks else inside
            continue
        if match := _TABLE.match(row):
            names = _names(match[2])
            table = names
            if match[1] == "[[":
                table = (*names, seen[names])
                seen[names] += 1
            yield number, table
        elif match := _PAIR.match(row):
            yield number, (*table, *_names(match[1]))
            inside = marks[0] if len(marks) == 1 else ""


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _NAME.findall(dotted))


def _shared(path: Sequence[Key], keys: Sequence[Key]) -> int:
    """How many of `keys` a path has from its start, where nothing else is in it."""
    number = 0
    for one, other in zip(path, keys, strict=False):
        if one != other:
            break
        number += 1
    return number if number == min(len(path), len(keys)) else 0
