"""The version that a document says its package has, against the package's manifest."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import own_versions
from agentslint.facts import own_version
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each statement of the package's own version."""
    for claim in own_versions.read(file):
        fact = own_version.of(repo, claim.scope)
        if fact is None:
            yield undecided(claim, "no manifest beside it has a version")
        elif fact.value.removeprefix("says ").startswith(claim.value):
            yield verified(claim, fact)
        else:
            yield refuted(claim, fact)
