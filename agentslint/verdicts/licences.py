"""The licence that a document states, against the manifest and the licence file."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import licences
from agentslint.facts import licences as facts
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each licence that is stated."""
    for claim in licences.read(file):
        found = facts.of(repo, claim.scope)
        same = [fact for fact in found if fact.subject == claim.value]
        if not found:
            yield undecided(claim, "no manifest and no licence file says which")
        elif same:
            yield verified(claim, same[0])
        else:
            yield refuted(claim, found[0])
