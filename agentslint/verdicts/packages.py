"""What a document says of the packages of a workspace, against the manifests and the tree."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import packages
from agentslint.claims.claim import Claim
from agentslint.facts import members
from agentslint.facts.fact import Fact
from agentslint.facts.members import Workspace
from agentslint.facts.tasks import workspaces
from agentslint.facts.versions.declared import aside, line_of
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_SLACK = 1  # members: a root package is one for some


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each statement about packages."""
    for claim in packages.read(file):
        yield JUDGES[claim.relation](repo, claim)


def _counted(repo: Repo, claim: Claim) -> Verdict:
    known = [one for one in members.workspaces(repo) if one.root == claim.scope and one.members]
    if not known:
        return undecided(claim, "no workspace is declared beside it")
    counts = [len(one.members) for one in known]
    fact = _members(known[0])
    if any(abs(count - int(claim.value)) <= _SLACK for count in (*counts, sum(counts))):
        return verified(claim, fact)
    return refuted(claim, *map(_members, known))


def _members(one: Workspace) -> Fact:
    return Fact("members", one.path, f"has {len(one.members)} members", whole(one.path))


def _each_has(repo: Repo, claim: Claim) -> Verdict:
    folders = [
        folder
        for one in members.workspaces(repo)
        if one.root == claim.scope
        for folder in one.members
    ]
    lacking = [folder for folder in folders if not members.exists(repo, folder, claim.subject)]
    if not folders or "/" in claim.subject or "." not in claim.subject:
        return undecided(claim, "the packages are not known")
    if lacking:
        value = f"has none, as {len(lacking)} of the {len(folders)} members"
        return refuted(claim, Fact("file", lacking[0], value, whole(lacking[0])))
    return verified(
        claim, reason=f"{len(folders) - len(lacking)} of {len(folders)} members have it"
    )


def _sole_user(repo: Repo, claim: Claim) -> Verdict:
    facts = []
    for one in workspaces.packages(repo):
        if one.directory == claim.scope or aside(one.path, "."):
            continue
        if claim.subject in one.dependencies:
            place = line_of(one.path, repo.text(one.path) or "", claim.subject)
            facts.append(Fact("dependency", one.path, f"asks for {claim.subject}", place))
    mine = workspaces.package(repo, claim.scope)
    if facts and mine and claim.subject in mine.dependencies:
        return refuted(claim, *facts)
    return undecided(claim, "no other manifest asks for it")


JUDGES = {"has": _counted, "each-has": _each_has, "sole-user": _sole_user}
