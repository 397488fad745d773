"""The values that a document says there are of a kind, against those that code declares together."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import enumerations
from agentslint.claims.enumerations import Enumeration
from agentslint.facts import value_groups
from agentslint.facts.fact import Fact
from agentslint.facts.value_groups import Group, plain
from agentslint.model import File
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEWEST = 4  # letters of a word that tells of what kind values are


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    if not vendored(file.path):
        for one in enumerations.read(file):
            yield _judged(repo, one)


def _judged(repo: Repo, one: Enumeration) -> Verdict:
    claim = one.claim
    told = {plain(value) for value in one.values}
    rows = value_groups.holding(repo, frozenset(told))
    holding = [(row, {plain(value) for value in row.values}) for row in rows]
    for row, values in holding:
        if values == told:
            return verified(claim, Fact("values", claim.subject, "has the same", row.place))
    for row, values in sorted(holding, key=lambda one: one[0].listed):
        more = len(values) - len(told)
        if more <= max(1, len(told) // 2) and _about(row, one):
            added = [value for value in row.values if plain(value) not in told]
            fact = Fact("values", claim.subject, f"has {' and '.join(added)} as well", row.place)
            return refuted(claim, fact)
    return undecided(claim, "no code declares them together")


def _about(row: Group, one: Enumeration) -> bool:
    """Whether the name of a group is that of the kind."""
    named = " ".join(plain(name) for name in row.names)
    return any(
        len(stem) >= _FEWEST and stem in named
        for word in one.heads[:4]
        if (stem := plain(word).removesuffix("s").removesuffix("ie"))
    )
