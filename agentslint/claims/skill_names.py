"""Names with hyphens, as skills, subagents and commands have them: in code spans and in diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, shown_imports, symbols
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown

_NAME = lazy_re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_NODE = lazy_re.compile(r"(?<![\w./@-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w./@:-])")
_BACK = ("negated", "past", "planned")


def read(file: File) -> Iterator[tuple[str, Place]]:
    """Each such name that stands alone, with its place; those left out that the text takes back."""
    pieces = markdown.read(file)
    for piece in pieces:
        if piece.kind == "code" and "sentence" in piece.info and _NAME.fullmatch(piece.text):
            span = symbols.span_of(pieces, piece)
            if not (hedges.hedge(span) or hedges.introduced(span) in _BACK):
                yield piece.text, markdown.within(piece, 0, len(piece.text))
        elif piece.kind == "fence" and _diagram(piece):
            for found in _NODE.finditer(piece.text):
                yield found[0], markdown.within(piece, *found.span())


def _diagram(piece: Piece) -> bool:
    """Whether a fence draws what is there."""
    drawn = str(piece.info.get("lang", "")).lower() == "mermaid" and not piece.info["quoted"]
    return drawn and not shown_imports.taken_back(piece)
