"""The value that a document gives a constant, against the one that code gives it."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import constants
from agentslint.facts import constants as code
from agentslint.model import File
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    stated = list(constants.read(file)) if not vendored(file.path) else []
    known = code.values(repo, {claim.subject for claim in stated}) if stated else {}
    for claim in stated:
        if claim.subject not in known:
            yield undecided(claim, "the code gives it no one value")
            continue
        value, fact = known[claim.subject]
        same = code.plain(value) == code.plain(claim.value)
        yield verified(claim, fact) if same else refuted(claim, fact)
