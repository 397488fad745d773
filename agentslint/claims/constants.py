"""Which value a document gives a constant of the code: `MAX_RETRIES = 3`, "`PAGE_SIZE` (50)", a row of a table."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges
from agentslint.claims.claim import Claim
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.repo.paths import parent
from agentslint.text import markdown, placeholders, wording

_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
VALUE = r"-?\d[\d_]*(?:\.\d+)?|\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|true|false|True|False"
_ASSIGNED = lazy_re.compile(
    rf"(?:(?:const|let|var|final|static)\s+)?(?P<name>{_NAME})\s*(?:=|:=|:)\s*(?P<value>{VALUE});?"
)
_BARE = lazy_re.compile(_NAME)
# right behind the name: "(50)", "is 50", "defaults to `50`", "(default: 50)", "(30 s)"
_BEHIND = (
    r"`[*_]*\s*(?:\(|=|:|—|«is»)\s*(?:«now»\s*:?\s*)?"
    rf"`?(?P<value>{VALUE})`?(?:\s?(?P<unit>ms|s|secs?|seconds?|min|minutes?|h|hours?)\b)?(?=[).,;:]|\s*$)(?!\.\d)"
)
# how many milliseconds a unit of time has, by the letters it begins with, and what a name ends in that is given in it
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_ENDS = {
    "MS": 1,
    "MILLIS": 1,
    "S": 1000,
    "SEC": 1000,
    "SECS": 1000,
    "SECONDS": 1000,
    "MINUTES": 60_000,
    "HOURS": 3_600_000,
}
_HEADER = r"\W*«header»\W*"
_CELL = lazy_re.compile(rf"`?(?P<value>{VALUE})`?")


def read(file: File) -> Iterator[Claim]:
    """The values that a document states. `subject` is the constant, `value` what it is said to be."""
    pieces = markdown.read(file)
    rows: dict[tuple[int, int], tuple[Piece, str]] = {}
    for piece in pieces:
        if piece.kind == "code" and "sentence" in piece.info and not piece.info["quoted"]:
            sentence = pieces[piece.info["sentence"]]
            yield from _spans(file, piece, sentence)
        if piece.kind == "cell" and piece.info["row"]:
            yield from _cell(file, piece, rows)


def _spans(file: File, piece: Piece, sentence: Piece) -> Iterator[Claim]:
    start = piece.info["at"] - sentence.info["at"]
    end = start + len(piece.text)
    whole = _ASSIGNED.fullmatch(piece.text)
    behind = (
        wording.pattern("constant", _BEHIND).match(sentence.text, end)
        if _BARE.fullmatch(piece.text)
        else None
    )
    found = whole or behind
    if found is None:
        return
    name = whole["name"] if whole else piece.text
    if placeholders.in_path(name):
        return
    value = found["value"]
    if left_out(value):
        return
    unit = "" if whole or not behind else behind["unit"] or ""
    if unit and not (value := _in_unit(name, value, unit)):
        return
    span = Span(sentence.text, start, end, "", "", sentence.info["headings"])
    hedge = hedges.hedge(span, hedges.STATED) or hedges.introduced(span)
    said = piece.text if whole else f"{name}: {found['value']} {unit}".strip()
    yield Claim("constant", piece.place, said, name, "is", value, parent(file.path), hedge)


def left_out(value: str) -> bool:
    """Whether a text stands for any value: `'...'`, `"<version>"`."""
    text = value.strip("\"'")
    hole = text[:1] in "<{[" and text[-1:] in ">}]"
    return bool(text) and (hole or not text.strip(".…"))


def _in_unit(name: str, value: str, unit: str) -> str:
    """A time in the unit that the name of a constant ends in; empty where it ends in none, or leaves a rest."""
    factor = _UNITS["ms" if unit == "ms" else unit[0]]
    base = _ENDS.get(name.rpartition("_")[2], 0)
    number = value.replace("_", "")
    if not base or not number.isdigit() or int(number) * factor % base:
        return ""
    return str(int(number) * factor // base)


def _cell(
    file: File, piece: Piece, rows: dict[tuple[int, int], tuple[Piece, str]]
) -> Iterator[Claim]:
    """`| MAX_RETRIES | 3 |` under a header that says Value."""
    key = (piece.info["table"], piece.info["row"])
    name = _BARE.fullmatch(piece.text.strip("`* "))
    if piece.info["column"] == 0 and name:
        rows[key] = piece, name[0]
        return
    found = _CELL.fullmatch(piece.text.strip("* ")) if key in rows else None
    if (
        found
        and not left_out(found["value"])
        and wording.pattern("constant", _HEADER).fullmatch(str(piece.info.get("header") or ""))
    ):
        said = f"{rows[key][1]}: {found['value']}"
        scope = parent(file.path)
        yield Claim("constant", piece.place, said, rows[key][1], "is", found["value"], scope)
