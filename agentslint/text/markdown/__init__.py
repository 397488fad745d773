"""Text to pieces with exact places. The only room that knows markdown-it.

Kinds of pieces, in document order, a block before what stands in it:

    heading       info level, slug
    paragraph
    item          info depth (from 1), ordered, checked (True, False or None), intro
    cell          info table (a number), row (0 is the header), column, header (its text), intro
    fence         info lang, string (all that follows the fence), indented, intro
    quote         the whole quotation; what stands in it follows as pieces of its own
    comment       an HTML comment; info content
    html          a block of HTML
    front-matter  info content

    sentence      of a paragraph, item, cell or heading
    code          a code span; text and place are what stands between the backticks
    link, image   text is the construct as written; info label, target, at (place of the target)
    strong        text and place are what stands between the asterisks

Every piece's info also has `headings` (texts of the headings it lies under, outermost first),
`parent` (index of the block that encloses it, or None) and `quoted` (it lies in a quotation).
`intro` is the text of the paragraph or item just before a list, table or fence, "" without one.

`text` is what `place` holds in the file, with two exceptions: the prefixes of a container
(`> `, indentation) are not part of it, and a sentence or a code span that goes over several
lines has a space for the line break. Use `within` for a place inside a piece.
"""

from __future__ import annotations

from typing import Any

from agentslint.core.lately import Lately
from agentslint.io import document_cache
from agentslint.model import File, Piece, Place
from agentslint.text.markdown.places import Source, within

__all__ = ["cut", "read", "within"]


def read(file: File) -> tuple[Piece, ...]:
    """The pieces of a document, in document order. Read once for the same path and content."""
    return _read(file.path, file.data)


def cut(file: File, size: int) -> tuple[int, int]:
    """Line and column of the first character that the first `size` bytes do not hold."""
    before = file.data[:size].decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# the rules go over a repository directory by directory: what they have left behind takes memory
@Lately
def _read(path: str, data: bytes) -> tuple[Piece, ...]:
    return document_cache.kept(
        "pieces", "", data, lambda: _parsed(path, data), _plain, lambda rows: _back(path, rows)
    )


def _parsed(path: str, data: bytes) -> tuple[Piece, ...]:
    from agentslint.text.markdown.blocks import pieces

    return tuple(pieces(_source(path, data)))


def _plain(pieces: tuple[Piece, ...]) -> list[tuple[Any, ...]]:
    """Pieces without the path they share; `target_at` is the one place within an info."""
    rows = []
    for piece in pieces:
        at, info = piece.place, dict(piece.info)
        target = info.pop("target_at", None)
        span = target and (target.line, target.column, target.end_line, target.end_column)
        where = (at.line, at.column, at.end_line, at.end_column)
        rows.append((piece.kind, piece.text, where, info, "target_at" in piece.info, span))
    return rows


def _back(path: str, rows: list[tuple[Any, ...]]) -> tuple[Piece, ...]:
    pieces = []
    for kind, text, where, info, linked, span in rows:
        if linked:
            info["target_at"] = span and Place(path, *span)
        pieces.append(Piece(kind, text, Place(path, *where), info))
    return tuple(pieces)


def _source(path: str, data: bytes) -> Source:
    return Source(path, data.decode("utf-8", "replace"))
