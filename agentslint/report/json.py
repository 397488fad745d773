"""Plain values as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from agentslint.core.escape import quoted
from agentslint.model import Rule
from agentslint.views import findings

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """What was found as JSON, ended by a line break."""
    return text(findings.document(outcome)) + "\n"


def text(document: Mapping[str, object]) -> str:
    """JSON that every reader takes: bytes of a path that are not UTF-8 are written \\udcXX."""
    return quoted(json.dumps(document, indent=2))
