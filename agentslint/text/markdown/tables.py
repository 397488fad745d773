"""The cells of a table: markdown-it says that a row is there, the source where each cell stands."""

from __future__ import annotations

from markdown_it.token import Token

from agentslint.core import lazy_re
from agentslint.text.markdown.document import Document, add_spans
from agentslint.text.markdown.places import Passage, Source

_PREFIX = lazy_re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*")
_PIPE = lazy_re.compile(r"\\.|\|")


def cells(source: Source, token: Token) -> list[tuple[int, int]]:
    """Where the cells of a table's row start and end in the source."""
    number = (token.map or [0])[0]
    line = source.lines[number]
    prefix = _PREFIX.match(line)
    at = prefix.end() if prefix else 0
    if line.startswith("|", at):
        at += 1
    found = []
    for pipe in [*(m for m in _PIPE.finditer(line, at) if m[0] == "|"), None]:
        end = pipe.start() if pipe else len(line)
        cell = line[at:end]
        lead = len(cell) - len(cell.lstrip(" \t"))
        start = source.offsets[number] + at + lead
        found.append((start, start + len(cell.strip(" \t"))))
        at = end + 1
    return found


def add_cell(
    document: Document, cells: list[tuple[int, int]], row: int, column: int, headers: list[str]
) -> None:
    """Add one cell of a row, where something is in it; `headers` takes those of the first row."""
    start, end = cells[column] if column < len(cells) else cells[-1]
    text = document.source.text[start:end] if column < len(cells) else ""
    if row == 0:
        headers.append(text)
    if not text:
        return
    index = document.add(
        "cell",
        text,
        document.source.place(start, end),
        table=document.tables,
        row=row,
        column=column,
        header=headers[column] if column < len(headers) else "",
        intro=document.before(),
    )
    body = Passage(document.source, text, ((0, start),))
    add_spans(document, body, index, frozenset())
