"""Findings as rdjson, for reviewdog: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from agentslint.core.escape import quoted
from agentslint.lint.check import Outcome
from agentslint.model import Finding, Place, Rule

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
SOURCE = {"name": "agentslint"}


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """One document: a diagnostic for each finding, a fix within its file as suggestions."""
    lines = _Lines(outcome)
    rows = [_diagnostic(finding, lines) for finding in outcome.findings]
    made = {"source": SOURCE, "diagnostics": rows}
    return quoted(json.dumps(made, indent=2, ensure_ascii=False)) + "\n"


def _diagnostic(finding: Finding, lines: _Lines) -> dict[str, Any]:
    path = finding.place.path
    found: dict[str, Any] = {
        "message": finding.message,
        "location": {"path": path, "range": lines.range(finding.place)},
        "severity": SEVERITIES[finding.severity or "info"],
        "code": {"value": finding.rule},
    }
    edits = finding.fix.edits if finding.fix is not None and not finding.fix.renames else ()
    if edits and all(edit.place.path == path for edit in edits):
        found["suggestions"] = [
            {"range": lines.range(edit.place), "text": edit.text} for edit in edits
        ]
    if finding.related:
        found["related_locations"] = [
            {
                "message": note.message,
                "location": {"path": note.place.path, "range": lines.range(note.place)},
            }
            for note in finding.related
        ]
    return found


class _Lines:
    """Places to ranges: reviewdog counts columns in bytes of UTF-8, from 1."""

    def __init__(self, outcome: Outcome) -> None:
        self._repo = outcome.repo
        self._known: dict[str, list[str]] = {}

    def range(self, place: Place) -> dict[str, dict[str, int]]:
        """Where a place starts, and where it ends: exclusive."""
        return {
            "start": self._position(place.path, place.line, place.column),
            "end": self._position(place.path, place.end_line, place.end_column),
        }

    def _position(self, path: str, line: int, column: int) -> dict[str, int]:
        if path not in self._known:
            self._known[path] = (self._repo.text(path) or "").split("\n")
        known = self._known[path]
        text = known[line - 1] if 0 < line <= len(known) else ""
        before = text[: column - 1].encode("utf-8", "surrogateescape")
        return {"line": line, "column": len(before) + 1 + max(column - 1 - len(text), 0)}
