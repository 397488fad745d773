"""A chain to what is in effect there, and why: the values that every form of `explain` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NotRequired, TypedDict

from agentslint import chain
from agentslint.chain.loss import losses
from agentslint.claims.effective import Effective, effective, verification
from agentslint.core.json_schema import Count
from agentslint.lint import path_filter
from agentslint.model import Chain, Fate, Finding, Link, Modality
from agentslint.views.absent import Absent
from agentslint.views.findings import FindingRow

Schema = Literal["agentslint.explanation/1"]
SCHEMA: Schema = "agentslint.explanation/1"


class LinkRow(TypedDict):
    """One file that was met, with its fate."""

    path: str
    fate: Fate
    bytes: int
    size: int
    why: str
    phase: Literal["start", "lazy"]


class LossRow(TypedDict):
    """What of one file does not reach the agent."""

    path: str
    line: Count
    bytes: int
    headings: list[str]


class CheckRow(TypedDict):
    """A command that has to pass before a change is done."""

    command: str
    gate: str
    path: str
    line: Count


class LineRow(TypedDict):
    """A line of a file."""

    path: str
    line: Count


class DemandRow(LineRow):
    """One instruction in effect, or replaced by another."""

    modality: Modality
    text: str
    scope: list[str]
    replaced_by: LineRow | None


class AbsentRow(TypedDict):
    """A file that one might expect, and why it is not sent."""

    path: str
    why: str


class WaitingRow(TypedDict):
    """A rule that is not sent before a file is read that it is for."""

    path: str
    globs: list[str]
    bytes: int


class ChainRow(TypedDict):
    """What is known of a chain, wherever it is shown."""

    directory: str
    budget: int | None
    used: int
    links: list[LinkRow]
    sources: list[str]
    lazy: list[str]
    waiting: list[WaitingRow]
    digest: str | None
    lost: list[LossRow]
    verification: list[CheckRow]


class SettingRow(TypedDict):
    """A setting that decides what is read, and the file that says it."""

    path: str
    key: str


class Explanation(ChainRow):
    """`explain --format json`."""

    schema: Schema
    agent: str
    root: str
    path: str
    instructions: str | None
    effective: list[DemandRow]
    findings: list[FindingRow]
    absent: NotRequired[list[AbsentRow]]
    settings: NotRequired[list[SettingRow]]


def document(
    built: Chain,
    root: str,
    path: str,
    findings: list[FindingRow],
    missing: Iterable[Absent] = (),
) -> Explanation:
    """The explanation as plain values, schema `explanation`, version 1."""
    return {
        "schema": SCHEMA,
        "agent": built.agent.id,
        "root": root,
        "path": path,
        "directory": built.directory,
        "budget": built.agent.budget,
        "used": built.used,
        "links": [link(each) for each in built.links],
        "sources": [each.path for each in built.start],
        "lazy": [each.path for each in built.sources if each.phase == "lazy"],
        "waiting": [
            {"path": k.path, "globs": list(k.scope), "bytes": k.size}
            for k in built.links
            if k.fate == "waiting"
        ],
        "instructions": chain.text(built),
        "digest": chain.digest(built),
        "lost": [
            {"path": k.path, "line": k.line, "bytes": k.bytes, "headings": list(k.headings)}
            for k in losses(built)
        ],
        "verification": [
            {"command": v.command, "gate": v.gate, "path": v.path, "line": v.line}
            for v in verification(built)
        ],
        "effective": [_demand(row) for row in effective(built)],
        "findings": findings,
        "absent": [{"path": one.path, "why": one.why} for one in missing],
        "settings": [{"path": path, "key": key} for path, key in built.agent.settings_from],
    }


def link(met: Link) -> LinkRow:
    """One file of a chain as plain values."""
    return {
        "path": met.path,
        "fate": met.fate,
        "bytes": met.bytes,
        "size": met.size,
        "why": met.why,
        "phase": met.phase,
    }


def _demand(row: Effective) -> DemandRow:
    one, other = row.instruction, row.replaced_by
    return {
        "path": one.place.path,
        "line": one.place.line,
        "modality": one.modality,
        "text": one.text,
        "scope": list(one.scope),
        "replaced_by": {"path": other.place.path, "line": other.place.line} if other else None,
    }


def concerning(built: Chain, findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings of one chain: in one of its files, or of its directory."""
    return [finding for finding in findings if path_filter.of_chain(finding, built)]
