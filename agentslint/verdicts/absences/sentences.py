"""What a document says is not there, against the files that are tracked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims.absences import sentences
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join
from agentslint.text.instruction_files import STEM
from agentslint.verdicts.absences import held
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# what an empty directory may hold, and a placeholder beside it; no list of a directory names it
NOTHING = lazy_re.compile(
    rf"(?:{STEM}|README|CHANGELOG|LICENSE)(?:\.\w+)?|\.[^/]*|index\.\w+|__init__\.py|mod\.rs",
    lazy_re.IGNORECASE,
)
_FEW = 4  # files of a placeholder: a manifest, its lock, a configuration, a first page


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each absence that a document states."""
    for claim in sentences.read(file):
        yield _of_directory(repo, claim) if claim.relation != "absent" else _absent(repo, claim)


def _absent(repo: Repo, claim: Claim) -> Verdict:
    if claim.hedge:
        return undecided(claim, claim.hedge)
    if claim.subject == "tests":
        fact = held.a_test(repo, claim.scope)
        return refuted(claim, fact) if fact else verified(claim, reason="no test is tracked")
    path = posixpath.normpath(join(claim.scope, claim.subject))
    if path in repo.listing.tracked or path in repo.listing.directories:
        return refuted(claim, Fact("file", path, "is tracked", whole(path)))
    return verified(claim, reason="nothing is tracked there")


def _of_directory(repo: Repo, claim: Claim) -> Verdict:
    if claim.subject not in repo.listing.directories:
        return undecided(claim, "there is no such directory")
    tracked = [path for path in repo.listing.below(claim.subject) if path in repo.listing.tracked]
    files = [path for path in tracked if not NOTHING.fullmatch(posixpath.basename(path))]
    if len(files) > (_FEW if claim.relation == "placeholder" else 0):
        more = f", and {len(files) - 1} more are" if len(files) > 1 else ""
        return refuted(claim, Fact("file", claim.subject, f"is tracked{more}", whole(files[0])))
    return verified(claim, reason="it holds nothing else")
