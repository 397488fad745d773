"""The versions that a document states, line by line and in tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import versions
from agentslint.claims.versions import VersionClaim
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, wording

FOLDER = lazy_re.compile(r"(?<![\w@:/.])\.?/?([\w@.-]+(?:/[\w@.-]+)*)/?")
NAMED = lazy_re.compile(r"`([\w@./-]{1,200})`")
HEADER = r"\W*(?:«label»|versions?)\W*"
MOST = 50  # claims of a line: one with more is a table of versions, or noise
BEFORE = 500  # characters of a line in which the directory of a claim is looked for


@dataclass(frozen=True, slots=True)
class Stated:
    """One version that a text states.

    text     as the text has it, without its marks
    folders  what may be the directories that the line names before it, the nearest first
    names    the code spans before it
    beside   all versions of its line; None for one of a table
    back     the sentence takes it back
    """

    one: VersionClaim
    place: Place
    text: str
    folders: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    beside: tuple[VersionClaim, ...] | None = None
    back: bool = False


def read(file: File) -> Iterator[Stated]:
    """The versions of running text, then those of tables, in document order each."""
    pieces = markdown.read(file)
    named = versions.naming(file.text)
    apart = _apart(pieces) if named else {}
    taken = versions.apart(pieces) if named else {}
    for number, line in enumerate(file.text.split("\n"), 1) if named else ():
        if number in named:
            for start, end in apart.get(number, ()):
                stop = len(line) if end is None else end
                line = line[:start] + " " * len(line[start:stop]) + line[stop:]
            yield from _line(file, number, line, taken.get(number, (0, 0)))
    yield from _tables(pieces)


def _line(file: File, number: int, line: str, taken: tuple[int, int]) -> Iterator[Stated]:
    found = tuple(versions.claims(line))
    for one in found if len(found) <= MOST else ():
        before = line[max(one.start - BEFORE, 0) : one.start]
        place = Place(file.path, number, one.start + 1, number, one.end + 1)
        folders = tuple(
            hit[1]
            for hit in reversed(list(FOLDER.finditer(before)))
            if "/" in hit[1] or f"`{hit[1]}" in before
        )
        back = taken[0] <= place.column < taken[1]
        text = _unmarked(line[one.start : one.end])
        yield Stated(one, place, text, folders, tuple(NAMED.findall(before)), found, back)


def _tables(pieces: tuple[Piece, ...]) -> Iterator[Stated]:
    """`| React | 18.2 |` under a header that says Version."""
    names: dict[tuple[int, int], str] = {}
    for piece in pieces:
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            names[key] = piece.text
        elif wording.pattern("version", HEADER).fullmatch(str(piece.info.get("header") or "")):
            name = names.get(key, "").strip("`* ")
            product = versions.product_named(name)
            # what is no product by its common name may be a package by its own
            row = f"{name} {piece.text}" if product else f"`{name.lower()}` {piece.text}"
            for one in versions.claims(row):
                if product in (None, one.product):
                    yield Stated(one, piece.place, _unmarked(f"{name} {piece.text}"))


def _unmarked(stated: str) -> str:
    stated = lazy_re.sub(r"[`*]", "", stated).strip()
    return stated.replace("(", "", 1) if stated.count("(") > stated.count(")") else stated


def _apart(pieces: tuple[Piece, ...]) -> dict[int, list[tuple[int, int | None]]]:
    """The lines of fences, comments, quotations and front matter, and the stretch that is theirs.

    A comment behind a sentence, such as one that suppresses a finding, leaves the sentence.
    """
    found: dict[int, list[tuple[int, int | None]]] = {}
    for piece in pieces:
        if piece.kind in ("fence", "comment", "front-matter", "quote", "html"):
            at, part = piece.place, piece.kind == "comment"
            for line in range(at.line, at.end_line + 1):
                start = at.column - 1 if part and line == at.line else 0
                end = at.end_column - 1 if part and line == at.end_line else None
                found.setdefault(line, []).append((start, end))
    return found
