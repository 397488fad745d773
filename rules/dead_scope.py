"""A statement of scope that matches no file."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import scope
from agentslint.model import File, Finding
from agentslint.verdicts.scope import nowhere


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if context.repo.target(file.path) is not None:
        return
    for claim in scope.claims(file):
        if nowhere(context.repo, file, claim):
            yield Finding(claim.place, f"{claim.text} matches no file, so this rule never applies")
