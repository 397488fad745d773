"""What a document says, one thing at a time: a sentence, a row of a table, a comment in a fence, each as one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from agentslint.claims import hedges
from agentslint.claims.paths import surroundings
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, tools, wording

_PLAIN = frozenset({"", "text", "plaintext"})
_COMMENT = lazy_re.compile(r"^(?P<line>[^\n#]*?)(?P<sign>#|//)\s+(?P<text>\S[^\n]*)$", lazy_re.M)
_WORDLESS = lazy_re.compile(r"\W{200}")
LONGEST = 4000  # characters of what states something
_JOINT = ": "  # between the first cell of a row and the one that is read
_SETTLED = r"\W{0,6}«settled»(?!\w)"
_MARKS = lazy_re.compile(r"[*_`]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing that a document says.

    text    a cell stands behind the first cell of its row, a comment behind its command in a fence
    kind    `sentence`, `cell`, `heading` or `comment`
    label   what stands before its cell or command, in small letters and without marks
    start   where its own words begin in the text
    """

    text: str
    kind: str
    label: str
    start: int
    intro: str
    header: str
    headings: tuple[str, ...]
    listed: bool
    opens: bool
    piece: Piece
    lead: Piece
    at: int = 0  # where its own words begin in its piece
    settled: bool = (
        False  # another cell of its row says that this is so no more: "Resolved in 1.67"
    )

    def place(self, start: int, end: int) -> Place:
        """The place of a part of the text."""
        if end <= self.start:
            return markdown.within(self.lead, start, end)
        first = max(start - self.start, 0) + self.at
        return markdown.within(self.piece, first, end - self.start + self.at)

    def span(self, start: int, end: int) -> hedges.Span:
        """A part of the text as the reader of hedges knows it."""
        return hedges.Span(
            self.text, start, end, self.intro, self.header, self.headings, self.listed, self.opens
        )

    def taken_back(self, start: int, end: int) -> str:
        """How the text takes back what a part of it states; empty where it does not."""
        if self.settled:
            return "past"
        span = self.span(start, end)
        above = hedges.introduced(span)
        # "built with:" and "written in:" take back a place, and nothing that a text states
        return hedges.hedge(span, hedges.ACT) or ("" if above == "made" else str(above))


@lru_cache(maxsize=64)
def read(file: File) -> tuple[Passage, ...]:
    """All that a document says, in its order; quotations and fences of code left out.

    So is what is longer than any sentence, or has no words for long: readers try a dozen shapes on
    each text, from each of its places.
    """
    return tuple(one for one in _read(markdown.read(file)) if _is_sentence(one.text))


def _is_sentence(text: str) -> bool:
    return len(text) <= LONGEST and _WORDLESS.search(text) is None


def _read(pieces: tuple[Piece, ...]) -> Iterator[Passage]:
    firsts: dict[tuple[int, int], Piece] = {}
    settled: set[int] = set()
    for piece in pieces:
        if piece.kind == "cell" and piece.info["column"] == 0:
            firsts[piece.info["table"], piece.info["row"]] = piece
        elif piece.kind == "cell" and wording.pattern("stated", _SETTLED).match(piece.text):
            settled.add(id(firsts.get((piece.info["table"], piece.info["row"]))))
    for piece in pieces:
        if piece.kind == "sentence" and not piece.info.get("quoted"):
            one = _sentence(pieces, piece, firsts)
            block = pieces[piece.info["parent"]]
            yield replace(one, settled=True) if id(block) in settled else one
        elif piece.kind == "fence" and (
            piece.info["lang"] in _PLAIN or piece.info["lang"] in tools.shipped().fences
        ):
            yield from _comments(pieces, piece)


def _sentence(
    pieces: tuple[Piece, ...], piece: Piece, firsts: dict[tuple[int, int], Piece]
) -> Passage:
    block = pieces[piece.info["parent"]]
    kind = block.kind if block.kind in ("cell", "heading") else "sentence"
    first = None
    if kind == "cell" and block.info["column"] > 0:
        first = firsts.get((block.info["table"], block.info["row"]))
    before = first.text + _JOINT if first is not None else ""
    header = str(block.info.get("header", "") or "")
    return Passage(
        before + piece.text,
        kind,
        plain(first.text) if first is not None else "",
        len(before),
        surroundings.intro(pieces, block),
        "" if kind == "cell" and block.info["row"] == 0 else header,
        tuple(block.info["headings"]),
        bool(surroundings.group(block)),
        piece.info["at"] == 0,
        piece,
        first if first is not None else piece,
    )


def _comments(pieces: tuple[Piece, ...], piece: Piece) -> Iterator[Passage]:
    """The comments of a fence of commands: alone, or behind the command that they speak of."""
    for found in _COMMENT.finditer(piece.text):
        command = found["line"].strip()
        if found["line"] and not found["line"][-1].isspace():
            continue
        before = f"`{command}`{_JOINT}" if command else ""
        yield Passage(
            before + found["text"],
            "comment",
            command,
            len(before),
            str(piece.info.get("intro", "")),
            "",
            tuple(piece.info["headings"]),
            False,
            True,
            piece,
            piece,
            found.start("text"),
        )


def plain(text: str) -> str:
    """A label without its marks, in small letters."""
    return _MARKS.sub("", text).strip(" :：#").casefold()
