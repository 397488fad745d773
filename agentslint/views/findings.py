"""Findings as plain values, schema `findings`, version 1. The types are the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from agentslint import __version__
from agentslint.core.json_schema import Count
from agentslint.model import Finding, Fix, Place, Severity

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

Schema = Literal["agentslint.findings/1"]
SCHEMA: Schema = "agentslint.findings/1"


class PlaceRow(TypedDict):
    """A place, flat."""

    path: str
    line: Count
    column: Count
    end_line: Count
    end_column: Count


class NoteRow(PlaceRow):
    """A second place that a finding speaks of."""

    message: str


class EditRow(PlaceRow):
    """A text in the place of another."""

    text: str


class RenameRow(TypedDict):
    """A file that is moved, or with `to` null deleted."""

    path: str
    to: str | None


class FixRow(TypedDict):
    """What would mend a finding."""

    safe: bool
    edits: list[EditRow]
    renames: NotRequired[list[RenameRow]]


class FindingRow(PlaceRow):
    """One finding."""

    rule: str
    severity: Severity
    message: str
    related: list[NoteRow]
    agents: list[str]
    directories: list[str]
    fix: FixRow | None
    fingerprint: str


class Checked(TypedDict):
    """How much was looked at."""

    files: int
    chains: int
    directories: int


class Findings(TypedDict):
    """`check --format json`."""

    schema: Schema
    version: str
    root: str
    agents: list[str]
    checked: Checked
    findings: list[FindingRow]
    suppressed: int
    baselined: int
    notes: NotRequired[list[str]]


def document(outcome: Outcome) -> Findings:
    """The whole report as plain values."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "root": outcome.repo.root,
        "agents": list(outcome.agents),
        "checked": {
            "files": outcome.files,
            "chains": outcome.chains,
            "directories": outcome.directories,
        },
        "findings": [row(each) for each in outcome.findings],
        "suppressed": len(outcome.suppressed),
        "baselined": len(outcome.baselined),
        "notes": [*outcome.faults, *outcome.unjudged, *outcome.notes],
    }


def row(finding: Finding) -> FindingRow:
    """One finding, as a run has settled it, as plain values."""
    assert finding.severity is not None, "a run gives every finding its severity"
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        **place(finding.place),
        "message": finding.message,
        "related": [{**place(note.place), "message": note.message} for note in finding.related],
        "agents": list(finding.agents),
        "directories": list(finding.directories),
        "fix": fix(finding.fix),
        "fingerprint": finding.fingerprint,
    }


def place(where: Place) -> PlaceRow:
    """A place, flat."""
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def fix(found: Fix | None) -> FixRow | None:
    """A fix, or null."""
    if found is None:
        return None
    made: FixRow = {
        "safe": found.safe,
        "edits": [{**place(edit.place), "text": edit.text} for edit in found.edits],
    }
    if found.renames:
        made["renames"] = [{"path": r.path, "to": r.to or None} for r in found.renames]
    return made
