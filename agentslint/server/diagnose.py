"""Findings to diagnostics: the same facts, at the editor's positions."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from agentslint.core.escape import shown
from agentslint.model import Finding, Severity
from agentslint.report import rule_page
from agentslint.server.desk import Desk

RELATED = 20  # second places sent of one finding: a root file's can name a hundred
SEVERITY: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def by_path(desk: Desk) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of every file that has any."""
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in desk.judged.outcome.findings if desk.judged else ():
        found.setdefault(finding.place.path, []).append(diagnostic(desk, finding))
    return found


def diagnostic(desk: Desk, finding: Finding) -> types.Diagnostic:
    """One finding; `data` carries its fingerprint."""
    rule = desk.judged.rules.get(finding.rule) if desk.judged else None
    link = rule_page.address(rule) if rule else ""
    return types.Diagnostic(
        range=desk.document(finding.place.path).range(finding.place),
        message=shown(finding.message),
        severity=SEVERITY[finding.severity or "warning"],
        code=finding.rule,
        code_description=types.CodeDescription(href=link) if link else None,
        source="agentslint",
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(
                    desk.uri(note.place.path), desk.document(note.place.path).range(note.place)
                ),
                shown(note.message),
            )
            for note in finding.related[:RELATED]
        ],
        data=finding.fingerprint,
    )
