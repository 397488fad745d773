"""What a document says that a function takes and gives: `Resolve(lib *Library, ref string) (string, error)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import hedges
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.text import markdown, placeholders

# languages of fences, with the endings of the files that may define what they show
LANGUAGES: dict[str, tuple[str, ...]] = {
    "go": (".go",),
    **dict.fromkeys(("ts", "typescript", "tsx"), (".ts", ".tsx", ".mts")),
    **dict.fromkeys(("py", "python"), (".py", ".pyi")),
    **dict.fromkeys(("rust", "rs"), (".rs",)),
    **dict.fromkeys(("kotlin", "kt"), (".kt",)),
    "swift": (".swift",),
}
ANY = tuple(dict.fromkeys(ending for endings in LANGUAGES.values() for ending in endings))
_WORDS = r"(?:(?:export|default|async|pub|public|static|func|function|fn|def|fun|suspend)\s+)*"
_RECEIVER = r"(?:\((?P<receiver>[^()\n]{1,80})\)\s*)?"
_PARAMETERS = r"\((?P<parameters>(?:[^()\n]|\([^()\n]*\)){0,300})\)"
_ROWS = r"\([ \t]*\n(?P<parameters>(?:[^()]|\([^()\n]*\)){1,600}?),?\s*\)"  # a parameter a line
_GENERIC = r"(?:[\[<][^()\n]{1,60}[\]>])?"
_NAME = rf"(?P<name>[A-Za-z_]\w{{3,}}){_GENERIC}"
# what follows is a result, or a body that is left out
_RESULT = r"(?P<result>[^{}\n=;]{0,120}?)[ \t]*(?:\{[ \t]*(?:/\*.*\*/|\.\.\.|…)?[ \t]*\}|:[ \t]*\.\.\.)?;?[ \t]*(?://.*|#.*)?$"
_LINE = lazy_re.compile(
    rf"^[ \t]*(?P<words>{_WORDS}){_RECEIVER}{_NAME}{_PARAMETERS}{_RESULT}", lazy_re.M
)
_LINES = lazy_re.compile(
    rf"^[ \t]*(?P<words>(?:\w+\s+)*(?:func|function|fn|def|fun)\s+){_RECEIVER}{_NAME}{_ROWS}{_RESULT}",
    lazy_re.M,
)
# what Go alone gives: `(*Order, error)`, `error`
_OF_GO = lazy_re.compile(r"\([^()]+(?:,[^()]+)+\)|error|\*[\w.]+|\[\][\w.*]+")
# a type behind a name, or before one: what is declared, and not called
_TYPED = lazy_re.compile(r"(?:^|,)\s*[a-z_]\w*\??\s*(?::\s*|\s)[*\[&A-Za-z(]")
_BACK = ("negated", "past", "planned", "made", "example")


@dataclass(frozen=True, slots=True)
class Signature:
    """A function as a document declares it.

    parameters, result  as written; endings: of the files that may define it
    """

    name: str
    parameters: str
    result: str
    place: Place
    text: str
    endings: tuple[str, ...]


def read(file: File) -> Iterator[Signature]:
    """The functions that a document declares without a body, in fences and in code spans."""
    pieces = markdown.read(file)
    for piece in pieces:
        if piece.info.get("quoted"):
            continue
        if piece.kind == "fence":
            endings = LANGUAGES.get(str(piece.info.get("lang", "")).lower(), ())
            span = Span("", 0, 0, str(piece.info.get("intro", "")), "", piece.info["headings"])
            if endings and hedges.introduced(span) not in _BACK:
                yield from _declared(piece, endings)
        elif piece.kind == "code" and "(" in piece.text and "sentence" in piece.info:
            sentence = pieces[piece.info["sentence"]]
            start = piece.info["at"] - sentence.info["at"]
            span = Span(
                sentence.text, start, start + len(piece.text), "", "", sentence.info["headings"]
            )
            if not hedges.hedge(span):
                yield from _declared(piece, ANY)


def _declared(piece: Piece, endings: tuple[str, ...]) -> Iterator[Signature]:
    many = _LINES.finditer(piece.text) if "(\n" in piece.text else ()
    for found in (*_LINE.finditer(piece.text), *many):
        parameters = " ".join(found["parameters"].split())
        word = found["words"].strip()
        # a line without a word for it declares a function only where it is no member of anything
        member = not word and found.start("name") > found.start()
        known = not member and (_TYPED.search(parameters) or (word and not parameters))
        if not known and ".go" in endings and not member:
            # names or types alone: Go has `func`, or gives a result as no other language does
            known = word == "func" or _OF_GO.fullmatch(found["result"].strip()) is not None
            endings = (".go",) if known and endings == ANY else endings
        if known and "..." not in parameters.replace("...args", "") and not _holes(found):
            written = piece.text[found.start("words") : found.end("result")]
            text = lazy_re.sub(r"(?<=\() |,? (?=\))", "", " ".join(written.split()))
            place = markdown.within(piece, found.start("name"), found.end("parameters") + 1)
            yield Signature(
                found["name"], parameters, found["result"].strip(), place, text, endings
            )


def _holes(found: lazy_re.Match[str]) -> bool:
    return placeholders.in_path(found["name"]) or "…" in found[0]
