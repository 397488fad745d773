"""Tasks of one runner told in a row, of which the first names the runner: `make help`, `lint`, `test`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.model import Piece
from agentslint.text import shell, tools

TASK = lazy_re.compile(r"[a-z]\w*(?:[:-]\w+)*")
SEPARATORS = " ,/|&·、\n`"
JOINT = 6  # letters of a word between two of a row
LONGEST = 60  # spans of one row


def completed(number: int, pieces: Sequence[Piece]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the command that a bare word of a row stands for, and the other bare words in it.

    Nothing for a word that is in no such row, or in one that names another program as well.
    """
    if not TASK.fullmatch(pieces[number].text):
        return (), ()
    before = list(_beside(number, -1, pieces))
    head = _head(before[-1].text) if before else ()
    row = [*before[:-1], pieces[number], *_beside(number, 1, pieces)]
    words = [piece.text for piece in row]
    if not head or any(word in tools.shipped().heads for word in words):
        return (), ()
    own = pieces[number].text
    return (*head, own), tuple(word for word in words if word != own)


def _beside(number: int, step: int, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The spans of a row on one side of a word, nearest first; before it, up to the command."""
    here = pieces[number]
    for at in range(number + step, number + step * LONGEST, step):
        other = pieces[at] if 0 <= at < len(pieces) else None
        if other is None or other.kind != "code" or not _joined(here, other, pieces):
            return
        if step > 0 and not TASK.fullmatch(other.text):
            return
        yield other
        if not TASK.fullmatch(other.text):
            return
        here = other


def _joined(one: Piece, other: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether nothing but a comma, a stroke or "and" stands between two spans of a sentence."""
    number = one.info.get("sentence")
    if number is None or number != other.info.get("sentence"):
        return False
    first, second = sorted((one, other), key=lambda piece: piece.info["at"])
    start = first.info["at"] + len(first.text) - pieces[number].info["at"]
    between = pieces[number].text[start : second.info["at"] - pieces[number].info["at"]]
    bare = between.strip(SEPARATORS)
    return "`" in between and (not bare or (len(bare) <= JOINT and hedges.says(bare, "and")))


def _head(text: str) -> tuple[str, ...]:
    """The runner of a command that names a task and nothing else, and its word for running."""
    found = shell.simple(text)
    words = found[0].words if len(found) == 1 else ()
    runs = " ".join(words[:2]) in tools.shipped().running
    if len(words) != 2 + runs or not TASK.fullmatch(words[-1]):
        return ()
    # npm wants `run` before all but a handful of names
    known = words[0] in tools.shipped().runners and (runs or words[0] != "npm")
    return words[:-1] if known else ()
