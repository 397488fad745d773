"""Whether a text takes back what it names: forbidden, past, optional, to be made, only an example.

One reading for whatever a text can name; the words are those of `text/words/`, by language. What is
named is a `Span`; what of its sentence is looked at differs a little between a place (a path, a
scope), an act (a command, a choice) and a value (a version), and is a row of data for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agentslint.claims.hedges.lead_ins import banned, below, introduced, outdated, past_above, shown
from agentslint.claims.hedges.view import NEAR, Part, Span, View, of_span
from agentslint.claims.hedges.words import (
    CROSS,
    WORD,
    Kind,
    blotted,
    ending,
    follows,
    found,
    says,
    whole,
)

__all__ = [
    "ACT",
    "CROSS",
    "NEAR",
    "PLACE",
    "SENTENCE",
    "STATED",
    "VALUE",
    "Kind",
    "Looked",
    "Span",
    "below",
    "blotted",
    "directly",
    "ending",
    "ends_in",
    "follows",
    "found",
    "hedge",
    "introduced",
    "making",
    "outdated",
    "says",
    "shown",
    "whole",
    "within",
]

CLOSE = 30  # characters before a span in which its verb stands
ARTICLES = 2  # words between "to" and the target of a move: "the new"


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

# What takes back a statement of a whole sentence: "formerly there were 46 workspace members".
SENTENCE = (
    Looked("optional", ("present",), "all", "close"),
    Looked("past", ("past",), "clause", "next"),
    Looked("planned", ("planned",), "clause", "next"),
    Looked("example", ("example", "instance"), "all", ""),
    Looked("elsewhere", ("elsewhere",), "all", ""),
)


def hedge(span: Span, looked: Sequence[Looked] = PLACE) -> Kind:
    """How the text takes back what a span names; empty where it does not.

    The sentence counts as far as it is about the span: what forbids, dates or makes it stands in
    its own clause, and behind it only close by.
    """
    if outdated(span.header):
        return "past"
    view = of_span(span, looked is not PLACE)
    if looked is PLACE and view.has("theirs", "all", "all") and not view.has("here", "all", "all"):
        return "elsewhere"
    if banned(span, view.clause):
        return "negated"
    if past_above(span):
        return "past"
    for row in looked:
        if view.has_any(row.tables, row.before, row.behind):
            return row.kind
    return "planned" if looked is PLACE and _target(view) else ""


def _target(view: View) -> bool:
    """Whether something is to be moved to a span: "migrate `a.py` to `b.py`", "`b.py` へ移行する"."""
    moves = view.marks.get("moves", ())
    if not moves:
        return False
    if any(view.clause <= start and end <= view.at for start, end in moves):
        ends = [end for _, end in view.marks.get("target", ()) if end <= view.at]
        between = view.text[max(ends) : view.at] if ends else "`"
        if "`" not in between and len(between.split()) <= ARTICLES:
            return True
    behind = [span for span in view.marks.get("target_behind", ()) if span[0] > view.at]
    right = bool(behind) and not WORD.search(view.text[view.at + 1 : min(behind)[0]])
    return right and any(view.at < start < view.close for start, _ in moves)


def making(span: Span) -> bool:
    """Whether what makes a place stands right before it: "create `a.py`", "written to `b.json`"."""
    view = of_span(span)
    passing = view.marks.get("passing", ())
    return any(
        view.at - CLOSE <= start and end <= view.at and (start, end) not in passing
        for start, end in view.made
    )


def maker(span: Span) -> bool:
    """Whether what makes something stands behind alone: "`render()` generates a page" makes no `render()`."""
    view = of_span(span)
    return bool(view.made) and all(start > view.at for start, _ in view.made)


def directly(span: Span, table: str) -> bool:
    """Whether a word of a table stands right behind a span, other code left out."""
    view = of_span(span)
    found = [start for start, _ in view.marks.get(table, ()) if start > view.at]
    between = view.text[view.at + 1 : min(found)] if found else "x"
    return not _words_without(between, view.marks.get("and", ()), view.at + 1)


def within(span: Span, table: str, words: int) -> bool:
    """Whether one stands in the clause behind a span, after some words at most."""
    view = of_span(span)
    found = [start for start, _ in view.marks.get(table, ()) if view.at < start < view.close]
    return bool(found) and len(view.text[view.at + 1 : min(found)].split()) <= words + 1


def ends_in(span: Span, table: str) -> bool:
    """Whether a phrase of a table opens the sentence and ends right before a span."""
    view = of_span(span)
    return any(
        not WORD.search(view.text[:start]) and not WORD.search(view.text[end : view.at])
        for start, end in view.marks.get(table, ())
    )


def _words_without(text: str, spans: Sequence[tuple[int, int]], base: int) -> bool:
    """Whether a text has words beside those at these places."""
    for start, end in spans:
        if base <= start and end <= base + len(text):
            text = text[: start - base] + " " * (end - start) + text[end - base :]
    return WORD.search(text) is not None
