"""A chain to what is in effect there, and why: the values that every form of `explain` prints."""

from __future__ import annotations

from typing import Any

from agentslint import chain
from agentslint.chain.loss import losses
from agentslint.claims.effective import Effective, effective, verification
from agentslint.lint import reach
from agentslint.model import Chain, Finding

SCHEMA = "agentslint.explanation/1"


def document(found: Chain, root: str, path: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The explanation as plain values, schema `explanation`, version 1."""
    return {
        "schema": SCHEMA,
        "agent": found.agent.id,
        "root": root,
        "path": path,
        "directory": found.directory,
        "budget": found.agent.budget,
        "used": found.used,
        "links": [
            {
                "path": k.path,
                "fate": k.fate,
                "bytes": k.bytes,
                "size": k.size,
                "why": k.why,
                "phase": k.phase,
            }
            for k in found.links
        ],
        "sources": [link.path for link in found.start],
        "lazy": [link.path for link in found.sources if link.phase == "lazy"],
        "instructions": chain.text(found),
        "digest": chain.digest(found),
        "lost": [
            {"path": k.path, "line": k.line, "bytes": k.bytes, "headings": list(k.headings)}
            for k in losses(found)
        ],
        "verification": [
            {"command": v.command, "gate": v.gate, "path": v.path, "line": v.line}
            for v in verification(found)
        ],
        "effective": [_demand(row) for row in effective(found)],
        "findings": findings,
    }


def _demand(row: Effective) -> dict[str, Any]:
    one, other = row.instruction, row.replaced_by
    return {
        "path": one.place.path,
        "line": one.place.line,
        "modality": one.modality,
        "text": one.text,
        "scope": list(one.scope),
        "replaced_by": {"path": other.place.path, "line": other.place.line} if other else None,
    }


def concerning(found: Chain, findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings of one chain: in one of its files, or of its directory."""
    return [finding for finding in findings if reach.of_chain(finding, found)]
