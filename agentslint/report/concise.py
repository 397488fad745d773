"""Findings as a line each, as editors and scripts take them: PATH:LINE:COLUMN: SEVERITY[RULE] MESSAGE."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from agentslint.lint.check import Outcome
from agentslint.model import Rule
from agentslint.report import text


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """One line for each finding."""
    return "".join(f"{line}\n" for line in text.concise(outcome))
