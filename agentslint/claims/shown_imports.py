"""Imports to names that a module of the repository is said to have, in fences and code spans: TypeScript, JavaScript, Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, placeholders

_SCRIPT = frozenset("ts tsx js jsx typescript javascript mjs vue svelte".split())
_PYTHON = frozenset("py python python3".split())
_BRACES = lazy_re.compile(
    r"^[ \t]*(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^{}]{1,1000})\}\s*from\s*[\"']([^\"'\n]+)[\"']",
    lazy_re.M,
)
_FROM = lazy_re.compile(
    r"^[ \t]*from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+(?:\(([^()]{1,1000})\)|([\w, \t]+))",
    lazy_re.M,
)
_NAME = lazy_re.compile(r"(?<![\w$])(?!type\s|as\s)([A-Za-z_$][\w$]*)(?:\s+as\s+[\w$]+)?")
_COMMENT = lazy_re.compile(r"^\s*(?://|#|/\*|\{/\*)\s*(.*)", lazy_re.M)
_REMARK = lazy_re.compile(r"(?:#|//)[^\n]*|/\*.*?\*/", lazy_re.S)
# what a fence shows although it is not to be had: forbidden, gone, still to be written
_BACK = ("negated", "past", "planned", "made")


@dataclass(frozen=True, slots=True)
class Shown:
    """A name that an import takes from a module: `module` as written, `python` whether it is one of Python."""

    name: str
    module: str
    place: Place
    python: bool


def read(file: File) -> Iterator[Shown]:
    """The imports that a document shows, those left out that it forbids or takes back."""
    pieces = markdown.read(file)
    for piece in pieces:
        if piece.kind == "code" and "import" in piece.text and "sentence" in piece.info:
            yield from _of_span(pieces, piece)
        lang = str(piece.info.get("lang", "")).lower() if piece.kind == "fence" else ""
        if lang not in _SCRIPT | _PYTHON or piece.info["quoted"] or taken_back(piece):
            continue
        pattern = _FROM if lang in _PYTHON else _BRACES
        for found in pattern.finditer(piece.text):
            if not refused(piece.text, found.start()):
                yield from _names(piece, found, python=lang in _PYTHON)


def _of_span(pieces: tuple[Piece, ...], piece: Piece) -> Iterator[Shown]:
    sentence = pieces[piece.info["sentence"]]
    start = piece.info["at"] - sentence.info["at"]
    block = pieces[sentence.info["parent"]]
    span = Span(sentence.text, start, start + len(piece.text), "", "", block.info["headings"])
    for pattern in (_FROM, _BRACES):
        found = pattern.match(piece.text)
        if found and not (hedges.hedge(span) or hedges.CROSS.search(sentence.text)):
            yield from _names(piece, found, python=pattern is _FROM)


def _names(piece: Piece, found: lazy_re.Match[str], *, python: bool) -> Iterator[Shown]:
    module = found[1] if python else found[2]
    group = 1 if not python else 2 if found[2] else 3
    start, end = found.span(group)
    # comments between the names are none of them
    text = _REMARK.sub(lambda remark: " " * len(remark[0]), piece.text[:end])
    for name in _NAME.finditer(text, start, end):
        if not placeholders.in_path(name[1]):
            yield Shown(name[1], module, markdown.within(piece, *name.span(1)), python)


def taken_back(piece: Piece) -> bool:
    intro, headings = str(piece.info.get("intro", "")), piece.info["headings"]
    span = Span("", 0, 0, intro, "", headings[-1:])
    return hedges.introduced(span) in _BACK or any(
        hedges.CROSS.search(t) for t in (intro, *headings[-1:])
    )


def refused(text: str, at: int) -> bool:
    """Whether the comment right above says that what follows is wrong, old or still to come."""
    above = [line for line in text[:at].split("\n") if line.strip()]
    for line in reversed(above):
        if comment := _COMMENT.match(line):
            span = Span("", 0, 0, comment[1] + ":")
            old = hedges.outdated(comment[1].rstrip(": "))
            return old or hedges.introduced(span) in ("negated", "past")
    return False
