"""A handoff's problems for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agentslint.evidence.handoff import SECTIONS, Facts, Problem

NAME = "agentslint.handoff/1"


def document(problems: Sequence[Problem], facts: Facts) -> dict[str, Any]:
    """`handoff --format json`."""
    size, limits = facts.size, facts.limits
    return {
        "schema": NAME,
        "passed": not problems,
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
    else:
        yield f"the handoff fits the diff ({told})"


def schema() -> dict[str, Any]:
    """JSON Schema of `document`."""
    from agentslint.core.json_schema import FLAG, NUMBER, TEXT, TEXTS, array, maybe, record

    required = {"command": TEXT, "gate": TEXT, "path": maybe(TEXT), "line": NUMBER}
    return {
        "title": NAME,
        **record(
            {
                "schema": {"const": NAME},
                "passed": FLAG,
                "problems": array(
                    record({"section": {"enum": list(SECTIONS)}, "line": NUMBER, "message": TEXT})
                ),
                "diff": record(
                    {
                        "base": TEXT,
                        "digest": TEXT,
                        "files": NUMBER,
                        "added": NUMBER,
                        "deleted": NUMBER,
                        "directories": TEXTS,
                        "generated": TEXTS,
                    }
                ),
                "limits": record({"files": NUMBER, "lines": NUMBER, "directories": NUMBER}),
                "required": array(record(required)),
            }
        ),
    }
