"""What of each file of a chain does not reach the agent: from which line on, and which headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.model import CONTRIBUTING, Chain, File, Link
from agentslint.text import markdown


@dataclass(frozen=True, slots=True)
class Loss:
    """What of one file does not reach the agent: from `line` on, `bytes` of it, these headings."""

    path: str
    line: int
    bytes: int
    headings: tuple[str, ...]


def losses(chain: Chain) -> Iterator[Loss]:
    """What the files of a chain lose, in chain order; blank files lose nothing."""
    for link in chain.links:
        if link.fate not in ("read", "imported", "empty", "waiting"):
            yield loss(link)


def loss(link: Link) -> Loss:
    """What one file of a chain loses."""
    line = first_lost_line(link)
    lost = tuple(headings(link.file, line)) if link.file else ()
    return Loss(link.path, line, link.size - link.bytes, lost)


def first_lost_line(link: Link) -> int:
    """The line, from 1, in which the text that is sent ends."""
    if link.fate not in CONTRIBUTING or link.file is None:
        return 1
    return link.file.data[: link.bytes].count(b"\n") + 1


def headings(file: File, line: int = 1) -> Iterator[str]:
    """The headings of a file from a line on."""
    for piece in markdown.read(file):
        if piece.kind == "heading" and piece.place.line >= line:
            yield piece.text
