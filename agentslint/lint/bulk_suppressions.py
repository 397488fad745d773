"""Findings to the comments that suppress them, all with one reason: what `--write-suppressions` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agentslint.lint.suppressions import DIRECTIVES
from agentslint.model import Edit, Failure, File, Finding, Fix, Place
from agentslint.repo import Repo, Unreadable
from agentslint.text import markdown

# a comment above covers these whole, and behind their first line it would be part of them
ABOVE = ("fence", "heading")
Spot = tuple[int, int, str, str]  # line, column, what stands before the comment, what after


def checked(reason: str) -> str:
    """A reason as a comment can hold it. Raises Failure for one that is empty, or ends a comment."""
    told = " ".join(reason.split())
    if not told or "--" in told or ">" in told:
        raise Failure(
            f"--write-suppressions {reason!r}: write one sentence without -- and >: it goes into a comment"
        )
    return told


def comments(repo: Repo, findings: Iterable[Finding], reason: str) -> Iterator[Finding]:
    """One finding for each comment to write, with the edit that writes it as its fix.

    A finding about a whole file is suppressed at the top of the file, another behind its line; in a
    fenced block, or at a heading, above it. Those of one place share a comment.
    """
    groups: dict[tuple[str, Spot], dict[str, list[Finding]]] = {}
    for finding in findings:
        try:
            file = repo.file(finding.place.path)
        except Unreadable:
            continue
        whole = finding.place == Place(finding.place.path)
        spot = _top(file) if whole else _beside(file, finding.place.line)
        if spot is not None:
            directive = DIRECTIVES[1] if whole else DIRECTIVES[0]
            groups.setdefault((file.path, spot), {}).setdefault(directive, []).append(finding)
    for (path, (line, column, before, after)), told in groups.items():
        # one about the file, and one about a heading that opens it, stand at one place: that of the line comes last
        ordered = sorted(told.items(), key=lambda each: DIRECTIVES.index(each[0]), reverse=True)
        text = "".join(
            f"{before}<!-- {directive} {', '.join(sorted({f.rule for f in same}))}: {reason} -->{after}"
            for directive, same in ordered
        )
        edit = Edit(Place(path, line, column, line, column), text)
        yield replace(ordered[0][1][0], fix=Fix((edit,)))


def _top(file: File) -> Spot:
    """Before everything but front matter, which only counts where it comes first."""
    lines = file.text.split("\n")
    first = 1
    if lines[0].rstrip() == "---":
        ends = (n for n, row in enumerate(lines[1:], 2) if row.rstrip() in ("---", "..."))
        first = next(ends, 0) + 1
    return first, 1, "", "\n"


def _beside(file: File, number: int) -> Spot | None:
    lines = file.text.split("\n")
    if number > len(lines):
        return None
    for piece in markdown.read(file):
        place = piece.place
        if piece.kind in ABOVE and place.line <= number <= place.end_line:
            # the place of a fence is its text, below the line that opens it
            first = place.line - (piece.kind == "fence" and not _opens(lines, place.line))
            indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
            return first, 1, indent, "\n"
    row = lines[number - 1].rstrip()
    return number, len(row) + 1, " ", ""


def _opens(lines: Sequence[str], number: int) -> bool:
    return lines[number - 1].lstrip("> \t").startswith(("```", "~~~"))
