"""Pieces to units: one sentence or fence with the words of its surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentslint import late as re
from agentslint.instructions.vocabulary import Marks, Vocabulary, shipped
from agentslint.model import Piece

_FILL = "\u00b7"  # stands for a character that is no word
# "**Formatting**: Black", "Verification: run it": what a sentence says first and ends by a colon
_HEAD = re.compile(r"\s*(?:[-*_\"'“]*)([^:：.!?\n]{1,60}?)[*_\"'”]*\s*[:：](?!//)[*_]*(?=\s|$|`)|")
_LEAD = re.compile(
    r"\s*(?:when(?:ever)?|if|once|after|before|prior to|unless|until|while|for|on|in case|during|as soon as"
    r"|nach|vor|bevor|wenn|falls|antes|después|depois|após|si|se|quando|cuando|avant|après|prima|dopo|перед|после|если|при)\b",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"\s(?:before|after|when(?:ever)?|if|once|unless|until|while|prior to|as soon as|in case"
    r"|bevor|wenn|falls|antes de|después de|depois de|après|avant de|перед|после|если)\b",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r",\s*(?:please\s+|then\s+|always\s+|also\s+|first\s+|you (?:must|should|need to|can|may)\s+|we\s+|(?:do not|don't|never|avoid)\s+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, as far as words matter.

    plain    the text, its code and link targets filled: as long as the text
    codes    (start, end, text) of its code spans
    head     the label that opens it, "" without one; `body` is where the rest starts
    main     start and end of what is demanded, its condition left out
    context  the texts above it, nearest first: lead-in, items it lies in, table header, headings
    """

    index: int
    piece: Piece
    plain: str
    codes: tuple[tuple[int, int, str], ...]
    links: tuple[Piece, ...]
    head: str
    body: int
    main: tuple[int, int]
    context: tuple[str, ...]
    headings: tuple[str, ...]
    kind: str
    block: str
    marks: Marks

    def within(self, name: str, start: int = 0, end: int = 1 << 60) -> list[tuple[int, int]]:
        """Where the words of a table stand in a part of the sentence."""
        return [span for span in self.marks.get(name, ()) if start <= span[0] and span[1] <= end]

    @property
    def condition(self) -> str:
        start, end = self.main
        return " ".join((self.piece.text[:start] + " " + self.piece.text[end:]).split())


@lru_cache(maxsize=8192)
def marks(text: str) -> Marks:
    """The words of a short text: a heading, a lead-in."""
    return shipped().lexicon.scan(text)


def units(pieces: Sequence[Piece], words: Vocabulary) -> Iterator[Unit]:
    """Every sentence and fence of a document, in order."""
    inner: dict[int, list[Piece]] = {}
    for piece in pieces:
        sentence = piece.info.get("sentence")
        if sentence is not None:
            inner.setdefault(sentence, []).append(piece)
    for index, piece in enumerate(pieces):
        if piece.kind == "sentence":
            block = pieces[piece.info["parent"]]
            if block.kind != "heading":
                yield _sentence(pieces, index, words, inner.get(index, []))
        elif piece.kind == "fence":
            context = (piece.info["intro"], *_above(pieces, piece))
            yield Unit(
                index,
                piece,
                "",
                (),
                (),
                "",
                0,
                (0, 0),
                context,
                piece.info["headings"],
                "fence",
                "",
                {},
            )


def _sentence(pieces: Sequence[Piece], index: int, words: Vocabulary, inner: list[Piece]) -> Unit:
    piece = pieces[index]
    block = pieces[piece.info["parent"]]
    base = piece.info["at"]
    text = piece.text
    codes = []
    links = []
    plain = text
    for part in inner:
        start = part.info["at"] - base
        if part.kind == "code":
            end = start + len(part.text)
            codes.append((start, end, part.text))
            plain = plain[:start] + _FILL * (end - start) + plain[end:]
        elif part.kind in ("link", "image", "comment"):
            links.append(part)
            end = start + len(part.text)
            label = len(part.info.get("label", "")) + 1 + (part.kind == "image")
            plain = plain[: start + label] + _FILL * max(end - start - label, 0) + plain[end:]
    plain = plain[: len(text)]
    head = _HEAD.match(plain)
    named = (head[1] or "").strip(" *_") if head else ""
    body = head.end() if head and named and len(named.split()) <= 7 else 0
    first = piece.info["at"] == 0
    context = _context(pieces, block, first)
    return Unit(
        index, piece, plain, tuple(codes), tuple(links), named if body else "", body,
        _main(plain, body), context, block.info["headings"], block.kind, block.text,
        words.lexicon.scan(plain),
    )  # fmt: skip


def _context(pieces: Sequence[Piece], block: Piece, first: bool) -> tuple[str, ...]:
    found = []
    label = None if first else _HEAD.match(block.text[:80])
    if label and label[1] and len(label[1].split()) <= 4:
        found.append(label[1])  # "**Never:** …" opens all of its paragraph
    if block.kind == "cell":
        found.append(block.info["header"])
    if block.kind == "item":
        found.append(block.info["intro"])
    return tuple(text for text in [*found, *_above(pieces, block)] if text)


def _above(pieces: Sequence[Piece], piece: Piece) -> Iterator[str]:
    parent = piece.info.get("parent")
    while parent is not None:
        above = pieces[parent]
        if above.kind == "item":
            yield above.text
            yield above.info["intro"]
        parent = above.info.get("parent")


def _main(plain: str, body: int) -> tuple[int, int]:
    """Where the demand stands: behind a condition that leads, before one that trails."""
    start, end = body, len(plain)
    if _LEAD.match(plain, body):
        commas = list(_MAIN.finditer(plain, body))
        if commas:
            start = _demand(plain, commas)
    trail = _TRAIL.search(plain, start)
    if trail and trail.start() > start:
        end = trail.start()
    return start, end


def _demand(plain: str, commas: list[re.Match[str]]) -> int:
    """The comma behind which a verb commands; the first, where none is."""
    for comma in commas:
        found = shipped().lexicon.scan(plain[comma.end() : comma.end() + 24])
        if any(name.startswith("action:") and spans[0][0] == 0 for name, spans in found.items()):
            return comma.end()
    return commas[0].end()
