"""Whether a text takes back what it names: forbidden, past, optional, to be made, only an example.

One reading for whatever a text can name; the words are those of `text/words/`, by language. What is
named is a `Span`; what of its sentence is looked at differs a little between a place (a path, a
scope), an act (a command, a choice) and a value (a version), and is a row of data for each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from agentslint.core import lazy_re
from agentslint.model import Piece
from agentslint.text.lexicon import Marks, is_dense
from agentslint.text.vocabulary import hedging

Kind = Literal["", "negated", "past", "optional", "example", "made", "planned", "elsewhere"]
Part = Literal["", "all", "clause", "phrase", "near", "close", "beside", "next", "first"]

NEAR = 500  # characters of a sentence before and behind a span, other code left out
CLOSE = 30  # characters before a span in which its verb stands
SHORT = 9  # words of a lead-in that says one thing of all of its items
_CODE = lazy_re.compile(r"`[^`]*`")
_ENDS = lazy_re.compile(r"[。；]|[;.!?—](?:\s|$)|\s[-–—]\s|->|→|=>")
# what a demand is introduced by; of few words it is about what follows: "Never run: `x`"
_LABEL = lazy_re.compile(r"[:：]\s|(?<=\)),")
_FEW = 3
_NEAR = 32  # characters before a version that say which one it is
_ASIDE = lazy_re.compile(r"[\s`*_)]*\([^()]*\)")
_STOP = lazy_re.compile(r"[,(（、，:：]")
# no words: crosses and signs of prohibition; and a home directory
_CROSS = lazy_re.compile(r"[❌🚫⛔✗✘]")
_HOME = lazy_re.compile(r"\$home|~/", lazy_re.IGNORECASE)
_BESIDE = "`/.-_"  # a word behind one of these is a part of a name, and so is one before some


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


class Looked(NamedTuple):
    """Which words say a kind of hedge, and in which part of the sentence before and behind."""

    kind: Kind
    tables: tuple[str, ...]
    before: Part
    behind: Part


# What takes a place back, in the order asked.
PLACE = (
    Looked("optional", ("present",), "all", "all"),
    Looked("negated", ("denied",), "", "close"),
    Looked("negated", ("refused_behind",), "", "next"),
    Looked("optional", ("optional",), "all", "close"),
    Looked("elsewhere", ("elsewhere", "outside"), "all", "all"),
    Looked("past", ("past",), "clause", "beside"),
    Looked("example", ("example", "instance", "sketched"), "all", ""),
    Looked("negated", ("negated", "none"), "clause", ""),
    Looked("made", ("made",), "clause", "beside"),
    Looked("planned", ("planned",), "clause", "beside"),
)
# What takes an act back: what it makes, or may be done after it, stands behind it too.
ACT = (
    Looked("optional", ("present",), "clause", "close"),
    Looked("negated", ("negated",), "clause", ""),
    Looked("past", ("past",), "clause", ""),
    Looked("example", ("example",), "clause", ""),
    Looked("planned", ("planned",), "clause", ""),
    Looked("made", ("unasked",), "phrase", ""),
    Looked("elsewhere", ("elsewhere",), "clause", ""),
    Looked("negated", ("denied", "refused_behind", "isnt"), "", "next"),
    Looked("optional", ("optional",), "", "next"),
)
# What takes a version back: all that stands near before it, and little behind.
VALUE = (
    Looked("negated", ("negated", "none"), "near", ""),
    Looked("past", ("past",), "near", "next"),
    Looked("planned", ("planned",), "near", "next"),
    Looked("example", ("example", "instance"), "near", ""),
    Looked("optional", ("present", "condition"), "near", ""),
    Looked("elsewhere", ("elsewhere", "change"), "near", ""),
    Looked("negated", ("denied", "refused_behind", "isnt"), "", "next"),
    Looked("elsewhere", ("about",), "", "first"),
)
# What takes back a statement about a place, or about a time.
STATED = (
    Looked("optional", ("present",), "all", "close"),
    Looked("past", ("past",), "clause", "next"),
    Looked("planned", ("planned",), "clause", "next"),
    Looked("example", ("example", "instance"), "all", ""),
    Looked("negated", ("negated",), "clause", ""),
    Looked("negated", ("denied", "refused_behind", "isnt"), "", "next"),
)
# What a lead-in, a table's header or a heading says of a place below it.
_ABOVE: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("optional", ("present", "optional")),
    ("elsewhere", ("elsewhere", "outside")),
    ("example", ("example", "instance", "sketched")),
    ("past", ("past",)),
    ("made", ("made",)),
    ("planned", ("planned",)),
    ("negated", ("negated", "none")),
)


def hedge(span: Span, looked: Sequence[Looked] = PLACE) -> Kind:
    """How the text takes back what a span names; empty where it does not.

    The sentence counts as far as it is about the span: what forbids, dates or makes it stands in
    its own clause, and behind it only close by.
    """
    if outdated(span.header):
        return "past"
    view = _view(*_around(span), looked is not PLACE)
    if looked is PLACE and view.has("theirs", "all", "all") and not view.has("here", "all", "all"):
        return "elsewhere"
    if _banned(span, view):
        return "negated"
    if _past_above(span):
        return "past"
    for row in looked:
        if view.has_any(row.tables, row.before, row.behind):
            return row.kind
    return ""


def below(piece: Piece) -> Kind:
    """How what stands over a cell or an item takes back whatever it holds: `Old`, "Never:"."""
    if piece.kind == "cell":
        return "past" if outdated(str(piece.info.get("header", ""))) else ""
    if piece.kind != "item":
        return ""
    headings = piece.info["headings"]
    span = Span(piece.text, 0, 0, str(piece.info.get("intro", "")), "", headings, True, True)
    if _past_above(span):
        return "past"
    return "negated" if _banned(span, _view("", "", False)) else ""


def making(span: Span) -> bool:
    """Whether what makes a place stands right before it: "create `a.py`", "written to `b.json`"."""
    view = _view(*_around(span), False)
    passing = view.marks.get("passing", ())
    return any(
        view.at - CLOSE <= start and end <= view.at and (start, end) not in passing
        for start, end in view.made
    )


def directly(span: Span, table: str) -> bool:
    """Whether a word of a table stands right behind a span, other code left out."""
    view = _view(*_around(span), False)
    found = [start for start, _ in view.marks.get(table, ()) if start > view.at]
    between = view.text[view.at + 1 : min(found)] if found else "x"
    return not _words_without(between, view.marks.get("and", ()), view.at + 1)


def within(span: Span, table: str, words: int) -> bool:
    """Whether one stands in the clause behind a span, after some words at most."""
    view = _view(*_around(span), False)
    found = [start for start, _ in view.marks.get(table, ()) if view.at < start < view.close]
    return bool(found) and len(view.text[view.at + 1 : min(found)].split()) <= words + 1


def ends_in(span: Span, table: str) -> bool:
    """Whether a phrase of a table opens the sentence and ends right before a span."""
    view = _view(*_around(span), False)
    return any(
        not _WORD.search(view.text[:start]) and not _WORD.search(view.text[end : view.at])
        for start, end in view.marks.get(table, ())
    )


def introduced(span: Span) -> Kind:
    """How the list, table or heading that a place stands in takes back that it is there."""
    for text in (span.intro, span.header, *span.headings[-1:]):
        bare = blotted(text)
        marks = _marks(bare)
        for kind, tables in _ABOVE:
            if kind == "negated" and text is span.intro and not bare.rstrip().endswith(":"):
                continue
            if any(table in marks for table in tables):
                return kind
    return ""


def outdated(header: str) -> bool:
    """Whether a column holds what is not to be taken: `Old path`, `Before`, `Wrong`, a cross."""
    return bool(header) and _outdated(header)


@lru_cache(maxsize=256)
def _outdated(header: str) -> bool:
    return _CROSS.search(header) is not None or _whole(header, "old")


@lru_cache(maxsize=256)
def shown(text: str) -> bool:
    """Whether a heading or a lead-in says that what stands below is shown, and not asked for."""
    marks = _marks(blotted(text))
    return "shown" in marks or "present" in marks or _CROSS.search(text) is not None


@lru_cache(maxsize=1024)
def says(text: str, table: str) -> bool:
    """Whether a short text has a word of a table."""
    return table in _marks(blotted(text))


def ending(text: str, table: str) -> bool:
    """Whether a text ends in a word of a table."""
    return any(not _WORD.search(text[end:]) for _, end in _marks(text).get(table, ()))


def found(text: str, *tables: str) -> list[tuple[int, int]]:
    """Where the words of tables stand in a text, code and all, as offsets."""
    marks = _marks(text)
    return [span for table in tables for span in marks.get(table, ())]


def follows(text: str, at: int, table: str) -> bool:
    """Whether the first words behind a place are of a table."""
    return any(
        at <= start and not _WORD.search(text, at, start)
        for start, _ in _marks(text).get(table, ())
    )


def blotted(text: str) -> str:
    """A text without what stands in its code spans."""
    return _CODE.sub("`", text) if "`" in text else text


def _whole(text: str, table: str) -> bool:
    """Whether a text is a phrase of a table, and no more."""
    return any(
        not _WORD.search(text[:start]) and not _WORD.search(text[end:])
        for start, end in _marks(text).get(table, ())
    )


_WORD = lazy_re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _View:
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
        return any(self.has(table, before, behind) for table in tables)

    def has(self, table: str, before: Part, behind: Part) -> bool:
        spans = self.made if table == "made" else self.marks.get(table, ())
        first = {"": self.at, "all": 0, "near": max(self.at - _NEAR, 0)}.get(before)
        first = getattr(self, before) if first is None else first
        if behind == "first" and any(self._is_first(start) for start, _ in spans):
            return True
        last = {"": self.at + 1, "first": self.at + 1, "all": len(self.text)}.get(behind)
        last = getattr(self, behind) if last is None else last
        return any(first <= start and end <= last for start, end in spans)

    def _is_first(self, start: int) -> bool:
        return start > self.at and not _WORD.search(self.text, self.at + 1, start)


@lru_cache(maxsize=512)
def _view(before: str, after: str, act: bool) -> _View:
    text = f"{before}`{after}"
    at = len(before)
    marks = _marks(text)
    if act and "enforced" in marks:
        last = max((end for _, end in marks["enforced"] if end <= at), default=0)
        marks = {**marks, "negated": [one for one in marks.get("negated", ()) if one[0] >= last]}
    turns = [span for span in marks.get("but", ()) if not _longer(span, marks)]
    short = marks.get("example", ())  # "z. B.": its dots end nothing
    ends = (found.span() for found in _ENDS.finditer(text))
    stops = [end for end in ends if not any(s <= end[0] <= e for s, e in short)] + turns
    clause = phrase = max((end for _, end in stops if end <= at), default=0)
    for label in _LABEL.finditer(before, clause) if act else ():
        if (
            _WORD.search(before, label.end())
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
    return _View(text, at, marks, clause, phrase, close, beside, min([beside, *others]), made)


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


_WORDS = lazy_re.compile(r"[\w-]+")


def _longer(span: tuple[int, int], marks: Marks) -> bool:
    """Whether "instead" is that of "instead of", and turns nothing."""
    return any(s == span[0] and end > span[1] for s, end in marks.get("negated", ()))


def _words_without(text: str, spans: Sequence[tuple[int, int]], base: int) -> bool:
    """Whether a text has words beside those at these places."""
    for start, end in spans:
        if base <= start and end <= base + len(text):
            text = text[: start - base] + " " * (end - start) + text[end - base :]
    return _WORD.search(text) is not None


@lru_cache(maxsize=1024)
def _marks(text: str) -> Marks:
    """Where the words of hedges stand in a text, parts of names left out."""
    found = hedging().scan(text)
    marks = {
        table: kept
        for table, spans in found.items()
        if (kept := [span for span in spans if _free(text, *span)])
    }
    if home := [match.span() for match in _HOME.finditer(text)]:
        marks["outside"] = [*marks.get("outside", ()), *home]
    if crosses := [match.span() for match in _CROSS.finditer(text)]:
        marks["negated"] = [*marks.get("negated", ()), *crosses]
    return marks


def _free(text: str, start: int, end: int) -> bool:
    """Whether what stands somewhere is a word of its own, and no part of a name."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if is_dense(text[start:end]):
        return True
    return before not in _BESIDE and after not in "/-_"


def _banned(span: Span, view: _View) -> bool:
    """Whether a span is what an item of a bare ban speaks of: "Never:", "- restore `src/old`"."""
    if not span.listed or not span.opens:
        return False
    above = span.intro.split("\n", 1)[0] or (span.headings[-1] if span.headings else "")
    return bool(above) and view.clause == 0 and _whole(above, "ban")


def _past_above(span: Span) -> bool:
    """Whether a short lead-in says that its items are no more: "Removed in v2:"."""
    above = span.intro.split("\n", 1)[0].rstrip(" *_")
    short = above.endswith((":", "：")) and len(above.split()) <= SHORT
    return span.listed and short and "past" in _marks(blotted(above))


def _around(span: Span) -> tuple[str, str]:
    """The sentence before and behind a span, other code spans blotted out."""
    return _blotted_before(span.text, span.start), _blotted_after(span.text, span.end)


@lru_cache(maxsize=256)
def _spans(sentence: str) -> tuple[list[int], list[int]]:
    """Where the code spans of a sentence start, and where they end."""
    found = [span.span() for span in _CODE.finditer(sentence)]
    return [start for start, _ in found], [end for _, end in found]


def _blotted_before(sentence: str, until: int) -> str:
    """The last NEAR characters before a place, of each code span but one."""
    starts, ends = _spans(sentence)
    parts: list[str] = []
    size, number = 0, bisect_right(ends, until)
    while number and size < NEAR:
        number -= 1
        parts += [sentence[max(ends[number], until - NEAR) : until], "`"]
        size += len(parts[-2]) + 1
        until = starts[number]
    if size < NEAR:
        parts.append(sentence[max(until - NEAR, 0) : until])
    return "".join(reversed(parts))[-NEAR:]


def _blotted_after(sentence: str, start: int) -> str:
    """The first NEAR characters behind a place, of each code span but one."""
    parts: list[str] = []
    size = 0
    for span in _CODE.finditer(sentence, start):
        parts += [sentence[start : min(span.start(), start + NEAR)], "`"]
        size += len(parts[-2]) + 1
        start = span.end()
        if size >= NEAR:
            break
    else:
        parts.append(sentence[start : start + NEAR])
    return "".join(parts)[:NEAR]
