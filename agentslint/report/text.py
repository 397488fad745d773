"""Findings for people: one line each that an editor can follow, with the source under it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from agentslint.core.escape import shown
from agentslint.model import SEVERITIES, Finding, Note, Place

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

RELATED = 5  # second places shown of one finding
EXCERPT = 160  # characters of a source line shown
VEILED = frozenset({"secret"})  # rules whose place must not be copied into logs
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
Style = Callable[..., str]


def plain(text: str, **_: object) -> str:
    """A style that leaves text as it is: for pipes and files."""
    return text


def lines(outcome: Outcome, style: Style = plain) -> Iterator[str]:
    """Each finding: its line, its source, its second places."""
    texts = _Sources(outcome)
    for finding in outcome.findings:
        yield _head(finding, style)
        veiled = finding.rule in VEILED
        yield from _excerpt(finding.place, texts, style, finding.severity or "info", veiled=veiled)
        for note in finding.related[:RELATED]:
            yield _note(note, style)
            yield from _excerpt(note.place, texts, style, "note")
        if (more := len(finding.related) - RELATED) > 0:
            yield f"  and {more} more"


def summary(outcome: Outcome) -> str:
    """One line: what was found, and in how much."""
    found = outcome.findings
    levels = [(level, sum(f.severity == level for f in found)) for level in SEVERITIES]
    told = ", ".join(_count(number, level) for level, number in levels if number)
    looked = f"{_count(outcome.files, 'instruction file')}, {_count(outcome.chains, 'chain')}"
    held = [(outcome.suppressed, "suppressed"), (outcome.baselined, "in the baseline")]
    back = ", ".join(f"{len(findings)} {why}" for findings, why in held if findings)
    return f"{told or 'no findings'} in {looked}" + (f" ({back})" if back else "")


def statistics(outcome: Outcome) -> Iterator[str]:
    """How often each rule reports, the most frequent first."""
    counts = Counter((f.rule, f.severity) for f in outcome.findings)
    for (rule, severity), number in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        yield f"{number:>5}  {severity:<7}  {rule}"


def _head(finding: Finding, style: Style) -> str:
    place = finding.place
    where = style(f"{shown(place.path)}:{place.line}:{place.column}", bold=True)
    level = style(f"{finding.severity}[{finding.rule}]", fg=COLOURS[finding.severity or "info"])
    return f"{where}: {level} {shown(finding.message)}"


def _note(note: Note, style: Style) -> str:
    where = f"{shown(note.place.path)}:{note.place.line}:{note.place.column}"
    return f"  {style(where, dim=True)}: {shown(note.message)}"


def _excerpt(
    place: Place, texts: _Sources, style: Style, level: str, *, veiled: bool = False
) -> Iterator[str]:
    if (place.line, place.column) == (place.end_line, place.end_column):
        return
    source = texts.line(place.path, place.line)
    if source is None:
        return
    first = place.column - 1
    last = place.end_column - 1 if place.end_line == place.line else len(source.rstrip())
    if veiled:
        source = source[:first] + "*" * (last - first) + source[last:]
    # a long line is shown from shortly before the place
    start = max(0, first - 40) if len(source) > EXCERPT else 0
    cut = source[start : start + EXCERPT]
    before, marked = cut[: first - start], cut[first - start : last - start]
    number = f"{place.line:>5}"
    more = "…" if start else ""
    yield f"{style(f'{number} |', dim=True)} {more}{shown(cut)}".rstrip()
    caret = style("^" * max(1, width(shown(marked))), fg=COLOURS.get(level, "blue"))
    yield f"{style('      |', dim=True)} {' ' * (width(shown(before)) + len(more))}{caret}"


def width(text: str) -> int:
    """Terminal columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


class _Sources:
    def __init__(self, outcome: Outcome) -> None:
        self.repo = outcome.repo
        self.lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str | None:
        if path not in self.lines:
            self.lines[path] = (self.repo.text(path) or "").split("\n")
        found = self.lines[path]
        return found[number - 1].rstrip("\r") if 0 < number <= len(found) else None


def _count(number: int, what: str) -> str:
    plural = what if number == 1 or what == "info" else f"{what}s"
    return f"{number} {plural}"
