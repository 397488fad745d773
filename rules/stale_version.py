"""A version that the repository no longer has, or never had."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import File, Finding, Note
from agentslint.verdicts import stated_versions


def check_file(file: File, context: Context) -> Iterator[Finding]:
    for verdict in stated_versions.judged(context.repo, file):
        if verdict.state == "refuted":
            fact, said = verdict.facts[0], verdict.claim.text
            said = f'"{said}"' if " is " in said else said
            yield Finding(
                verdict.claim.place,
                f"{said} is out of date: {fact.place.path} {fact.value}",
                (Note(fact.place, fact.value),),
            )
