"""The ledger's own JSON Schemas, and coverage for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypedDict

from agentslint.evidence.ledger import NAME, Coverage

Schema = Literal["agentslint.coverage/1"]
CHECK: Schema = "agentslint.coverage/1"
MOST = 20


class GapRow(TypedDict):
    """A changed file that the ledger does not cover, and why not."""

    path: str
    why: str


class CoverageRow(TypedDict):
    """`ledger check --format json`."""

    schema: Schema
    base: str
    head: str | None
    diff: str
    covered: list[str]
    gaps: list[GapRow]
    entries: list[str]
    notes: list[str]


def document(found: Coverage, notes: Iterable[str]) -> CoverageRow:
    """`ledger check --format json`."""
    return {
        "schema": CHECK,
        "base": found.diff.base,
        "head": found.diff.head or None,
        "diff": found.diff.digest,
        "covered": list(found.covered),
        "gaps": [{"path": gap.path, "why": gap.why} for gap in found.gaps],
        "entries": list(found.entries),
        "notes": list(notes),
    }


def lines(found: Coverage) -> Iterator[str]:
    """The same for people."""
    total = len(found.covered) + len(found.gaps)
    if not total:
        yield f"nothing changed since {found.diff.base[:7]}"
    elif not found.gaps:
        yield f"covered: {_count(total, 'file')} by {_count(len(found.entries), 'entry')}"
    else:
        yield f"not covered: {len(found.gaps)} of {_count(total, 'file')}"
        for gap in found.gaps[:MOST]:
            yield f"  {gap.path}: {gap.why}"
        if len(found.gaps) > MOST:
            yield f"  and {len(found.gaps) - MOST} more"


def rows(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Entries for people, one line each."""
    for each in entries:
        checks = each["verification"]
        passed = sum(1 for check in checks if check.get("state") == "passed")
        files = _count(len(each["files"]), "file")
        told = f"{passed} of {_count(len(checks), 'check')} passed"
        task = each.get("task") or "(no task)"
        yield f"{each['id']}  {each.get('time')}  {files}, {told}, {each.get('source')}: {task}"


def entry_schema() -> dict[str, Any]:
    """JSON Schema of one line of the ledger."""
    from agentslint.core.json_schema import NUMBER, TEXT, TEXTS, array, maybe, record

    code = maybe({"type": "integer"})
    return {
        "title": NAME,
        **record(
            {
                "schema": {"const": NAME},
                "id": TEXT,
                "time": TEXT,
                "task": TEXT,
                "agent": TEXT,
                "source": {"enum": ["session", "stated"]},
                "sessions": array(
                    record(
                        {
                            "id": TEXT,
                            "version": TEXT,
                            "verdict": TEXT,
                            "client": TEXT,
                            "digest": maybe(TEXT),
                        }
                    )
                ),
                "base": TEXT,
                "head": maybe(TEXT),
                "diff": TEXT,
                "files": array(record({"path": TEXT, "blob": maybe(TEXT), "verified": TEXTS})),
                "commands": array(record({"command": TEXT, "exit": code})),
                "verification": array(
                    record(
                        {"command": TEXT, "required_by": maybe(TEXT), "state": TEXT, "exit": code}
                    )
                ),
                "tools": array(
                    record(
                        {
                            "server": TEXT,
                            "tool": TEXT,
                            "calls": maybe(NUMBER),
                            "failed": maybe(NUMBER),
                        }
                    )
                ),
                "boundaries": TEXTS,
                "chains": array(
                    record({"directory": TEXT, "digest": maybe(TEXT), "sources": TEXTS})
                ),
                "redacted": array(record({"field": TEXT, "kind": TEXT, "count": NUMBER})),
            }
        ),
    }


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"
