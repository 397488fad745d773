"""A receipt for the pull request, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentslint.core.escape import code, escaped
from agentslint.evidence.receipt import NAME
from agentslint.evidence.session_report import SHORT, VERDICTS


def markdown(document: dict[str, Any]) -> Iterator[str]:
    """The receipt as Markdown, line by line."""
    diff = document["diff"]
    left = document["left_out"]
    yield f"### Receipt: {VERDICTS[document['verdict']]}"
    yield ""
    for key, name in (("missing", "Missing"), ("unknown", "Not known")):
        yield from (f"- **{name}:** {_cell(told)}" for told in document[key])
        yield from _more(left, key)
    many = f"{_files(diff['files'])}, +{diff['added']} −{diff['deleted']}"
    apart = f", {diff['generated']} generated apart" if diff["generated"] else ""
    yield f"- **Diff:** `{diff['digest'][:SHORT]}` since `{diff['base'][:SHORT]}`: {many}{apart}"
    yield from (f"  - {code(path)}" for path in diff["paths"])
    yield from _more(left, "diff.paths", "  ")
    yield f"- **Governed by** ({document['agent']}):"
    for each in document["chains"]:
        digest = f"`{each['digest'][:SHORT]}`" if each["digest"] else "nothing"
        sources = ", ".join(code(source) for source in each["sources"]) or "no file"
        yield f"  - {digest} for {_files(each['files'])} in {code(each['directory'])}: {sources}"
    yield from _more(left, "chains", "  ")
    for each in document["sessions"]:
        loaded = f"`{each['loaded'][:SHORT]}`" if each["loaded"] else each["instructions"]
        rest = (
            f"; not loaded: {', '.join(map(escaped, each['not_loaded']))}"
            if each["not_loaded"]
            else ""
        )
        client = escaped(each["client"] or "?")
        models = f" ({', '.join(map(escaped, each['models']))})" if each["models"] else ""
        file = f", file `{each['digest'][:SHORT]}`" if each["digest"] else ""
        yield (
            f"- **Session** {client}{models} {code(each['id'])}{file}: instructions {loaded}{rest}"
        )
    yield from _more(left, "sessions")
    yield "- **Required:**" if document["required"] else "- **Required:** nothing"
    for row in document["required"]:
        rest = f", {row['left']} of {_files(row['files'])} left" if row["left"] else ""
        by = escaped(row["by"])
        yield f"  - {code(row['command'])} ({by}): {escaped(row['state'])}{rest}"
    yield from _more(left, "required", "  ")
    if document["ran"]:
        yield "- **Ran:**"
        yield from (f"  - {_ran(row)}" for row in document["ran"])
        yield from _more(left, "ran", "  ")
    for key, name in (("tools", "MCP"), ("boundaries", "Bounds")):
        if document[key]:
            yield f"- **{name}:** {'; '.join(map(_cell, document[key]))}"
            yield from _more(left, key)
    if document["findings"]:
        yield "- **Open findings:**"
        for each in document["findings"]:
            yield f"  - {each['severity']} {each['rule']}, {escaped(each['path'])}:{each['line']}"
        yield from _more(left, "findings", "  ")
    if document["redacted"]:
        told = ", ".join(f"{r['count']} {r['kind']} ({r['field']})" for r in document["redacted"])
        yield f"- **Taken out:** {told}"
    yield f"- **Receipt:** `{document['digest']}`, agentslint {document['version']}"


def schema() -> dict[str, Any]:
    """JSON Schema of a receipt."""
    from agentslint.core.json_schema import NUMBER, TEXT, TEXTS, array, maybe, record

    return {
        "title": NAME,
        **record(
            {
                "schema": {"const": NAME},
                "version": TEXT,
                "agent": TEXT,
                "verdict": {"enum": list(VERDICTS)},
                "missing": TEXTS,
                "unknown": TEXTS,
                "diff": record(
                    {
                        "base": TEXT,
                        "digest": TEXT,
                        "files": NUMBER,
                        "added": NUMBER,
                        "deleted": NUMBER,
                        "generated": NUMBER,
                        "paths": TEXTS,
                    }
                ),
                "chains": array(
                    record(
                        {
                            "directory": TEXT,
                            "digest": maybe(TEXT),
                            "sources": TEXTS,
                            "files": NUMBER,
                        }
                    )
                ),
                "required": array(
                    record(
                        {
                            "command": TEXT,
                            "by": TEXT,
                            "state": TEXT,
                            "files": NUMBER,
                            "left": NUMBER,
                        }
                    )
                ),
                "sessions": array(
                    record(
                        {
                            "id": TEXT,
                            "client": TEXT,
                            "models": TEXTS,
                            "digest": maybe(TEXT),
                            "verdict": TEXT,
                            "loaded": maybe(TEXT),
                            "instructions": TEXT,
                            "not_loaded": TEXTS,
                        }
                    )
                ),
                "ran": array(
                    record({"command": TEXT, "exit": maybe({"type": "integer"}), "last": TEXT})
                ),
                "tools": TEXTS,
                "boundaries": TEXTS,
                "findings": array(
                    record({"rule": TEXT, "severity": TEXT, "path": TEXT, "line": NUMBER})
                ),
                "redacted": array(record({"field": TEXT, "kind": TEXT, "count": NUMBER})),
                "left_out": {"type": "object", "additionalProperties": NUMBER},
                "digest": TEXT,
            }
        ),
    }


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _more(left: dict[str, int], key: str, indent: str = "") -> Iterator[str]:
    if key in left:
        yield f"{indent}- and {left[key]} more"


def _ran(row: dict[str, Any]) -> str:
    """A command, how it ended, and the last line that it printed."""
    ended = "end not seen" if row["exit"] is None else f"exit {row['exit']}"
    return f"{code(row['command'])}: {ended}" + (f", {code(row['last'])}" if row["last"] else "")


def _cell(value: str) -> str:
    """Text of a command on one line, its backticks harmless."""
    return " ".join(value.replace("`", "'").split())
