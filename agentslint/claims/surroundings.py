"""What stands around a sentence and may narrow it: its headings, what introduces it, its block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.model import File, Instruction, Piece
from agentslint.text import markdown, tongues
from agentslint.text.lexicon import WORD, fold

_NUMBER = lazy_re.compile(r"[\d.]+|[a-z]")
_LABEL = lazy_re.compile(r"\W{0,4}([^:：.\n`]{1,40}?)[*_]{0,3}\s?[:：]")
_LEAD_IN = 200  # characters; what is longer is a paragraph of its own


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sentence stands.

    kind      of its block: paragraph, item, cell
    headings  outermost first, the document's title left out
    intros    the items and lead-ins that it stands below
    block     the whole of its block
    """

    kind: str
    headings: tuple[str, ...]
    intros: tuple[str, ...]
    block: str
    quoted: bool


def of(file: File, one: Instruction) -> Surroundings:
    """What stands around an instruction of a file."""
    pieces = markdown.read(file)
    piece = pieces[one.piece]
    parent = piece.info.get("parent")
    block = pieces[parent] if piece.kind == "sentence" and parent is not None else piece
    return Surroundings(
        block.kind,
        _sections(pieces, block),
        tuple(_above(pieces, block)),
        block.text,
        bool(block.info.get("quoted")),
    )


def _sections(pieces: tuple[Piece, ...], block: Piece) -> tuple[str, ...]:
    headings = tuple(block.info["headings"])
    title = next((piece for piece in pieces if piece.kind == "heading"), None)
    own = title is not None and title.info["level"] == 1 and headings[:1] == (title.text,)
    return headings[1:] if own else headings


def _above(pieces: tuple[Piece, ...], block: Piece) -> list[str]:
    found = [block.info.get("intro", "")]
    parent = block.info.get("parent")
    while parent is not None:
        above = pieces[parent]
        if above.kind == "item":
            found += [above.text, above.info["intro"]]
        parent = above.info.get("parent")
    return [text for text in found if text and len(text) < _LEAD_IN]


def apart(one: Surroundings, other: Surroundings, topics: Sequence[str] = ()) -> bool:
    """Whether a heading, lead-in or label of either names a part, or a case, that the other is not in.

    `topics` are what both speak of: they name no part.
    """
    known = frozenset(word for topic in topics for word in WORD.findall(fold(topic)))
    return _parts(one) - known != _parts(other) - known


def _parts(here: Surroundings) -> frozenset[str]:
    texts = (*here.headings, *here.intros, _label(here.block))
    return frozenset(part for text in texts for part in _named(text))


def _label(block: str) -> str:
    """What a block says first and ends by a colon: "Python: 4 spaces"."""
    found = _LABEL.match(block)
    return found[1] if found else ""


@lru_cache(maxsize=1024)
def _named(text: str) -> frozenset[str]:
    """The words of a heading or lead-in that are not of all projects."""
    spoken = tongues.of(text)
    general = spoken.general | tongues.tongue("en").general
    found = [
        word
        for word in WORD.findall(fold(text))
        if word not in general and not _NUMBER.fullmatch(word)
    ]
    if spoken.dense:
        return frozenset(word for word in found if _left(word, general))
    return frozenset(found)


def _left(word: str, general: frozenset[str]) -> str:
    """What is left of words that are written together."""
    for known in sorted(general, key=len, reverse=True):
        word = word.replace(known, "")
    return word
