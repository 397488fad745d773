"""A claim held against facts: verified, refuted with evidence, or undecided with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentslint.claims.claim import Claim
from agentslint.facts.fact import Fact

State = Literal["verified", "refuted", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim.

    facts    what the repository says of it, the decisive one first; none refutes without one
    reason   one short clause: why it is refuted or undecided, how it is verified
    """

    claim: Claim
    state: State
    facts: tuple[Fact, ...] = ()
    reason: str = ""


def undecided(claim: Claim, reason: str) -> Verdict:
    """Nothing shows whether the claim is so."""
    return Verdict(claim, "undecided", (), reason)


def refuted(claim: Claim, *facts: Fact, reason: str = "") -> Verdict:
    """Facts go against the claim. Without one it stays undecided: nothing found refutes nothing."""
    if claim.hedge:
        return undecided(claim, claim.hedge)
    return Verdict(claim, "refuted" if facts else "undecided", facts, reason)


def verified(claim: Claim, *facts: Fact, reason: str = "") -> Verdict:
    """A fact says the same."""
    return Verdict(claim, "verified", facts, reason)
