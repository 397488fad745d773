"""What documents say that a file holds, against the words of the file."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import contained, symbols
from agentslint.claims.claim import Claim
from agentslint.facts import code_files, named_paths, names
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, sample, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each name in a file."""
    told = {
        (one.name, one.place.line)
        for one in symbols.read(file)
        if one.path and code_files.is_code(one.path)
    }
    for claim in contained.read(file):
        # what names of code are is judged by what the code had once
        if (claim.value, claim.place.line) not in told:
            yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    path = named_paths.file(repo, claim.scope, claim.subject)
    held = names.words(repo, path) if path else None
    if not path or held is None or vendored(path) or sample(path):
        return undecided(claim, "there is no such file")
    if claim.value in held:
        return verified(claim, Fact("name", claim.value, f"has {claim.value}", whole(path)))
    if "::" not in claim.text:
        known = names.look(repo, [claim.value], [])
        if claim.value in known.held or claim.value in known.lost:
            return undecided(claim, "another file has it, or had it")
    return refuted(claim, Fact("name", claim.value, f"has no {claim.value}", whole(path)))
