"""A document that says it lists every other instruction file, against those that there are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import indexes
from agentslint.claims.claim import Claim
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, sample, template_above, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_MOST = 0.5  # of the files that a list may lack: one that lacks more is none


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on the claim to be complete, with each file that the document does not name."""
    for claim in indexes.read(file):
        yield _judged(repo, file, claim)


def _judged(repo: Repo, file: File, claim: Claim) -> Verdict:
    others = [
        path
        for path in repo.listing.ordered
        if posixpath.basename(path) == claim.subject
        and path != file.path
        and (claim.scope == "." or path.startswith(f"{claim.scope}/"))
        and not (vendored(path) or sample(path) or template_above(path))
    ]
    lacking = [path for path in others if not _named(file.text, path, claim.scope)]
    if not others or len(lacking) > _MOST * len(others):
        return undecided(claim, "it does not list them")
    facts = [Fact("file", path, "is not in it", whole(path)) for path in lacking]
    return refuted(claim, *facts) if facts else verified(claim, reason="it names each of them")


def _named(text: str, path: str, scope: str) -> bool:
    """Whether a text names a file, from the root or from its own directory, or the file's directory."""
    inner = path if scope == "." else path[len(scope) + 1 :]
    return any(name in text for name in (inner, f"{posixpath.dirname(inner)}/"))
