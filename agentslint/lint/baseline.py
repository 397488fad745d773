"""The file of known findings: what it holds back, and how it shrinks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from agentslint.core import parsing
from agentslint.lint import check
from agentslint.lint.check import Outcome
from agentslint.model import Failure, Finding

SCHEMA = "agentslint.baseline/1"
NAME = "agentslint-baseline.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding. The fingerprint alone decides; the rest is for people who read the file."""

    fingerprint: str
    rule: str
    path: str
    message: str


def parse(text: str, where: str) -> tuple[Entry, ...]:
    """The entries of a baseline file. Raises Failure for a text that is none."""
    try:
        found = parsing.json(text)
    except ValueError as error:
        raise Failure(f"{where}: not JSON: {error}") from None
    if not isinstance(found, Mapping) or found.get("schema") != SCHEMA:
        raise Failure(f"{where}: not a baseline: write one with --write-baseline")
    rows = found.get("findings")
    if not isinstance(rows, list):
        raise Failure(f"{where}: findings: not an array")
    return tuple(_entry(row, f"{where}: findings[{number}]") for number, row in enumerate(rows))


def text(entries: Iterable[Entry]) -> str:
    """The file, one finding a line: two branches that each mend one merge without conflict."""
    rows = [
        json.dumps(
            {"rule": e.rule, "path": e.path, "message": e.message, "fingerprint": e.fingerprint}
        )
        for e in sorted(entries, key=lambda e: (e.path, e.rule, e.fingerprint))
    ]
    body = "".join(f"\n    {row}," for row in rows).rstrip(",") + ("\n  " if rows else "")
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [{body}]\n}}\n'


def entries(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """What a first baseline holds: everything that is found."""
    return tuple(Entry(f.fingerprint, f.rule, f.place.path, f.message) for f in findings)


def apply(outcome: Outcome, known: Iterable[Entry]) -> Outcome:
    """Hold back the findings that the baseline knows, under the path of before where a file moved."""
    rows = tuple(known)
    names = {entry.fingerprint for entry in rows}
    names |= moved(outcome, rows).keys()
    return replace(
        outcome,
        findings=tuple(f for f in outcome.findings if f.fingerprint not in names),
        baselined=tuple(f for f in outcome.findings if f.fingerprint in names),
    )


def moved(outcome: Outcome, known: Iterable[Entry]) -> dict[str, str]:
    """The fingerprints of findings in files that moved, each with that of its entry."""
    rows = tuple(known)
    gone = {entry.path for entry in rows if not outcome.repo.exists(entry.path)}
    return check.carried(outcome, {entry.fingerprint for entry in rows}, gone)


def shrunk(
    known: Iterable[Entry], outcome: Outcome, idle: Collection[str] = ()
) -> tuple[Entry, ...]:
    """The entries that are still found, as they read now. Nothing is added.

    Those of rules that did not run (`idle`) stay: nobody looked for them.
    """
    rows = tuple(known)
    now = {finding.fingerprint: finding for finding in outcome.findings}
    now |= {old: now[new] for new, old in moved(outcome, rows).items()}
    left: list[Entry] = []
    for entry in rows:
        if entry.fingerprint in now:
            left += entries([now[entry.fingerprint]])
        elif entry.rule in idle:
            left.append(entry)
    return tuple(left)


def _entry(row: object, where: str) -> Entry:
    if not isinstance(row, Mapping) or not isinstance(row.get("fingerprint"), str):
        raise Failure(f"{where}: no fingerprint")
    told = [str(row.get(key, "")) for key in ("rule", "path", "message")]
    return Entry(row["fingerprint"], *told)
