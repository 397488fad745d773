"""Bare names in a list or a column whose lead-in names the directory that they are in: "Modules under `src/`:"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.paths import hedged, surroundings
from agentslint.claims.paths.written import Mention
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.text import markdown

_NAME = lazy_re.compile(r"[A-Za-z][\w-]{2,40}")
_FOLDER = lazy_re.compile(r"`((?:[\w.@-]+/)+)`")
_LEADS = " `*_[\t"
LEAST = 5  # names of a list that says what a directory holds


@dataclass(frozen=True, slots=True)
class Members:
    """What a text says is in a directory: `folder` as written, and a mention of each name."""

    folder: str
    names: tuple[Mention, ...]


def read(file: File) -> Iterator[Members]:
    """The lists and first columns that begin with nothing but bare names, below a lead-in with one directory."""
    pieces = markdown.read(file)
    groups: dict[tuple[object, ...], list[tuple[Piece, Piece]]] = {}
    for piece in pieces:
        if piece.kind != "code" or "sentence" not in piece.info:
            continue
        block = pieces[pieces[piece.info["sentence"]].info["parent"]]
        opens = not block.text[: piece.info["at"]].strip(_LEADS)
        entry = block.kind == "item" or (
            block.kind == "cell" and block.info["row"] and not block.info["column"]
        )
        if entry and opens and _NAME.fullmatch(piece.text):
            groups.setdefault(surroundings.group(block), []).append((block, piece))
    for rows in groups.values():
        folders = set(_FOLDER.findall(str(rows[0][0].info.get("intro", ""))))
        if len(rows) >= LEAST and len(folders) == 1:
            mentions = tuple(_mention(folders.copy().pop(), *row) for row in rows)
            yield Members(folders.pop(), mentions)


def _mention(folder: str, block: Piece, piece: Piece) -> Mention:
    return Mention(
        f"{folder}{piece.text}",
        piece.place,
        "code",
        block.text,
        piece.info["at"],
        block.text,
        block.info["headings"],
        str(block.info.get("intro", "")),
        surroundings.group(block),
        leading=True,
        header=str(block.info.get("header", "") or ""),
    )


def stated(members: Members) -> Iterator[Mention]:
    """Those that the text does not take back."""
    for one in members.names:
        if not hedged.hedge(one) and not hedged.introduced(one):
            yield one
