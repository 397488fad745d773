"""What documents say that files of a directory are called, against what they are called."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator

from agentslint.claims import file_rules
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import named_paths
from agentslint.facts.code_files import is_test
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, sample, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEWEST = 2  # files that are called so, for a pattern to be in use
_PART = 0.4  # of all that they are at least
# what comes with a directory, whatever else is called how
_BESIDE = lazy_re.compile(
    r"[._].*|index\..*|conftest\.py|setup\..*|mod\.rs|.*\.d\.ts|types?\..*|main\..*|README.*|AGENTS.*|CLAUDE.*"
)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in file_rules.read(file) if not vendored(file.path) else ():
        yield _none_under(repo, claim) if claim.relation == "none-under" else _named(repo, claim)


def _none_under(repo: Repo, claim: Claim) -> Verdict:
    if claim.subject:
        folder = named_paths.directory(repo, claim.scope, claim.subject)
        paths = list(repo.listing.below(folder)) if folder else []
    else:
        paths = [path for path in repo.listing.below(claim.scope) if is_test(path)]
    hits = [
        path
        for path in paths
        if path in repo.listing.tracked
        and fnmatch.fnmatchcase(posixpath.basename(path), claim.value)
        and not (sample(path) or vendored(path))
    ]
    if not paths or not hits:
        return verified(claim, reason="none is there") if paths else undecided(claim, "unknown")
    rest = len(hits) - 1
    more = f", and {rest} more {'are' if rest > 1 else 'is'}" if rest else ""
    return refuted(claim, Fact("file", hits[0], f"is tracked{more}", whole(hits[0])))


def _named(repo: Repo, claim: Claim) -> Verdict:
    folder = named_paths.directory(repo, claim.scope, claim.subject)
    if not folder:
        return undecided(claim, "there is no such directory")
    start = len(folder) + 1
    below = [path[start:] for path in repo.listing.below(folder) if not vendored(path)]
    parts = lazy_re.split(rf"({file_rules.HOLE})", claim.value)
    shape = "".join(
        "[^/]+" if lazy_re.fullmatch(file_rules.HOLE, part) else lazy_re.escape(part)
        for part in parts
    )
    fits = [path for path in below if lazy_re.fullmatch(shape, path)]
    others = [path for path in _alike(claim.value, parts, below) if path not in fits]
    if not fits and not others and _expected(below, parts):
        return undecided(claim, "no file is called so")
    if len(fits) < _FEWEST or len(fits) < _PART * (len(fits) + len(others)):
        return undecided(claim, "few are called so")
    if not others:
        return verified(claim, reason=f"{len(fits)} files are called so")
    rest, every = len(others) - 1, len(fits) + len(others)
    more = f", nor {'are' if rest > 1 else 'is'} {rest} more of {every}" if rest else ""
    path = join(folder, others[0])
    return refuted(claim, Fact("file", path, f"is not called so{more}", whole(path)))


def _expected(below: list[str], parts: list[str]) -> bool:
    return any(path.endswith(parts[-1]) for path in below)


def _alike(value: str, parts: list[str], below: list[str]) -> Iterator[str]:
    """The files that a pattern might be of: with its ending where that tells them, else right beside those."""
    tail, depth = parts[-1], value.count("/")
    telling = "_" in tail or "-" in tail or tail.count(".") > 1
    head = value.rpartition("/")[2] != "".join(parts[-2:])
    for path in below:
        name = posixpath.basename(path)
        tested = is_test(path) and "test" not in tail and "spec" not in tail
        if not path.endswith(tail) or _BESIDE.fullmatch(name) or tested:
            continue
        if telling or (head and path.count("/") == depth):
            yield path
