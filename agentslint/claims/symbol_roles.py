"""Whether a sentence says what a name of code does, or what is done with it: "`OrderSync` handles refunds"."""

from __future__ import annotations

from agentslint.claims import hedges
from agentslint.text import wording

NEAR = 48  # characters before a name in which the word stands that puts it to use
_OPENS = r"(?:^|[.;:—–,(：（，。；-])\s*(?:«lead»\s+)?[`*_(\[]*$"
_ACTS = r"[`*_)\]]*\s+(?:«thing»\s+)?«acts»"
_USED = r"«uses»\s*(?:«join.the»\s+)?[`*_(\[]*$"
_USED_BEHIND = r"[`*_)\]]*\s*(?:«thing»)?\s*«uses_behind»"
_WITHIN = r"(?<!\w)«join.in»\s+(?:«join.the»\s+)?[`*_(\[]*$"


def within(span: hedges.Span) -> bool:
    """Whether a name is said to be where something else is or goes: "add it to the list in `subscribe()`"."""
    return _before(_WITHIN, span)


def acts(span: hedges.Span) -> bool:
    """Whether a name is what a clause begins with and a verb of the present stands behind it."""
    if not wording.pattern("symbol", _ACTS).match(span.text, span.end):
        return False
    return _before(_OPENS, span)


def used(span: hedges.Span) -> bool:
    """Whether something is said to call a name, or to go through it."""
    behind = wording.pattern("symbol", _USED_BEHIND).match(span.text, span.end)
    return behind is not None or _before(_USED, span)


def _before(shape: str, span: hedges.Span) -> bool:
    start = max(span.start - NEAR, 0)
    return wording.pattern("symbol", shape).search(span.text, start, span.start) is not None
