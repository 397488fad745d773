"""Findings for people: one line each that an editor can follow, with the source under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentslint.core.escape import shown
from agentslint.core.phrases import counted
from agentslint.core.width import INDENT, behind, width
from agentslint.model import SEVERITIES, Finding, Note, Place

if TYPE_CHECKING:
    from agentslint.lint.check import Outcome

RELATED = 5  # second places shown of one finding
EXCERPT = 160  # columns of a source line shown where there is no terminal
MARGIN = 8  # columns before a source line
LONG = 20  # findings from which on each file has a heading
VEILED = frozenset({"secret"})  # rules whose place must not be copied into logs
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
Style = Callable[..., str]


def plain(text: str, **_: object) -> str:
    """A style that leaves text as it is: for pipes and files."""
    return text


def lines(
    outcome: Outcome,
    style: Style = plain,
    columns: int = 0,
    *,
    spaced: bool = False,
    links: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Each finding: its line, its source, its second places.

    `columns` is the width of a terminal, in which long lines are broken between words; 0 breaks
    none. `spaced` sets findings apart by a blank line, marks those that have a fix, and gives each
    file of a long list a heading. `links` are the addresses of rules, for a terminal that opens them.
    """
    page = _Page(_Sources(outcome), style, columns, links or {})
    files = Counter(finding.place.path for finding in outcome.findings)
    headed = spaced and len(files) > 1 and len(outcome.findings) > LONG
    path = ""
    for number, finding in enumerate(outcome.findings):
        if spaced and number:
            yield ""
        if headed and path != finding.place.path:
            path = finding.place.path
            yield style(f"{shown(path)}: {counted(files[path], 'finding')}", underline=True)
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
    page = _Page(_Sources(outcome), style, 0, {})
    for finding in outcome.findings:
        yield from page.head(finding, marked=finding.fix is not None)


def closing(outcome: Outcome, hidden: int) -> Iterator[str]:
    """What to do next: `hidden` findings of lower severity, and how many have a fix."""
    if hidden:
        yield f"{hidden} info hidden: --min-severity info shows {'it' if hidden == 1 else 'them'}"
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


def hints(outcome: Outcome, columns: int = 0) -> Iterator[str]:
    """Where to read on, and how to suppress, with the gravest rule that reports as the example."""
    rule = min(outcome.findings, key=lambda found: SEVERITIES.index(found.severity or "info")).rule
    yield f"read more: agentslint rule {rule}"
    told, comment = "suppress, on the line above:", f"<!-- agentslint-ignore {rule}: reason -->"
    # what one copies is never broken
    apart = columns and width(told) + 1 + width(comment) > columns
    yield from (told, f"  {comment}") if apart else (f"{told} {comment}",)


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
    links: Mapping[str, str]

    def head(self, finding: Finding, *, marked: bool) -> Iterator[str]:
        place = finding.place
        where = f"{shown(place.path)}:{place.line}:{place.column}"
        level = f"{finding.severity}[{finding.rule}]"
        mark = " [fix]" if marked else ""
        text = f"{shown(finding.message)}{mark}"
        tinted = self.style(level, fg=COLOURS[finding.severity or "info"])
        if address := self.links.get(finding.rule):
            tinted = f"\x1b]8;;{address}\x1b\\{tinted}\x1b]8;;\x1b\\"
        bold = self.style(where, bold=True)
        if self.columns and width(where) + 2 + width(level) > self.columns:
            yield f"{bold}:"
            yield from behind(f"{INDENT}{level} ", text, self.columns, f"{INDENT}{tinted} ")
        else:
            yield from behind(f"{where}: {level} ", text, self.columns, f"{bold}: {tinted} ")

    def note(self, note: Note) -> Iterator[str]:
        where = f"{shown(note.place.path)}:{note.place.line}:{note.place.column}"
        styled = f"  {self.style(where, dim=True)}: "
        yield from behind(f"  {where}: ", shown(note.message), self.columns, styled)

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
        rest = source[start:]
        cut = _harmless(rest, room)
        more, ends = "…" if start else "", ""
        if len(cut) < len(rest):
            cut, ends = _harmless(rest, room - 1), "…"
        before, marked = cut[: first - start], cut[first - start : last - start]
        number = self.style(f"{place.line:>5} |", dim=True)
        yield f"{number} {more}{shown(cut)}{ends}".rstrip()
        caret = self.style("^" * max(1, width(shown(marked))), fg=COLOURS.get(level, "blue"))
        yield f"{self.style('      |', dim=True)} {' ' * (width(shown(before)) + len(more))}{caret}"


def _harmless(text: str, room: int) -> str:
    """As much of a text as `room` columns of a terminal hold, once it is made harmless."""
    if len(text) <= room and text.isascii() and text.isprintable():
        return text
    taken = 0
    for at, letter in enumerate(text):
        taken += width(shown(letter))
        if taken > room:
            return text[:at]
    return text


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
