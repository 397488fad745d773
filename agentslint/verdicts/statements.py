"""Every statement of a document that is no path and no version of a tool: each with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import (
    absences,
    constants,
    counts,
    indexes,
    listings,
    own_versions,
    packages,
    pending,
    references,
    signatures,
    sizes,
)
from agentslint.verdicts.verdict import Verdict

# One reader a row; each knows its claims and the facts that they are held against.
JUDGES: tuple[Callable[[Repo, File], Iterator[Verdict]], ...] = (
    absences.judged,
    constants.judged,
    counts.judged,
    indexes.judged,
    listings.judged,
    own_versions.judged,
    packages.judged,
    pending.judged,
    references.judged,
    signatures.judged,
    sizes.judged,
)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """The statements of a document with their verdicts."""
    for judge in JUDGES:
        yield from judge(repo, file)
