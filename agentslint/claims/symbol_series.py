"""Which names of code stand in one list, column, row or diagram: what one of them says of the others."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agentslint.claims.hedges import Span
from agentslint.claims.paths import surroundings
from agentslint.claims.paths.written import clean, file_like
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, wording
from agentslint.text.tree_diagrams import Entry, entries

Series = tuple[str, ...]

LONGEST = 80  # names of one series that are looked at
_MANY = 3  # words of plain text, or rows of a table, that make a series
_NAME = lazy_re.compile(r"[A-Za-z_$][\w$]*")
_SPAN = lazy_re.compile(r"@?(?:[A-Za-z_$][\w$]*(?:\.|::))*([A-Za-z_$][\w$]*)(?:\([^`]*\)|<[^`]*>)?")
_LIST = lazy_re.compile(r"[\s*_]*([A-Za-z_]\w*(?:\(\))?(?:\s*,\s*[A-Za-z_]\w*(?:\(\))?){2,})[\s.]*")
# `A`, `B` and `C`; `A` / `B`
_BETWEEN = r"`?[*_)]*\s*(?:[,/|&+、]|,?\s*(?:«and»|«or»))\s*[*_(]*`?"
_NAMES = lazy_re.compile(r"[\s#/—–-]*([A-Z]\w*(?:\s*,\s*[A-Z]\w*)+)\s*(?:\(\d+ [a-z]+\))?\s*")
_CODE = lazy_re.compile(r"`([^`\n]+)`")
_LEADS = " `*_[(~\t"
_CLASS = lazy_re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_OTHER = lazy_re.compile(r"[├└][─ ]*[\w.-]*(?:/|\.\w)")  # a diagram of files
_SNAKE = lazy_re.compile(r"(?<![\w./`-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w./`-])")
_CALL = lazy_re.compile(r"(?<![\w./`-])[a-z][a-z0-9]*[A-Z]\w*(?=\(\))")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of plain text that may be a name of code, with what makes it one."""

    name: str
    place: Place
    span: Span
    path: str = ""
    series: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around the names of a document.

    series  the series that a code span is one of, by the span's number
    paths   the file that its row, its item or the heading above places it in
    plain   the words of plain text that may be names
    """

    series: Mapping[int, tuple[Series, ...]]
    paths: Mapping[int, str]
    plain: tuple[Word, ...]


def read(file: File) -> Told:
    """The series of a document, and what its rows and items are about."""
    pieces = markdown.read(file)
    rows = _rows(pieces)
    cells = tuple(_cells(pieces, rows))
    return Told(_series(pieces), _paths(pieces, rows), (*cells, *_drawn(pieces)))


def _series(pieces: Sequence[Piece]) -> dict[int, tuple[Series, ...]]:
    """What each code span leads or stands in a row with."""
    members: dict[tuple[object, ...], list[int]] = {}
    run, last = -1, -1
    for number, piece in enumerate(pieces):
        if piece.kind != "code" or "sentence" not in piece.info or not _SPAN.fullmatch(piece.text):
            continue
        joined = last >= 0 and _beside(pieces, last, number)
        run, last = run if joined else number, number
        members.setdefault(("row", run), []).append(number)
        block = pieces[pieces[piece.info["sentence"]].info["parent"]]
        group = surroundings.group(block) or surroundings.siblings(block)
        if group and (_opens(block, piece) or (joined and _opens(block, pieces[run]))):
            members.setdefault(group, []).append(number)
    found: dict[int, tuple[Series, ...]] = {}
    for numbers in members.values():
        names = tuple(dict.fromkeys(_name(pieces[number]) for number in numbers))
        if 1 < len(names) <= LONGEST:
            for number in numbers:
                found[number] = (*found.get(number, ()), names)
    return found


def _name(piece: Piece) -> str:
    found = _SPAN.fullmatch(piece.text)
    return found[1] if found else ""


def _opens(block: Piece, piece: Piece) -> bool:
    """Whether nothing but marks stands before a span in its item or cell."""
    return not block.text[: piece.info["at"]].strip(_LEADS)


def _beside(pieces: Sequence[Piece], one: int, other: int) -> bool:
    """Whether nothing but a comma, a stroke or "and" stands between two spans of a sentence."""
    first, second = pieces[one], pieces[other]
    if first.info["sentence"] != second.info["sentence"]:
        return False
    sentence = pieces[first.info["sentence"]]
    start = first.info["at"] + len(first.text) - sentence.info["at"]
    return (
        wording.pattern("join", _BETWEEN).fullmatch(
            sentence.text, start, second.info["at"] - sentence.info["at"]
        )
        is not None
    )


def _rows(pieces: Sequence[Piece]) -> dict[tuple[int, int], str]:
    """The one file that a row of a table names, where it names one."""
    found: dict[tuple[int, int], set[str]] = {}
    for piece in pieces:
        path = _path(piece) if piece.kind in ("code", "link") and "sentence" in piece.info else ""
        block = pieces[pieces[piece.info["sentence"]].info["parent"]] if path else None
        if block is not None and block.kind == "cell" and block.info["row"]:
            found.setdefault((block.info["table"], block.info["row"]), set()).add(path)
    return {row: paths.pop() for row, paths in found.items() if len(paths) == 1}


def _path(piece: Piece) -> str:
    path = clean(str(piece.info.get("target") or "") if piece.kind == "link" else piece.text)
    return path if path and file_like(path) else ""


def _paths(pieces: Sequence[Piece], rows: Mapping[tuple[int, int], str]) -> dict[int, str]:
    """The file that each code span is told of: its row's, or what its item begins with."""
    found: dict[int, str] = {}
    items: dict[int, str] = {}
    for number, piece in enumerate(pieces):
        if piece.kind not in ("code", "link") or "sentence" not in piece.info:
            continue
        at = pieces[piece.info["sentence"]].info["parent"]
        block = pieces[at]
        path = _path(piece)
        if path:
            if block.kind == "item":
                items[at] = path if _opens(block, piece) else ""
            continue
        if block.kind == "cell" and block.info["row"]:
            found[number] = rows.get((block.info["table"], block.info["row"]), "")
        elif block.kind == "item":
            found[number] = items.get(at, "")
        if not found.get(number) and block.kind in ("cell", "item") and _opens(block, piece):
            found[number] = _titled(block)
    return {number: path for number, path in found.items() if path}


def _titled(block: Piece) -> str:
    """The one file that the heading above names: "### Services (`domain/services.py`)"."""
    titles = block.info["headings"]
    named = (
        {path for text in _CODE.findall(titles[-1]) if (path := clean(text))} if titles else set()
    )
    return named.pop() if len(named) == 1 and all(map(file_like, named)) else ""


def _cells(pieces: Sequence[Piece], rows: Mapping[tuple[int, int], str]) -> Iterator[Word]:
    """The words of cells that hold nothing but one name, or a series of them."""
    columns: dict[tuple[object, ...], list[Piece]] = {}
    for piece in pieces:
        if piece.kind != "cell" or not piece.info["row"]:
            continue
        text = piece.text
        if _NAME.fullmatch(text):
            columns.setdefault(surroundings.group(piece), []).append(piece)
        elif found := _LIST.fullmatch(text):
            names = tuple(word[0] for word in _NAME.finditer(text, found.start(1), found.end(1)))
            path = rows.get((piece.info["table"], piece.info["row"]), "")
            for word in _NAME.finditer(text, found.start(1), found.end(1)):
                yield _word(piece, word.start(), word[0], path, (names,))
    for cells in columns.values():
        names = tuple(dict.fromkeys(cell.text for cell in cells))
        if _MANY <= len(names) <= LONGEST:
            for cell in cells:
                path = rows.get((cell.info["table"], cell.info["row"]), "")
                yield _word(cell, 0, cell.text, path, (names,))


def _word(piece: Piece, at: int, name: str, path: str, series: tuple[Series, ...]) -> Word:
    header = str(piece.info.get("header", ""))
    span = Span(piece.text, at, at + len(name), "", header, piece.info["headings"], True, at == 0)
    return Word(name, markdown.within(piece, at, at + len(name)), span, path, series)


def _drawn(pieces: Sequence[Piece]) -> Iterator[Word]:
    """The names in what a diagram says of a file."""
    for piece in pieces:
        if piece.kind != "fence":
            continue
        for entry in entries(piece.text):
            start = piece.text.rfind("\n", 0, entry.span[0]) + 1
            end = start + len(entry.line)
            if not file_like(entry.path):
                continue
            for pattern in (_SNAKE, _CALL):
                for found in pattern.finditer(piece.text, entry.span[1], end):
                    span = Span(
                        entry.line,
                        found.start() - start,
                        found.end() - start,
                        "",
                        "",
                        piece.info["headings"],
                        True,
                    )
                    place = markdown.within(piece, *found.span())
                    yield Word(found[0], place, span, entry.path)
            yield from _listed(piece, entry, start, end)
        yield from _types(piece)


def _listed(piece: Piece, entry: Entry, start: int, end: int) -> Iterator[Word]:
    """The names that are all that a diagram says of a file: "types.rs   Session, Event, Transaction (90 lines)"."""
    found = _NAMES.fullmatch(piece.text, entry.span[1], end)
    names = tuple(hit[0] for hit in _NAME.finditer(found[1])) if found else ()
    if found is None or len(names) < _MANY:
        return
    for hit in _NAME.finditer(piece.text, found.start(1), found.end(1)):
        at = hit.start() - start
        span = Span(entry.line, at, at + len(hit[0]), "", "", piece.info["headings"], True)
        yield Word(hit[0], markdown.within(piece, *hit.span()), span, entry.path, (names,))


def _types(piece: Piece) -> Iterator[Word]:
    """The classes that a diagram draws below each other."""
    drawn = [
        entry for entry in entries(piece.text) if _CLASS.fullmatch(posixpath.basename(entry.path))
    ]
    names = tuple(dict.fromkeys(posixpath.basename(entry.path) for entry in drawn))
    if not _MANY < len(names) <= LONGEST or _OTHER.search(piece.text):
        return
    for entry in drawn:
        name = posixpath.basename(entry.path)
        start = entry.line.find(name)
        span = Span(entry.line, start, start + len(name), "", "", piece.info["headings"], True)
        yield Word(name, markdown.within(piece, *entry.span), span, "", (names,))
