"""Findings as Markdown, for a job summary or a comment on a pull request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from agentslint import late as re
from agentslint.model import SEVERITIES, Finding, Note, Rule
from agentslint.report.escape import shown
from agentslint.report.text import summary

if TYPE_CHECKING:
    from agentslint.check import Outcome

# GitHub cuts a comment at 65,536 characters; a row is a few hundred
ROWS = 150
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()|~!+\-&$^=:])")
# what GitHub turns into a mention or a reference, even when escaped
MENTION = re.compile(r"[@#](?=\w)")


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


def escaped(text: str) -> str:
    """Text of a repository that formats nothing, links nowhere and calls nobody."""
    safe = SPECIAL.sub(r"\\\1", shown(text))
    return MENTION.sub(lambda found: f"{found[0]}&#8203;", safe)


def code(text: str) -> str:
    """A code span in a table cell, whatever the text holds."""
    line = shown(text).replace("|", "\\|")
    runs = [len(run) for run in re.findall("`+", line)]
    ticks = "`" * (max(runs, default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{space}{line}{space}{ticks}"
