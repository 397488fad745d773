"""A version that the repository no longer has, or never had."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note
from agentslint.verdicts import stated_versions

NUMBERS = lazy_re.compile(r"\d+(?:\.\d+)+")


def check_file(file: File, context: Context) -> Iterator[Finding]:
    # copies of one text fall behind together, each behind its own manifest
    digest = hashlib.sha256(file.data).hexdigest()
    for verdict in stated_versions.judged(context.repo, file):
        if verdict.state == "refuted":
            fact, said = verdict.facts[0], verdict.claim.text
            said = f'"{said}"' if " is " in said else said
            yield Finding(
                verdict.claim.place,
                f"{said} is out of date: {fact.place.path} {fact.value}",
                (Note(fact.place, fact.value),),
                severity="info" if _patch(verdict.claim.value, fact.value) else None,
                cause=f"versions of {posixpath.basename(fact.place.path)}: {digest}",
            )


def _patch(stated: str, declared: str) -> bool:
    """Whether the two differ in the third number alone: true, and nobody is misled."""
    said, now = (NUMBERS.findall(text) for text in (stated, declared))
    if len(said) != 1 or len(now) != 1:
        return False
    one, other = said[0].split("."), now[0].split(".")
    return len(one) >= 3 and one[:2] == other[:2]
