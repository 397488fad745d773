"""Pieces to the paths and links that a document mentions. Knows no disk: only what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import unquote

from agentslint.claims.paths import inventories, surroundings
from agentslint.claims.paths.surroundings import AROUND
from agentslint.claims.paths.written import (
    LONGEST,
    Form,
    Mention,
    before_pattern,
    clean,
    file_like,
    last_line,
    ranged,
    slashed,
)
from agentslint.core import lazy_re
from agentslint.io import document_cache
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, wording
from agentslint.text.tree_diagrams import entries

__all__ = ["AROUND", "Form", "Mention", "clean", "file_like", "read"]

_TEXT_PATH = lazy_re.compile(
    r"(?<![\w/.@:~<>{}*$\\-])(?:\.{1,2}/)*(?:[\w.-]+/)+[\w.-]*\w(?![\w/*{<$-])"
)
# a cell of a column of places: "server/internal/orders"
_FOLDER = lazy_re.compile(r"(?:[\w.@-]+/)+(?:[\w.@-]+/?)?")
# "orders.py"
_BARE = lazy_re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z][\w-]{0,11}){1,2}")
# "- `examples/`, `services/`, `chat-ui/`": each is what the item begins with
_SERIES = (
    r"[\s*_(\[]*(?:`[^`\s]{1,200}`[*_)\]]*\s*(?:,|&|/|\+|、|,?\s*(?:«and»|«or»))\s*[*_(\[]*)+`?"
)
# "- **Entry point**: `src/main.py`"
_LABEL = lazy_re.compile(r"[*_]{0,3}[^\W_][\w ,/&+'’-]{0,58}[\w)](?:[*_]{0,3}:|:[*_]{0,3}) ?[`\[]?")
_SCHEME = lazy_re.compile(r"[a-z][a-z0-9+.-]*:", lazy_re.IGNORECASE)


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Mention, ...]:
    """Every path that a document mentions, in document order. Read once for the same file."""
    return document_cache.kept(
        "mentions", "", file.data, lambda: _read(file), _plain, _back(file.path)
    )


def _read(file: File) -> tuple[Mention, ...]:
    pieces = markdown.read(file)
    found = [*_spans(pieces), *_texts(pieces), *_cells(pieces), *_trees(pieces)]
    return tuple(sorted(found, key=lambda mention: mention.place))


_REST = tuple(field.name for field in fields(Mention) if field.name not in ("path", "place"))


def _plain(found: tuple[Mention, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for one in found:
        at = one.place
        where = (at.line, at.column, at.end_line, at.end_column)
        rows.append((one.path, where, *(getattr(one, name) for name in _REST)))
    return rows


def _back(file: str) -> Callable[[list[tuple[Any, ...]]], tuple[Mention, ...]]:
    return lambda rows: tuple(
        Mention(path, Place(file, *where), *rest) for path, where, *rest in rows
    )


def _spans(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Code spans, links and images."""
    link: Place | None = None  # the latest: links hold no links
    for piece in pieces:
        if piece.kind == "link":
            link = piece.place
        if piece.kind == "code" and not (link and _inside(piece.place, link)):
            text = slashed(piece.text)
            path = clean(text) or before_pattern(text)
            if path:
                place = _part(piece, max(text.find(path), 0), path)
                found = _mention(pieces, piece, path, place, "code")
                yield replace(found, line=last_line(piece.text))
        elif piece.kind in ("link", "image"):
            yield from _link(pieces, piece)
        elif piece.kind == "strong" and "/" in piece.text and "sentence" in piece.info:
            path = clean(piece.text.rstrip(":"))
            if path and file_like(path):
                yield _mention(pieces, piece, path, _part(piece, 0, path), "text")


def _link(pieces: tuple[Piece, ...], piece: Piece) -> Iterator[Mention]:
    target = str(piece.info.get("target") or "")
    if not target or _SCHEME.match(target) or target.startswith("//"):
        return
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if len(path) > LONGEST:
        return
    place = piece.info.get("target_at") or piece.place
    form: Form = "link" if piece.kind == "link" else "image"
    found = _mention(pieces, piece, path, place, form)
    line = last_line(f"#{anchor}") if anchor else 0
    yield replace(found, anchor=unquote(anchor), target=target, line=line)


def _texts(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Paths in running text: only those that could be nothing else."""
    spans: dict[int, list[Place]] = {}
    for piece in pieces:
        if piece.kind in ("code", "link", "image") and "sentence" in piece.info:
            spans.setdefault(piece.info["sentence"], []).append(piece.place)
    for number, piece in enumerate(pieces):
        if piece.kind != "sentence" or "/" not in piece.text:
            continue
        others = spans.get(number, [])
        first = 0
        for match in _TEXT_PATH.finditer(piece.text):
            place = markdown.within(piece, match.start(), match.end())
            while first < len(others) and _end(others[first]) <= _start(place):
                first += 1  # it lies before this path, and before those that follow
            taken = _taken(place, others, first)
            if taken or _hosted(match[0]) or ranged(match[0]):
                continue
            if file_like(match[0]) and not _in_diff(piece.text, match):
                yield _mention(pieces, piece, match[0], place, "text", at=match.start())


def _in_diff(text: str, match: lazy_re.Match[str]) -> bool:
    """Whether a path stands in the head of a diff: `--- a/src/x.py`, also outside of a fence."""
    line = text[
        max(text.rfind("\n", 0, match.start()) + 1, match.start() - LONGEST) : match.start()
    ]
    head = line.rstrip(" \t").endswith(("---", "+++")) or "diff --git " in line
    return head and match[0].startswith(("a/", "b/"))


def _cells(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Directories and names of files that are all that a cell says, in a column that says where things are."""
    for piece in pieces:
        if piece.kind != "sentence":
            continue
        block = pieces[piece.info["parent"]]
        path = piece.text.strip()
        if block.kind != "cell" or path != block.text.strip():
            continue
        of_column = (
            not file_like(path)
            if _FOLDER.fullmatch(path)
            else _BARE.fullmatch(path) and clean(path) == path and file_like(path)
        )
        if of_column and inventories.placing(str(block.info.get("header", ""))):
            at = piece.text.find(path)
            place = markdown.within(piece, at, at + len(path))
            yield _mention(pieces, piece, path, place, "text", at=at)


def _taken(place: Place, others: list[Place], first: int) -> bool:
    """Whether one of the spans from `first` on shares a character with a place."""
    while first < len(others) and _start(others[first]) < _end(place):
        if _start(place) < _end(others[first]):
            return True
        first += 1
    return False


def _hosted(path: str) -> bool:
    """Whether a path begins with a host's name."""
    return lazy_re.match(r"[\w-]+\.(?:com|org|io|dev|net|ai|app|sh)/", path) is not None


def _trees(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Entries of tree diagrams, each as the path from the diagram's top."""
    for number, piece in enumerate(pieces):
        if piece.kind != "fence":
            continue
        for entry in entries(piece.text):
            start, end = entry.span
            yield Mention(
                entry.path,
                markdown.within(piece, start, end),
                "tree",
                entry.line,
                entry.line.find(piece.text[start:end]),
                piece.text,
                headings=piece.info["headings"],
                intro=piece.info.get("intro", ""),
                group=("tree", number, entry.parent),
                leading=True,
                top=entry.top,
                near=surroundings.named_directories(
                    piece.info.get("intro", ""), *reversed(piece.info["headings"])
                ),
                quoted=piece.info["quoted"],
            )


def _mention(
    pieces: tuple[Piece, ...],
    piece: Piece,
    path: str,
    place: Place,
    form: Form,
    *,
    at: int | None = None,
) -> Mention:
    sentence = piece if piece.kind == "sentence" else pieces[piece.info["sentence"]]
    block = pieces[sentence.info["parent"]]
    if at is None:
        at = piece.info["at"] - sentence.info["at"] + max(piece.text.find(path), 0)
    intro = surroundings.intro(pieces, block)
    above = surroundings.above(pieces, block)
    until = sentence.info["at"] + at
    # a block may hold as many mentions as words: what is far from this one says nothing of it
    around = block.text[max(until - AROUND, 0) : until + len(path) + AROUND]
    near = surroundings.named_directories(
        surroundings.without(sentence.text, path),
        surroundings.without(around, path),
        intro,
        above,
        *reversed(block.info["headings"]),
    )
    return Mention(
        path,
        place,
        form,
        sentence.text,
        at,
        around,
        headings=block.info["headings"],
        intro=intro,
        group=surroundings.group(block) or surroundings.siblings(block),
        leading=_only("`*_[(~ \t", block.text, until)
        or (form == "link" and _only("*_[( ", block.text, until))
        or (
            form == "code"
            and until <= AROUND
            and wording.pattern("join", _SERIES).fullmatch(block.text, 0, until) is not None
        )
        or ("/" in path and _LABEL.fullmatch(block.text, 0, until) is not None),
        near=near,
        header=str(block.info.get("header", "")),
        row=surroundings.row(pieces, sentence.info["parent"]),
        quoted=block.info["quoted"],
    )


def _only(characters: str, text: str, until: int) -> bool:
    """Whether nothing but some characters stands in the first part of a text."""
    return all(character in characters for character in islice(text, until))


def _part(piece: Piece, start: int, path: str) -> Place:
    return markdown.within(piece, max(start, 0), max(start, 0) + len(path))


def _inside(place: Place, other: Place) -> bool:
    return _start(other) <= _start(place) and _end(place) <= _end(other)


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _end(place: Place) -> tuple[int, int]:
    return place.end_line, place.end_column
