"""How many things a document says that a directory is made up of: "`src/models/` — 26 Eloquent models"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agentslint.claims import hedges
from agentslint.claims.paths import Mention, hedged
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import wording

_COUNT = (
    r"(?P<about>[~≈]|«about»\s)?(?P<number>\d{1,4})(?P<more>\+)?(?:\s*«counter»\s*|\s+)(?P<kind>(?:[A-Za-z][\w/.-]*\s+){0,2}?)"
    r"(?P<noun>(?P<known>«things»)|[A-Za-z][a-z_-]{2,30}s)(?![\w/-])"
)
# "`src/hooks/` — 20 hooks", "`src/hooks/` (20 hooks)"; in a sentence: "`src/utils/` — it already has 19 modules"
_ENTRY = rf"[`*_]*\s*(?:[(（]|[-–—:]\s|[：])\s*(?:«all»\s*)?{_COUNT}"
_HAS = rf"[`*_]*\s*(?:[-–—,:]\s+)?(?:[^\W\d_]+\s+){{0,2}}?«stated.holds»\s+(?:«all»\s+)?{_COUNT}"
_PART = "«part»"


@dataclass(frozen=True, slots=True)
class Things:
    """A number of things; `mention` names the directory.

    number   how many; `about` that many, or that many and `more`
    known    the noun is a word for what stands in a file or directory of its own
    """

    mention: Mention
    place: Place
    text: str
    noun: str
    number: int
    about: bool
    more: bool
    hedge: str
    known: bool


def read(file: File) -> Iterator[Things]:
    """The counts that stand right behind a directory, in document order."""
    for mention in mentions(file):
        if mention.form == "code" and mention.is_directory and not mention.quoted:
            end = mention.at + len(mention.path)
            leads = mention.leading and bool(mention.group)
            for shape in (_ENTRY,) * leads + (_HAS,):
                found = wording.pattern("counted", shape).match(mention.sentence, end)
                if found and not wording.pattern("counted", _PART).search(found["kind"]):
                    yield _things(mention, found)
                    break


def _things(mention: Mention, found: lazy_re.Match[str]) -> Things:
    start, end = found.start("about" if found["about"] else "number"), found.end("noun")
    at = mention.place
    column = at.column + start - mention.at
    place = Place(at.path, at.line, column, at.line, column + end - start)
    return Things(
        mention,
        at if "\n" in mention.sentence[mention.at : end] else place,
        found.string[start:end],
        found["noun"],
        int(found["number"]),
        bool(found["about"]),
        bool(found["more"]),
        hedges.hedge(replace(hedged.as_span(mention), end=found.end()), hedges.STATED),
        bool(found["known"]),
    )
