"""What of a text no import counts in: its code and comments, as each agent's own patterns have them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

Span = tuple[int, int]

TICKS = re.compile(r"`+")
FENCES = re.compile(r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
# an open one goes to the end, and is none: else each would be looked for to the end
COMMENTS = re.compile(r"<!--.*?(?:(-->)|\Z)", re.S)
INDENTED = re.compile(r"(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")


def within(spans: Iterable[Span]) -> Callable[[int], bool]:
    """Whether a position lies in one of some spans."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)

    def lies(at: int) -> bool:
        index = bisect_right(starts, at) - 1
        return index >= 0 and at < ends[index]

    return lies


def inline(text: str) -> Iterator[Span]:
    r"""What (`+)([\s\S]*?)\1 matches, as Gemini CLI and Qwen Code look for it, in linear steps.

    A run of backticks is closed by the next that is as long at least. Without one the pattern takes
    fewer of it: as many as some later run has, else the half of the run, which the other half closes.
    """
    runs = [match.span() for match in TICKS.finditer(text)]
    longest = [0] * (len(runs) + 1)  # of the runs from here on
    for index in range(len(runs) - 1, -1, -1):
        longest[index] = max(longest[index + 1], runs[index][1] - runs[index][0])
    index, at = 0, 0
    while index < len(runs):
        at = max(at, runs[index][0])
        end = runs[index][1]
        length = min(end - at, max(longest[index + 1], (end - at) // 2))
        if length and length <= (end - at) // 2:
            yield at, at + 2 * length
            at += 2 * length
        elif length:
            index += 1
            while runs[index][1] - runs[index][0] < length:
                index += 1
            start, at = at, runs[index][0] + length
            yield start, at
        else:
            at = end
        if at >= runs[index][1]:
            index += 1


def fences(text: str) -> list[Span]:
    return [match.span() for match in FENCES.finditer(text)]


def code(text: str) -> list[Span]:
    """Fenced, indented and inline code, as Markdown has it."""
    fenced = fences(text)
    among = within(fenced)
    spans = fenced + [match.span() for match in INDENTED.finditer(text)]
    for start, end in inline(text):
        if "\n\n" not in text[start:end] and not among(start):
            spans.append((start, end))
    return spans


def code_and_comments(text: str) -> list[Span]:
    return code(text) + [match.span() for match in COMMENTS.finditer(text) if match[1]]


def fences_and_inline(text: str) -> list[Span]:
    return [*fences(text), *inline(text)]
