"""Columns as editors count them: the byte order mark at the start of a file is none."""

from __future__ import annotations

from dataclasses import replace

from agentslint.lint.check import Outcome
from agentslint.model import Edit, Finding, Note, Place
from agentslint.repo import Repo, Unreadable

MARK = b"\xef\xbb\xbf"


def without(outcome: Outcome) -> Outcome:
    """The same, places in the first line of a file with a mark counted from behind it."""
    every = (*outcome.findings, *outcome.suppressed, *outcome.baselined)
    first = {f.place.path for f in every if 1 in (f.place.line, f.place.end_line)}
    marked = frozenset(path for path in first if _marked(outcome.repo, path))
    if not marked:
        return outcome

    def moved(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(_moved(f, marked) if f.place.path in marked else f for f in findings)

    return replace(
        outcome,
        findings=moved(outcome.findings),
        suppressed=moved(outcome.suppressed),
        baselined=moved(outcome.baselined),
    )


def _marked(repo: Repo, path: str) -> bool:
    try:
        return repo.is_file(path) and repo.file(path).data.startswith(MARK)
    except Unreadable:
        return False


def _moved(finding: Finding, marked: frozenset[str]) -> Finding:
    fix = finding.fix
    if fix is not None:
        edits = tuple(Edit(_seen(edit.place, marked), edit.text) for edit in fix.edits)
        fix = replace(fix, edits=edits)
    notes = tuple(Note(_seen(note.place, marked), note.message) for note in finding.related)
    return replace(finding, place=_seen(finding.place, marked), related=notes, fix=fix)


def _seen(place: Place, marked: frozenset[str]) -> Place:
    if place.path not in marked:
        return place
    # a place without extent at the very start stays there
    column = max(1, place.column - 1) if place.line == 1 else place.column
    end = max(1, place.end_column - 1) if place.end_line == 1 else place.end_column
    return replace(place, column=column, end_column=end)
