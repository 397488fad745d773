"""What was found in a submodule, told by the repository that it lies in.

A submodule is a repository of its own and judged as one; nothing of it is written to from outside.
"""

from __future__ import annotations

from dataclasses import replace

from agentslint.lint.check import Outcome, order
from agentslint.model import Finding, Note, Place
from agentslint.repo import join


def joined(outer: Outcome, inner: Outcome, place: str) -> Outcome:
    """What was found in both, the paths of the submodule at `place` seen from outside."""

    def moved(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(_moved(finding, place) for finding in findings)

    return replace(
        outer,
        findings=tuple(sorted([*outer.findings, *moved(inner.findings)], key=order)),
        files=outer.files + inner.files,
        chains=outer.chains + inner.chains,
        directories=outer.directories + inner.directories,
        notes=(*outer.notes, *(f"{place}: {note}" for note in inner.notes)),
        looked=tuple(sorted([*outer.looked, *(join(place, path) for path in inner.looked)])),
        unjudged=(*outer.unjudged, *(f"{place}/{each}" for each in inner.unjudged)),
        faults=(*outer.faults, *(f"{place}: {fault}" for fault in inner.faults)),
        suppressed=(*outer.suppressed, *moved(inner.suppressed)),
    )


def _moved(finding: Finding, place: str) -> Finding:
    return replace(
        finding,
        place=_seen(finding.place, place),
        related=tuple(Note(_seen(n.place, place), n.message) for n in finding.related),
        fix=None,
        directories=tuple(place if d == "." else join(place, d) for d in finding.directories),
    )


def _seen(where: Place, place: str) -> Place:
    return where if where.path.startswith("/") else replace(where, path=join(place, where.path))
