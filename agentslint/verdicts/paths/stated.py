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
        rows = [
            (mention, [path for path, _ in possible_places(repo, file, mention)])
            for mention in read_mentions(file)
            if mention.path and possible(mention)
        ]
        # git is asked once
        ignored = repo.ignored([each for _, places in rows for each in _forms(places)])
        for mention, places in rows:
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
                shut = not ignored.isdisjoint(_forms(places))
                yield undecided(claim, _reason(mention.path, hedged.hedge(mention), ignored=shut))


def _forms(places: list[str]) -> list[str]:
    """Some places as files and as directories."""
    return [*places, *(f"{place}/" for place in places)]


def _refuted(claim: Claim, one: Dead) -> Verdict:
    return refuted(
        claim, Fact("path", one.path, one.cause.text, whole(one.path)), reason=one.cause.text
    )


def _reason(path: str, hedge: str, *, ignored: bool) -> str:
    if placeholders.in_path(path):
        return "it stands for a path"
    if hedge:
        return f"the text takes it back: {hedge}"
    if ignored:
        return "git ignores it"
    return "it is not there, and nothing shows that it should be"
