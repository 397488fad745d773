"""Which package depends on which, as a document says it, against the manifests."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import package_dependencies
from agentslint.claims.claim import Claim
from agentslint.facts import inventory
from agentslint.facts.fact import Fact
from agentslint.facts.tasks import workspaces
from agentslint.facts.tasks.workspaces import Package
from agentslint.facts.versions.declared import aside, line_of
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each arrow, and on each package that is said to be the only one."""
    for claim in package_dependencies.read(file):
        source = _package(repo, claim.subject)
        if source is None:
            yield undecided(claim, "no package of the workspace is called so")
        else:
            yield (
                _sole(repo, claim, source)
                if claim.relation == "sole"
                else _arrow(repo, claim, source)
            )


def _package(repo: Repo, name: str) -> Package | None:
    found = {one.path: one for one in inventory.packages(repo) if name.rstrip("/") in one.aliases}
    return workspaces.package(repo, next(iter(found))) if len(found) == 1 else None


def _arrow(repo: Repo, claim: Claim, source: Package) -> Verdict:
    target = _package(repo, claim.value)
    if target is None or target == source:
        return undecided(claim, "no package of the workspace is called so")
    if target.name in source.dependencies:
        place = line_of(source.path, repo.text(source.path) or "", f'"{target.name}"')
        return verified(claim, Fact("dependency", source.path, f"asks for {target.name}", place))
    if target.name in _reached(repo, source):
        return undecided(claim, "it depends on it through another")
    return refuted(
        claim, Fact("dependency", source.path, f"does not list {target.name}", whole(source.path))
    )


def _reached(repo: Repo, source: Package) -> set[str]:
    """All packages of the repository that one depends on, through others too."""
    known = {one.name: one for one in workspaces.packages(repo) if one.name}
    found: set[str] = set()
    waiting = list(source.dependencies)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += list(known[name].dependencies) if name in known else []
    return found


def _sole(repo: Repo, claim: Claim, source: Package) -> Verdict:
    if claim.value not in source.dependencies:
        return undecided(claim, "its manifest does not ask for it")
    others = [
        one
        for one in workspaces.packages(repo)
        if one.path != source.path and claim.value in one.dependencies and not aside(one.path, ".")
    ]
    facts = [
        Fact(
            "dependency", one.path, f"asks for {claim.value}",
            line_of(one.path, repo.text(one.path) or "", f'"{claim.value}"'),
        )
        for one in others
    ]  # fmt: skip
    return refuted(claim, *facts) if facts else verified(claim, reason="no other asks for it")
