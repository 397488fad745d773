"""Findings as Markdown, for a job summary or a comment on a pull request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from agentslint.core.escape import code, escaped
from agentslint.model import SEVERITIES, Finding, Note, Rule
from agentslint.report.text import summary

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

# GitHub cuts a comment at 65,536 characters; a row is a few hundred
ROWS = 150


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """A heading, what was found, and a table with the most severe findings first."""
    return "".join(f"{line}\n" for line in lines(outcome))


def lines(outcome: Outcome) -> Iterator[str]:
    """Each line of the page."""
    yield "### agentslint"
    yield ""
    yield f"{escaped(summary(outcome))}."
    for note in outcome.notes:
        yield f"Not looked at: {escaped(note)}."
    if not outcome.findings:
        return
    yield ""
    yield "| Place | Finding |"
    yield "| --- | --- |"
    found = sorted(outcome.findings, key=lambda f: SEVERITIES.index(f.severity or "info"))
    for finding in found[:ROWS]:
        yield row(finding)
    if len(found) > ROWS:
        yield ""
        yield f"And {len(found) - ROWS} more."


def row(finding: Finding) -> str:
    """One row of the table."""
    place = f"{finding.place.path}:{finding.place.line}:{finding.place.column}"
    told = f"{finding.severity}\\[{escaped(finding.rule)}\\] {escaped(finding.message)}"
    notes = "".join(f"<br>{_note(note)}" for note in finding.related)
    return f"| {code(place)} | {told}{notes} |"


def _note(note: Note) -> str:
    return f"{code(f'{note.place.path}:{note.place.line}')}: {escaped(note.message)}"
