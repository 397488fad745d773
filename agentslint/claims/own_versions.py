"""Which version a document says that its own package has: "**Version**: 0.4.3" in a list about the package."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import passages
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, wording

_LABEL = r"[*_`]*(?P<kind>(?:«whose»\s*)?«label»)[*_`]*\s*[:：=]\s*[*_`]*v?(?P<number>\d+\.\d+\.\d+(?:[-+][\w.]+)?)[*_`]*"
NEAR = 200  # pieces before and behind a version that may say what it is of
_CELL = lazy_re.compile(r"v?(?P<number>\d+\.\d+\.\d+(?:[-+][\w.]+)?)")
# what a list about the package has beside its version; a document's own has a date beside it
_PACKAGE = r"[*_`]*«package»[*_`]*\s*(?:[:：=]|$)"
_DOCUMENT = "«document»"
_EXPLICIT = "«own»"
_NAMED_CELL = r"(?:«whose»\s*)?«label»"


def read(file: File) -> Iterator[Claim]:
    """The statements of the package's own version, told from those of the document's."""
    pieces = markdown.read(file)
    for index, piece in enumerate(pieces):
        if piece.kind == "item":
            found = wording.pattern("version", _LABEL).match(piece.text)
            if found and _about(found["kind"], _items(pieces, index)):
                place = markdown.within(piece, found.start(), found.end())
                yield _claim(file, place, found)
        elif piece.kind == "cell" and piece.info["column"] == 1 and piece.info["row"] > 0:
            first = (
                pieces[index - 1] if pieces[index - 1].kind == "cell" else _before(pieces, index)
            )
            found = _CELL.fullmatch(piece.text.strip("`*_ "))
            named = first and wording.pattern("version", _NAMED_CELL).fullmatch(
                first.text.strip("`*_ ")
            )
            if found and named and _about("", _cells(pieces, index)):
                yield _claim(file, piece.place, found)


_NUMBER = r"[\s*_`]*v?(?P<number>\d+\.\d+\.\d+(?:[-+][A-Za-z0-9.]+)?)(?![A-Za-z0-9_])"
_SAID = rf"^(?P<before>[^.;。；]{{0,40}}?)«own_version»(?:\s*(?:«join.be»|«join.particle»|\bof)|[\s*_]*[:：—–])?{_NUMBER}"
_NAMED = r"^\W*(?:«project_is»\s+)?`?(?P<name>@?[\w./-]+)`?\s+v(?P<number>\d+\.\d+\.\d+)\W*$"
_ARTICLE = r"^\W*(?:«the»)?[\s*_`]*$"
_PRODUCT = lazy_re.compile(r"[A-Z][\w.]*\.?(?:js|JS)?\s*$", lazy_re.M)


def in_prose(file: File) -> Iterator[Claim]:
    """ "The current version is 0.4.3": `subject` is the package that is named, "" for the document's own."""
    for one in passages.read(file):
        if one.kind == "heading":
            continue
        hit = wording.pattern("stated", _SAID).search(one.text)
        if hit and not _foreign(wording.pattern("join", _ARTICLE).sub("", hit["before"])):
            named = lazy_re.search(r"`([@\w./-]+)`", hit["before"])
            place = one.place(hit.start() + len(hit["before"]), hit.end())
            yield _version(file, place, hit, named[1] if named else "")
            continue
        hit = wording.pattern("stated", _NAMED).search(one.text)
        if hit:
            yield _version(file, one.place(hit.start("name"), hit.end()), hit, hit["name"])


def _foreign(before: str) -> bool:
    """Whether a version is that of what is named before it."""
    return bool(
        _PRODUCT.search(before) or wording.pattern("stated", "«foreign_version»").search(before)
    )


def _version(file: File, place: Place, hit: lazy_re.Match[str], name: str) -> Claim:
    text = hit[0].strip(" *_`.")
    return Claim("own-version", place, text, name, "is", hit["number"], parent(file.path))


def _about(kind: str, beside: list[str]) -> bool:
    if any(wording.pattern("version", _DOCUMENT).search(text[:60]) for text in beside):
        return False
    return bool(wording.pattern("version", _EXPLICIT).match(kind)) or any(
        wording.pattern("version", _PACKAGE).match(text) for text in beside
    )


def _items(pieces: tuple[Piece, ...], index: int) -> list[str]:
    """The other items of a list, as far as they stand near."""
    piece = pieces[index]
    wanted = (piece.info["parent"], piece.info.get("introduced_by"), piece.info["headings"])
    return [
        one.text
        for one in _near(pieces, index)
        if one.kind == "item"
        and (one.info["parent"], one.info.get("introduced_by"), one.info["headings"]) == wanted
    ]


def _cells(pieces: tuple[Piece, ...], index: int) -> list[str]:
    """The first cells of the other rows of a table, as far as they stand near."""
    info = pieces[index].info
    return [
        one.text
        for one in _near(pieces, index)
        if one.kind == "cell"
        and one.info["table"] == info["table"]
        and one.info["column"] == 0
        and one.info["row"] not in (0, info["row"])
    ]


def _near(pieces: tuple[Piece, ...], index: int) -> tuple[Piece, ...]:
    return pieces[max(index - NEAR, 0) : index] + pieces[index + 1 : index + NEAR]


def _before(pieces: tuple[Piece, ...], index: int) -> Piece | None:
    """The cell before one, what stands in it left out."""
    last = max(index - NEAR, 0) - 1
    at = next((i for i in range(index - 1, last, -1) if pieces[i].kind == "cell"), None)
    return None if at is None else pieces[at]


def _claim(file: File, place: Place, found: lazy_re.Match[str]) -> Claim:
    number = found["number"]
    return Claim(
        "own-version", place, f"Version {number}", "version", "is", number, parent(file.path)
    )
