"""Members that a text names with what has them: `OrderBook.close()`, `Order::Paid`, in code spans and in fences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges, shown_imports, symbols
from agentslint.claims.paths.written import EXTENSIONS
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, placeholders

_PAIR = lazy_re.compile(
    r"(?<![\w.$/:@#-])(?P<owner>[A-Z]\w*[a-z]\w*|[a-z]+[A-Z]\w*)(?P<joint>\.|::|#)(?P<name>[A-Za-z_]\w*)"
    r"(?P<call>\()?(?![\w/*]|-\w|\.\w+\.|::\*|\.\{)"
)
# which code a fence is of
_LANGUAGES = {
    **dict.fromkeys("py python python3".split(), "python"),
    **dict.fromkeys("ts tsx js jsx typescript javascript mjs vue svelte".split(), "script"),
    **dict.fromkeys(("rust", "rs"), "rust"),
    **dict.fromkeys(("go", "golang"), "go"),
}
_REST = lazy_re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*|(?<!\w)#[^\n\[!]*|/\*.*?\*/",
    lazy_re.S,
)
# what a fence declares, binds or takes from elsewhere is not what the repository has
_BOUND = (
    r"\b(?:class|struct|enum|trait|interface|type|const|let|var|impl|for|as)\s+(?:<[^>]*>\s*)?{0}\b|(?<![\w.]){0}\s*(?::=|=(?!=))"
    r"|^\s*(?:import|from|use)\b(?!\s+crate)[^;'\"]*\b{0}\b(?![^;'\"\n]*['\"](?:\.|@/|~/))"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member as a document names it; `language` of the fence that it stands in, or "" for a code span."""

    owner: str
    joint: str
    name: str
    place: Place
    language: str = ""

    @property
    def text(self) -> str:
        return f"{self.owner}{self.joint}{self.name}"


def read(file: File) -> Iterator[Member]:
    """The members that a document names, those left out that it forbids, takes back or makes up."""
    pieces = markdown.read(file)
    for piece in pieces:
        if piece.kind == "code" and "sentence" in piece.info and len(piece.text) <= symbols.LONGEST:
            span = symbols.span_of(pieces, piece)
            back = symbols.invented(span) or hedges.hedge(span) or hedges.introduced(span)
            yield from () if back else _pairs(piece, piece.text, "")
        elif piece.kind == "fence":
            language = _LANGUAGES.get(str(piece.info.get("lang", "")).lower(), "")
            if language and not (piece.info["quoted"] or shown_imports.taken_back(piece)):
                text = _REST.sub(lambda rest: lazy_re.sub(r"[^\n]", " ", rest[0]), piece.text)
                yield from _pairs(piece, text, language)


def _pairs(piece: Piece, text: str, language: str) -> Iterator[Member]:
    told = set()
    for found in _PAIR.finditer(text):
        owner, name = found["owner"], found["name"]
        file = not found["call"] and name.lower() in EXTENSIONS
        if file or (owner, name) in told or any(map(placeholders.in_path, (owner, name))):
            continue
        if symbols.common(owner) or symbols.made_up(name) or symbols.made_up(owner):
            continue
        told.add((owner, name))
        own = language and lazy_re.search(_BOUND.format(owner), piece.text, lazy_re.M)
        if not (own or (language and shown_imports.refused(piece.text, found.start()))):
            place = markdown.within(piece, *found.span("name"))
            yield Member(owner, found["joint"], name, place, language)
