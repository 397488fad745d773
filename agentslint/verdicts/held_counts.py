"""How many files or directories a directory is said to have, against what it has."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims import held_counts
from agentslint.claims.claim import Claim
from agentslint.claims.held_counts import Held
from agentslint.facts import tallies
from agentslint.facts.code_files import is_test
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, parent
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_SLIGHT = 0.1  # how far a number of files may be off that nobody minds, and at least one
_LOOSE = 0.25  # how far "about 20" reaches


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each such count: refuted where no way of counting gives it."""
    for one in held_counts.read(file):
        folder = _folder(repo, file, one)
        if folder and not one.hedge:
            yield _judged(repo, one, folder)


def _folder(repo: Repo, file: File, one: Held) -> str:
    if one.mention is None:
        return parent(file.path)
    places = (path for path, _ in possible_places(repo, file, one.mention))
    return next((path for path in places if path in repo.listing.directories), "")


def _judged(repo: Repo, one: Held, folder: str) -> Verdict:
    start = 0 if folder == "." else len(folder) + 1
    below = [path[start:] for path in repo.listing.below(folder)]
    claim = Claim("count", one.place, one.text, folder, "has", str(one.number))
    known = (
        _folders(below, one.number)
        if one.folders
        else _files(below, one.kind, test=is_test(f"{folder}/a.py"))
    )
    if known is None:
        return undecided(claim, f"none of its files is called {one.kind}")
    least, most = known
    slack = 0.0 if one.folders else max(1, _SLIGHT * one.number)
    slack = max(slack, _LOOSE * one.number) if one.about else slack
    span = f"{least}" if least == most else f"{least} to {most}, depending on how one counts"
    fact = Fact("count", folder, f"has {span}", whole(folder))
    too_few = one.number + slack < least and not one.more
    if too_few or one.number - slack > most:
        return refuted(claim, fact)
    tally = (tallies.folders if one.folders else tallies.files)(repo, folder)
    if one.about or one.more or one.kind or one.number in tally.ways:
        return verified(claim, fact)
    what = ("directory", "directories") if one.folders else ("file", "files")
    direct = f"has {tally.direct} {what[tally.direct != 1]}"
    value = f"{direct}, {tally.below} in all" if tally.below != tally.direct else direct
    return refuted(replace(claim, relation="counted"), Fact("count", folder, value, whole(folder)))


def _folders(below: list[str], stated: int) -> tuple[int, int]:
    """How few and how many directories there are: those right in it, or all where those are as many as stated."""
    every = {path.rpartition("/")[0] for path in below if "/" in path}
    every |= {folder[:at] for folder in every for at, letter in enumerate(folder) if letter == "/"}
    direct = {folder for folder in every if "/" not in folder}
    if len(every) == stated:
        return stated, stated
    return sum(not folder.startswith((".", "_")) for folder in direct), len(direct)


def _files(below: list[str], kind: str, *, test: bool) -> tuple[int, int] | None:
    """How few and how many files there are: those of a kind where some are called so, else all.

    None for a kind that no name shows.
    """
    named = [
        path for path in below if kind and kind in posixpath.basename(path).lower().split(".")[1:]
    ]
    direct = [path for path in below if "/" not in path]
    if named:
        return sum("/" not in path for path in named) or len(named), len(named)
    if kind:
        return None
    counted = [path for path in direct if not tallies.BESIDE.fullmatch(path)]
    tests = 0 if test else sum("test" in path.lower() for path in counted)
    return max(len(counted) - tests - 1, 0), len(below)
