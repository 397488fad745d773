"""The sentences of a document with the words in them by which it states something: found once for all readers."""

from __future__ import annotations

from functools import lru_cache

from agentslint.model import File, Piece
from agentslint.text import markdown
from agentslint.text.lexicon import Marks
from agentslint.text.vocabulary import stating

# what every statement has one of; words such as "in" alone state nothing
_TABLES = (
    "absent",
    "empty",
    "placeholder",
    "complete",
    "members",
    "each_has",
    "sole",
    "root",
    "skill",
)


@lru_cache(maxsize=16)
def stating_sentences(file: File) -> tuple[tuple[Piece, Marks], ...]:
    """The sentences that may state something, in document order, those of quotations left out."""
    lexicon = stating()
    found = []
    for piece in markdown.read(file):
        if piece.kind == "sentence" and not piece.info.get("quoted"):
            marks = lexicon.scan(piece.text)
            if any(table in marks for table in _TABLES):
                found.append((piece, marks))
    return tuple(found)
