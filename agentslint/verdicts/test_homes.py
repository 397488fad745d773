"""Where documents say that tests lie, against where they do."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from agentslint.claims import test_homes
from agentslint.claims.test_homes import TestHomes
from agentslint.core import lazy_re
from agentslint.facts import code_files
from agentslint.facts import tests as facts
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, parent, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_FEWEST = 3  # tests that lie elsewhere, and what part of all they are at least
_PART = 0.2
_GLOB = lazy_re.compile(r"\*\*/?|\*|<[^<>]*>|\{[^{}]*\}")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for one in test_homes.read(file) if not vendored(file.path) else ():
        yield _judged(repo, one)


def _judged(repo: Repo, one: TestHomes) -> Verdict:
    claim = one.claim
    scope = _scope(repo, one)
    tests = facts.below(repo, scope or claim.scope)
    if scope is None or not tests:
        return undecided(claim, "no test is known there")
    if claim.relation == "only-in" and not code_files.is_test(f"{claim.scope}/a.py"):
        return undecided(claim, "it does not speak of tests")
    inside = [path for path in tests if any(_in(repo, path, home, scope) for home in one.paths)]
    if claim.relation == "none-in":
        if not inside:
            return verified(claim, reason="none lies there")
        value = (
            f"is a test, as {len(inside) - 1} more there are" if len(inside) > 1 else "is a test"
        )
        return refuted(claim, Fact("tests", inside[0], value, whole(inside[0])))
    others = [path for path in tests if path not in inside]
    few = len(others) < _FEWEST or len(others) < _PART * len(tests)
    if not inside or (few and claim.relation != "only-in") or not others:
        return verified(claim, reason=f"{len(inside)} of {len(tests)} lie there")
    most = Counter(map(parent, others)).most_common(1)[0][0]
    has = sum(parent(path) == most for path in others)
    word = "test" if has == 1 else "tests"
    value = f"has {has} {word}, and {len(others)} of {len(tests)} {'is' if len(others) == 1 else 'are'} elsewhere"
    return refuted(claim, Fact("tests", most, value, whole(most)))


def _scope(repo: Repo, one: TestHomes) -> str | None:
    """The directory whose tests are meant: a package that the sentence names, or the document's own."""
    if not one.of:
        return one.claim.scope
    found = [
        folder
        for folder in repo.listing.directories
        if posixpath.basename(folder) == one.of and repo.listing.below(folder)
    ]
    near = [folder for folder in found if folder.count("/") <= 1]
    return near[0] if len(near) == 1 else None


def _in(repo: Repo, path: str, home: str, scope: str) -> bool:
    """Whether a test lies in a directory that is named: of one part anywhere, else from here or the root."""
    shape = "".join(
        _wild(part) if _GLOB.fullmatch(part) else lazy_re.escape(part)
        for part in lazy_re.split(rf"({_GLOB.pattern})", home)
        if part
    )
    if "/" not in home:
        return lazy_re.search(rf"(?:^|/){shape}/", path) is not None
    starts = [join(base, "") if base != "." else "" for base in dict.fromkeys((scope, "."))]
    return any(lazy_re.match(rf"{lazy_re.escape(start)}{shape}/", path) for start in starts)


def _wild(part: str) -> str:
    return "(?:.*/)?" if part.startswith("**/") else ".*" if part == "**" else "[^/]+"
