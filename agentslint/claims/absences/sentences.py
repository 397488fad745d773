"""What a document says is not there: "There is no test suite", "no committed `package.json`", "currently empty"."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import hedges
from agentslint.claims.claim import Claim
from agentslint.claims.hedges import Span
from agentslint.claims.paths import clean
from agentslint.claims.sentences import stating_sentences
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import join, parent
from agentslint.text import markdown, wording
from agentslint.text.lexicon import Marks

_END = r"[;:(（。—–]|\.(?=\s|$)|\s-\s|,\s+«turns»"
_PARTS = r",\s+(?:«or»|«and»|«nor»)\s+|,\s+|\s+(?:«or»|«and»|«nor»)\s+"
_CODE = lazy_re.compile(r"`([^`\n]+)`")
_WORDS = lazy_re.compile(r"[^\W_][\w'-]*")
_OPENS = lazy_re.compile(r"[\s*_`>-]*$")
_NAMED = lazy_re.compile(r"[\s*_>-]*`([^`\s]+)`[*_]*\s*(?:[-–—:(]\s*|\([^)]*\)\s*)?$")


def read(file: File) -> Iterator[Claim]:
    """The absences that a document states, in its order. `subject` is a path, or `tests`."""
    pieces = markdown.read(file)
    for piece, marks in stating_sentences(file):
        if "absent" in marks:
            yield from _absent(file, piece, marks)
        if "empty" in marks or "placeholder" in marks:
            yield from _empty(file, piece, pieces[piece.info["parent"]], marks)


def _absent(file: File, piece: Piece, marks: Marks) -> Iterator[Claim]:
    """ "There is no `a.json`, `b.json` or test suite here." """
    reached = 0
    for start, end in marks["absent"]:
        if start < reached or any(at < start for at, _ in marks.get("unless", ())):
            continue
        stop = wording.pattern("join", _END).search(_blotted(piece.text), end)
        reached = stop.start() if stop else len(piece.text)
        whole = _narrowed(piece.text, end, reached, marks)
        for at, until in _parts(piece.text, end, whole):
            subject = _object(piece.text[at:until], at, marks)
            if subject:
                first = at == end
                place = markdown.within(piece, start if first else at, until)
                text = piece.text[start:until] if first else f"no {piece.text[at:until]}"
                back = hedges.hedge(Span(piece.text, start, until), hedges.SENTENCE)
                hedge = "narrowed" if whole < reached else back
                far = any(start <= at for at, _ in marks.get("everywhere", ()))
                scope = "." if far else parent(file.path)
                yield Claim("absence", place, text, subject, "absent", "", scope, hedge)


def _narrowed(text: str, start: int, end: int, marks: Marks) -> int:
    """Where what is said becomes one of a part only: "no tests for the importer"; else its end."""
    here = marks.get("here", ())
    last = max((at for at, _ in marks.get("tests", ()) if at < end), default=start)
    last = max(last, text.rfind("`", start, end))
    return min(
        (
            at
            for at, to in marks.get("narrowing", ())
            if max(start, last + 1) <= at < end and not any(a <= at and to <= b for a, b in here)
        ),
        default=end,
    )


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The things that one "no" is said of."""
    at = start
    for found in wording.pattern("join", _PARTS).finditer(text, start, end):
        yield at, found.start()
        at = found.end()
    yield at, end


def _object(text: str, at: int, marks: Marks) -> str:
    """The file or thing that a part names, with nothing beside it that makes it another."""
    plain = [
        *marks.get("plain", ()),
        *(span for span in marks.get("here", ())),
        *marks.get("absent", ()),
    ]
    codes = _CODE.findall(text)
    if len(codes) == 1:
        rest = [*plain, (at + text.find("`"), at + text.rfind("`") + 1)]
        return clean(codes[0]) if not _left(text, at, rest) else ""
    named = [span for span in marks.get("tests", ()) if at <= span[0] and span[1] <= at + len(text)]
    return "tests" if named and not codes and not _left(text, at, [*plain, *named]) else ""


def _left(text: str, at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a text has words beside those at these places."""
    return any(
        not any(a <= at + word.start() and at + word.end() <= b for a, b in spans)
        for word in _WORDS.finditer(text)
    )


def _empty(file: File, piece: Piece, block: Piece, marks: Marks) -> Iterator[Claim]:
    """ "Currently empty", "- `hooks/`: currently empty", "This directory is a placeholder"."""
    for kind in ("empty", "placeholder"):
        for start, end in marks.get(kind, ())[:1]:
            if any(at < end for at, _ in marks.get("unless", ())):
                continue
            scope = _subject(file, piece, block, start, marks)
            if scope:
                place: Place = markdown.within(piece, start, end)
                back = hedges.hedge(Span(piece.text, start, end), hedges.SENTENCE)
                yield Claim("absence", place, piece.text[start:end], scope, kind, "", scope, back)


def _subject(file: File, piece: Piece, block: Piece, start: int, marks: Marks) -> str:
    """The directory that is said to be empty: by name, or as "this directory"; else none."""
    before = piece.text[:start]
    own = parent(file.path)
    named = _NAMED.fullmatch(before)
    if named:
        path = named[1]
        whole = path.endswith("/") and clean(path)
        return posixpath.normpath(join(own, path)) if whole else ""
    about = [span for span in marks.get("self", ()) if span[1] <= start]
    if about:
        return own if not _left(before, 0, [*about, *marks.get("here", ())]) else ""
    # a paragraph right below the title speaks of the whole directory
    first = block.kind == "paragraph" and len(block.info["headings"]) <= 2 and own != "."
    return own if first and _OPENS.fullmatch(before) else ""


def _blotted(text: str) -> str:
    return _CODE.sub(lambda code: "x" * len(code[0]), text)
