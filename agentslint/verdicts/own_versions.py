"""The version that a document says its package has, against the package's manifest."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import own_versions
from agentslint.claims.claim import Claim
from agentslint.facts import own_version
from agentslint.facts.tasks import workspaces
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each statement of the package's own version."""
    named = [one for one in own_versions.in_prose(file) if _is_ours(repo, one)]
    for claim in (*own_versions.read(file), *named):
        fact = own_version.of(repo, claim.scope)
        if fact is None:
            yield undecided(claim, "no manifest beside it has a version")
        elif fact.value.removeprefix("says ").startswith(claim.value):
            yield verified(claim, fact)
        else:
            yield refuted(claim, fact)


def _is_ours(repo: Repo, claim: Claim) -> bool:
    """Whether the package that is named is the document's own, or none is named."""
    package = workspaces.package(repo, claim.scope)
    known = {package.name, package.name.rpartition("/")[2]} if package else set()
    return not claim.subject or claim.subject in known
