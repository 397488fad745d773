"""Names of code that a text shows without marking them: in fences of code, in diagrams, in plain sentences.

Of such a name nothing is known but how it looks: it is no statement that the code has it, and says
something only where the code is known to have had it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from agentslint.claims import passages, shown_imports, symbols
from agentslint.claims.symbols import Kind, Symbol
from agentslint.core import lazy_re
from agentslint.model import File, Piece
from agentslint.text import markdown, placeholders, tools

MOST = 2000  # names of one document
# a name of several words, no part of a path, of an address or of a file's name
_NAME = lazy_re.compile(r"(?<![\w./@:$%&-])[A-Za-z_]\w{5,80}(?![\w/@-]|\.\w)")
_SHOWN = lazy_re.compile(r"(?<![\w$])[A-Za-z_]\w{5,80}(?![\w$])")
_CAMEL = lazy_re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+")
_SNAKE = lazy_re.compile(r"_?[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_PASCAL = lazy_re.compile(r"(?:[A-Z]+[a-z][a-z0-9]*){2,}[A-Z0-9]*")
# texts within code, and remarks: they speak of anything
_REST = lazy_re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|(?<!\w)#[^\n\[!]*|/\*.*?\*/|<!--.*?-->",
    lazy_re.S,
)
# a variable that a fence binds itself is its own
_BOUND = r"\b(?:const|let|var|val|for|as|mut)\s+(?:[\[{{(][^\]}})=]*)?{0}\b|(?<![\w.]){0}(?:,\s*\w+)*\s*(?::=|=(?!=))"
_PLAIN = frozenset(("", "text", "txt", "plaintext", "mermaid"))


@lru_cache(maxsize=1024)
def read(file: File) -> tuple[Symbol, ...]:
    """The names of a document that no code span holds by itself, in document order: of a fence each once."""
    return tuple(_read(file))[:MOST]


def _read(file: File) -> Iterator[Symbol]:
    yield from _of_sentences(file)
    for piece in markdown.read(file):
        if piece.kind == "fence" and not (piece.info["quoted"] or shown_imports.taken_back(piece)):
            lang = str(piece.info.get("lang", "")).lower()
            if lang not in symbols.data() | tools.shipped().fences:
                yield from _of_fence(piece, drawn=lang in _PLAIN)


def _of_sentences(file: File) -> Iterator[Symbol]:
    known = {one.place for one in symbols.read(file)}
    for passage in passages.read(file):
        if passage.kind == "comment":
            continue
        for found in _NAME.finditer(passage.text, passage.start):
            kind = _kind(found[0])
            if kind is None or passage.taken_back(*found.span()):
                continue
            place = passage.place(*found.span())
            if place not in known and not symbols.invented(passage.span(*found.span())):
                yield Symbol(found[0], kind, place, plain=True)


def _of_fence(piece: Piece, *, drawn: bool) -> Iterator[Symbol]:
    text = piece.text if drawn else _REST.sub(lambda rest: _blank(rest[0]), piece.text)
    told = set()
    for found in (_NAME if drawn else _SHOWN).finditer(text):
        name, kind = found[0], _kind(found[0])
        if kind is None or name in told:
            continue
        told.add(name)
        own = kind == "name" and not drawn and lazy_re.search(_BOUND.format(name), text)
        if not (own or shown_imports.refused(piece.text, found.start())):
            yield Symbol(name, kind, markdown.within(piece, *found.span()), plain=True)


def _blank(text: str) -> str:
    return lazy_re.sub(r"[^\n]", " ", text)


def _kind(name: str) -> Kind | None:
    """What a name looks like; None for a word that may be anything, or that any example has."""
    if symbols.common(name) or symbols.made_up(name) or placeholders.in_path(name):
        return None
    if _PASCAL.fullmatch(name):
        return "type"
    return "name" if _CAMEL.fullmatch(name) or _SNAKE.fullmatch(name) else None
