"""A review note as Markdown, as one self-contained page, and its JSON Schema."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from agentslint.evidence.bridge import NAME

QUESTIONS = (
    ("verification", "Which repositories need stricter verification?"),
    ("stale", "Which instruction files are stale?"),
    ("workflows", "Which workflows keep producing diffs that cannot be reviewed?"),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "verification": ("rank", "repository", "reasons", "links", "owners", "trend", "decision"),
    "stale": ("rank", "repository", "path", "reasons", "links", "owners", "trend", "decision"),
    "workflows": (
        "rank",
        "repository",
        "agent",
        "shown_by",
        "diffs",
        "not_reviewable",
        "reasons",
        "decision",
    ),
}
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1f24;background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d0d7de}"
    ".follow-up td:last-child{color:#a40e26;font-weight:600}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
    "th,td{border-color:#30363d}.follow-up td:last-child{color:#ff7b72}}"
)


def markdown(note: Mapping[str, Any]) -> Iterator[str]:
    """The note as Markdown, line by line."""
    yield "# Review note"
    yield ""
    yield _inputs(note)
    for key, question in QUESTIONS:
        rows = note[key]
        open_rows = [row for row in rows if row["decision"] == "follow-up"]
        yield ""
        yield f"## {question}"
        yield ""
        yield _answer(len(open_rows), len(rows))
        if open_rows:
            columns = COLUMNS[key]
            yield ""
            yield f"| {' | '.join(map(_title, columns))} |"
            yield f"|{'---|' * len(columns)}"
            for row in open_rows:
                yield f"| {' | '.join(_escaped(_cell(row[column])) for column in columns)} |"
    if note["context"]:
        yield ""
        yield "## Use"
        yield ""
        yield from (f"- {_escaped(line)}" for line in _context(note["context"]))
    yield ""
    yield "## What the data cannot say"
    yield ""
    yield from (f"- {_escaped(line)}" for line in note["cannot_say"])


def page(note: Mapping[str, Any]) -> Iterator[str]:
    """The note as one HTML page that loads nothing."""
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><title>Review note</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<style>{STYLE}</style></head><body><h1>Review note</h1><p>{_inputs(note)}</p>"
    for key, question in QUESTIONS:
        rows = note[key]
        count = sum(row["decision"] == "follow-up" for row in rows)
        yield f"<h2>{question}</h2><p>{_answer(count, len(rows))}</p>"
        if not rows:
            continue
        yield "<table><thead><tr>"
        yield "".join(f'<th scope="col">{_title(column)}</th>' for column in COLUMNS[key])
        yield "</tr></thead><tbody>"
        for row in sorted(rows, key=lambda each: each["decision"] != "follow-up"):
            cells = "".join(f"<td>{html.escape(_cell(row[c]))}</td>" for c in COLUMNS[key])
            yield f'<tr class="{row["decision"]}">{cells}</tr>'
        yield "</tbody></table>"
    if note["context"]:
        rest = "".join(f"<li>{html.escape(line)}</li>" for line in _context(note["context"]))
        yield f"<h2>Use</h2><ul>{rest}</ul>"
    told = "".join(f"<li>{html.escape(line)}</li>" for line in note["cannot_say"])
    yield f"<h2>What the data cannot say</h2><ul>{told}</ul></body></html>"


CSV = ("question", *dict.fromkeys(column for key in COLUMNS for column in COLUMNS[key]))


def table(note: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every row of the three questions, each with the same columns."""
    for key, _ in QUESTIONS:
        for row in note[key]:
            yield {"question": key} | {name: _cell(row.get(name)) for name in CSV[1:]}


def csv_text(note: Mapping[str, Any]) -> str:
    """The rows as CSV; a cell that a spreadsheet would take for a formula begins with a quote."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, CSV, lineterminator="\n")
    writer.writeheader()
    for row in table(note):
        writer.writerow(
            {k: f"'{v}" if v[:1] in ("=", "+", "-", "@") else v for k, v in row.items()}
        )
    return out.getvalue()


def parquet(note: Mapping[str, Any], path: str) -> None:
    """The rows as a Parquet file. Raises Failure without pyarrow."""
    import importlib

    from agentslint.model import Failure

    try:
        arrow = importlib.import_module("pyarrow")
        files = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Failure("--format parquet: pip install 'agentslint-chain[parquet]'") from None
    rows = list(table(note))
    columns = {name: [row[name] for row in rows] for name in CSV}
    files.write_table(arrow.table(columns), path)


def schema() -> dict[str, Any]:
    """JSON Schema of a review note."""
    from agentslint.core.json_schema import NUMBER, TEXT, TEXTS, array, maybe, record

    decided = {"reasons": TEXTS, "rank": NUMBER, "decision": {"enum": ["approval", "follow-up"]}}
    found = {
        **decided,
        "links": TEXTS,
        "owners": TEXTS,
        "trend": maybe(record({"before": NUMBER, "now": NUMBER})),
    }
    numbers = {"type": "object", "additionalProperties": {"type": "number"}}
    return {
        "title": NAME,
        **record(
            {
                "schema": {"const": NAME},
                "inputs": {"type": "object", "additionalProperties": NUMBER},
                "verification": array(record({"repository": TEXT, **found})),
                "stale": array(record({"repository": TEXT, "path": TEXT, **found})),
                "workflows": array(
                    record(
                        {
                            "repository": TEXT,
                            "agent": TEXT,
                            "shown_by": TEXT,
                            "diffs": NUMBER,
                            "not_reviewable": NUMBER,
                            **decided,
                        }
                    )
                ),
                "context": maybe(
                    record(
                        {
                            "from": maybe(TEXT),
                            "to": maybe(TEXT),
                            "rows": NUMBER,
                            "people": NUMBER,
                            "totals": numbers,
                            "persons": {"type": "object", "additionalProperties": numbers},
                        },
                        "persons",
                    )
                ),
                "cannot_say": TEXTS,
            }
        ),
    }


def _inputs(note: Mapping[str, Any]) -> str:
    told = [f"{count} {name}" for name, count in note["inputs"].items()]
    return f"From {', '.join(told) or 'nothing'}."


def _answer(count: int, of: int) -> str:
    if not of:
        return "Nothing was given that tells."
    return f"{count} of {of} need follow-up." if count else f"None of {of}."


def _context(context: Mapping[str, Any]) -> Iterator[str]:
    period = f"{context['from']} to {context['to']}" if context["from"] else "an unsaid period"
    people = f", {context['people']} people" if context["people"] else ""
    yield f"{context['rows']} rows of Codex analytics, {period}{people}"
    for name, value in context["totals"].items():
        yield f"{name.replace('_', ' ')}: {value:,}"
    for person, numbers in context.get("persons", {}).items():
        yield f"{person}: {', '.join(f'{name} {value:,}' for name, value in numbers.items())}"


def _title(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"{value['before']} → {value['now']}"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _escaped(text: str) -> str:
    """Text that stays text in a cell of Markdown."""
    for character in "\\|`*_<>[]":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
