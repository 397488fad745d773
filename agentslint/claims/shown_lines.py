"""Which lines of a file a fence is said to show: "**Gate** (lib.rs line 50):" over its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.claim import Claim
from agentslint.claims.paths import clean
from agentslint.claims.paths.written import file_like
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import markdown, placeholders

_AT = lazy_re.compile(
    r"(?P<file>[\w@.-]+(?:/[\w@.-]+)*\.[A-Za-z]{1,5})`?(?::L?|#L|,?\s+\(?lines?\s+)"
    r"(?P<first>\d{1,6})(?:\s*[-–]\s*L?(?P<last>\d{1,6}))?(?!\d)"
)
_LEAST = 16  # characters of a line of code that is like no other


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of code, and the lines of a file that it is said to be the first of; `told` are all that are like no other."""

    claim: Claim
    first: int
    last: int
    code: str
    told: tuple[str, ...] = ()


def read(file: File) -> Iterator[Shown]:
    """The fences whose lead-in names one file with lines, each with its first line of code."""
    pieces = markdown.read(file)
    for piece in pieces:
        above = piece.info.get("introduced_by") if piece.kind == "fence" else None
        if above is None or piece.info["quoted"]:
            continue
        lead = pieces[above]
        found = list(_AT.finditer(lead.text))
        lines = [line.strip() for line in piece.text.split("\n") if line.strip()]
        code = next(iter(lines), "")
        if len(found) != 1 or len(code) < _LEAST or placeholders.in_path(code):
            continue
        one = found[0]
        if file_like(one["file"]):
            first = int(one["first"])
            place = markdown.within(lead, *one.span())
            text = one[0].replace("`", "")
            claim = Claim(
                "lines", place, text, clean(one["file"]), "shows", code, parent(file.path)
            )
            told = tuple(line for line in lines if len(line) >= _LEAST)
            yield Shown(claim, first, int(one["last"] or first), code, told)
