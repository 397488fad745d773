"""The branches that a document states, against those of git and of the workflows."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import branches
from agentslint.claims.claim import Claim
from agentslint.facts import branches as facts
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each branch that is stated."""
    for claim in branches.read(file):
        yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    started = facts.triggers(repo)
    same = [fact for fact in started if fact.subject == claim.subject]
    if same:
        return verified(claim, same[0])
    head = facts.default(repo)
    if head is not None and claim.subject == head.subject:
        return verified(claim, head)
    if claim.subject in facts.known(repo):
        return verified(claim, reason="there is such a branch")
    if any(facts.pattern(fact.subject) for fact in started):
        return undecided(claim, "workflows start on patterns of branches")
    if started:
        return refuted(claim, started[0])
    if head is not None and claim.relation == "default":
        return refuted(claim, head)
    return _local(repo, claim)


def _local(repo: Repo, claim: Claim) -> Verdict:
    """Without a remote the branches here are all there are."""
    here = sorted(facts.known(repo))
    if repo.history.remotes() or not here:
        return undecided(claim, "the branches of the remote are not known")
    more = f", and {len(here) - 1} more" if len(here) > 1 else ""
    return refuted(claim, Fact("branch", here[0], f"has the branch {here[0]}{more}", whole(".git")))
