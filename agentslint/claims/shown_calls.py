"""Methods that a fence calls on an object that it has made: `engine = Engine(); engine.run()`. Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import shown_imports
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import markdown, placeholders

_PYTHON = frozenset("py python python3".split())
_MADE = lazy_re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*(?:await[ \t]+)?([A-Z]\w+)\(", lazy_re.M)
_BOUND = lazy_re.compile(r"^[ \t]*(\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=(?!=)|\bas[ \t]+(\w+)", lazy_re.M)
_OWN = r"^[ \t]*class {}\b"


@dataclass(frozen=True, slots=True)
class Call:
    """A method that is called on an object of a class."""

    name: str
    owner: str
    place: Place


def read(file: File) -> Iterator[Call]:
    """The calls of a document's fences, each method of a class once; those left out that it takes back."""
    told: set[tuple[str, str]] = set()
    for piece in markdown.read(file):
        lang = str(piece.info.get("lang", "")).lower() if piece.kind == "fence" else ""
        if lang not in _PYTHON or piece.info["quoted"] or shown_imports.taken_back(piece):
            continue
        text = piece.text
        bound = [found[1] or found[2] for found in _BOUND.finditer(text)]
        for made in _MADE.finditer(text):
            variable, owner = made.groups()
            own = lazy_re.search(_OWN.format(owner), text, lazy_re.M)
            if bound.count(variable) > 1 or own or placeholders.in_path(owner):
                continue
            for found in lazy_re.finditer(rf"(?<![\w.]){variable}\.([a-z]\w*)\(", text):
                if (owner, found[1]) not in told and not shown_imports.refused(text, found.start()):
                    told.add((owner, found[1]))
                    yield Call(found[1], owner, markdown.within(piece, *found.span(1)))
