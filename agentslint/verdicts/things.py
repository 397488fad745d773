"""How many things a directory is said to be made up of, against the ways in which they can be counted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims import things, titles
from agentslint.claims.claim import Claim
from agentslint.claims.things import Things
from agentslint.core import lazy_re
from agentslint.facts import tallies
from agentslint.facts.code_files import is_test
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, vendored
from agentslint.verdicts import counts
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_LOOSE = 0.25  # how far "about 20" reaches, and what is far off
_SEVERAL = 2  # directories that may be things as well as files are
_STEM = 4  # letters that a thing and what it is called in a path have in common


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each: refuted where no way of counting gives it."""
    for one in things.read(file) if not vendored(file.path) else ():
        folder = _folder(repo, file, one)
        if folder and not one.hedge:
            yield _judged(repo, one, folder)


def _folder(repo: Repo, file: File, one: Things) -> str:
    """The directory that is meant; below another item, the only one that ends so."""
    places = (path for path, _ in possible_places(repo, file, one.mention))
    found = next((path for path in places if path in repo.listing.directories), "")
    if found:
        return found
    name = one.mention.path.strip("/")
    for end in (*(join(above, name) for above in titles.folders(one.mention)), name):
        ends = [path for path in repo.listing.directories if f"/{path}".endswith(f"/{end}")]
        ends = [path for path in ends if not is_test(f"{path}/x")] or ends
        if ends:
            return ends[0] if len(ends) == 1 else ""
    return ""


def _judged(repo: Repo, one: Things, folder: str) -> Verdict:
    claim = Claim("count", one.place, one.text, folder, "has", str(one.number), folder)
    files, folders = tallies.files(repo, folder), tallies.folders(repo, folder)
    fact = Fact("count", folder, f"has {_told(files, folders)}", whole(folder))
    ways = files.ways | folders.ways
    ways |= {files.direct + folders.direct} if folders.direct >= _SEVERAL else frozenset()
    most = max(ways)
    # without what comes with them, or of those that are called alike
    ways |= frozenset(counts.entries(repo, folder) or ())
    if not (one.known or _meant(repo, one.noun, folder)):
        return undecided(claim, "other things may be counted than files")
    if one.number in ways or (one.more and one.number <= most):
        return verified(claim, fact)
    if one.number > most and one.number <= tallies.definitions(repo, folder):
        return undecided(claim, "a file of them may hold many")
    slack = _LOOSE * one.number
    far = one.number - slack > most
    near = min(abs(one.number - way) for way in ways)
    if one.about and (near <= slack or not far):
        return verified(claim, fact)
    return refuted(claim if far else replace(claim, relation="counted"), fact)


def _told(files: tallies.Tally, folders: tallies.Tally) -> str:
    said = [_many(files.direct, "file", "files")] if files.direct or not folders.direct else []
    said += [_many(folders.direct, "directory", "directories")] if folders.direct else []
    more = f", {files.below} files in all" if files.below > files.direct else ""
    return f"{' and '.join(said)}{more}"


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _meant(repo: Repo, noun: str, folder: str) -> bool:
    """Whether things of a name are what a directory's entries are: it, or most of them, is called so."""
    stem = _stem(noun)
    parts = [_stem(part) for part in folder.lower().split("/")[-2:]]
    if any(_alike(stem, part) for part in parts):
        return True
    names = [
        posixpath.basename(path).partition(".")[0].lower() for path in repo.listing.below(folder)
    ]
    return 2 * sum(name.endswith(stem) for name in names) > len(names)


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same, or one begins the other: a repo and repositories."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _STEM and long.startswith(short))


def _stem(word: str) -> str:
    word = lazy_re.sub(r"[^a-z]", "", word.lower())
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
