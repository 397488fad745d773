"""Block structure: markdown-it's tokens to pieces, each found again in the source.

One file on purpose: a handler for each kind of block.
"""

from __future__ import annotations

from typing import Any

from markdown_it.token import Token

from agentslint.core import lazy_re
from agentslint.model import Piece, Place
from agentslint.text.markdown import tables
from agentslint.text.markdown.document import HEADING, INTRODUCTION, Document, Frame, add_spans
from agentslint.text.markdown.inlines import fold
from agentslint.text.markdown.parser import parser
from agentslint.text.markdown.places import Passage, Source, passage

_FRONT = lazy_re.compile(r"---[ \t]*")
_HASHES = lazy_re.compile(r"^.*?(?<![#\\])#{1,6}[ \t]+")
_CHECK = lazy_re.compile(r"\[([ xX])\][ \t\u00a0]+")
_COMMENT = lazy_re.compile(r"<!--.*?(?:-->|\Z)", lazy_re.DOTALL)
_DEFINITION = lazy_re.compile(
    r"[ \t>]{0,80}\[((?:[^\[\]\\]|\\.){1,999})\]:[ \t]*(?:<([^<>\n]*)>|([^\s<>]+))"
)
_NOWHERE: frozenset[int] = frozenset()
_TAG = lazy_re.compile(r"</?[A-Za-z][^<>]*>")
_SLUG = lazy_re.compile(r"[^\w\- ]")


def pieces(source: Source) -> list[Piece]:
    """The pieces of a document, in document order."""
    lines = [line.replace("\0", "\ufffd") if "\0" in line else line for line in source.lines]
    front = _front(lines)
    body = [""] * front + lines[front:]
    env: dict[str, Any] = {}
    tokens = parser().parse("\n".join(body), env)
    document = Document(source, _definitions(source, front, env.get("references", {})))
    if front:
        start, end = source.offsets[1], source.offsets[front - 1]
        text = source.text[start:end].rstrip("\r\n")
        document.add("front-matter", text, source.place(start, start + len(text)), content=text)
    _walk(document, tokens)
    return document.pieces


def _front(lines: list[str]) -> int:
    """How many lines of front matter open the document, its fences included."""
    if not _FRONT.fullmatch(lines[0]):
        return 0
    for number, line in enumerate(lines[1:], 2):
        if _FRONT.fullmatch(line) or line.rstrip() == "...":
            return number if number > 2 else 0
    return 0


def _definitions(
    source: Source, front: int, references: dict[str, Any]
) -> dict[str, tuple[str, Place | None]]:
    if not references:
        return {}
    known = {fold(label): (str(row.get("href", "")), None) for label, row in references.items()}
    found: dict[str, tuple[str, Place | None]] = dict(known)
    for number in range(front, len(source.lines)):
        match = _DEFINITION.match(source.lines[number])
        label = fold(match[1]) if match else ""
        if match and label in found and found[label][1] is None:
            start = source.offsets[number]
            group = match.lastindex or 2
            place = source.place(start + match.start(group), start + match.end(group))
            found[label] = (match[group], place)
    return found


def _walk(document: Document, tokens: list[Token]) -> None:
    row = column = 0
    headers: list[str] = []
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            _inline(document, token, tokens[index - 1])
        elif kind in ("fence", "code_block"):
            _fence(document, token)
        elif kind == "html_block":
            _html(document, token)
        elif kind == "hr":
            document.frames[-1].last = None
        elif kind == "tr_open":
            column = 0
            cells = tables.cells(document.source, token)
        elif kind in ("th_open", "td_open"):
            tables.add_cell(document, cells, row, column, headers)
            column += 1
        elif kind == "tr_close":
            row += 1
        elif kind == "table_open":
            row, headers = 0, []
            document.tables += 1
        elif kind in _OPENINGS:
            _open(document, token)
        elif kind in _CLOSINGS:
            _close(document, token)


_OPENINGS = {"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open"}
_CLOSINGS = {name.replace("_open", "_close") for name in _OPENINGS} | {"table_close"}


def _open(document: Document, token: Token) -> None:
    _settle(document)
    frames = document.frames
    if token.type == "list_item_open":
        frames.append(Frame("item", None))
        document.pending = token
    elif token.type == "blockquote_open":
        frames.append(Frame("quote", _quote(document, token)))
    else:
        kind = "ordered" if token.type.startswith("ordered") else "bullet"
        frames.append(Frame(kind, None, intro=frames[-1].last))


def _close(document: Document, token: Token) -> None:
    if token.type == "table_close":
        document.frames[-1].last = None
        return
    _settle(document)
    document.frames.pop()
    if token.type != "list_item_close":
        document.frames[-1].last = None


def _settle(document: Document) -> None:
    """A list item that begins with no text of its own still is an item."""
    if document.pending is not None:
        token = document.pending
        first = token.map[0] if token.map else 0
        place = document.source.point(document.source.offsets[first])
        _item(document, "", place, ())


def _item(
    document: Document, text: str, place: Place, rows: Any, checked: bool | None = None
) -> int:
    document.pending = None
    frame = document.frames[-1]
    lists = [f for f in document.frames if f.kind in ("bullet", "ordered")]
    intro = lists[-1].intro
    frame.piece = document.add(
        "item",
        text,
        place,
        depth=len(lists),
        ordered=lists[-1].kind == "ordered",
        checked=checked,
        intro=document.pieces[intro].text[-INTRODUCTION:] if intro is not None else "",
        introduced_by=intro,
        rows=rows,
    )
    return frame.piece


def _quote(document: Document, token: Token) -> int:
    source = document.source
    first, last = token.map or (0, 1)
    while last > first + 1 and not source.lines[last - 1].strip(" \t>"):
        last -= 1
    lines = source.lines[first:last]
    contents = [line.lstrip(" \t>") for line in lines]
    contents[0] = lines[0][max(lines[0].find(">"), 0) :].lstrip(" \t>")
    body = passage(source, first, contents, indented=False)
    size = len(body.text)
    return document.add("quote", body.text, body.place(0, size), rows=body.part(0, size))


def _inline(document: Document, token: Token, opening: Token) -> None:
    if opening.type in ("th_open", "td_open") or token.map is None:
        return
    if opening.type == "heading_open":
        _heading(document, token, opening)
        return
    contents = token.content.split("\n")
    body = passage(document.source, token.map[0], contents, indented=False)
    breaks = _breaks(contents, body)
    if document.pending is not None:
        check = _CHECK.match(body.text)
        if check:
            body = _behind(body, check.end())
        checked = check[1] != " " if check else None
        place = body.place(0, len(body.text))
        index = _item(document, body.text, place, body.part(0, len(body.text)), checked)
    else:
        place = body.place(0, len(body.text))
        index = document.add("paragraph", body.text, place, rows=body.part(0, len(body.text)))
    document.frames[-1].last = index
    add_spans(document, body, index, breaks)


def _behind(body: Passage, size: int) -> Passage:
    """A passage without its first `size` characters, which lie on its first line."""
    origins = tuple(
        (max(at - size, 0), origin + (size if not at else 0)) for at, origin in body.origins
    )
    return Passage(body.source, body.text[size:], origins)


def _breaks(contents: list[str], body: Passage) -> frozenset[int]:
    if len(contents) == 1:
        return _NOWHERE
    return frozenset(
        at
        for content, (at, _) in zip(contents, body.origins[1:], strict=False)
        if content.endswith(("  ", "\\"))
    )


def _heading(document: Document, token: Token, opening: Token) -> None:
    source = document.source
    first = (token.map or [0])[0]
    level = int(opening.tag[1:])
    text = token.content
    if opening.markup.startswith("#"):
        line = source.lines[first].replace("\0", "\ufffd")
        hashes = _HASHES.match(line)
        start = source.offsets[first] + max(line.find(text, hashes.end() if hashes else 0), 0)
        body = Passage(source, source.text[start : start + len(text)], ((0, start),))
    else:
        body = passage(source, first, text.split("\n"), indented=False)
    while document.headings and document.headings[-1][0] >= level:
        document.headings.pop()
    document.path = tuple(text for _, text in document.headings)
    slug = _slug(document, text)
    place = body.place(0, len(body.text))
    rows = body.part(0, len(body.text))
    index = document.add("heading", body.text, place, level=level, slug=slug, rows=rows)
    document.headings.append((level, body.text[:HEADING]))
    document.path = (*document.path, body.text[:HEADING])
    for frame in document.frames:
        frame.last = None
    add_spans(document, body, index, frozenset())


def _slug(document: Document, text: str) -> str:
    """The anchor that GitHub gives a heading."""
    plain = lazy_re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text) if "](" in text else text
    plain = _TAG.sub("", plain) if "<" in plain else plain
    slug = _SLUG.sub("", plain.strip().lower().replace("`", "").replace("*", "")).replace(" ", "-")
    made, number = slug, document.slugs.get(slug, 0)
    # a numbered one may be a heading of its own: github-slugger counts on
    while made in document.slugs:
        number += 1
        made = f"{slug}-{number}"
    document.slugs[slug] = number
    document.slugs[made] = 0
    return made


def _fence(document: Document, token: Token) -> None:
    _settle(document)
    source = document.source
    indented = token.type == "code_block"
    first, last = token.map or (0, 1)
    string = token.info.strip()
    contents = token.content.split("\n")
    while contents and not contents[-1].strip(" \t"):
        contents.pop()
    start = first if indented else first + 1
    if contents and start < len(source.lines):
        body = passage(source, start, contents, indented=True)
        place, rows = body.place(0, len(body.text)), body.part(0, len(body.text))
        text = body.text
    else:
        text, rows, place = "", (), source.point(source.offsets[first])
    opened, closed = (
        source.point(source.offsets[first]).line,
        source.point(source.offsets[last - 1]).line,
    )
    document.add(
        "fence",
        text,
        place,
        lang=string.split()[0].lower() if string else "",
        string=string,
        indented=indented,
        intro=document.before(),
        introduced_by=document.frames[-1].last,
        lines=(opened, closed),
        rows=rows,
    )


def _html(document: Document, token: Token) -> None:
    _settle(document)
    source = document.source
    first, last = token.map or (0, 1)
    start, end = source.offsets[first], source.offsets[last - 1] + len(source.lines[last - 1])
    text = source.text[start:end]
    comments = list(_COMMENT.finditer(text))
    for comment in comments:
        _comment(document, comment[0], source.place(start + comment.start(), start + comment.end()))
    if _COMMENT.sub("", text).strip(" \t\r\n>"):
        lead = len(text) - len(text.lstrip())
        tail = len(text.rstrip())
        document.add("html", text[lead:tail], source.place(start + lead, start + tail))


def _comment(document: Document, text: str, place: Place) -> None:
    content = text.removeprefix("<!--").removesuffix("-->").strip()
    document.add("comment", text, place, content=content)
