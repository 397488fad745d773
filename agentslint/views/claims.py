"""Statements and their verdicts as plain values, schema `claims`, version 1. The types are the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NotRequired, TypedDict

from agentslint import __version__
from agentslint.model import Place
from agentslint.verdicts.verdict import State, Verdict
from agentslint.views.findings import PlaceRow

Schema = Literal["agentslint.claims/1"]
SCHEMA: Schema = "agentslint.claims/1"


class FactRow(PlaceRow):
    """One answer of the repository: what stands at the place, as a message says it."""

    subject: str
    value: str


class StatementRow(PlaceRow):
    """One statement with its verdict."""

    kind: str
    text: str
    subject: str
    relation: str
    value: str
    scope: str
    hedge: str
    state: State
    reason: str
    facts: list[FactRow]


class Totals(TypedDict):
    """How many statements were read, and what became of them."""

    statements: int
    verified: int
    refuted: int
    undecided: int


class Claims(TypedDict):
    """`claims --format json`."""

    schema: Schema
    version: str
    root: str
    agents: list[str]
    files: int
    totals: Totals
    statements: list[StatementRow]
    notes: NotRequired[list[str]]


def document(
    verdicts: Iterable[Verdict],
    told: Iterable[Verdict],
    root: str,
    agents: list[str],
    files: int,
    notes: Iterable[str] = (),
) -> Claims:
    """All that was read, counted, and those of it that are told; `notes` say what was not read."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "root": root,
        "agents": agents,
        "files": files,
        "totals": totals(verdicts),
        "statements": [row(one) for one in told],
        "notes": [*notes],
    }


def totals(verdicts: Iterable[Verdict]) -> Totals:
    """How many there are of each state."""
    found = Counter(one.state for one in verdicts)
    return {
        "statements": found.total(),
        "verified": found["verified"],
        "refuted": found["refuted"],
        "undecided": found["undecided"],
    }


def row(verdict: Verdict) -> StatementRow:
    """One verdict as plain values."""
    claim = verdict.claim
    return {
        **_place(claim.place),
        "kind": claim.kind,
        "text": claim.text,
        "subject": claim.subject,
        "relation": claim.relation,
        "value": claim.value,
        "scope": claim.scope,
        "hedge": claim.hedge,
        "state": verdict.state,
        "reason": verdict.reason,
        "facts": [
            {**_place(fact.place), "subject": fact.subject, "value": fact.value}
            for fact in verdict.facts
        ],
    }


def _place(place: Place) -> PlaceRow:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
