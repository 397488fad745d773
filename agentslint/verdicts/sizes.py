"""How many lines a document says that a file has, against the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims import sizes
from agentslint.claims.sizes import Size
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import READ_LIMIT, Repo
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_LOOSE, _ABOUT = 0.1, 0.5  # how far a number, and one that says "about", may be off
_LEAST, _LEAST_ABOUT = 5, 25  # lines that nobody minds
_COUNTED = 0.02  # how far a number may be off that was counted, and not rounded
_LEAST_COUNTED = 9


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each size that a document states."""
    for size in sizes.read(file):
        yield _judged(repo, file, size)


def _judged(repo: Repo, file: File, size: Size) -> Verdict:
    claim = size.claim
    found = [path for path, _ in possible_places(repo, file, size.mention) if repo.is_file(path)]
    text = repo.text(found[0]) if found else None
    if text is None or len(text) >= READ_LIMIT:
        return undecided(claim, "there is no such file")
    has, stated = len(text.splitlines()), int(claim.value)
    fact = Fact("size", found[0], f"has {has} line{'s' * (has != 1)}", whole(found[0]))
    loose = max(_LEAST_ABOUT, _ABOUT * stated)
    slack = loose if size.about else max(_LEAST, _LOOSE * stated)
    off = abs(has - stated)
    if off > slack:
        return refuted(claim, fact)
    counted = not size.about and stated % 10 != 0
    if counted and off > max(_LEAST_COUNTED, _COUNTED * stated):
        return refuted(replace(claim, relation="counted-lines"), fact)
    return verified(claim, fact)
