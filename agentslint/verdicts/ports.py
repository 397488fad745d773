"""The ports that a document states, against those that configuration and code have."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import ports
from agentslint.claims.claim import Claim
from agentslint.facts import ports as facts
from agentslint.facts.fact import Fact
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEW = 3  # ports of a directory beyond which nobody knows which one is meant


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each port that is said to be served."""
    for claim in ports.read(file):
        yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    every = facts.known(repo)
    same = [fact for fact in every if fact.subject == claim.value]
    if same:
        return verified(claim, same[0])
    here = facts.below(repo, claim.scope)
    numbers = {fact.subject for fact in here}
    if not numbers or len(numbers) > _FEW or facts.mentioned(repo, claim.value):
        return undecided(claim, "no configuration says which port is served")
    return refuted(claim, *_first_of_each(here))


def _first_of_each(found: list[Fact]) -> list[Fact]:
    told: dict[str, Fact] = {}
    for fact in found:
        told.setdefault(fact.subject, fact)
    return list(told.values())
