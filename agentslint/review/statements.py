"""Documents to the statements that a reader can judge: block by block, with what surrounds each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from agentslint.claims import instructions
from agentslint.model import File, Piece, Place
from agentslint.review.question import Statement
from agentslint.text import markdown, tree_diagrams
from agentslint.verdicts.verdict import Verdict

LONGEST = 900  # characters of one statement; of a longer block each sentence is one
ROWS = 14  # lines of a fence that are one statement
LEAST = 12  # characters; a shorter block says nothing of anything
_DRAWN = " \t│├└─┃┣┗|+`-"  # what stands before an entry of a diagram
_DEMANDS = frozenset({"require", "forbid", "prefer", "avoid"})
# fences that say what there is, rather than how code is written
_TELLING = frozenset(
    {"", "text", "plaintext", "bash", "sh", "shell", "console", "zsh", "env", "dotenv"}
)


def read(file: File, verdicts: Iterable[Verdict] = ()) -> tuple[Statement, ...]:
    """The statements of a document, in its order; `verdicts` are those of its claims."""
    pieces = markdown.read(file)
    demanded = {
        one.piece for one in instructions.of(file) if one.modality in _DEMANDS and not one.slot
    }
    # that nothing defines a command is true of most programs that are installed
    doubted = _Doubts(
        [one for one in verdicts if one.state == "undecided" and one.claim.kind != "command"]
    )
    found = []
    for one, inner in _blocks(pieces):
        if len(one.text.strip()) < LEAST:
            continue
        doubts = doubted.within(one.place)
        described = one.described and not (inner and all(at in demanded for at in inner))
        found.append(replace(one, doubts=doubts, described=described))
    return tuple(found)


def lines(one: Statement) -> tuple[Statement, ...]:
    """The lines of a fence that say something, each as a statement; none of another block."""
    if one.kind not in ("diagram", "fence"):
        return ()
    found = []
    for number, row in enumerate(one.text.split("\n"), one.place.line):
        said = row.strip(_DRAWN).partition(" ")[2]
        if any(letter.isalpha() for letter in said):
            place = Place(one.place.path, number, 1, number, len(row) + 1)
            found.append(replace(one, place=place, text=row, kind="line"))
    return tuple(found)


class _Doubts:
    """Why claims of a document are undecided, looked up by where they stand."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self._rows = sorted(
            ((at.line, at.column), (at.end_line, at.end_column), number, one.reason)
            for number, one in enumerate(verdicts)
            for at in [one.claim.place]
        )

    def within(self, place: Place) -> tuple[str, ...]:
        """The reasons of those that lie within a place, each once, in the order given."""
        start, end = (place.line, place.column), (place.end_line, place.end_column)
        first = bisect_left(self._rows, (start,))
        begun = takewhile(lambda row: row[0] <= end, islice(self._rows, first, None))
        found = sorted((number, reason) for _, stop, number, reason in begun if stop <= end)
        return tuple(dict.fromkeys(reason for _, reason in found))


def _blocks(pieces: Sequence[Piece]) -> Iterator[tuple[Statement, list[int]]]:
    """Each statement, with the indexes of its sentences."""
    sentences: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind == "sentence":
            sentences.setdefault(piece.info["parent"], []).append(index)
    cells: list[int] = []
    for index, piece in enumerate(pieces):
        if cells and not _same_row(pieces[cells[0]], piece):
            yield from _row(pieces, cells, sentences)
            cells = []
        if piece.kind == "cell":
            cells += [index] if piece.info["row"] > 0 else []
        elif piece.kind in ("paragraph", "item"):
            yield from _text(pieces, index, sentences.get(index, []))
        elif piece.kind == "fence":
            yield from ((one, []) for one in _fence(piece))
    if cells:
        yield from _row(pieces, cells, sentences)


def _same_row(one: Piece, other: Piece) -> bool:
    if other.kind != "cell":
        return other.place.line <= one.place.end_line  # a sentence or a span of the row
    return (one.info["table"], one.info["row"]) == (other.info["table"], other.info["row"])


def _row(
    pieces: Sequence[Piece], cells: list[int], sentences: dict[int, list[int]]
) -> Iterator[tuple[Statement, list[int]]]:
    every = [pieces[at] for at in cells]
    first, last = every[0].place, every[-1].place
    place = Place(first.path, first.line, first.column, last.end_line, last.end_column)
    text = " | ".join(
        f"{each.info['header']}: {each.text}" if each.info["header"].strip() else each.text
        for each in every
        if each.text.strip()
    )
    intro = every[0].info["intro"]
    inner = [at for cell in cells for at in sentences.get(cell, [])]
    yield Statement(place, text[:LONGEST], "row", every[0].info["headings"], intro), inner


def _text(
    pieces: Sequence[Piece], index: int, inner: list[int]
) -> Iterator[tuple[Statement, list[int]]]:
    piece = pieces[index]
    intro = str(piece.info.get("intro") or "") or _above(pieces, piece)
    headings = piece.info["headings"]
    if len(piece.text) <= LONGEST or len(inner) < 2:
        yield Statement(piece.place, piece.text[:LONGEST], piece.kind, headings, intro), inner
        return
    for at in inner:
        one = pieces[at]
        yield Statement(one.place, one.text[:LONGEST], piece.kind, headings, intro), [at]


def _above(pieces: Sequence[Piece], piece: Piece) -> str:
    """The item that a block lies in."""
    parent = piece.info.get("parent")
    return pieces[parent].text if parent is not None and pieces[parent].kind == "item" else ""


def _fence(piece: Piece) -> Iterator[Statement]:
    """The lines of a fence, some at a time."""
    lines = piece.text.split("\n")
    tree = bool(next(tree_diagrams.entries(piece.text), None))
    telling = tree or piece.info["lang"].lower() in _TELLING
    kind = "diagram" if tree else "fence"
    for start in range(0, len(lines), ROWS):
        part = lines[start : start + ROWS]
        first = piece.place.line + start
        last = first + len(part) - 1
        place = Place(piece.place.path, first, 1, last, len(part[-1]) + 1)
        text = "\n".join(part)[: LONGEST * 2]
        yield Statement(
            place, text, kind, piece.info["headings"], piece.info["intro"], described=telling
        )
