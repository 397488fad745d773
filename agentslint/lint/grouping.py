"""Findings of one cause as one finding with its places: the last step before somebody reads them.

Suppressions, the baseline, fixes and editors see each finding by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agentslint.model import Finding, Fix, Note


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their order; those of one rule, severity and cause stand where the first does."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        fixed = finding.fix is not None and finding.fix.safe
        alike = (finding.severity, finding.cause, fixed)
        key = (finding.rule, *(alike if finding.cause else (number,)))
        groups.setdefault(key, []).append(finding)
    return tuple(_joined(same) for same in groups.values())


def _joined(same: Sequence[Finding]) -> Finding:
    first, *more = same
    if not more:
        return first
    places = "1 more place has" if len(more) == 1 else f"{len(more)} more places have"
    return replace(
        first,
        message=f"{first.message}; {places} the same cause",
        related=tuple(dict.fromkeys(_notes(same))),
        fix=_fix(same),
        agents=tuple(dict.fromkeys(agent for each in same for agent in each.agents)),
        directories=tuple(dict.fromkeys(d for each in same for d in each.directories)),
    )


def _notes(same: Sequence[Finding]) -> Iterator[Note]:
    yield from same[0].related
    for other in same[1:]:
        yield Note(other.place, other.message)
        yield from other.related


def _fix(same: Sequence[Finding]) -> Fix | None:
    """All fixes as one; None where a part of it would stay as it is."""
    fixes = [finding.fix for finding in same if finding.fix is not None]
    if len(fixes) < len(same):
        return None
    return Fix(
        tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits)),
        tuple(dict.fromkeys(rename for fix in fixes for rename in fix.renames)),
        all(fix.safe for fix in fixes),
    )
