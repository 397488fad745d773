"""How many files or directories an entry says that its own directory has: "- `sqlite/` — the store (28 files)"."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.claims.paths import Mention, hedged
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.model import File, Place, whole
from agentslint.repo import Repo
from agentslint.text import wording
from agentslint.verdicts.missing_paths import possible_places
from agentslint.verdicts.verdict import Verdict, refuted, verified

# "(28 files)", "(13 spec files)", "(10 subdirectories)"
_SAID = (
    r"[(（](?P<about>[~≈]|«about»\s)?(?P<number>\d{1,4})(?P<more>\+)?\s?"
    r"(?:(?:\.?(?P<kind>[a-z]{2,12})\s)?(?P<files>«files»)|(?P<folders>«folders»))[)）]"
)
_SLIGHT = 0.1  # how far a number of files may be off that nobody minds, and at least one
_LOOSE = 0.25  # how far "about 20" reaches


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each such count: refuted where no way of counting gives it."""
    if "(" not in file.text and "（" not in file.text:
        return
    for one in mentions(file):
        if one.form != "code" or not (one.is_directory and one.leading and one.group):
            continue
        found = wording.pattern("counted", _SAID).search(one.sentence, one.at + len(one.path))
        folder = _folder(repo, file, one) if found else ""
        if found and folder and not (back := hedged.hedge(one)):
            yield _judged(repo, one, found, folder, file, back)


def _folder(repo: Repo, file: File, one: Mention) -> str:
    places = (path for path, _ in possible_places(repo, file, one))
    return next((path for path in places if path in repo.listing.directories), "")


def _judged(
    repo: Repo, one: Mention, found: lazy_re.Match[str], folder: str, file: File, back: str
) -> Verdict:
    start = 0 if folder == "." else len(folder) + 1
    below = [path[start:] for path in repo.listing.below(folder)]
    if found["folders"]:
        least = most = len({path.partition("/")[0] for path in below if "/" in path})
    else:
        least, most = _files(below, found["kind"] or "")
    stated = int(found["number"])
    slack = max(1, _SLIGHT * stated) if found["files"] else 0
    slack = max(slack, _LOOSE * stated) if found["about"] else slack
    span = f"{least}" if least == most else f"{least} to {most}"
    claim = Claim(
        "count", _place(one, found), found[0].strip("()（）"), folder, "has", found["number"]
    )
    fact = Fact("count", folder, f"has {span}, however one counts", whole(folder))
    too_few = stated + slack < least and not found["more"]
    return refuted(claim, fact) if too_few or stated - slack > most else verified(claim, fact)


def _files(below: list[str], kind: str) -> tuple[int, int]:
    """How few and how many files there are: those of a kind where some are called so, else all."""
    named = [
        path for path in below if kind and kind in posixpath.basename(path).lower().split(".")[1:]
    ]
    direct = [path for path in below if "/" not in path]
    if named:
        return sum("/" not in path for path in named) or len(named), len(named)
    tests = sum("test" in path.lower() for path in direct)
    return max(len(direct) - tests - 1, 0), len(below)


def _place(one: Mention, found: lazy_re.Match[str]) -> Place:
    """Where the count stands; on the mention where its sentence goes over several lines."""
    at = one.place
    if "\n" in one.sentence[one.at : found.end()]:
        return at
    first = at.column + found.start() - one.at + 1
    return Place(at.path, at.line, first, at.line, first + len(found[0]) - 2)
