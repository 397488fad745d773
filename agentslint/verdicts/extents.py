"""How many files, directories, lines or tests a document says that its directory has, against what is there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.claims import extents
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import code_files, tallies, test_functions
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import READ_LIMIT, Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_LOOSE = 0.25  # how far a number may be off that is about right, or in thousands
_FILES = 1000  # files whose lines are counted


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in extents.read(file) if not vendored(file.path) else ():
        if claim.hedge:
            yield undecided(claim, f"the text takes it back: {claim.hedge}")
        elif claim.relation in ("lines", "tests"):
            yield _measured(repo, claim)
        else:
            yield _counted(repo, claim)


def _paths(repo: Repo, claim: Claim) -> list[str] | None:
    """The files that are meant; None for a kind that no ending shows."""
    below = [path for path in repo.listing.below(claim.scope) if not vendored(path)]
    if not claim.subject:
        return below
    endings = code_files.table()["languages"].get(claim.subject, ())
    if claim.subject.startswith("."):
        endings = (claim.subject,)
    found = [path for path in below if posixpath.splitext(path)[1] in endings]
    return found or None


def _counted(repo: Repo, claim: Claim) -> Verdict:
    paths = _paths(repo, claim)
    if paths is None or (claim.scope == "." and not claim.subject):
        return undecided(claim, "it is not known what is counted")
    if claim.relation == "folders":
        tally = tallies.folders(repo, claim.scope)
    else:
        tally = tallies.of(paths, claim.scope)
    what = ("directory", "directories") if claim.relation == "folders" else ("file", "files")
    kind = f"{claim.text.split()[-2]} " if claim.subject else ""
    shown = tally.below if claim.subject else tally.direct
    said = f"has {shown} {kind}{what[shown != 1]}"
    more = f", {tally.below} in all" if tally.below > shown else ""
    return _decided(
        claim, tally.ways, Fact("count", claim.scope, f"{said}{more}", whole(claim.scope))
    )


def _measured(repo: Repo, claim: Claim) -> Verdict:
    paths = _paths(repo, claim) or []
    code = [path for path in paths if code_files.is_code(path)]
    if claim.relation == "tests":
        return _tests(claim, test_functions.count(repo, code))
    if not code or len(code) > _FILES:
        return undecided(claim, "its lines cannot be counted")
    own = [path for path in code if not code_files.is_test(path)]
    few, most = _lines(repo, own, blank=False), _lines(repo, code, blank=True)
    stated = int(claim.value.strip("~+"))
    if (1 - _LOOSE) * few <= stated <= (1 + _LOOSE) * most:
        return verified(claim, reason="it has about so many")
    if stated < few and claim.value.endswith("+") and 2 * stated > few:
        return verified(claim, reason="it has more")
    fact = Fact("size", claim.scope, f"has {most} lines of code", whole(claim.scope))
    return refuted(claim, fact)


def _tests(claim: Claim, counted: tuple[int, bool] | None) -> Verdict:
    """More tests than are defined are only refuted where none of them stands for many."""
    stated = int(claim.value.strip("~+"))
    if counted is None or not counted[0] or (counted[1] and stated > counted[0]):
        return undecided(claim, "the tests there cannot be counted")
    fact = Fact("size", claim.scope, f"defines {counted[0]} tests", whole(claim.scope))
    return _decided(claim, frozenset({counted[0]}), fact)


def _lines(repo: Repo, paths: Sequence[str], *, blank: bool) -> int:
    texts = [text for path in paths if (text := repo.text(path)) and len(text) < READ_LIMIT]
    return sum(
        sum(1 for line in text.splitlines() if blank or line.strip(" \t#/*")) for text in texts
    )


def _decided(claim: Claim, ways: frozenset[int], fact: Fact) -> Verdict:
    """Refuted where no way of counting gives a number: for information where it is not far off."""
    stated, least, most = int(claim.value.strip("~+")), min(ways), max(ways)
    slack = _LOOSE * stated
    far = stated - slack > most or stated + slack < least
    about = claim.value.startswith("~") or lazy_re.search(r"\dk", claim.text, lazy_re.I)
    if claim.value.endswith("+"):
        return (
            refuted(claim, fact)
            if stated - slack > most or 2 * stated < least
            else verified(claim, fact)
        )
    if stated in ways or (about and not far):
        return verified(claim, fact)
    return refuted(claim if far else replace(claim, relation="counted"), fact)
