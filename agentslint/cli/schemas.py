"""The JSON Schemas of what agentslint reads and writes, by the name `agentslint schema` takes.

Those of outputs are the types of their documents. A ledger entry, a receipt, a row of a survey and a
review note are read back from files that anybody may have written: they are plain values there, checked
field by field, and their schemas are said in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentslint.core.json_schema import DRAFT, document


def findings() -> dict[str, Any]:
    """`check --format json`."""
    from agentslint.views.findings import Findings

    return document(Findings)


def explanation() -> dict[str, Any]:
    """`explain --format json`."""
    from agentslint.views.explain import Explanation

    return document(Explanation)


def comparison() -> dict[str, Any]:
    """`explain --format json` of several agents."""
    from agentslint.views.compare import Comparison

    return document(Comparison)


def session() -> dict[str, Any]:
    """`session --format json`."""
    from agentslint.evidence.session_rows import SessionRow

    return document(SessionRow)


def ledger() -> dict[str, Any]:
    """One line of the ledger."""
    from agentslint.evidence.ledger_report import entry_schema

    return {"$schema": DRAFT, **entry_schema()}


def coverage() -> dict[str, Any]:
    """`ledger check --format json`."""
    from agentslint.evidence.ledger_report import CoverageRow

    return document(CoverageRow)


def handoff() -> dict[str, Any]:
    """`handoff --format json`."""
    from agentslint.evidence.handoff_report import HandoffRow

    return document(HandoffRow)


def atlas() -> dict[str, Any]:
    """`map --format json`."""
    from agentslint.views.map import Map

    return document(Map)


def claims() -> dict[str, Any]:
    """`claims --format json`."""
    from agentslint.views.claims import Claims

    return document(Claims)


def review() -> dict[str, Any]:
    """`review --format json`."""
    from agentslint.review.document import Review

    return document(Review)


def answers() -> dict[str, Any]:
    """What `review --answers` reads, and `--save` writes."""
    from agentslint.review.answers import Answers

    return document(Answers)


def receipt() -> dict[str, Any]:
    """`receipt --format json`."""
    from agentslint.evidence.receipt_report import schema

    return {"$schema": DRAFT, **schema()}


def survey() -> dict[str, Any]:
    """One row of `survey`."""
    from agentslint.evidence.survey import schema

    return {"$schema": DRAFT, **schema()}


def review_note() -> dict[str, Any]:
    """`bridge --format json`."""
    from agentslint.evidence.bridge_report import schema

    return {"$schema": DRAFT, **schema()}


def diff() -> dict[str, Any]:
    """`diff --format json`."""
    from agentslint.views.diff_rows import Difference

    return document(Difference)


OUTPUTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "findings": findings,
    "explanation": explanation,
    "comparison": comparison,
    "diff": diff,
    "session": session,
    "ledger": ledger,
    "coverage": coverage,
    "handoff": handoff,
    "map": atlas,
    "claims": claims,
    "review": review,
    "answers": answers,
    "receipt": receipt,
    "survey": survey,
    "review-note": review_note,
}
