"""Pieces to units: one sentence or fence with the words of its surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.text import markdown, wording
from agentslint.text.lexicon import Marks, fold
from agentslint.text.vocabulary import Vocabulary, shipped, signs

_FILL = "\u00b7"  # stands for a character that is no word
# "**Formatting**: Black", "Verification: run it": what a sentence says first and ends by a colon
_HEAD = lazy_re.compile(
    r"\s*(?:[-*_\"'“]{0,8})([^:：.!?\n]{1,60}?)[*_\"'”]{0,8}\s{0,8}[:：](?!//)[*_]*(?=\s|$|`)|"
)
# Somebody else's words, three of them or more.
_QUOTED = lazy_re.compile(
    r"\"(?:[^\s\"]+\s+){2,40}[^\s\"]+\"|“(?:[^\s”]+\s+){2,40}[^\s”]+”|«(?:[^\s»]+\s+){2,40}[^\s»]+»"
)
# What introduces an example, or what somebody says.
_EXAMPLE = "«example»"
_LEAD = r"\s*«leads»"
_TRAIL = r"\s«trails»"
_MAIN = r",\s*(?:«softener»\s+)*"


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
    def example(self) -> bool:
        """Whether a label or short lead-in says that this is an example or a quotation, no demand."""
        return _exemplary(self.head) or (bool(self.context) and _exemplary(self.context[0]))

    def speaks_of(self, at: int) -> bool:
        """Whether what stands at an offset is spoken of, in the label or the demand itself."""
        return at < self.body or self.main[0] <= at < self.main[1]

    @property
    def condition(self) -> str:
        start, end = self.main
        if not start and end == len(self.plain):
            return ""
        return " ".join((self.piece.text[:start] + " " + self.piece.text[end:]).split())


@lru_cache(maxsize=1024)
def _exemplary(text: str) -> bool:
    return len(text) < 120 and bool(wording.pattern("unit", _EXAMPLE).search(text))


@lru_cache(maxsize=8192)
def marks(text: str) -> Marks:
    """The words of a short text: a heading, a lead-in."""
    return shipped().lexicon.scan(text)


def units(
    pieces: Sequence[Piece], words: Vocabulary, wanted: Sequence[str] | None = None
) -> Iterator[Unit]:
    """Every sentence and fence of a document, in order; or the sentences that hold one of `wanted`."""
    inner: dict[int, list[Piece]] = {}
    for piece in pieces:
        sentence = piece.info.get("sentence")
        if sentence is not None:
            inner.setdefault(sentence, []).append(piece)
    for index, piece in enumerate(pieces):
        if piece.kind == "sentence":
            block = pieces[piece.info["parent"]]
            if block.kind != "heading" and (wanted is None or _holds(fold(piece.text), wanted)):
                yield _sentence(pieces, index, words, inner.get(index, ()))
        elif piece.kind == "fence" and wanted is None:
            context = (piece.info["intro"], *_above(pieces, piece))
            yield Unit(
                index, piece, "", (), (), "", 0, (0, 0), context, piece.info["headings"],
                "fence", "", {},
            )  # fmt: skip


def stating(file: File, table: str, *more: str) -> Iterator[Unit]:
    """The sentences of a document that may have a phrase of a table, or hold one of `more`."""
    words = shipped()
    every = signs(words, table, *more)
    text = file.text
    folded = fold(text)
    # what has a space may go on in the next line
    found = [sign for sign in every if " " in sign or sign in folded]
    # with a letter whose lower case is longer, the whole is not folded as its parts are
    if len(text.lower()) != len(text):
        yield from units(markdown.read(file), words, every)
    elif _holds(folded, found):
        yield from units(markdown.read(file), words, found)


def _holds(folded: str, signs: Sequence[str]) -> bool:
    for sign in signs:  # noqa: SIM110  (a generator costs more)
        if sign in folded:
            return True
    return False


def _sentence(
    pieces: Sequence[Piece], index: int, words: Vocabulary, inner: Sequence[Piece]
) -> Unit:
    piece = pieces[index]
    block = pieces[piece.info["parent"]]
    base = piece.info["at"]
    text = piece.text
    codes = []
    links = []
    plain = text
    if inner:
        letters = list(text)
        for part in inner:
            start = part.info["at"] - base
            end = start + len(part.text)
            if part.kind == "code":
                codes.append((start, end, part.text))
            elif part.kind in ("link", "image", "comment"):
                links.append(part)
                start += len(part.info.get("label", "")) + 1 + (part.kind == "image")
            else:
                continue
            end = min(end, len(text))
            if start < end:
                letters[start:end] = _FILL * (end - start)
        plain = "".join(letters)
    if '"' in plain or "\u201c" in plain or "«" in plain:
        plain = _QUOTED.sub(lambda found: _FILL * len(found[0]), plain)
    head = _HEAD.match(plain) if ":" in plain or "：" in plain else None
    named = (head[1] or "").strip(" *_") if head else ""
    body = head.end() if head and named and len(named.split()) <= 7 else 0
    first = base == 0
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
        if block.info["intro"].rstrip(" *_").endswith((":", "：")):
            found.append(block.info["intro"])
    if block.info["quoted"]:
        found.append(_before_quote(pieces, block))
    if block.kind == "item":
        found.append(block.info["intro"])
    return tuple(text for text in [*found, *_above(pieces, block)] if text)


def _before_quote(pieces: Sequence[Piece], block: Piece) -> str:
    """The text just before the quotation that a block lies in."""
    parent = block.info.get("parent")
    while parent is not None and pieces[parent].kind != "quote":
        parent = pieces[parent].info.get("parent")
    for piece in reversed(pieces[: parent or 0]):
        if piece.kind in ("paragraph", "item"):
            return piece.text if piece.text.rstrip().endswith((":", "：")) else ""
        if piece.kind in ("heading", "fence", "cell"):
            return ""
    return ""


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
    if wording.pattern("unit", _LEAD).match(plain, body):
        commas = list(wording.pattern("unit", _MAIN).finditer(plain, body))
        if commas:
            start = _demand(plain, commas)
    trail = wording.pattern("unit", _TRAIL).search(plain, start)
    if trail and trail.start() > start:
        end = trail.start()
    return start, end


def _demand(plain: str, commas: list[lazy_re.Match[str]]) -> int:
    """The comma behind which a verb commands; the first, where none is."""
    for comma in commas:
        found = shipped().lexicon.scan(plain[comma.end() : comma.end() + 24])
        if any(name.startswith("action:") and spans[0][0] == 0 for name, spans in found.items()):
            return comma.end()
    return commas[0].end()
