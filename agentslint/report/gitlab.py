"""Findings as a GitLab code quality report: https://docs.gitlab.com/ci/testing/code_quality/"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from agentslint.core.escape import quoted, shown
from agentslint.lint.check import Outcome
from agentslint.model import Finding, Rule

LEVELS = {"error": "major", "warning": "minor", "info": "info"}


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """The report, ended by a line break."""
    return quoted(json.dumps([issue(finding) for finding in outcome.findings], indent=2)) + "\n"


def issue(finding: Finding) -> dict[str, Any]:
    """One finding. The fingerprint is unique in a report and stays over unrelated edits."""
    place = finding.place
    return {
        "description": shown(finding.message),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": LEVELS[finding.severity or "info"],
        "location": {
            "path": place.path,
            "lines": {"begin": place.line, "end": max(place.line, place.end_line)},
        },
    }
