"""Every statement of a document that is no path and no version of a tool: each with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.claims.claim import Claim
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import (
    automation,
    branches,
    call_bans,
    constants,
    contained,
    conventions,
    counts,
    definition_places,
    enumerations,
    extents,
    file_rules,
    held_counts,
    images,
    import_bans,
    indexes,
    inventories,
    keys,
    licences,
    listings,
    own_versions,
    package_dependencies,
    packages,
    ports,
    references,
    routes,
    script_runs,
    shown_lines,
    signatures,
    sizes,
    test_homes,
    things,
    universals,
)
from agentslint.verdicts.absences import kinds, markers, sentences
from agentslint.verdicts.verdict import Verdict

# One reader a row; each knows its claims and the facts that they are held against.
JUDGES: tuple[Callable[[Repo, File], Iterator[Verdict]], ...] = (
    sentences.judged,
    extents.judged,
    things.judged,
    counts.judged,
    held_counts.judged,
    indexes.judged,
    listings.judged,
    own_versions.judged,
    packages.judged,
    markers.judged,
    references.judged,
    signatures.judged,
    sizes.judged,
    package_dependencies.judged,
    branches.judged,
    constants.judged,
    keys.judged,
    contained.judged,
    definition_places.judged,
    shown_lines.judged,
    test_homes.judged,
    universals.judged,
    inventories.judged,
    images.judged,
    licences.judged,
    kinds.judged,
    ports.judged,
    routes.judged,
    script_runs.judged,
    automation.judged,
    enumerations.judged,
    call_bans.judged,
    conventions.judged,
    file_rules.judged,
    import_bans.judged,
)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """The statements of a document with their verdicts."""
    told: list[Claim] = []
    for judge in JUDGES:
        for verdict in judge(repo, file):
            decided = verdict.state != "undecided"
            # two readers may know one sentence
            if not (decided and any(_same(verdict.claim, other) for other in told)):
                yield verdict
            if decided:
                told.append(verdict.claim)


def _same(one: Claim, other: Claim) -> bool:
    """Whether two statements are one: of a kind or a subject, at places that overlap."""
    a, b = one.place, other.place
    if one.kind != other.kind and one.subject != other.subject:
        return False
    # a level of a diagram lies within the one above
    if one.kind == other.kind == "listing" and one.subject != other.subject:
        return False
    return (a.line, a.column) < (b.end_line, b.end_column) and (b.line, b.column) < (
        a.end_line,
        a.end_column,
    )
