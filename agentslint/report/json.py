"""Findings as JSON, schema `findings`, version 1."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from agentslint import __version__
from agentslint.core.escape import quoted
from agentslint.model import Finding, Fix, Place, Rule

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

SCHEMA = "agentslint.findings/1"


def document(outcome: Outcome) -> dict[str, Any]:
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
        "findings": [finding(each) for each in outcome.findings],
        "suppressed": len(outcome.suppressed),
        "baselined": len(outcome.baselined),
        "notes": list(outcome.notes),
    }


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """The report, ended by a line break."""
    return text(document(outcome)) + "\n"


def text(document: dict[str, Any]) -> str:
    """JSON that every reader takes: bytes of a path that are not UTF-8 are written \\udcXX."""
    return quoted(json.dumps(document, indent=2))


def finding(found: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "rule": found.rule,
        "severity": found.severity,
        **place(found.place),
        "message": found.message,
        "related": [{**place(note.place), "message": note.message} for note in found.related],
        "agents": list(found.agents),
        "directories": list(found.directories),
        "fix": fix(found.fix),
        "fingerprint": found.fingerprint,
    }


def place(where: Place) -> dict[str, Any]:
    """A place, flat."""
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def fix(found: Fix | None) -> dict[str, Any] | None:
    """A fix, or null."""
    if found is None:
        return None
    made: dict[str, Any] = {
        "safe": found.safe,
        "edits": [{**place(edit.place), "text": edit.text} for edit in found.edits],
    }
    if found.renames:
        made["renames"] = [{"path": r.path, "to": r.to or None} for r in found.renames]
    return made
