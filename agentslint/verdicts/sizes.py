"""How many lines or tests a document says that a file or directory has, against what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.claims import sizes
from agentslint.claims.sizes import Size
from agentslint.facts import code_files, test_functions
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import READ_LIMIT, Repo, parent
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_LOOSE, _ABOUT = 0.1, 0.5  # how far a number, and one that says "about", may be off
_LEAST, _LEAST_ABOUT = 5, 25  # lines that nobody minds
_COUNTED = 1  # lines that a number may be off that was counted, and not rounded
_LOOSE_TESTS = 0.25  # how far "about 40 tests" reaches
_FILES = 400  # files of a directory whose lines are counted


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each size that a document states."""
    for size in sizes.read(file):
        yield _judged(repo, file, size)


def _judged(repo: Repo, file: File, size: Size) -> Verdict:
    claim = size.claim
    places = [path for path, _ in possible_places(repo, file, size.mention)]
    found = [path for path in places if repo.is_file(path)]
    if size.tests:
        return _tests(repo, size, next(iter(found), "") or _folder(repo, places))
    if not found and (folder := _folder(repo, places)):
        return _lines(repo, size, folder)
    text = repo.text(found[0]) if found else None
    if text is None or len(text) >= READ_LIMIT:
        return undecided(claim, "there is no such file")
    has, stated = len(text.splitlines()), int(claim.value)
    fact = Fact("size", found[0], f"has {has} line{'s' * (has != 1)}", whole(found[0]))
    loose = max(_LEAST_ABOUT, _ABOUT * stated)
    slack = loose if size.about else max(_LEAST, _LOOSE * stated)
    off = abs(has - stated)
    if off > slack:
        return refuted(claim, fact)
    counted = not size.about and stated % 10 != 0
    filled = sum(1 for line in text.splitlines() if line.strip())
    if counted and min(off, abs(filled - stated)) > _COUNTED:
        return refuted(replace(claim, relation="counted-lines"), fact)
    return verified(claim, fact)


def _folder(repo: Repo, places: Sequence[str]) -> str:
    return next((path for path in places if path in repo.listing.directories and path != "."), "")


def _tests(repo: Repo, size: Size, path: str) -> Verdict:
    """More tests than are defined are only refuted where none of them stands for many."""
    claim, stated = size.claim, int(size.claim.value)
    paths = [path] if path in repo.listing.tracked else repo.listing.below(path) if path else ()
    counted = test_functions.count(repo, paths)
    if counted is None or not counted[0]:
        return undecided(claim, "the tests there cannot be counted")
    has, many = counted
    slack = max(1, (_LOOSE_TESTS if size.about else _LOOSE) * stated)
    if (has - stated > slack and not size.more) or (stated - has > slack and not many):
        fact = Fact("size", path, f"defines {has} test{'s' * (has != 1)}", whole(path))
        return refuted(claim, fact)
    return verified(claim, Fact("size", path, f"defines {has} tests", whole(path)))


def _lines(repo: Repo, size: Size, folder: str) -> Verdict:
    """The lines of a directory: at least those of the code right in it, at most those of all that is below."""
    claim, stated = size.claim, int(size.claim.value)
    paths = list(repo.listing.below(folder))
    texts = {path: repo.text(path) for path in paths[:_FILES]}
    if len(paths) > _FILES or not any(map(code_files.is_code, paths)):
        return undecided(claim, "its lines cannot be counted")
    lines = {path: len((text or "").splitlines()) for path, text in texts.items()}
    most = sum(lines.values())
    direct = [
        n
        for path, n in lines.items()
        if parent(path) == folder and code_files.is_code(path) and not code_files.is_test(path)
    ]
    least = sum(direct)
    slack = max(_LEAST_ABOUT, (_ABOUT if size.about else _LOOSE) * stated)
    span = f"{least}" if least == most else f"{least} to {most}"
    fact = Fact("size", folder, f"has {span} lines", whole(folder))
    if stated + slack < least and not size.more:
        return refuted(claim, fact)
    # comments and blank lines may be left out by who counted: half of them are code
    return refuted(claim, fact) if stated - slack > most else verified(claim, fact)
