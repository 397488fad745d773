"""What a document says of the packages of a workspace, against the manifests and the tree."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import packages
from agentslint.claims.claim import Claim
from agentslint.facts.fact import Fact
from agentslint.facts.tasks.workspaces import package
from agentslint.facts.tasks.workspaces import packages as with_scripts
from agentslint.facts.versions.declared import aside, line_of
from agentslint.facts.workspaces import Workspace, workspaces
from agentslint.model import File, whole
from agentslint.repo import Repo, join
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_PACKAGES = frozenset({"npm", "python", "go", "cargo"})  # ecosystems whose members are called so
_SLACK = 1  # members: a root package is one for some


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each statement about packages."""
    for claim in packages.read(file):
        yield JUDGES[claim.relation](repo, claim)


def _counted(repo: Repo, claim: Claim) -> Verdict:
    known = [one for one in _workspaces(repo, claim.scope) if one.members]
    if not known:
        return undecided(claim, "no workspace is declared beside it")
    counts = [len(one.members) for one in known]
    fact = _members(known[0])
    if any(abs(count - int(claim.value)) <= _SLACK for count in (*counts, sum(counts))):
        return verified(claim, fact)
    return refuted(claim, *map(_members, known))


def _members(one: Workspace) -> Fact:
    path = one.place.path
    return Fact("members", path, f"has {len(one.members)} members", whole(path))


def _workspaces(repo: Repo, directory: str) -> list[Workspace]:
    """Those that a manifest in a directory declares."""
    known = (one for one in workspaces(repo) if one.directory == directory)
    return [one for one in known if one.ecosystem in _PACKAGES]


def _each_has(repo: Repo, claim: Claim) -> Verdict:
    folders = [folder for one in _workspaces(repo, claim.scope) for folder in one.members]
    tracked = repo.listing.tracked
    lacking = [folder for folder in folders if join(folder, claim.subject) not in tracked]
    if not folders or "/" in claim.subject or "." not in claim.subject:
        return undecided(claim, "the packages are not known")
    if lacking:
        value = f"has none: {len(lacking)} of the {len(folders)} members have none"
        return refuted(claim, Fact("file", lacking[0], value, whole(lacking[0])))
    return verified(
        claim, reason=f"{len(folders) - len(lacking)} of {len(folders)} members have it"
    )


def _sole_user(repo: Repo, claim: Claim) -> Verdict:
    facts = []
    for one in with_scripts(repo):
        if one.directory == claim.scope or aside(one.path, "."):
            continue
        if claim.subject in one.dependencies:
            place = line_of(one.path, repo.text(one.path) or "", claim.subject)
            facts.append(Fact("dependency", one.path, f"asks for {claim.subject}", place))
    mine = package(repo, claim.scope)
    if facts and mine and claim.subject in mine.dependencies:
        return refuted(claim, *facts)
    return undecided(claim, "no other manifest asks for it")


JUDGES = {"has": _counted, "each-has": _each_has, "sole-user": _sole_user}
