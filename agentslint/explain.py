"""A chain to what is in effect there, and why: the values that every form of `explain` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agentslint import chain, markdown
from agentslint.instructions.chains import Effective, effective, verification
from agentslint.model import CONTRIBUTING, Chain, File, Finding, Link

SCHEMA = "agentslint.explanation/1"


@dataclass(frozen=True, slots=True)
class Loss:
    """What of one file does not reach the agent: from `line` on, `bytes` of it, these headings."""

    path: str
    line: int
    bytes: int
    headings: tuple[str, ...]


def losses(found: Chain) -> Iterator[Loss]:
    """What the files of a chain lose, in chain order; blank files lose nothing."""
    for link in found.links:
        if link.fate not in ("read", "imported", "empty"):
            yield loss(link)


def loss(link: Link) -> Loss:
    """What one file of a chain loses."""
    line = first_lost_line(link)
    lost = tuple(headings(link.file, line)) if link.file else ()
    return Loss(link.path, line, link.size - link.bytes, lost)


def first_lost_line(link: Link) -> int:
    """The line, from 1, in which the text that is sent ends."""
    if link.fate not in CONTRIBUTING or link.file is None:
        return 1
    return link.file.data[: link.bytes].count(b"\n") + 1


def headings(file: File, line: int = 1) -> Iterator[str]:
    """The headings of a file from a line on."""
    for piece in markdown.read(file):
        if piece.kind == "heading" and piece.place.line >= line:
            yield piece.text


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
    paths = {link.path for link in found.links}
    return [f for f in findings if f.place.path in paths or found.directory in f.directories]
