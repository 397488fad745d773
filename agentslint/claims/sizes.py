"""How many lines or tests a document says that a file or directory has: "`src/worker.py` (190 lines)", "`tests/` (40 tests)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agentslint.claims import hedges
from agentslint.claims.claim import Claim
from agentslint.claims.paths import Mention, hedged
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

_NUMBER = r"(?P<about>[~≈]|«about»\s?)?(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6})"
# behind a path: "(190 lines)", "— 190 lines", "is 190 lines long"; in a diagram anywhere in its comment
_BEHIND = rf"[`*_]*\s*(?:[(（]|[-–—:,]\s|[：，]|«has»)\s*{_NUMBER}(?P<more>\+)?\s?(?:«unit»|(?P<tests>«tests»))(?!\s?«bound»)(?=$|[\s),.;:）。，；、]|«long»)"
_COMMENT = rf"(?:[(（]|#\s*|[-–—,]\s){_NUMBER}(?P<more>\+)?\s?(?:«unit»|(?P<tests>«tests»))(?!\s?«bound»)(?=$|[\s),.;）。，；、])"
_HEADER = r"\W*«column»\W*"
_CELL = lazy_re.compile(
    r"(?P<about>~|≈)?(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6})(?:\s*\([^()]*\))?"
)
_BOUND = "«bound»|[<>≤≥]"


@dataclass(frozen=True, slots=True)
class Size:
    """A claim of lines, or of `tests`, with the mention that names the file or directory.

    `about` that many, or that many and `more`
    """

    claim: Claim
    mention: Mention
    about: bool
    more: bool = False
    tests: bool = False


def read(file: File) -> Iterator[Size]:
    """The sizes that a document states, in its order but for those of tables, which come last."""
    every = [one for one in mentions(file) if one.form in ("code", "text", "tree")]
    named = [one for one in every if one.is_file]
    for mention in every:
        behind = _words(_COMMENT if mention.form == "tree" else _BEHIND)
        start = mention.at + (_drawn(mention) if mention.form == "tree" else len(mention.path))
        found = (behind.search if mention.form == "tree" else behind.match)(mention.sentence, start)
        if found and not _words(_BOUND).search(mention.sentence[start : found.start("number")]):
            # what takes the path back may stand behind the number: "(190 lines), if present"
            span = hedged.as_span(mention)
            end = found.end() + mention.sentence.startswith((")", "）"), found.end())
            back = hedges.hedge(replace(span, end=max(span.end, end)))
            yield _size(mention, found, mention.place, file, back)
    yield from _tables(file, named)


def _tables(file: File, named: list[Mention]) -> Iterator[Size]:
    """`| src/worker.py | 190 |` under a header that says Lines."""
    pieces = markdown.read(file)
    rows: dict[tuple[int, int], Piece] = {}
    for piece in pieces:
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            rows[key] = piece
        elif _words(_HEADER).fullmatch(str(piece.info.get("header") or "")):
            found = _CELL.fullmatch(piece.text.strip("`* "))
            first = rows.get(key)
            inside = [one for one in named if first and one.place.within(first.place)]
            if found and len(inside) == 1:
                yield _size(inside[0], found, piece.place, file, hedged.hedge(inside[0]))


def _size(mention: Mention, found: lazy_re.Match[str], place: Place, file: File, back: str) -> Size:
    number = lazy_re.sub(r"\D", "", found["number"])
    about = "~" if found["about"] else ""
    more, tests = found.groupdict().get("more"), bool(found.groupdict().get("tests"))
    what = "tests" if tests else "lines"
    text = f"{mention.path}: {about}{found['number']}{more or ''} {what}"
    claim = Claim("size", place, text, mention.path, what, number, parent(file.path), back)
    return Size(claim, mention, bool(found["about"]), bool(more), tests)


def _words(shape: str) -> lazy_re.Pattern[str]:
    return wording.pattern("size", shape)


def _drawn(mention: Mention) -> int:
    return mention.place.end_column - mention.place.column
