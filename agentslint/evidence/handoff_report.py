"""A handoff's problems for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypedDict

from agentslint.core.json_schema import Keyword
from agentslint.evidence.handoff import Facts, Problem
from agentslint.evidence.handoff_sections import SECTIONS

Schema = Literal["agentslint.handoff/1"]
NAME: Schema = "agentslint.handoff/1"
UNPROVEN = (
    "nothing shows that what it names was run: give --session or --receipt, or add to the ledger"
)


class ProblemRow(TypedDict):
    """What is wrong in one section."""

    section: Annotated[str, Keyword("enum", SECTIONS)]
    line: int
    message: str


class DiffRow(TypedDict):
    """The diff that is handed over."""

    base: str
    digest: str
    files: int
    added: int
    deleted: int
    directories: list[str]
    generated: list[str]


class LimitsRow(TypedDict):
    """The most that one focused change has."""

    files: int
    lines: int
    directories: int


class RequiredRow(TypedDict):
    """A check that a chain of the diff's files requires."""

    command: str
    gate: str
    path: str | None
    line: int


class HandoffRow(TypedDict):
    """`handoff --format json`."""

    schema: Schema
    passed: bool
    proven: bool
    problems: list[ProblemRow]
    diff: DiffRow
    limits: LimitsRow
    required: list[RequiredRow]


def document(problems: Sequence[Problem], facts: Facts) -> HandoffRow:
    """`handoff --format json`."""
    size, limits = facts.size, facts.limits
    return {
        "schema": NAME,
        "passed": not problems and facts.proven,
        "proven": facts.proven,
        "problems": [
            {"section": each.section, "line": each.line, "message": each.message}
            for each in problems
        ],
        "diff": {
            "base": facts.diff.base,
            "digest": facts.diff.digest,
            "files": len(size.rows),
            "added": size.added,
            "deleted": size.deleted,
            "directories": list(size.directories),
            "generated": list(size.generated),
        },
        "limits": {
            "files": limits.files,
            "lines": limits.lines,
            "directories": limits.directories,
        },
        "required": [
            {"command": check.command, "gate": check.gate, "path": check.path, "line": check.line}
            for check in facts.required
        ],
    }


def lines(problems: Sequence[Problem], name: str, facts: Facts) -> Iterator[str]:
    """The same for people."""
    size = facts.size
    for each in problems:
        yield f"{name}:{each.line}: {each.section}: {each.message}"
    apart = f", {len(size.generated)} generated apart" if size.generated else ""
    many = "1 file" if len(size.rows) == 1 else f"{len(size.rows)} files"
    told = f"{many}, +{size.added} −{size.deleted}{apart}"
    if problems:
        yield f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} ({told})"
    elif facts.proven:
        yield f"the handoff fits the diff ({told})"
    if not facts.proven:
        yield f"{name}: Verify: unproven: {UNPROVEN}"
