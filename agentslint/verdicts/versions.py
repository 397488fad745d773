"""Versions: what a text states, what the repository declares, and whether the two can agree."""

from __future__ import annotations

from agentslint.claims.versions import Product, VersionClaim
from agentslint.core import lazy_re
from agentslint.facts.versions import dependencies, ranges, runtimes
from agentslint.facts.versions.declared import Fact
from agentslint.repo import Repo


def contradicting(repo: Repo, directory: str, claim: VersionClaim) -> Fact | None:
    """The fact that a claim made for a directory goes against, or None where some fact allows it."""
    found = declared(repo, directory, claim.product)
    if not found or ranges.numbers(claim.low) is None:
        return None
    if claim.more:
        return _below_floor(claim, found)
    if claim.high:
        return _narrow(claim, found)
    wanted = ranges.exact(claim.low)
    met = [fact for fact in found if ranges.meets(wanted, fact.intervals)]
    if met and (floor := _floor_above(wanted, met, found)):
        return floor
    if met:
        return next((fact for fact in met if _released(fact)), None) if claim.early else None
    # "Playwright v2" beside 1.54 is the second suite, not a version that does not exist
    if claim.bare and all(ranges.before(fact.intervals[-1].low, wanted[0].low) for fact in found):
        return None
    return found[0]


def known(repo: Repo, directory: str, claim: VersionClaim) -> bool:
    """Whether the repository says anything of what a claim is about."""
    return bool(declared(repo, directory, claim.product))


def declared(repo: Repo, directory: str, product: Product) -> list[Fact]:
    """What the repository declares of a product, seen from a directory; the nearest first."""
    if product.ecosystem == "runtime":
        return runtimes.facts(repo, directory, product.name)
    if product.ecosystem != "any":
        return dependencies.facts(repo, directory, product.ecosystem, product.packages)
    for ecosystem in dependencies.MANIFESTS:
        if found := dependencies.facts(repo, directory, ecosystem, product.packages):
            return found
    return []


def _floor_above(
    wanted: tuple[ranges.Interval, ...], met: list[Fact], found: list[Fact]
) -> Fact | None:
    """The manifest's floor above a version that only a workflow uses, for a tool of its own."""
    floors = [fact for fact in found if fact.nature == "floor"]
    above = floors and all(_prefix_above(fact.low, wanted[0].low) for fact in floors)
    aside = all(fact.place.path.startswith(".github/") for fact in met)
    return floors[0] if above and aside else None


def _released(fact: Fact) -> bool:
    """Whether a whole version is pinned, and no release candidate."""
    return fact.nature == "pin" and lazy_re.fullmatch(r"\d+(?:\.\d+){2,}", fact.text) is not None


def _below_floor(claim: VersionClaim, facts: list[Fact]) -> Fact | None:
    """`18+` goes against a floor above 18, or against pins that are all below it."""
    wanted = ranges.at_least(claim.low)
    floors = [fact for fact in facts if fact.nature == "floor"]
    if floors:
        least = wanted[0].low
        return floors[0] if all(_prefix_above(fact.low, least) for fact in floors) else None
    return None if any(ranges.meets(wanted, fact.intervals) for fact in facts) else facts[0]


def _narrow(claim: VersionClaim, facts: list[Fact]) -> Fact | None:
    """`3.9 to 3.12` goes against a floor above 3.9, and against a listed version above 3.12."""
    low, high = ranges.numbers(claim.low), ranges.numbers(claim.high)
    if low is None or high is None or not ranges.before(low, high):
        return None
    floors = [fact for fact in facts if fact.nature == "floor"]
    if floors and all(_prefix_above(fact.low, low) for fact in floors):
        return floors[0]
    listed = [f for f in facts if f.nature == "tested" and not f.place.path.startswith(".github/")]
    above = [fact for fact in listed if not ranges.before(fact.low, ranges.after(high))]
    if above:
        return max(above, key=lambda fact: fact.low)
    both = (*ranges.exact(claim.low), *ranges.exact(claim.high))
    spread = (ranges.Interval(both[0].low, both[-1].high),)
    return None if any(ranges.meets(spread, fact.intervals) for fact in facts) else facts[0]


def _prefix_above(low: ranges.Version, stated: ranges.Version) -> bool:
    """Whether a floor lies above what is stated, as far as the statement is precise."""
    return ranges.before(stated, low[: len(stated)])
