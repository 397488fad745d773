"""Every statement of a repository's documents, whatever its kind: each with its verdict, in document order."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import (
    commands,
    libraries,
    settings,
    stated_versions,
    statements,
    symbol_causes,
    tools,
)
from agentslint.verdicts.paths import own_files
from agentslint.verdicts.paths import stated as paths
from agentslint.verdicts.verdict import Verdict


def judged(repo: Repo, files: tuple[File, ...]) -> tuple[Verdict, ...]:
    """The verdicts of all readers, by path and place."""
    return tuple(sorted(_judged(repo, files), key=lambda one: (one.claim.place, one.claim.kind)))


def _judged(repo: Repo, files: tuple[File, ...]) -> Iterator[Verdict]:
    others = [
        verdict
        for file in own_files(repo, files)
        for judge in (stated_versions, statements, tools, settings, libraries, commands)
        for verdict in judge.judged(repo, file)
    ]
    # what is said not to be there is no statement that it is
    absent = {
        (one.claim.place.path, one.claim.place.end_line, one.claim.subject)
        for one in others
        if one.claim.kind == "absence"
    }
    yield from others
    named = (*symbol_causes.judged(repo, tuple(own_files(repo, files))), *paths.judged(repo, files))
    for one in named:
        claim = one.claim
        if (claim.place.path, claim.place.end_line, claim.subject) not in absent:
            yield one
