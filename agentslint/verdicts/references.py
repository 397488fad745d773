"""The root's instructions and the skills that a document sends its reader to, against the tree and history."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import references
from agentslint.claims.claim import Claim
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_ALIKE = 0.8  # how alike two skills are called for the one to be meant by the other
# what an agent reads at the root in the place of the file that is named
_INSTEAD = ("AGENTS.override.md", "AGENTS.md", "CLAUDE.md", "GEMINI.md")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in references.read(file):
        yield _root_file(repo, claim) if claim.relation == "root-file" else _skill(repo, claim)


def _root_file(repo: Repo, claim: Claim) -> Verdict:
    if repo.exists(claim.subject):
        return verified(claim, Fact("file", claim.subject, "is there", whole(claim.subject)))
    if any(repo.exists(name) for name in _INSTEAD) or repo.ignored([claim.subject]):
        return undecided(claim, "the root has other instructions")
    nearest = min(repo.find(_INSTEAD), key=lambda path: (path.count("/"), path), default="")
    fact = Fact("file", claim.subject, "is the nearest, and the root has none", whole(nearest))
    return refuted(claim, fact) if nearest else undecided(claim, "there are no instructions")


def _skill(repo: Repo, claim: Claim) -> Verdict:
    """A skill may be each user's own: only one that was here, or is almost so called here, is gone."""
    known = {
        posixpath.basename(posixpath.dirname(path)): path
        for path in repo.find(["SKILL.md"])
        if "/" in path
    }
    name = claim.subject
    if name in known:
        return verified(claim, Fact("skill", name, "is there", whole(known[name])))
    wanted = f"{name}/SKILL.md"
    gone = repo.history.gone(repo.history.ending(wanted)[:1], repo.listing.tracked) if known else {}
    for path, last in gone.items():
        became = f"moved to {last.to}" if last.to else "was deleted"
        when = f" in {last.commit.short} ({last.commit.day})" if last.commit else ""
        return refuted(claim, Fact("skill", path, f"{became}{when}", whole(path)))
    from difflib import get_close_matches  # here, and not in each run

    near = get_close_matches(name, sorted(known), 1, _ALIKE)
    if near:
        path = known[near[0]]
        return refuted(claim, Fact("skill", path, f"is the nearest to {name}", whole(path)))
    return undecided(claim, "it may be the user's own")
