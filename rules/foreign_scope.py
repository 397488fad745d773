"""A file that claims to govern files outside its directory, where it is never loaded."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import scope
from agentslint.model import File, Finding
from agentslint.verdicts.scope import outside


def check_file(file: File, context: Context) -> Iterator[Finding]:
    # a link may stand for a file elsewhere, which speaks of its own place
    if context.repo.target(file.path) is not None:
        return
    for claim in scope.claims(file):
        home = context.home(file.path)
        witness = outside(context.repo, file, home, claim)
        if witness:
            yield Finding(
                claim.place, f"this speaks of {witness}, but agents read it only in {home}"
            )
