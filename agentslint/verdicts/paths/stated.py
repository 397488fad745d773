"""The paths that documents mention, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.claims.paths import hedged
from agentslint.claims.paths import read as read_mentions
from agentslint.facts.fact import Fact
from agentslint.facts.path_index import Standing
from agentslint.model import File, whole
from agentslint.repo import Repo, parent
from agentslint.text import placeholders
from agentslint.verdicts.missing_paths import possible, possible_places
from agentslint.verdicts.paths import Dead, dead, own_files
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, files: tuple[File, ...]) -> Iterator[Verdict]:
    """A verdict on each path of the files: dead by the rules' own word, there, or not known."""
    gone = {(one.file.path, one.mention.place): one for one in dead(repo, files)}
    standing = Standing(repo)
    for file in own_files(repo, files):
        for mention in read_mentions(file):
            if not mention.path or not possible(mention):
                continue
            places = [path for path, _ in possible_places(repo, file, mention)]
            claim = Claim(
                "path", mention.place, mention.path, mention.path, "exists", "", parent(file.path)
            )
            one = gone.get((file.path, mention.place))
            there = next((path for path in places if standing.has(path)), "")
            if one is not None:
                yield _refuted(claim, one)
            elif there and hedged.hedge(mention) != "negated":
                yield verified(claim, Fact("path", there, "is there", whole(there)))
            elif places:
                yield undecided(claim, _reason(repo, mention.path, hedged.hedge(mention), places))


def _refuted(claim: Claim, one: Dead) -> Verdict:
    return refuted(
        claim, Fact("path", one.path, one.cause.text, whole(one.path)), reason=one.cause.text
    )


def _reason(repo: Repo, path: str, hedge: str, places: list[str]) -> str:
    if placeholders.in_path(path):
        return "it stands for a path"
    if hedge:
        return f"the text takes it back: {hedge}"
    if repo.ignored([*places, *(f"{place}/" for place in places)]):
        return "git ignores it"
    return "it is not there, and nothing shows that it should be"
