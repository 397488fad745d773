"""A document that lists the other instruction files, and says or once was right that these are all."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import indexes
from agentslint.claims.claim import Claim
from agentslint.claims.paths import Mention
from agentslint.claims.paths import read as mentions
from agentslint.facts.fact import Fact
from agentslint.model import File, Place, whole
from agentslint.repo import Repo, parent, sample, template_above, vendored
from agentslint.verdicts import listings
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEW = 3  # files that make a list of them
_LONGEST = 100  # files that are looked for in old commits
_COMMITS = 40  # of those that changed the document
_MOST = 0.5  # of the files that a list may lack: one that lacks more is none


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on the claim to be complete, with each file that the document does not name."""
    said = list(indexes.read(file))
    for claim in said:
        yield _judged(repo, file, claim)
    if not said:
        yield from _since(repo, file)


def _since(repo: Repo, file: File) -> Iterator[Verdict]:
    """A list of them that named all there were at a commit of the document, where others came since."""
    name = posixpath.basename(file.path)
    others = _others(repo, file, name, parent(file.path)) if name in file.text else []
    sections: dict[tuple[str, ...], list[tuple[Mention, str]]] = {}
    for one in mentions(file):
        if posixpath.basename(one.path) == name and not one.quoted:
            found = [path for path, _ in possible_places(repo, file, one) if path in others]
            sections.setdefault(one.headings, []).extend((one, path) for path in found[:1])
    rows = max(sections.values(), key=lambda rows: len({path for _, path in rows}), default=[])
    named = {path for _, path in rows}
    # who lists the directories of one level leaves those below to them
    deepest = max((path.count("/") for path in named), default=0)
    others = [path for path in others if path.count("/") <= deepest]
    lacking = [path for path in others if not _named(file.text, path, parent(file.path))]
    if len(named) < _FEW or not lacking or len(others) > _LONGEST:
        return
    first, last = rows[0][0].place, rows[-1][0].place
    place = Place(first.path, first.line, first.column, last.end_line, last.end_column)
    text = f"{len(named)} files {name}"
    claim = Claim("inventory", place, text, name, "holds", str(len(named)), parent(file.path))
    commits = listings.commits(repo, name).get(file.path, [])[:_COMMITS]
    for commit, held in zip(commits, repo.history.held_at(commits, others), strict=False):
        if held == named:
            value = f"was added after {commit.day} ({commit.short}), when the list was complete"
            yield refuted(claim, *(Fact("file", path, value, whole(path)) for path in lacking))
            return


def _others(repo: Repo, file: File, name: str, scope: str) -> list[str]:
    """The other files of a name that lie in a directory."""
    return [
        path
        for path in repo.listing.ordered
        if posixpath.basename(path) == name
        and path != file.path
        and (scope == "." or path.startswith(f"{scope}/"))
        and not (vendored(path) or sample(path) or template_above(path))
    ]


def _judged(repo: Repo, file: File, claim: Claim) -> Verdict:
    others = _others(repo, file, claim.subject, claim.scope)
    lacking = [path for path in others if not _named(file.text, path, claim.scope)]
    if not others or len(lacking) > _MOST * len(others):
        return undecided(claim, "it does not list them")
    facts = [Fact("file", path, "is not in it", whole(path)) for path in lacking]
    return refuted(claim, *facts) if facts else verified(claim, reason="it names each of them")


def _named(text: str, path: str, scope: str) -> bool:
    """Whether a text names a file, from the root or from its own directory, or the file's directory."""
    inner = path if scope == "." else path[len(scope) + 1 :]
    return any(name in text for name in (inner, f"{posixpath.dirname(inner)}/"))
