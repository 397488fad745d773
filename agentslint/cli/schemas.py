"""The JSON Schemas of what agentslint reads and writes, by the name `agentslint schema` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentslint.core.json_schema import (
    COUNT,
    DRAFT,
    NUMBER,
    PLACE,
    TEXT,
    TEXTS,
    array,
    maybe,
    record,
)
from agentslint.model import CONTRIBUTING, SEVERITIES
from agentslint.report.json import SCHEMA as FINDINGS
from agentslint.views.diff import SCHEMA as DIFF
from agentslint.views.explain import SCHEMA as EXPLANATION
from agentslint.views.map import SCHEMA as MAP

FATES = [*CONTRIBUTING, "dropped", "shadowed", "empty"]

FINDING = record(
    {
        "rule": TEXT,
        "severity": {"enum": list(SEVERITIES)},
        **PLACE,
        "message": TEXT,
        "related": array(record({**PLACE, "message": TEXT})),
        "agents": TEXTS,
        "directories": TEXTS,
        "fix": {
            "anyOf": [
                {"type": "null"},
                record(
                    {
                        "safe": {"type": "boolean"},
                        "edits": array(record({**PLACE, "text": TEXT})),
                        "renames": array(
                            record({"path": TEXT, "to": {"type": ["string", "null"]}})
                        ),
                    },
                    "renames",
                ),
            ]
        },
        "fingerprint": TEXT,
    }
)


def findings() -> dict[str, Any]:
    """`check --format json`."""
    checked = record({"files": NUMBER, "chains": NUMBER, "directories": NUMBER})
    return {
        "$schema": DRAFT,
        "title": FINDINGS,
        **record(
            {
                "schema": {"const": FINDINGS},
                "version": TEXT,
                "root": TEXT,
                "agents": TEXTS,
                "checked": checked,
                "findings": array(FINDING),
                "suppressed": NUMBER,
                "baselined": NUMBER,
                "notes": TEXTS,
            },
            "notes",
        ),
    }


def explanation() -> dict[str, Any]:
    """`explain --format json`."""
    link = {"path": TEXT, "fate": {"enum": FATES}, "bytes": NUMBER, "size": NUMBER, "why": TEXT}
    lost = {"path": TEXT, "line": COUNT, "bytes": NUMBER, "headings": TEXTS}
    check = {"command": TEXT, "gate": TEXT, "path": TEXT, "line": COUNT}
    where = {"anyOf": [record({"path": TEXT, "line": COUNT}), {"type": "null"}]}
    demand = {
        "path": TEXT,
        "line": COUNT,
        "modality": {"enum": ["require", "forbid", "prefer", "avoid", "allow"]},
        "text": TEXT,
        "scope": TEXTS,
        "replaced_by": where,
    }
    return {
        "$schema": DRAFT,
        "title": EXPLANATION,
        **record(
            {
                "schema": {"const": EXPLANATION},
                "agent": TEXT,
                "root": TEXT,
                "path": TEXT,
                "directory": TEXT,
                "budget": {"type": ["integer", "null"]},
                "used": NUMBER,
                "links": array(record(link)),
                "sources": TEXTS,
                "instructions": {"type": ["string", "null"]},
                "digest": {"type": ["string", "null"]},
                "lost": array(record(lost)),
                "verification": array(record(check)),
                "effective": array(record(demand)),
                "findings": array(FINDING),
            }
        ),
    }


def session() -> dict[str, Any]:
    """`session --format json`."""
    from agentslint.evidence.session_report import schema

    return {"$schema": DRAFT, **schema()}


def ledger() -> dict[str, Any]:
    """One line of the ledger."""
    from agentslint.evidence.ledger_report import entry_schema

    return {"$schema": DRAFT, **entry_schema()}


def coverage() -> dict[str, Any]:
    """`ledger check --format json`."""
    from agentslint.evidence.ledger_report import check_schema

    return {"$schema": DRAFT, **check_schema()}


def handoff() -> dict[str, Any]:
    """`handoff --format json`."""
    from agentslint.evidence.handoff_report import schema

    return {"$schema": DRAFT, **schema()}


def atlas() -> dict[str, Any]:
    """`map --format json`."""
    of_chain = explanation()["properties"]
    kept = ("directory", "budget", "used", "links", "sources", "lost", "verification")
    spot = record(
        {
            **{name: of_chain[name] for name in kept},
            "parent": {"type": ["string", "null"]},
            "depth": NUMBER,
            "directories": NUMBER,
            "own": TEXTS,
            "demands": {
                **of_chain["effective"],
                "description": "Those of its own files, and those above that its own replace.",
            },
            "failure": TEXT,
            "findings": {**TEXTS, "description": "Fingerprints of the findings of this chain."},
        }
    )
    each = record({"agent": TEXT, "title": TEXT, "directories": NUMBER, "spots": array(spot)})
    return {
        "$schema": DRAFT,
        "title": MAP,
        **record(
            {
                "schema": {"const": MAP},
                "version": TEXT,
                "root": TEXT,
                "maps": array(each),
                "findings": array(FINDING),
            }
        ),
    }


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
    link = record({"path": TEXT, "fate": {"enum": [*FATES, "removed"]}, "why": TEXT})
    told = record({"path": TEXT, "line": COUNT, "modality": TEXT, "text": TEXT})
    check = record({"command": TEXT, "gate": TEXT, "path": TEXT, "line": COUNT, "text": TEXT})
    change = {
        "agent": TEXT,
        "directories": TEXTS,
        "bytes": record({"before": NUMBER, "after": NUMBER}),
        "failure": TEXT,
        "files": record({"entered": array(link), "left": array(link), "changed": TEXTS}),
        "gained": array(told),
        "lost": array(told),
        "replaced": array(record({"before": told, "after": told})),
        "verification": record({"gained": array(check), "lost": array(check)}),
    }
    return {
        "$schema": DRAFT,
        "title": DIFF,
        **record(
            {
                "schema": {"const": DIFF},
                "root": TEXT,
                "base": TEXT,
                "head": maybe(TEXT),
                "changes": array(record(change)),
            }
        ),
    }


OUTPUTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "findings": findings,
    "explanation": explanation,
    "diff": diff,
    "session": session,
    "ledger": ledger,
    "coverage": coverage,
    "handoff": handoff,
    "map": atlas,
    "receipt": receipt,
    "survey": survey,
    "review-note": review_note,
}
