"""What was found in a repository lately, for who asks of a part of it: `explain` after `check`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from agentslint.io.disk import Disk
from agentslint.io.replay import runs
from agentslint.lint.request import Request
from agentslint.model import Edit, Finding, Fix, Note, Place, Rename

if TYPE_CHECKING:
    from agentslint.lint.session import Judged


def keep(asked: Request, judged: Judged) -> None:
    """Keep what one agent is told wrong in a work tree, where what was asked is what `find` knows."""
    outcome = judged.outcome
    narrowed = asked.select or asked.ignore or asked.severity
    known = not narrowed and not judged.config.rows and isinstance(outcome.repo.tree, Disk)
    # what was missed is told by a run that missed it
    if known and not any(outcome.repo.missed()) and len(outcome.agents) == 1:
        key, (agent,) = _key(outcome.repo.root, asked), outcome.agents
        runs.found(key, lambda: (agent, [*_plain(outcome.findings)]))


def find(root: str, asked: Request) -> tuple[str, tuple[Finding, ...]] | None:
    """The agent that was asked about, and what would be found again; None where nobody knows."""
    kept = runs.find(_key(root, asked))
    if kept is None:
        return None
    try:
        agent, rows = kept
        return str(agent), tuple(map(_back, rows))
    except Exception:  # whatever is wrong with what was kept
        return None


def _key(root: str, asked: Request) -> tuple[object, ...]:
    named = asked.config_file and os.path.abspath(asked.config_file)
    return root, asked.agents, named, asked.isolated, asked.local_rules


def _plain(findings: tuple[Finding, ...]) -> Iterator[tuple[Any, ...]]:
    for one in findings:
        fix = one.fix and (
            [(_span(edit.place), edit.text) for edit in one.fix.edits],
            [(rename.path, rename.to) for rename in one.fix.renames],
            one.fix.safe,
        )
        related = [(_span(note.place), note.message) for note in one.related]
        names = one.severity, one.rule, one.agents, one.directories, one.fingerprint, one.key
        yield _span(one.place), one.message, related, fix, *names, one.cause


def _back(row: tuple[Any, ...]) -> Finding:
    place, message, related, fix, *names = row
    mended = None
    if fix is not None:
        edits, renames, safe = fix
        mended = Fix(
            tuple(Edit(Place(*at), text) for at, text in edits),
            tuple(Rename(*each) for each in renames),
            safe,
        )
    notes = tuple(Note(Place(*at), said) for at, said in related)
    return Finding(Place(*place), message, notes, mended, *names)


def _span(place: Place) -> tuple[str, int, int, int, int]:
    return place.path, place.line, place.column, place.end_line, place.end_column
