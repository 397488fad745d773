"""Comments that suppress findings: which they are, what they cover, and which are of no use.

    <!-- agentslint-ignore RULE[, RULE]: reason -->        the line, or the line below
    <!-- agentslint-ignore-file RULE[, RULE]: reason -->   the file

A comment on a line of its own covers the next line that is not blank, and all of a paragraph, list
item or fenced block that begins there. After other text it covers its own line. In a fenced block it is
text; among commands it was meant, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from agentslint.core import lazy_re
from agentslint.lint.config import unknown
from agentslint.model import File, Finding, Piece, Place, Rule
from agentslint.text import markdown, tools

MARK = b"agentslint-"
DIRECTIVES = ("agentslint-ignore", "agentslint-ignore-file")
BLOCKS = ("fence", "paragraph", "item")
RULE = "unused-suppression"
_COMMENT = lazy_re.compile(r"<!--\s*(agentslint-[\w-]*)\s*(.*?)\s*(?:--!?>|\Z)", lazy_re.DOTALL)
_AMONG_COMMANDS = lazy_re.compile(
    r"(?:<!--|#)[ \t]*agentslint-ignore(?:-file)?[ \t]+([\w-]+)(?:[^\n]*-->)?"
)
# what may stand before a comment that has its line to itself
_CONTAINER = lazy_re.compile(r"[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+)?")
_FORM = "write <!-- agentslint-ignore RULE: reason -->"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. `lines` are the first and last line it covers, None for the whole file.

    `fault` says why it suppresses nothing, whatever is found; empty for one in order.
    """

    place: Place
    rules: tuple[str, ...] = ()
    reason: str = ""
    lines: tuple[int, int] | None = None
    fault: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether it suppresses this finding: one that starts or ends on its lines, or spans them."""
        if self.fault or finding.rule not in self.rules or finding.place.path != self.place.path:
            return False
        if self.lines is None:
            return True
        return finding.place.line <= self.lines[1] and self.lines[0] <= finding.place.end_line


@dataclass(frozen=True, slots=True)
class Applied:
    """What is left of some findings, what was suppressed, and which rules each comment met."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    met: Mapping[Suppression, frozenset[str]] = field(default_factory=dict)

    def joined(self, other: Applied) -> Applied:
        """Both together, as far as findings go."""
        return Applied(
            (*self.findings, *other.findings), (*self.suppressed, *other.suppressed), self.met
        )


@dataclass(frozen=True, slots=True)
class Idle:
    """A comment that suppresses nothing, or not all it names: `rules` reported nothing there."""

    comment: Suppression
    rules: tuple[str, ...]


def read(file: File, rules: Mapping[str, Rule]) -> Iterator[Suppression]:
    """The suppressions in one Markdown file, faulty ones too. `rules` are all that exist."""
    if MARK not in file.data:
        return
    lines = file.text.split("\n")
    pieces = markdown.read(file)
    # what a comment above covers whole, however it is wrapped
    blocks = {p.place.line: p.place.end_line for p in pieces if p.kind in BLOCKS}
    for piece in pieces:
        if piece.kind == "comment" and (match := _COMMENT.match(piece.text)):
            found = _read(piece.place, match[1], match[2], rules)
            if found.fault or match[1] == DIRECTIVES[1]:
                yield found
            else:
                yield replace(found, lines=_covered(piece.place, lines, blocks))
    yield from _behind_rows(file.path, lines, pieces, rules)
    yield from _fenced(pieces, rules)


def _fenced(pieces: Iterable[Piece], rules: Mapping[str, Rule]) -> Iterator[Suppression]:
    """What is written as a suppression among the commands of a fence, and suppresses nothing there."""
    for piece in pieces:
        if piece.kind != "fence" or piece.info["lang"] not in tools.shipped().fences:
            continue
        for match in _AMONG_COMMANDS.finditer(piece.text):
            if match[1] in rules:
                place = markdown.within(piece, *match.span())
                yield Suppression(place, fault="it is in a fenced block: write it above the block")


def _behind_rows(
    path: str, lines: list[str], pieces: Iterable[Piece], rules: Mapping[str, Rule]
) -> Iterator[Suppression]:
    """The comments behind the last cell of a table row, which Markdown drops with all that is there."""
    known = {p.place.line for p in pieces if p.kind == "comment"}
    rows = sorted({p.place.line for p in pieces if p.kind == "cell"} - known)
    for number in rows:
        if match := _COMMENT.search(lines[number - 1]):
            place = Place(path, number, match.start() + 1, number, match.end() + 1)
            yield replace(_read(place, match[1], match[2], rules), lines=(number, number))


def apply(findings: Iterable[Finding], suppressions: Iterable[Suppression]) -> Applied:
    """Take out the findings that some suppression covers."""
    comments = _Comments(suppressions)
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    met: dict[Suppression, set[str]] = {}
    whole: set[tuple[str, str]] = set()
    for finding in findings:
        covering = [each for each in comments.near(finding) if each.covers(finding)]
        for each in covering:
            met.setdefault(each, set()).add(finding.rule)
        key = (finding.place.path, finding.rule)
        if key in comments.of_file:
            whole.add(key)
        (suppressed if covering or key in whole else kept).append(finding)
    for path, rule in whole:
        for each in comments.of_file[path, rule]:
            met.setdefault(each, set()).add(rule)
    told = {each: frozenset(rules) for each, rules in met.items()}
    return Applied(tuple(kept), tuple(suppressed), told)


class _Comments:
    """Comments by the lines that they cover: a file may have as many of them as findings."""

    def __init__(self, comments: Iterable[Suppression]) -> None:
        self.of_file: dict[tuple[str, str], list[Suppression]] = {}
        self.of_line: dict[tuple[str, int], list[Suppression]] = {}
        for each in comments:
            for rule in each.rules if each.lines is None and not each.fault else ():
                self.of_file.setdefault((each.place.path, rule), []).append(each)
            first, last = each.lines or (1, 0)
            for line in range(first, last + 1):
                self.of_line.setdefault((each.place.path, line), []).append(each)

    def near(self, finding: Finding) -> Iterable[Suppression]:
        """Those of single lines that may cover a finding, each once."""
        found: dict[Suppression, None] = {}
        if not self.of_line:
            return found
        for line in range(finding.place.line, finding.place.end_line + 1):
            found.update(dict.fromkeys(self.of_line.get((finding.place.path, line), ())))
        return found


def idle(
    suppressions: Iterable[Suppression],
    met: Mapping[Suppression, frozenset[str]],
    ran: Callable[[str], frozenset[str]],
) -> Iterator[Idle]:
    """The comments that are of no use. `ran` gives the rules that ran for a path.

    Nobody knows of a rule that did not run, nor of this very rule before it has run.
    """
    for each in suppressions:
        known = ran(each.place.path) - {RULE}
        rules = tuple(id for id in each.rules if id in known and id not in met.get(each, ()))
        if rules or each.fault:
            yield Idle(each, rules)


def _read(place: Place, directive: str, rest: str, rules: Mapping[str, Rule]) -> Suppression:
    if directive not in DIRECTIVES:
        return Suppression(place, fault=f"{directive} is not a directive: {_FORM}")
    named, colon, reason = rest.partition(":")
    ids = tuple(name.strip() for name in named.split(",") if name.strip())
    fault = ""
    if not ids:
        fault = f"it names no rule: {_FORM}"
    elif not reason.strip():
        missing = "its reason is empty" if colon else "it gives no reason"
        fault = f"{missing}: {_FORM}"
    elif bad := [name for name in ids if name not in rules]:
        fault = unknown(bad[0], rules, "a rule")
    return Suppression(place, ids, " ".join(reason.split()), fault=fault)


def _covered(place: Place, lines: list[str], blocks: Mapping[int, int]) -> tuple[int, int]:
    before = lines[place.line - 1][: place.column - 1]
    after = lines[place.end_line - 1][place.end_column - 1 :]
    if not _CONTAINER.fullmatch(before) or after.strip():
        return place.line, place.end_line
    number = place.end_line + 1
    while number < len(lines) and not lines[number - 1].strip(" \t\r>"):
        number += 1
    # the place of a fence is its text, below the line that opens it
    opens = (
        lines[number - 1].strip(" \t\r>").startswith(("```", "~~~"))
        if number <= len(lines)
        else False
    )
    start = number + 1 if opens else number
    if start in blocks:
        return number, blocks[start]
    return number, number
