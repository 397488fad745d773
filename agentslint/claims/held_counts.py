"""How many files or directories a document says that a directory has: "- `sqlite/` (28 files)", "`src/` 下有 12 个文件"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agentslint.claims import passages
from agentslint.claims.passages import Passage
from agentslint.claims.paths import Mention, hedged
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

_NUMBER = r"(?P<number>\d{1,4})(?P<more>\+)?"
_KIND = r"(?:`?\.?(?P<kind>[a-z]{2,12})`?\s?)?"
_COUNTER = r"(?:\s?«counter»)?\s?"
# "28 files", "13 spec files", "12 个文件"; "파일 12개", "ファイルが12個"
_THING = rf"(?:{_NUMBER}{_COUNTER}(?:{_KIND}(?P<files>«files»)|(?P<folders>«folders»)))"
_TURNED = rf"(?:(?:(?P<files>«files»)|(?P<folders>«folders»))\s*(?:«join.particle»\s*)?{_NUMBER}\s?(?P<counter>«counter»))"
_THINGS = (_THING, _TURNED)
# nothing stands behind that would make them a part, or a bound
_END = r"(?=[\s*_`]*(?:[.,;)）。，；、!]|$|(?:«join.particle»)?\s*«stated.holds_behind»|[-–—]\s|«join.and»))"
_HAS = r"(?:\s*«stated.holds»|\s*«join.particle»|\s*«all»|\s*«join.below»|\s*«within»)"
_SIGN = r"\s*(?:[(（]|[-–—:,]\s|[：，]\s?)"
_BRACKET = r"[(（](?P<about>[~≈]|«about»\s)?{thing}[)）]"
_BEHIND = r"[`*_]*(?:{sign}|{has}{{1,4}}{sign}?){all}\s*(?P<about>[~≈])?{thing}{end}"
_COMMENT = r"(?:[(（]|#\s*|[-–—,]\s)(?P<about>[~≈])?{thing}{end}"
_BEFORE = r"^\W*(?:(?:«stated.there»|«stated.holds»|«all»)\s*){{0,2}}{thing}\s*(?:«join.in»|«join.below»|«join.particle»|«stated.holds»)\s*`?$"
_OWN = r"^\W*«claim.self»{has}{{1,4}}\s*{thing}{end}"
_WHOLE = r"^\W*(?:(?:«all»|«stated.there»)\s*){{1,2}}{thing}\W*$"
_HEADER = r"\W*(?:«files_header»|(?P<folders>«folders_header»))\W*"
_CELL = lazy_re.compile(r"(?P<about>[~≈])?(?P<number>\d{1,4})(?P<more>\+)?")
_CLOSED = r"^\W*(?:$|«join.particle»?\s*«stated.holds_behind»|[.,;。，；])"


@dataclass(frozen=True, slots=True)
class Held:
    """A number of files or directories that a directory is said to hold.

    mention  what names the directory; None for the one that the document lies in
    kind     of which files: "spec", or ""; `folders` where directories are counted
    number   how many; `about` that many, or that many and `more`
    """

    mention: Mention | None
    place: Place
    text: str
    number: int
    kind: str = ""
    folders: bool = False
    about: bool = False
    more: bool = False
    hedge: str = ""


def read(file: File) -> Iterator[Held]:
    """The counts that a document states, in its order but for those of tables and of its own directory."""
    if not any(letter.isdigit() for letter in file.text):
        return
    named = [
        one for one in mentions(file) if one.form in ("code", "text", "tree") and one.is_directory
    ]
    for mention in named:
        found = _near(mention)
        if found is not None:
            yield _held(found, _place(mention, found), mention, hedged.hedge(mention))
    yield from _of_tables(file, named)
    for one in passages.read(file):
        found = _own(file, one)
        if found is not None and not (back := one.taken_back(*found.span("number"))):
            yield _held(found, one.place(*_span(found)), None, back)


def _near(mention: Mention) -> lazy_re.Match[str] | None:
    """The count that stands beside a directory, in its sentence or in the comment of its diagram."""
    text = mention.sentence
    if mention.form == "tree":
        return _first(_COMMENT, text, mention.at + mention.place.end_column - mention.place.column)
    end = mention.at + len(mention.path)
    if mention.form == "code" and mention.leading and mention.group:
        found = _first(_BRACKET, text, end)
        if found is not None:
            return found
    found = _first(_BEHIND, text, end, whole=True)
    if found is None and wording.pattern("counted", _CLOSED).match(text[end:].lstrip("`")):
        found = _first(_BEFORE, mention.before, 0)
    return found


def _first(shape: str, text: str, at: int, *, whole: bool = False) -> lazy_re.Match[str] | None:
    for pattern in _patterns(shape):
        found = pattern.match(text, at) if whole else pattern.search(text, at)
        if found is not None:
            return found
    return None


@cache
def _patterns(shape: str) -> tuple[lazy_re.Pattern[str], ...]:
    """A shape with the number before what is counted, and behind it."""
    written = [
        shape.format(thing=thing, end=_END, has=_HAS, sign=_SIGN, all=r"(?:\s*«all»)?")
        for thing in _THINGS
    ]
    return tuple(wording.pattern("counted", each) for each in written)


def _own(file: File, one: Passage) -> lazy_re.Match[str] | None:
    """The count of a sentence that speaks of the document's own directory."""
    if one.kind != "sentence" or one.listed:
        return None
    found = _first(_OWN, one.text, 0)
    if found is None and parent(file.path) != "." and len(one.headings) < 2:
        found = _first(_WHOLE, one.text, 0)
    return found


def _of_tables(file: File, named: list[Mention]) -> Iterator[Held]:
    """`| src/pages/ | 12 |` under a header that says how many files."""
    rows: dict[tuple[int, int], Piece] = {}
    for piece in markdown.read(file):
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            rows[key] = piece
            continue
        header = wording.pattern("counted", _HEADER).fullmatch(str(piece.info.get("header") or ""))
        found = _CELL.fullmatch(piece.text.strip("`* ")) if header else None
        first = rows.get(key)
        inside = [one for one in named if first and one.place.within(first.place)]
        if header and found and len(inside) == 1:
            yield _held(
                found,
                piece.place,
                inside[0],
                hedged.hedge(inside[0]),
                folders=bool(header["folders"]),
            )


def _held(
    found: lazy_re.Match[str],
    place: Place,
    mention: Mention | None,
    back: str,
    *,
    folders: bool = False,
) -> Held:
    groups = found.groupdict()
    return Held(
        mention,
        place,
        found.string[slice(*_span(found))],
        int(groups["number"]),
        (groups.get("kind") or "").lower(),
        bool(groups.get("folders")) or folders,
        bool(groups.get("about")),
        bool(groups.get("more")),
        back,
    )


def _place(mention: Mention, found: lazy_re.Match[str]) -> Place:
    """Where the count stands; on the mention where its sentence goes over several lines."""
    at, (start, end) = mention.place, _span(found)
    if "\n" in mention.sentence[min(mention.at, start) : max(mention.at, end)]:
        return at
    column = at.column + start - mention.at
    return Place(at.path, at.line, column, at.line, column + end - start)


def _span(found: lazy_re.Match[str]) -> tuple[int, int]:
    """Where the number and what is counted stand."""
    groups = ("about", "number", "more", "files", "folders", "counter")
    spans = [found.span(name) for name in groups if found.groupdict().get(name)]
    return min(start for start, _ in spans), max(end for _, end in spans)
