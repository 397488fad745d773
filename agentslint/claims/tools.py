"""Sentences, labels, rows and commands to the tools that a document says are in use here."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from agentslint.claims import hedges, instructions
from agentslint.claims.paths import surroundings
from agentslint.core import lazy_re, parsing
from agentslint.core.values import dataclass
from agentslint.model import File, Instruction, Piece, Place
from agentslint.text import markdown
from agentslint.text.roles import Tool, named, roles

# the choices of the vocabulary that are one of a tool
SLOTS = {
    "javascript-package-manager": "manager-javascript",
    "python-package-manager": "manager-python",
    "python-formatter": "formatter-python",
    "javascript-formatter": "formatter-javascript",
    "javascript-linter": "linter-javascript",
    "javascript-test-runner": "test-runner-javascript",
    "python-test-runner": "test-runner-python",
}
# npm runs scripts whoever installed the packages
_INSTALL = lazy_re.compile(r"\bnpm\s+(?:install|ci|i|add)\b(?!\s+(?:-g|--global))", lazy_re.I)
_LABEL = lazy_re.compile(r"\W*([^:：|]{2,40}?)[*_`\s]*[:：][*_`\s]*(\S.*)", lazy_re.S)
_MARKS = lazy_re.compile(r"[*_`]")


@dataclass(frozen=True, slots=True)
class Use:
    """A tool that a document says is in use: `tools` are its rows, one for each role it may have there."""

    tools: tuple[Tool, ...]
    name: str
    place: Place


@cache
def _words(table: str) -> lazy_re.Pattern[str]:
    rows: dict[str, Any] = parsing.read("claims", "tools.toml")
    return lazy_re.compile(
        "|".join(
            lazy_re.escape(word) if not word.isascii() else rf"(?<!\w){lazy_re.escape(word)}(?!\w)"
            for word in rows[table]
        ),
        lazy_re.IGNORECASE,
    )


@cache
def _names() -> lazy_re.Pattern[str]:
    every = sorted(named(), key=len, reverse=True)
    return lazy_re.compile(
        rf"(?<![\w@/.$-])(?:{'|'.join(map(lazy_re.escape, every))})(?![\w/-]|\.\w)",
        lazy_re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Use, ...]:
    """The tools that a document says are in use, in document order, each once."""
    found: dict[tuple[str, ...], Use] = {}
    for use in sorted((*_chosen(file), *_stated(file)), key=lambda use: use.place):
        found.setdefault(tuple(sorted({tool.id for tool in use.tools})), use)
    return tuple(found.values())


def _chosen(file: File) -> Iterator[Use]:
    """What instructions choose."""
    for one in instructions.of(file):
        role = roles().get(SLOTS.get(one.slot, ""))
        tool = role.tools.get(one.value) if role else None
        if tool is None or not _plain(one):
            continue
        if tool.id == "npm" and "npm " in one.text and not _INSTALL.search(one.text):
            continue
        yield Use((tool,), tool.names[0] if tool.names else tool.id, one.place)


def _plain(one: Instruction) -> bool:
    """Whether an instruction is said of the present and of the whole directory."""
    if one.modality not in ("require", "prefer", "inform") or one.narrowed or one.excepted:
        return False
    return not one.condition or one.condition.rstrip(" *_").endswith((":", "："))


def _stated(file: File) -> Iterator[Use]:
    """What labels, rows of tables, lists of a stack and plain sentences say."""
    pieces = markdown.read(file)
    rows: dict[tuple[int, int], str] = {}
    for piece in pieces:
        if piece.kind == "cell" and piece.info["column"] == 0:
            rows[piece.info["table"], piece.info["row"]] = piece.text
    for piece in pieces:
        if piece.kind != "sentence" or piece.info["quoted"]:
            continue
        if found := list(_names().finditer(piece.text)):
            yield from _of_sentence(pieces, piece, found, rows)


def _of_sentence(
    pieces: tuple[Piece, ...],
    piece: Piece,
    found: list[lazy_re.Match[str]],
    rows: dict[tuple[int, int], str],
) -> Iterator[Use]:
    block = pieces[piece.info["parent"]]
    label, start = _label(block, piece, rows)
    first = True
    for hit in found:
        tools = named()[hit[0].casefold()]
        mine = tuple(tool for tool in tools if label in roles()[tool.role].labels)
        opens = hit.start() == start + len(piece.text[start:]) - len(
            piece.text[start:].lstrip(" *_`[")
        )
        if not (mine and first and opens):
            mine = tuple(tools) if _is_used(block, piece, hit) else ()
        first = False
        if mine and _capital(hit[0]) and not _taken_back(pieces, block, piece, hit):
            others = {
                t.id for h in found for t in named()[h[0].casefold()] if t.role == mine[0].role
            }
            if len(others) == 1:
                yield Use(mine, hit[0], markdown.within(piece, hit.start(), hit.end()))


def _capital(name: str) -> bool:
    """Whether a name is written as one: `express` and `parcel` are words as well."""
    return name != name.lower() or name in ("pytest", "mypy", "flake8", "vitest", "pnpm", "esbuild")


def _label(block: Piece, piece: Piece, rows: dict[tuple[int, int], str]) -> tuple[str, int]:
    """What a sentence is the answer to, in small letters, and where the answer begins."""
    if block.kind == "cell":
        if block.info["row"] == 0 or block.info["column"] == 0 or piece.info["at"]:
            return "", 0
        text = rows.get((block.info["table"], block.info["row"]), "")
        return _MARKS.sub("", text).strip().casefold(), 0
    found = _LABEL.match(piece.text) if not piece.info["at"] else None
    return (_MARKS.sub("", found[1]).strip().casefold(), found.start(2)) if found else ("", 0)


def _is_used(block: Piece, piece: Piece, hit: lazy_re.Match[str]) -> bool:
    """Whether a verb before a name, or the list that it opens an item of, says that it is in use."""
    if block.kind == "heading":
        return False
    before = piece.text[: hit.start()]
    if block.kind == "item" and not piece.info["at"] and not before.strip(" *_`["):
        above = (block.info["headings"] or ("",))[-1]
        return bool(_words("stacks").fullmatch(_MARKS.sub("", above).strip(" :#").lower()))
    clause = lazy_re.split(r"[;.!?]\s|\s[-–—]\s|,\s", before)[-1]
    verbs = list(_words("verbs").finditer(clause))
    return bool(verbs) and len(clause[verbs[-1].end() :].split()) <= 3


def _taken_back(
    pieces: tuple[Piece, ...], block: Piece, piece: Piece, hit: lazy_re.Match[str]
) -> bool:
    if _words("vague").search(piece.text):
        return True
    span = hedges.Span(
        piece.text,
        hit.start(),
        hit.end(),
        surroundings.intro(pieces, block),
        str(block.info.get("header", "")),
        block.info["headings"],
        bool(surroundings.group(block)),
        piece.info["at"] == 0,
    )
    return bool(hedges.hedge(span, hedges.ACT) or hedges.introduced(span))


def home(file: File) -> str:
    """The directory that a document speaks of."""
    return posixpath.dirname(file.path) or "."
