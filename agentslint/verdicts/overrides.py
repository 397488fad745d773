"""Override files: what each hides, since when, and what it says of its own end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agentslint.chain.context import Context
from agentslint.claims import overriding
from agentslint.claims.expiry import End, ends
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo import parent
from agentslint.text import markdown

Intention = Literal["hands over", "hides", "adds", "temporary", ""]

# a file that is taken instead of another by its name
_NAMED = lazy_re.compile(r"\.override\.[^./]+$")


@dataclass(frozen=True, slots=True)
class Override:
    """An override file, and the file of its directory that it hides, if there is one."""

    file: File
    hidden: File | None

    @property
    def path(self) -> str:
        return self.file.path

    @property
    def directory(self) -> str:
        return parent(self.file.path)

    @property
    def plain(self) -> str:
        """The path that the file would have if it overrode nothing."""
        return _NAMED.sub("." + self.path.rpartition(".")[2], self.path)


def overrides(context: Context) -> Iterator[Override]:
    """Every override file that an agent takes, in path order."""
    hidden: dict[str, File] = {}
    for chain in context.chains.values():
        for link in chain.links:
            if link.fate == "shadowed" and link.file is not None:
                hidden[link.path] = link.file
    for file in context.files:
        if _NAMED.search(file.path) and file.path not in hidden:
            one = Override(file, None)
            yield Override(file, hidden.get(one.plain))


def stated_ends(file: File) -> Iterator[tuple[End, Place]]:
    """The ends that a file states, in prose, comments or front matter, with their places."""
    for piece in markdown.read(file):
        text = _said(piece)
        for end in ends(text) if text else ():
            if piece.kind == "sentence":
                yield end, markdown.within(piece, *end.span)
            else:
                yield end, piece.place


def _said(piece: Piece) -> str:
    if piece.kind in ("comment", "front-matter"):
        return str(piece.info.get("content") or piece.text)
    return piece.text if piece.kind == "sentence" and not piece.info["quoted"] else ""


def hands_over(override: Override) -> bool:
    """Whether an override demands that its reader reads the file that it hides."""
    return intention(override) == "hands over"


def intention(override: Override) -> Intention:
    """What an override says that it means to do with the file that it hides; "" for nothing."""
    if override.hidden is None:
        return ""
    file, hidden = override.file, override.hidden.path
    if overriding.is_read(file, hidden):
        return "hands over"
    if overriding.is_passed_over(file, hidden):
        return "hides"
    if any(overriding.additions(file, hidden)):
        return "adds"
    return "temporary" if any(stated_ends(file)) else ""
