"""What a text says around a mention: what introduces it, and the directories named close by."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from agentslint.claims.paths.written import file_like, without_line
from agentslint.core import lazy_re
from agentslint.model import Piece

AROUND = 1000  # characters of a text before and behind a mention that may speak of it
NEARBY = 12  # directories named around a mention that it may be meant from
SPANS = 60  # of code around a mention that may name one: no page has more so close to each other
IN_ROW = 40  # pieces before and behind a cell among which the others of its row are
_LONGEST = 20_000  # characters of a text that may be crowded with paths, and how many of them do
_MOST = 1000
_CODE = lazy_re.compile(r"`([^`\n]+)`")
_HOLE = lazy_re.compile(r"[<{*$\[]")  # begins what a reader is to fill in
_PLAIN = lazy_re.compile(r"[\w.@+/~-]+")
_FOLDERS = lazy_re.compile(r"(?<![\w/`.:-])((?:[\w.-]+/)+)(?![\w*<{])")


def intro(pieces: tuple[Piece, ...], block: Piece) -> str:
    """What introduces a list's items, item by item outwards."""
    found = []
    while block.kind == "item":
        found.append(str(block.info.get("intro", "")))
        parent = block.info["parent"]
        if parent is None:
            break
        block = pieces[parent]
        found.append(block.text)
    return "\n".join(dict.fromkeys(text[-AROUND:] for text in found if text))


def above(pieces: tuple[Piece, ...], block: Piece) -> str:
    """The paragraph before the one that introduces a list: where it says the list's place."""
    intro = block.info.get("introduced_by")
    if intro is None:
        return ""
    for at in range(intro - 1, max(intro - AROUND, 0) - 1, -1):
        piece = pieces[at]
        if piece.kind == "paragraph":
            return piece.text[-AROUND:] if piece.info["headings"] == block.info["headings"] else ""
        if piece.kind == "heading":
            break
    return ""


def row(pieces: tuple[Piece, ...], at: int) -> tuple[str, ...]:
    """What the other cells say of the row of a table that the cell at an index lies in."""
    block = pieces[at]
    if block.kind != "cell":
        return ()
    key = (block.info["table"], block.info["row"])
    near = (*reversed(pieces[max(at - IN_ROW, 0) : at]), *pieces[at + 1 : at + IN_ROW])
    return tuple(
        piece.text[:AROUND]
        for piece in near
        if piece.kind == "cell" and (piece.info["table"], piece.info["row"]) == key
    )


def group(block: Piece) -> tuple[object, ...]:
    """What the items of one list, or the cells of one column, share; empty elsewhere."""
    info = block.info
    if block.kind == "cell":
        return ("cell", info["table"], info["column"])
    if block.kind == "item":
        return ("item", info["parent"], info.get("introduced_by"), info["headings"])
    return ()


def siblings(block: Piece) -> tuple[object, ...]:
    """What the headings of one level below one heading share; empty elsewhere."""
    info = block.info
    return ("heading", info["level"], info["headings"]) if block.kind == "heading" else ()


def named_directories(*texts: str) -> tuple[str, ...]:
    """Directories that texts name: `src/compile/`, or what stands before a placeholder.

    The first NEARBY of them: that is more than any real page names around one path.
    """
    found = dict.fromkeys(name for text in texts for name in _directories(text))
    return tuple(found)[:NEARBY]


@lru_cache(maxsize=256)
def _directories(text: str) -> tuple[str, ...]:
    """The first NEARBY that a text names, those in code before others."""
    found: dict[str, None] = {}
    for name in chain(map(_directory, _codes(text)), _plain_directories(text)):
        if name:
            found[name] = None
            if len(found) == NEARBY:
                break
    return tuple(found)


def _codes(text: str) -> Iterator[str]:
    return (span[1] for span in islice(_CODE.finditer(text), SPANS))


def _plain_directories(text: str) -> Iterator[str]:
    """Those outside of code: `src/compile/` in running text."""
    if "/" in text:
        for match in _FOLDERS.finditer(text):
            yield posixpath.normpath(match[1])


@lru_cache(maxsize=4096)
def _directory(code: str) -> str:
    """The directory that a code span names; empty where it names none."""
    span = code.strip()
    path = _HOLE.split(without_line(span))[0].removeprefix("/")
    if " " in path or path.startswith("/") or ("/" not in path and code != path):
        return ""
    whole = path.endswith("/") or (path == span and not file_like(path))
    directory = path if whole else posixpath.dirname(path)
    plain = directory.strip("./") and _PLAIN.fullmatch(directory)
    return posixpath.normpath(directory) if plain else ""


def without(text: str, path: str) -> str:
    """A text that speaks around a path, the path's own code spans left out."""
    return text if _crowded(text) else text.replace(f"`{path}`", " ")


@lru_cache(maxsize=256)
def _crowded(text: str) -> bool:
    """Whether to leave a text whole for each of its paths: it may be a megabyte of them."""
    return len(text) > _LONGEST and text.count("/") + text.count("](") > _MOST
