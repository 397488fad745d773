"""Names that a text takes from a package: `fixtures.NewShop(t)` in a fence, in a code span, in a row. Go."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agentslint.claims import shown_imports, symbols
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import markdown, placeholders

_GO = frozenset(("go", "golang"))
_USED = lazy_re.compile(r"(?<![\w.])([a-z]\w*)\.([A-Z]\w*)")
# what says nothing of the code, or anything
_REST = lazy_re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`", lazy_re.S)
# a name that a fence itself binds: a variable, a parameter, a package that it imports
_BOUND = r"(?<![\w.]){0}(?:,[ \t]*\w+)*[ \t]*:=|\bvar[ \t]+{0}\b|[(,][ \t]*{0}[ \t]+[*\w\[]|\"[^\"\n]*/{0}\""


@dataclass(frozen=True, slots=True)
class Used:
    """A name that is taken from a package."""

    package: str
    name: str
    place: Place


def any_used(file: File) -> bool:
    """Whether a document can have one at all: what packages there are is dear to ask."""
    return _USED.search(file.text) is not None


def read(file: File, packages: Collection[str]) -> Iterator[Used]:
    """The names that a document takes from some packages, those left out that it forbids or takes back."""
    for symbol in symbols.read(file):
        own = symbol.owner in packages and symbol.name[0].isupper()
        if own and not (symbol.hedge or symbols.generic(symbol.name)):
            yield Used(symbol.owner, symbol.name, symbol.place)
    pieces = [piece for piece in markdown.read(file) if piece.kind == "fence"]
    shown = "\n".join(piece.text for piece in pieces)
    for piece in pieces:
        lang = str(piece.info.get("lang", "")).lower()
        if lang not in _GO or piece.info["quoted"] or shown_imports.taken_back(piece):
            continue
        text = _REST.sub(lambda rest: " " * len(rest[0]), piece.text)
        for found in _USED.finditer(text):
            package, name = found.groups()
            if package not in packages or placeholders.in_path(name) or symbols.generic(name):
                continue
            bound = lazy_re.search(_BOUND.format(package), shown)
            if not (bound or shown_imports.refused(piece.text, found.start())):
                yield Used(package, name, markdown.within(piece, *found.span(2)))
