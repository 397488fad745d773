"""Statements and their verdicts for people: a line each, and one that counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agentslint.core.escape import shown
from agentslint.core.width import behind
from agentslint.report.text import Style, plain
from agentslint.verdicts.verdict import Verdict
from agentslint.views.claims import Totals

COLOURS = {"verified": "green", "refuted": "red", "undecided": "yellow"}


def lines(verdicts: Iterable[Verdict], style: Style = plain, columns: int = 0) -> Iterator[str]:
    """Each statement: where it is, what became of it, what it says, and the evidence.

    `columns` is the width of a terminal, in which long lines are broken; 0 breaks none.
    """
    for one in verdicts:
        place = one.claim.place
        where = f"{shown(place.path)}:{place.line}:{place.column}"
        state = f"{one.state}[{one.claim.kind}]"
        styled = f"{style(where, bold=True)}: {style(state, fg=COLOURS[one.state])} "
        yield from behind(f"{where}: {state} ", _said(one), columns, styled)


def _said(verdict: Verdict) -> str:
    """What a statement says and the evidence; where that names the statement itself, it alone."""
    text, why = shown(" ".join(verdict.claim.text.split())), shown(evidence(verdict))
    return why if why.startswith(f"{text} ") else f"{text}: {why}"


def evidence(verdict: Verdict) -> str:
    """What decided a verdict, or why nothing did."""
    return verdict.reason or "; ".join(fact.text for fact in verdict.facts)


def summary(totals: Totals) -> str:
    """One line: how many statements were read, and what became of them."""
    number = totals["statements"]
    states = ", ".join(f"{totals[state]} {state}" for state in ("verified", "refuted", "undecided"))
    return f"{number} statement{'s' * (number != 1)}: {states}"
