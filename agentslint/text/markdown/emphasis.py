"""Emphasis: which runs of `*` and `_` belong together, by the format's own rules, in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class Run:
    """A run of `*` or `_` that can open or close emphasis."""

    mark: str
    at: int
    size: int
    whole: int
    opens: bool
    closes: bool


def run_at(text: str, at: int) -> Run:
    """The run of one mark that begins at a place."""
    mark = text[at]
    end = at
    while end < len(text) and text[end] == mark:
        end += 1
    before = text[at - 1] if at else " "
    behind = text[end] if end < len(text) else " "
    left = not behind.isspace() and (
        not _punctuation(behind) or before.isspace() or _punctuation(before)
    )
    right = not before.isspace() and (
        not _punctuation(before) or behind.isspace() or _punctuation(behind)
    )
    if mark == "_":
        left, right = (
            left and (not right or _punctuation(before)),
            right and (not left or _punctuation(behind)),
        )
    return Run(mark, at, end - at, end - at, left, right)


def _punctuation(character: str) -> bool:
    if character in PUNCTUATION:
        return True
    if character < "\x80":
        return False
    from unicodedata import category

    return category(character)[0] in "PS"


# where something strong starts and ends, and where what is within its marks does
Strong = tuple[int, int, tuple[int, int]]


def strong(runs: Iterable[Run]) -> Iterator[Strong]:
    """What is strong among the runs of a text, which are used up."""
    stack: list[Run] = []
    floors: dict[tuple[str, int, bool], int] = {}
    for run in runs:
        if run.closes:
            yield from _pairs(stack, run, floors)
        if run.opens and run.size:
            stack.append(run)


def _pairs(
    stack: list[Run], run: Run, floors: dict[tuple[str, int, bool], int]
) -> Iterator[Strong]:
    while run.size:
        key = (run.mark, run.whole % 3, run.opens)
        floor = floors.get(key, 0)
        index = len(stack) - 1
        while index >= floor and not _match(stack[index], run):
            index -= 1
        if index < floor:
            floors[key] = len(stack)
            return
        opener = stack[index]
        del stack[index + 1 :]
        floors.update((k, min(v, len(stack))) for k, v in floors.items())
        size = 2 if opener.size > 1 and run.size > 1 else 1
        opener.size -= size
        start = opener.at + opener.size
        if size == 2:
            yield start, run.at + 2, (start + 2, run.at)
        run.at += size
        run.size -= size
        if not opener.size:
            stack.pop()


def _match(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark:
        return False
    both = opener.closes or closer.opens
    thirds = (opener.whole + closer.whole) % 3 == 0
    return not (both and thirds and (opener.whole % 3 or closer.whole % 3))
