"""How many lines a document says that a file has: "`src/worker.py` (190 lines)", in prose, tables and diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.claims.paths import Mention
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.core.values import dataclass
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown

_UNIT = r"(?:lines?(?: of code)?|LOC|Zeilen|lignes|l[ií]neas|linhas|righe|linii|linij\w*|строк\w*|satır|行|줄)"
_NUMBER = r"(?P<about>~|≈|about |around |roughly |approx\. |ca\. )?(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6})"
# behind a path: "(190 lines)", "— 190 lines", "is 190 lines long"; in a diagram anywhere in its comment
_BEHIND = lazy_re.compile(
    rf"[`*_]*\s*(?:[(（]|[-–—:,]\s|\bis\b|\bhas\b|\bcontains\b)\s*{_NUMBER}\s?{_UNIT}(?=$|[\s),.;:）]|\blong\b)",
    lazy_re.IGNORECASE,
)
_COMMENT = lazy_re.compile(
    rf"(?:[(（]|#\s*|[-–—,]\s){_NUMBER}\s?{_UNIT}(?=$|[\s),.;）])", lazy_re.IGNORECASE
)
_HEADER = lazy_re.compile(
    r"\W*(?:lines?(?: of code)?|LOC|line count|Zeilen|lignes|l[ií]neas|linhas|строк\w*|行数?|줄 ?수?)\W*",
    lazy_re.IGNORECASE,
)
_CELL = lazy_re.compile(
    r"(?P<about>~|≈)?(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6})(?:\s*\([^()]*\))?"
)
_BOUND = lazy_re.compile(
    r"\b(?:max\w*|under|below|limit\w*|at most|up to|less than|over|more than|keep|should|must|split)\b|[<>≤≥]",
    lazy_re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Size:
    """A claim of a file's lines, with the mention that names the file."""

    claim: Claim
    mention: Mention
    about: bool


def read(file: File) -> Iterator[Size]:
    """The sizes that a document states, in its order but for those of tables, which come last."""
    named = [one for one in mentions(file) if one.form in ("code", "text", "tree") and one.is_file]
    for mention in named:
        behind = _COMMENT if mention.form == "tree" else _BEHIND
        start = mention.at + (_drawn(mention) if mention.form == "tree" else len(mention.path))
        found = (behind.search if mention.form == "tree" else behind.match)(mention.sentence, start)
        if found and not _BOUND.search(mention.sentence[start : found.start("number")]):
            yield _size(mention, found, mention.place, file)
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
        elif _HEADER.fullmatch(str(piece.info.get("header") or "")):
            found = _CELL.fullmatch(piece.text.strip("`* "))
            first = rows.get(key)
            inside = [one for one in named if first and _within(one.place, first.place)]
            if found and len(inside) == 1:
                yield _size(inside[0], found, piece.place, file)


def _size(mention: Mention, found: lazy_re.Match[str], place: Place, file: File) -> Size:
    number = lazy_re.sub(r"\D", "", found["number"])
    about = "~" if found["about"] else ""
    text = f"{mention.path}: {about}{found['number']} lines"
    claim = Claim("size", place, text, mention.path, "lines", number, parent(file.path))
    return Size(claim, mention, bool(found["about"]))


def _drawn(mention: Mention) -> int:
    return mention.place.end_column - mention.place.column


def _within(one: Place, other: Place) -> bool:
    start, end = (one.line, one.column), (one.end_line, one.end_column)
    return (other.line, other.column) <= start and end <= (other.end_line, other.end_column)
