"""Types that a fence shows with their members: what the text says that they have. Python, Go, TypeScript, Rust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import shown_imports
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, placeholders

LEAST = 2  # members, for a type to be shown and not only named


@dataclass(frozen=True, slots=True)
class _Language:
    """How a language declares a type and its members: `fences` call it, `endings` are those of its files."""

    fences: frozenset[str]
    endings: tuple[str, ...]
    declared: str
    member: str


_PYTHON = _Language(
    frozenset("py python python3".split()),
    (".py", ".pyi"),
    r"^class (?P<name>\w+)(?:\([^()\n]*\))?:[^\n]*\n(?P<body>(?:[ \t]+[^\n]*(?:\n|$)|[ \t]*\n)+)",
    # "def build(self) -> Shop: ...", with nothing in it
    r"^[ \t]+(?:async )?def (\w+)\([^\n]*\)[^\n]*:[ \t]*\.\.\.[ \t]*$",
)
_GO = _Language(
    frozenset(("go", "golang")),
    (".go",),
    r"^type (?P<name>[A-Z]\w*)[ \t]+(?:struct|interface)[ \t]*\{[^\n]*\n(?P<body>(?:[ \t]+[^\n]*\n|\n)+)\}",
    r"^(?:\t|[ ]{2,4})([A-Z]\w*)(?:[ \t]+[\w*\[\].]|\()",
)
_SCRIPT = _Language(
    frozenset("ts tsx typescript".split()),
    (".ts", ".tsx", ".mts", ".vue", ".svelte"),
    r"^(?:export )?(?:declare )?(?:abstract )?(?:interface|class|type) (?P<name>[A-Z]\w*)(?: =)? \{[^\n]*\n"
    r"(?P<body>(?:[ \t]+[^\n]*\n|\n)+)\}",
    r"^(?:\t|[ ]{2}|[ ]{4})(?:(?:public|readonly|static|async) )*([a-z]\w*)(?:\?|<[\w, ]+>)?[ ]?(?::|\()",
)
_RUST = _Language(
    frozenset(("rust", "rs")),
    (".rs",),
    r"^(?:pub )?struct (?P<name>[A-Z]\w*)[ ]\{[^\n]*\n(?P<body>(?:[ \t]+[^\n]*\n|\n)+)\}",
    r"^[ ]{4}(?:pub(?:\(\w+\))? )?([a-z]\w*):[ ]",
)
_LANGUAGES = (_PYTHON, _GO, _SCRIPT, _RUST)


@dataclass(frozen=True, slots=True)
class Shape:
    """A type with the places of the members that it is shown to have; `endings` of files that may define it."""

    name: str
    members: tuple[tuple[str, Place], ...]
    endings: tuple[str, ...]


def read(file: File) -> Iterator[Shape]:
    """The types of a document's fences, those left out that it forbids or takes back."""
    for piece in markdown.read(file):
        lang = str(piece.info.get("lang", "")).lower() if piece.kind == "fence" else ""
        known = next((one for one in _LANGUAGES if lang in one.fences), None)
        if known is None or piece.info["quoted"] or shown_imports.taken_back(piece):
            continue
        for found in lazy_re.compile(known.declared, lazy_re.M).finditer(f"{piece.text}\n"):
            members = tuple(_members(piece, known, *found.span("body")))
            if len(members) >= LEAST and not placeholders.in_path(found["name"]):
                yield Shape(found["name"], members, known.endings)


def _members(piece: Piece, known: _Language, start: int, end: int) -> Iterator[tuple[str, Place]]:
    pattern = lazy_re.compile(known.member, lazy_re.M)
    for found in pattern.finditer(piece.text, start, min(end, len(piece.text))):
        refused = shown_imports.refused(piece.text, found.start(1))
        if not (found[1].startswith("__") or found[1] == "constructor" or refused):
            yield found[1], markdown.within(piece, *found.span(1))
