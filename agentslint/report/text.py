"""Findings for people: one line each that an editor can follow, with the source under it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentslint.core.escape import shown
from agentslint.core.phrases import counted
from agentslint.model import SEVERITIES, Finding, Note, Place

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

RELATED = 5  # second places shown of one finding
EXCERPT = 160  # columns of a source line shown where there is no terminal
MARGIN = 8  # columns that stand before a source line
INDENT = "    "  # before the further lines of a message
VEILED = frozenset({"secret"})  # rules whose place must not be copied into logs
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
Style = Callable[..., str]


def plain(text: str, **_: object) -> str:
    """A style that leaves text as it is: for pipes and files."""
    return text


def lines(
    outcome: Outcome, style: Style = plain, columns: int = 0, *, spaced: bool = False
) -> Iterator[str]:
    """Each finding: its line, its source, its second places.

    `columns` is the width of a terminal, in which long lines are broken between words; 0 breaks
    none. `spaced` sets findings apart by a blank line, and marks those that have a fix.
    """
    texts = _Sources(outcome)
    page = _Page(texts, style, columns)
    for number, finding in enumerate(outcome.findings):
        if spaced and number:
            yield ""
        yield from page.head(finding, marked=spaced and finding.fix is not None)
        veiled = finding.rule in VEILED
        yield from page.excerpt(finding.place, finding.severity or "info", veiled=veiled)
        for note in finding.related[:RELATED]:
            yield from page.note(note)
            yield from page.excerpt(note.place, "note")
        if (more := len(finding.related) - RELATED) > 0:
            yield f"  and {more} more"


def concise(outcome: Outcome, style: Style = plain) -> Iterator[str]:
    """A line for each finding, and nothing else."""
    page = _Page(_Sources(outcome), style, 0)
    for finding in outcome.findings:
        yield from page.head(finding, marked=finding.fix is not None)


def closing(outcome: Outcome, hidden: int) -> Iterator[str]:
    """What to do next: `hidden` findings of lower severity, and how many have a fix."""
    if hidden:
        yield f"{_count(hidden, 'note')} hidden: --min-severity info shows {'it' if hidden == 1 else 'them'}"
    fixes = [finding.fix for finding in outcome.findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    if safe:
        yield f"{safe} fixable with --fix" + _unsafe(
            len(fixes) - safe, ", {} more with --unsafe-fixes"
        )
    elif fixes:
        yield _unsafe(len(fixes), "{} fixable with --fix --unsafe-fixes")
    if outcome.outdated:
        gone = counted(outcome.outdated, "baseline entry", "baseline entries")
        yield f"{gone} no longer needed: --write-baseline drops {'it' if outcome.outdated == 1 else 'them'}"


def hints(outcome: Outcome) -> Iterator[str]:
    """Where to read on, and how to suppress, with the first rule that reports as the example."""
    rule = outcome.findings[0].rule
    yield f"read more: agentslint rule {rule}"
    yield f"suppress, on the line above: <!-- agentslint-ignore {rule}: reason -->"


def _unsafe(number: int, text: str) -> str:
    return text.format(number) if number else ""


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


@dataclass(frozen=True, slots=True)
class _Page:
    """How lines are written: with which style, and how wide."""

    texts: _Sources
    style: Style
    columns: int

    def head(self, finding: Finding, *, marked: bool) -> Iterator[str]:
        place = finding.place
        where = f"{shown(place.path)}:{place.line}:{place.column}"
        level = f"{finding.severity}[{finding.rule}]"
        mark = " [fix]" if marked else ""
        first, *rest = self._broken(f"{where}: {level} ", f"{shown(finding.message)}{mark}")
        colour = COLOURS[finding.severity or "info"]
        yield f"{self.style(where, bold=True)}: {self.style(level, fg=colour)} {first}"
        yield from rest

    def note(self, note: Note) -> Iterator[str]:
        where = f"{shown(note.place.path)}:{note.place.line}:{note.place.column}"
        first, *rest = self._broken(f"  {where}: ", shown(note.message))
        yield f"  {self.style(where, dim=True)}: {first}"
        yield from rest

    def _broken(self, before: str, text: str) -> list[str]:
        """A message in lines of the terminal's width, the first behind `before`."""
        if not self.columns or width(before) + width(text) <= self.columns:
            return [text]
        found, room = [""], self.columns - width(before)
        for word in text.split(" "):
            if found[-1] and width(found[-1]) + width(word) + 1 > room:
                found.append("")
                room = self.columns - len(INDENT)
            found[-1] += f" {word}" if found[-1] else word
        return [found[0], *(f"{INDENT}{line}" for line in found[1:])]

    def excerpt(self, place: Place, level: str, *, veiled: bool = False) -> Iterator[str]:
        if (place.line, place.column) == (place.end_line, place.end_column):
            return
        source = self.texts.line(place.path, place.line)
        if source is None:
            return
        first = place.column - 1
        last = place.end_column - 1 if place.end_line == place.line else len(source.rstrip())
        if veiled:
            source = source[:first] + "*" * (last - first) + source[last:]
        room = (self.columns - MARGIN if self.columns else EXCERPT) - 1
        # a long line is shown from shortly before the place
        wide = len(source) > room or width(shown(source)) > room
        start = max(0, first - room // 4) if wide else 0
        cut = _fitting(source[start:], room)
        before, marked = cut[: first - start], cut[first - start : last - start]
        more = "…" if start else ""
        number = self.style(f"{place.line:>5} |", dim=True)
        yield f"{number} {more}{shown(cut)}".rstrip()
        caret = self.style("^" * max(1, width(shown(marked))), fg=COLOURS.get(level, "blue"))
        yield f"{self.style('      |', dim=True)} {' ' * (width(shown(before)) + len(more))}{caret}"


def _fitting(text: str, room: int) -> str:
    """As much of a text as `room` columns of a terminal hold, once it is made harmless."""
    if len(text) <= room and text.isascii() and text.isprintable():
        return text
    taken = 0
    for at, letter in enumerate(text):
        taken += width(shown(letter))
        if taken > room:
            return text[:at]
    return text


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
            self.lines[path] = (self.repo.text(path) or "").removeprefix("\ufeff").split("\n")
        found = self.lines[path]
        return found[number - 1].rstrip("\r") if 0 < number <= len(found) else None


def _count(number: int, what: str) -> str:
    plural = what if number == 1 or what == "info" else f"{what}s"
    return f"{number} {plural}"
