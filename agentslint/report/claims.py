"""Statements and their verdicts for people: a line each, and one that counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agentslint.core.escape import shown
from agentslint.report.text import Style, plain
from agentslint.verdicts.verdict import Verdict
from agentslint.views.claims import Totals

COLOURS = {"verified": "green", "refuted": "red", "undecided": "yellow"}


def lines(verdicts: Iterable[Verdict], style: Style = plain) -> Iterator[str]:
    """Each statement: where it stands, what became of it, what it says, and the evidence."""
    for one in verdicts:
        place = one.claim.place
        where = style(f"{shown(place.path)}:{place.line}:{place.column}", bold=True)
        state = style(f"{one.state}[{one.claim.kind}]", fg=COLOURS[one.state])
        yield f"{where}: {state} {shown(' '.join(one.claim.text.split()))}: {shown(evidence(one))}"


def evidence(verdict: Verdict) -> str:
    """What decided a verdict, or why nothing did."""
    return verdict.reason or "; ".join(fact.text for fact in verdict.facts)


def summary(totals: Totals) -> str:
    """One line: how many statements were read, and what became of them."""
    number = totals["statements"]
    states = ", ".join(f"{totals[state]} {state}" for state in ("verified", "refuted", "undecided"))
    return f"{number} statement{'s' * (number != 1)}: {states}"
