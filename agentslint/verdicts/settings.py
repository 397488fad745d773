"""Settings that documents state, against those that configuration fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.claim import Claim
from agentslint.claims.settings import Stated, read
from agentslint.facts import editorconfig, settings
from agentslint.facts.fact import Fact
from agentslint.facts.memo import each
from agentslint.facts.settings import Setting
from agentslint.model import File
from agentslint.repo import Repo, parent
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

MOST = 0.7  # of the files of code in a directory, for a setting of their languages to speak for all


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A setting that the text states, and one of those that say otherwise."""

    stated: Stated
    setting: Setting


def contradicted(repo: Repo, file: File) -> Iterator[Contradicted]:
    """The settings that a document states and that every configuration in force contradicts."""
    home = parent(file.path)
    for stated in read(file):
        found, agrees = _held(repo, stated, home)
        if not found or agrees is not None:
            continue
        families = {one.family for one in found}
        if "" in families or stated.families or _most(repo, home, families):
            yield Contradicted(stated, found[0])


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each setting that a document states: the configuration that fixes it."""
    home = parent(file.path)
    against = {one.stated: one.setting for one in contradicted(repo, file)}
    for stated in read(file):
        claim = Claim("setting", stated.place, stated.text, stated.name, "is", stated.value, home)
        _, agrees = _held(repo, stated, home)
        if one := against.get(stated):
            yield refuted(claim, Fact("setting", stated.name, f"has {one.text}", one.place))
        elif agrees is not None:
            yield verified(claim, Fact("setting", stated.name, f"has {agrees.text}", agrees.place))
        else:
            yield undecided(claim, "no configuration fixes it for all that the text speaks of")


def _held(repo: Repo, stated: Stated, home: str) -> tuple[list[Setting], Setting | None]:
    """What configuration says of a setting above a document, and one there or below that agrees."""
    found = [
        one
        for one in settings.effective(repo, stated.name, home)
        if not one.family
        or one.family in stated.families
        # "strict" by itself is said of a compiler, and of much else
        or not (stated.families or (one.name == "strict" and one.family == "python"))
    ]
    every = [*found, *settings.below(repo, stated.name, home)]
    return found, next((one for one in every if _agrees(stated, one)), None)


def _agrees(stated: Stated, setting: Setting) -> bool:
    if stated.value == "spaces":
        return setting.value != "tabs"
    if stated.name == "coverage":  # who asks for more than is enforced contradicts nothing
        return float(stated.value.rstrip(" %")) >= float(setting.value)
    return stated.value == setting.value


def _most(repo: Repo, directory: str, families: set[str]) -> bool:
    """Whether most code in a directory is of some families."""
    counts = _counts(repo, directory)
    mine = sum(counts[family] for family in families)
    return mine >= MOST * counts.total() if counts.total() else True


@each
def _counts(repo: Repo, directory: str) -> Counter[str]:
    known = {e: family for family, endings in editorconfig.families().items() for e in endings}
    found: Counter[str] = Counter()
    for path in repo.listing.below(directory):
        family = known.get(path[path.rfind(".") :])
        if family:
            found[family] += 1
    return found
