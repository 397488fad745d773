"""Settings that documents state, against those that configuration fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.settings import Stated, read
from agentslint.facts import editorconfig, settings
from agentslint.facts.memo import each
from agentslint.facts.settings import Setting
from agentslint.model import File
from agentslint.repo import Repo, parent

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
        found = [
            one
            for one in settings.effective(repo, stated.name, home)
            if not one.family or not stated.families or one.family in stated.families
        ]
        every = [*found, *settings.below(repo, stated.name, home)]
        if not found or any(_agrees(stated, one) for one in every):
            continue
        families = {one.family for one in found}
        if "" in families or stated.families or _most(repo, home, families):
            yield Contradicted(stated, found[0])


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
