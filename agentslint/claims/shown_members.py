"""Classes that a fence shows with their methods left empty: what the text says that they have. Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import shown_imports
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, placeholders

_PYTHON = frozenset("py python python3".split())
_CLASS = lazy_re.compile(
    r"^class (\w+)(?:\([^()\n]*\))?:[^\n]*\n((?:[ \t]+[^\n]*(?:\n|$)|[ \t]*\n)+)", lazy_re.M
)
# "def build(self) -> Shop: ...", with nothing in it
_STUB = lazy_re.compile(
    r"^[ \t]+(?:async )?def (\w+)\([^\n]*\)[^\n]*:[ \t]*\.\.\.[ \t]*$", lazy_re.M
)
LEAST = 2  # such methods, for a class to be shown and not written


@dataclass(frozen=True, slots=True)
class Shape:
    """A class with the places of the methods that it is shown to have."""

    name: str
    methods: tuple[tuple[str, Place], ...]


def read(file: File) -> Iterator[Shape]:
    """The classes of a document's fences, those left out that it forbids or takes back."""
    for piece in markdown.read(file):
        lang = str(piece.info.get("lang", "")).lower() if piece.kind == "fence" else ""
        if lang not in _PYTHON or piece.info["quoted"] or shown_imports.taken_back(piece):
            continue
        for found in _CLASS.finditer(piece.text):
            methods = tuple(_methods(piece, *found.span(2)))
            if len(methods) >= LEAST and not placeholders.in_path(found[1]):
                yield Shape(found[1], methods)


def _methods(piece: Piece, start: int, end: int) -> Iterator[tuple[str, Place]]:
    for found in _STUB.finditer(piece.text, start, end):
        if not found[1].startswith("__"):
            yield found[1], markdown.within(piece, *found.span(1))
