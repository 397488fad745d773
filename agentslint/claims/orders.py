"""Orders in which instruction files count: as a list, or in a line as "user > root > local"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, wording
from agentslint.text.instruction_files import STEM
from agentslint.text.lexicon import fold
from agentslint.text.vocabulary import ordering

# What such an order is of: instructions, and not settings or tasks.
_OF = rf"\b{STEM}\b|«named»"
_STEP = lazy_re.compile(r"[>→›»,;、，]|\d[.)]")
_SHORT = 12  # words of an item of a list without numbers that names a level
_LONGEST = 600  # characters of a paragraph that gives an order


def stated(file: File) -> Iterator[tuple[Place, bool]]:
    """Where a document gives an order of local and global files, and whether the local ones lead it."""
    folded = fold(file.text)
    if not all(any(sign in folded for sign in signs) for signs in _signs()):
        return
    pieces = markdown.read(file)
    for items in _lists(pieces):
        found = _listed(items)
        if found:
            yield found
    for piece in pieces:
        if piece.kind in ("paragraph", "item") and len(piece.text) < _LONGEST:
            found = _inline(piece)
            if found:
                yield found


@cache
def _signs() -> tuple[tuple[str, ...], ...]:
    """Of each of these a text that gives an order has one, folded."""
    return tuple(tuple(ordering().signs(table)) for table in ("order", "global", "local"))


def _lists(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The items of each list, one level at a time."""
    lists: dict[tuple[int | None, int | None, tuple[str, ...]], list[Piece]] = {}
    for piece in pieces:
        if piece.kind == "item":
            key = (piece.info["introduced_by"], piece.info["parent"], piece.info["headings"])
            lists.setdefault(key, []).append(piece)
    yield from (items for items in lists.values() if len(items) > 1)


def _listed(items: Sequence[Piece]) -> tuple[Place, bool] | None:
    first = items[0]
    lead = first.info["intro"] or (first.info["headings"] or ("",))[-1]
    marks = ordering().scan(lead)
    if "order" not in marks or not wording.pattern("ruling", _OF).search(
        " ".join((lead, *(item.text for item in items)))
    ):
        return None
    levels = [_level(item.text) for item in items]
    if not {"local", "global"} <= set(levels):
        return None
    local = levels.index("local") < levels.index("global")
    # what is a sentence of its own is no step: "If there are nested files, the nearest one wins."
    if not first.info.get("ordered") and any(
        level and len(item.text.split()) > _SHORT for level, item in zip(levels, items, strict=True)
    ):
        return None
    winner = items[min(levels.index("local"), levels.index("global"))]
    return winner.place, local != ("rising" in marks)


def _level(text: str) -> str:
    """Whether an item is a directory's own file or the repository's; "" for neither, or both."""
    found = [name for name in ("local", "global") if name in ordering().scan(text)]
    return found[0] if len(found) == 1 else ""


def _inline(piece: Piece) -> tuple[Place, bool] | None:
    marks = ordering().scan(piece.text)
    if not marks.keys() >= {"order", "local", "global"} or not wording.pattern(
        "ruling", _OF
    ).search(piece.text):
        return None
    start = marks["order"][0][1]
    local = [at for at, _ in marks["local"] if at >= start]
    wide = [at for at, _ in marks["global"] if at >= start]
    if not local or not wide:
        return None
    between = piece.text[min(local[0], wide[0]) : max(local[0], wide[0])]
    if not _STEP.search(between):
        return None
    return piece.place, (local[0] < wide[0]) != ("rising" in marks)
