"""Which package or module depends on which, as a document says it, against the manifests."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import package_dependencies
from agentslint.claims.claim import Claim
from agentslint.facts import modules
from agentslint.facts.fact import Fact
from agentslint.facts.modules import Module
from agentslint.facts.tasks import workspaces
from agentslint.facts.versions.declared import aside, line_of
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each arrow, and on each package that is said to be the only one."""
    for claim in package_dependencies.read(file):
        source = modules.named(repo, claim.subject, claim.scope)
        if source is None:
            yield undecided(claim, "no module of the repository is called so")
        else:
            yield (
                _sole(repo, claim, source)
                if claim.relation == "sole"
                else _arrow(repo, claim, source)
            )


def _arrow(repo: Repo, claim: Claim, source: Module) -> Verdict:
    target = modules.named(repo, claim.value, claim.scope)
    if target is None or target == source or target.kind != source.kind:
        return undecided(claim, "no module of the repository is called so")
    if place := source.needs.get(target.id):
        return verified(claim, Fact("dependency", source.manifest, f"asks for {target.id}", place))
    if target.id in modules.reached(repo, source):
        return undecided(claim, "it depends on it through another")
    if source.given:
        return undecided(claim, "the build may give it more than its manifest lists")
    value = f"does not list {target.id}"
    return refuted(claim, Fact("dependency", source.manifest, value, whole(source.manifest)))


def _sole(repo: Repo, claim: Claim, source: Module) -> Verdict:
    mine = workspaces.package(repo, source.directory) if source.kind == "npm" else None
    if mine is None or claim.value not in mine.dependencies:
        return undecided(claim, "its manifest does not ask for it")
    others = [
        one
        for one in workspaces.packages(repo)
        if one.path != mine.path and claim.value in one.dependencies and not aside(one.path, ".")
    ]
    facts = [
        Fact(
            "dependency", one.path, f"asks for {claim.value}",
            line_of(one.path, repo.text(one.path) or "", f'"{claim.value}"'),
        )
        for one in others
    ]  # fmt: skip
    return refuted(claim, *facts) if facts else verified(claim, reason="no other asks for it")
