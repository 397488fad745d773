"""A sentence as it is read of one span: its clause, what stands close, where it turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agentslint.claims.hedges.words import CODE, WORD, scan
from agentslint.core import lazy_re
from agentslint.text.lexicon import Marks

Part = Literal["", "all", "clause", "phrase", "near", "close", "beside", "next", "first"]

NEAR = 500  # characters of a sentence before and behind a span, other code left out
_ENDS = lazy_re.compile(r"[。；]|[;.!?—](?:\s|$)|\s[-–—]\s|->|→|=>")
_IS_DASH = lazy_re.compile(r"\s*[-–—]\s*")
# what a demand is introduced by; of few words it is about what follows: "Never run: `x`"
_LABEL = lazy_re.compile(r"[:：]\s|(?<=\)),")
_FEW = 3
_NEAR = 32  # characters before a version that say which one it is
_ASIDE = lazy_re.compile(r"[\s`*_)]*\([^()]*\)")
_STOP = lazy_re.compile(r"[,(（、，:：]")
_WORDS = lazy_re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Something that a text names, and what stands around it.

    text, start, end   the sentence or cell, and where in it
    intro              what introduces the list, table or fence, nearest line first
    header             what stands over its column of a table
    headings           the headings it lies under, outermost first
    listed             it is an entry of a list, a column or a diagram
    opens              its item or cell begins with its sentence, and with nothing of another clause
    """

    text: str
    start: int
    end: int
    intro: str = ""
    header: str = ""
    headings: tuple[str, ...] = ()
    listed: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A sentence as it is read of one span: other code blotted out, the span a back quote at `at`.

    clause   where the span's own clause begins, `close` where it ends; `phrase` is behind its label
    beside   where the sentence turns from the span to what its reader does
    next     where it goes on to say something else
    """

    text: str
    at: int
    marks: Marks
    clause: int
    phrase: int
    close: int
    beside: int
    next: int
    made: tuple[tuple[int, int], ...]

    def has_any(self, tables: tuple[str, ...], before: Part, behind: Part) -> bool:
        for table in tables:  # a view is asked of some twenty, and has one or two
            if (table in self.marks or table == "made") and self.has(table, before, behind):
                return True
        return False

    def has(self, table: str, before: Part, behind: Part) -> bool:
        spans = self.made if table == "made" else self.marks.get(table, ())
        if not spans:
            return False
        first = {"": self.at, "all": 0, "near": max(self.at - _NEAR, 0)}.get(before)
        first = getattr(self, before) if first is None else first
        if behind == "first" and any(self._is_first(start) for start, _ in spans):
            return True
        last = {"": self.at + 1, "first": self.at + 1, "all": len(self.text)}.get(behind)
        last = getattr(self, behind) if last is None else last
        return any(first <= start and end <= last for start, end in spans)

    def _is_first(self, start: int) -> bool:
        return start > self.at and not WORD.search(self.text, self.at + 1, start)


def of_span(span: Span, act: bool = False) -> View:
    """The sentence of a span as it is read of it; of an act, with what looks like a ban and is none."""
    return _view(*_around(span), act)


@lru_cache(maxsize=512)
def _view(before: str, after: str, act: bool) -> View:
    text = f"{before}`{after}"
    at = len(before)
    marks = scan(text)
    if act and "enforced" in marks:
        last = max((end for _, end in marks["enforced"] if end <= at), default=0)
        marks = {**marks, "negated": [one for one in marks.get("negated", ()) if one[0] >= last]}
    turns = [span for span in marks.get("but", ()) if not _longer(span, marks)]
    short = marks.get("example", ())  # "z. B.": its dots end nothing
    ends = (found.span() for found in _ENDS.finditer(text))
    stops = [end for end in ends if not any(s <= end[0] <= e for s, e in short)] + turns
    # "run `x` — if present" goes on with the condition
    asides = [start for start, _ in marks.get("present", ()) if start > at]
    stops = [
        s for s in stops if not any(s[1] <= a and not WORD.search(text, s[1], a) for a in asides)
    ]
    # "(the removal of old code — `src/`, `infra/`)": a dash in brackets goes on with what they began
    opened = before.rfind("(") if before.rfind("(") > before.rfind(")") else len(text)
    stops = [s for s in stops if not (opened < s[0] < at and _IS_DASH.fullmatch(text, *s))]
    clause = phrase = max((end for _, end in stops if end <= at), default=0)
    for label in _LABEL.finditer(before, clause) if act else ():
        if any(clause <= start < label.start() for start, _ in marks.get("present", ())):
            continue  # "if there are tests: run `x`"
        if (
            WORD.search(before, label.end())
            or len(_WORDS.findall(before[clause : label.start()])) > _FEW
        ):
            clause = label.end()
        phrase = label.end()
    close = min((start for start, _ in stops if start > at), default=len(text))
    beside = min((s for s, _ in marks.get("turn", ()) if at < s < close), default=close)
    aside = _ASIDE.match(text, at + 1)
    behind = aside.end() if aside else at + 1
    stop = _STOP.search(text, behind)
    others = [stop.start()] if stop else []
    others += [s for s, _ in marks.get("and", ()) if s > at]
    made = tuple(_making(text, at, marks)) if "made" in marks else ()
    return View(text, at, marks, clause, phrase, close, beside, min([beside, *others]), made)


def _making(text: str, at: int, marks: Marks) -> Iterator[tuple[int, int]]:
    """The words that make something, but for those of what makes or receives something else."""
    others = [
        span
        for table, most in (("maker", 2), ("receiver", 6))
        for span in marks.get(table, ())
        if span[1] <= at and len(_WORDS.findall(text[span[1] : at])) <= most
    ]
    for start, end in marks["made"]:
        if not any(first <= start < last for first, last in others):
            yield start, end


def _longer(span: tuple[int, int], marks: Marks) -> bool:
    """Whether "instead" is that of "instead of", and turns nothing."""
    return any(s == span[0] and end > span[1] for s, end in marks.get("negated", ()))


def _around(span: Span) -> tuple[str, str]:
    """The sentence before and behind a span, other code spans blotted out."""
    return _blotted_before(span.text, span.start), _blotted_after(span.text, span.end)


@dataclass(frozen=True, slots=True)
class _Blotted:
    """A sentence with one mark for each code span: where spans start and end, and the marks of them end."""

    text: str
    starts: list[int]
    ends: list[int]
    behind: list[int]


@lru_cache(maxsize=256)
def _blotted(sentence: str) -> _Blotted:
    """Every span of a sentence is read of it: what it is without code is worked out once."""
    starts, ends, behind = [], [], []
    parts, size, at = [], 0, 0
    for found in CODE.finditer(sentence):
        start, end = found.span()
        parts += [sentence[at:start], "`"]
        size += start - at + 1
        starts.append(start)
        ends.append(end)
        behind.append(size)
        at = end
    return _Blotted("".join([*parts, sentence[at:]]), starts, ends, behind)


def _blotted_before(sentence: str, until: int) -> str:
    """The last NEAR characters before a place, of each code span but one."""
    plain = _blotted(sentence)
    number = bisect_right(plain.ends, until)
    end, size = (plain.ends[number - 1], plain.behind[number - 1]) if number else (0, 0)
    last = sentence[max(end, until - NEAR) : until]
    return plain.text[max(size - NEAR + len(last), 0) : size] + last


def _blotted_after(sentence: str, start: int) -> str:
    """The first NEAR characters behind a place, of each code span but one."""
    plain = _blotted(sentence)
    number = bisect_right(plain.ends, start)
    if number < len(plain.starts) and plain.starts[number] < start:
        return _within(sentence, start)
    end, size = (plain.ends[number - 1], plain.behind[number - 1]) if number else (0, 0)
    return plain.text[size + start - end :][:NEAR]


def _within(sentence: str, start: int) -> str:
    """The same behind a place in a code span: what closes it opens another."""
    parts: list[str] = []
    size = 0
    for span in CODE.finditer(sentence, start):
        parts += [sentence[start : min(span.start(), start + NEAR)], "`"]
        size += len(parts[-2]) + 1
        start = span.end()
        if size >= NEAR:
            break
    else:
        parts.append(sentence[start : start + NEAR])
    return "".join(parts)[:NEAR]
