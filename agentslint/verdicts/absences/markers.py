"""What a document marks as not there yet, against the files that are tracked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims.absences import markers
from agentslint.claims.absences.markers import Pending
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join
from agentslint.verdicts.absences import held
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# endings of what a directory may hold before anything in it is written
_ASIDE = frozenset("json yaml yml toml md mdx txt lock svg png jpg ico gitkeep".split())


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each path that is marked so."""
    for one in markers.read(file):
        yield _judged(repo, file, one)


def _judged(repo: Repo, file: File, one: Pending) -> Verdict:
    claim = one.claim
    named = one.mention.path.rstrip("/")
    top = one.mention.top
    # the top of a diagram is part of the path where it stands beside the document
    drawn = bool(top) and posixpath.normpath(join(claim.scope, top)) in repo.listing.directories
    for path, _ in possible_places(repo, file, one.mention):
        if drawn and not f"/{path}".endswith(f"/{named}"):
            continue
        if path in repo.listing.tracked or path in repo.listing.directories:
            written = [p for p in _code(repo, path) if not held.is_stub(repo.text(p) or "")]
            if not written:
                return undecided(claim, "what is there may be a stub")
            more = f", and so are {len(written) - 1} more" if len(written) > 1 else ""
            return refuted(claim, Fact("file", path, f"is there{more}", whole(written[0])))
    return verified(claim, reason="nothing is tracked there")


def _code(repo: Repo, path: str) -> list[str]:
    inside = [path] if path in repo.listing.tracked else repo.listing.below(path)
    return [
        each
        for each in inside
        if each in repo.listing.tracked
        and posixpath.basename(each).rpartition(".")[2] not in _ASIDE
    ]
