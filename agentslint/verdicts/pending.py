"""What a document marks as not there yet, against the files that are tracked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import pending
from agentslint.claims.pending import Pending
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# endings of what a directory may hold before anything in it is written
_ASIDE = frozenset("json yaml yml toml md mdx txt lock svg png jpg ico gitkeep".split())
_LINES = 30  # of a file that is no stub


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each path that is marked so."""
    for one in pending.read(file):
        yield _judged(repo, file, one)


def _judged(repo: Repo, file: File, one: Pending) -> Verdict:
    claim = one.claim
    for path, _ in possible_places(repo, file, one.mention):
        if path in repo.listing.tracked or path in repo.listing.directories:
            written = [each for each in _code(repo, path) if _written(repo, each)]
            if not written:
                return undecided(claim, "what is there may be a stub")
            more = f", and so are {len(written) - 1} more" if len(written) > 1 else ""
            return refuted(claim, Fact("file", path, f"is there{more}", whole(written[0])))
    return verified(claim, reason="nothing is tracked there")


def _code(repo: Repo, path: str) -> list[str]:
    held = [path] if path in repo.listing.tracked else repo.listing.below(path)
    return [
        each
        for each in held
        if each in repo.listing.tracked
        and posixpath.basename(each).rpartition(".")[2] not in _ASIDE
    ]


def _written(repo: Repo, path: str) -> bool:
    return (repo.text(path) or "").count("\n") >= _LINES
