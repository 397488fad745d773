"""The versions that a document says the repository's images have, against its Dockerfiles."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import images
from agentslint.claims.claim import Claim
from agentslint.facts import images as facts
from agentslint.facts.fact import Fact
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each version of an image."""
    for claim in images.read(file):
        yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    every = facts.of(repo)
    same = [fact for fact in every if fact.subject == facts.called(claim.subject)]
    if not same or any(not fact.subject for fact in every):
        return undecided(claim, "no Dockerfile says which")
    agreeing = [fact for fact in same if _agrees(claim.value, _version(fact))]
    return verified(claim, agreeing[0]) if agreeing else refuted(claim, same[0])


def _version(fact: Fact) -> str:
    return fact.value.rpartition(":")[2]


def _agrees(stated: str, fixed: str) -> bool:
    """Whether one is the other, as far as both are precise."""
    short, long = sorted((stated.split("."), fixed.split(".")), key=len)
    return long[: len(short)] == short
