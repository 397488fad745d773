"""A document as far as it is read: its pieces, its open containers, what stands in a block."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token

from agentslint.model import Piece, Place
from agentslint.text.markdown.inlines import Span, scan
from agentslint.text.markdown.places import Passage, Source
from agentslint.text.markdown.sentences import sentences


@dataclass
class Frame:
    """An open container: its piece, and the block that stood last in it."""

    kind: str
    piece: int | None
    last: int | None = None
    intro: int | None = None


# characters of what introduces a list, and of a heading, that each piece below is told: a list may
# have as many items as its introduction has words
INTRODUCTION = 2000
HEADING = 500
DIRECTIVE = "<!-- agentslint-"  # a comment that tells this program something begins so


@dataclass
class Document:
    source: Source
    labels: dict[str, tuple[str, Place | None]]
    pieces: list[Piece] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=lambda: [Frame("document", None)])
    headings: list[tuple[int, str]] = field(default_factory=list)
    path: tuple[str, ...] = ()  # the texts of those headings
    slugs: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    pending: Token | None = None  # a list item whose text has not come yet

    def add(self, kind: str, text: str, place: Place, **info: Any) -> int:
        parent, quoted = None, False
        for frame in self.frames:
            quoted = quoted or frame.kind == "quote"
            parent = parent if frame.piece is None else frame.piece
        facts = {"headings": self.path, "parent": parent, "quoted": quoted}
        self.pieces.append(Piece(kind, text, place, facts | info))
        return len(self.pieces) - 1

    def before(self) -> str:
        """The text that introduces what opens now."""
        last = self.frames[-1].last
        return self.pieces[last].text[-INTRODUCTION:] if last is not None else ""


def add_spans(document: Document, body: Passage, parent: int, breaks: frozenset[int]) -> None:
    """The sentences of a block, each before the spans that start in it."""
    spans = scan(body.text, document.labels)
    block = document.pieces[parent]
    told = _spoken(body.text, spans)
    if told != body.text and block.text == body.text:
        document.pieces[parent] = replace(block, text=told)
    above = block.info
    shared = {"headings": above["headings"], "quoted": above["quoted"], "parent": parent}
    starts = list(sentences(body.text, spans, breaks))
    whole = (0, len(body.text))
    if not spans and starts == [whole]:  # most blocks are one plain sentence
        info = shared | {"rows": above.get("rows", ()), "at": 0}
        text = body.text.replace("\n", " ")
        document.pieces.append(Piece("sentence", text, block.place, info))
        return
    upcoming = 0
    sentence: int | None = None
    for span in [*spans, None]:
        while upcoming < len(starts) and (span is None or starts[upcoming][0] <= span.start):
            start, end = starts[upcoming]
            sentence = len(document.pieces)
            text = told[start:end].replace("\n", " ")
            if told != body.text:
                text = text.rstrip()
            info = shared | {"rows": body.part(start, end), "at": start}
            document.pieces.append(Piece("sentence", text, body.place(start, end), info))
            upcoming += 1
        if span is not None:
            _span(document, body, span, shared | {"sentence": sentence})


def _spoken(text: str, spans: list[Span]) -> str:
    """A text without what is said to this program: why a finding is meant says nothing of the finding."""
    parts, at = [], 0
    for span in spans:
        if span.kind == "comment" and text.startswith(DIRECTIVE, span.start):
            parts += [text[at : span.start], " " * (span.end - span.start)]
            at = span.end
    return "".join([*parts, text[at:]])


def _span(document: Document, body: Passage, span: Span, shared: dict[str, Any]) -> None:
    if span.kind == "html":
        return
    start, end = span.inner if span.kind in ("code", "strong") else (span.start, span.end)
    while start < end and body.text[start] == "\n":
        start += 1
    while start < end and body.text[end - 1] == "\n":
        end -= 1
    text = body.text[start:end]
    info = shared | {"rows": body.part(start, end), "at": start}
    if span.kind == "code":
        text = text.replace("\n", " ")
        if document.pieces[shared["parent"]].kind == "cell":
            text = text.replace("\\|", "|")
    elif span.kind in ("link", "image"):
        info |= _target(document, body, span)
    elif span.kind == "comment":
        info |= {"content": text.removeprefix("<!--").removesuffix("-->").strip()}
    document.pieces.append(Piece(span.kind, text, body.place(start, end), info))


def _target(document: Document, body: Passage, span: Span) -> dict[str, Any]:
    if span.target is None:
        target, at = document.labels[span.label]
    else:
        target, at = body.text[slice(*span.target)], body.place(*span.target)
    return {"label": body.text[slice(*span.inner)], "target": target, "target_at": at}
