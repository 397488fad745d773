"""Lists of what a directory holds: the levels of a diagram, paths of one directory, names in brackets behind one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.paths import Mention, hedged, surroundings
from agentslint.claims.paths import read as mentions
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import markdown
from agentslint.text.tree_diagrams import elided, loose

_LONGEST = 200  # entries of one list
_BRACKETS = lazy_re.compile(r"\(([^()]{5,500})\)")
_LISTED = lazy_re.compile(r"((?:[\w.@-]+/)+)\{[\w.@-]+(?:,\s*[\w.@-]+)+\}/?")
_BRACES = lazy_re.compile(r"/?\{([\w.@-]+(?:,\s*[\w.@-]+)+)\}/?`")
_NAME = lazy_re.compile(r"`?([\w@-][\w.@-]*)/?`?")
_AND = lazy_re.compile(r"\s*,\s*(?:and\s+|y\s+|und\s+|et\s+|e\s+)?|\s+(?:and|und|y|et|e)\s+")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a document says that a directory holds.

    names    as written, without what leads to them
    mention  a path that leads to the directory: an entry of it, or with `whole` the directory itself
    place    from the first of them to the last
    """

    names: tuple[str, ...]
    mention: Mention
    place: Place
    whole: bool = False


def read(file: File) -> Iterator[Listing]:
    """The lists of a document, diagrams first."""
    every = [*(one for one in mentions(file) if not one.quoted), *_braces(file)]
    every.sort(key=lambda one: one.place)
    groups: dict[tuple[object, ...], list[Mention]] = {}
    for one in every:
        if one.form == "tree":
            groups.setdefault(one.group, []).append(one)
        elif one.form in ("code", "link") and one.leading and one.listed:
            folder = _bare(one) if _braced(one) else posixpath.dirname(_bare(one))
            groups.setdefault((*one.group, folder), []).append(one)
    for group in groups.values():
        if len(group) <= _LONGEST and _whole(group) and not hedged.introduced(group[0]):
            names = tuple(dict.fromkeys(name for one in group for name in _names(one)))
            first = next((one for one in group if not _braced(one)), group[0])
            whole = bool(_braced(first))
            yield Listing(names, first, _span(group[0].place, group[-1].place), whole)
    for one in every:
        if one.form == "code" and one.is_directory and one.leading:
            yield from _bracketed(one)


def _bare(mention: Mention) -> str:
    return mention.path.rstrip("/")


def _braces(file: File) -> Iterator[Mention]:
    """The directories before braces that items and first cells begin with: "`internal/{app,web}`"."""
    pieces = markdown.read(file) if "{" in file.text else ()
    for piece in pieces:
        found = _LISTED.fullmatch(piece.text) if piece.kind == "code" else None
        if found is None or "sentence" not in piece.info:
            continue
        sentence = pieces[piece.info["sentence"]]
        block = pieces[sentence.info["parent"]]
        at = piece.info["at"] - sentence.info["at"]
        leads = not block.text[: piece.info["at"]].strip("`*_[( \t")
        if leads and surroundings.group(block) and not block.info["quoted"]:
            yield Mention(
                found[1], piece.place, "code", sentence.text, at, block.text, block.info["headings"],
                str(block.info.get("intro", "")), surroundings.group(block), leading=True,
            )  # fmt: skip


def _names(mention: Mention) -> tuple[str, ...]:
    """What an entry names: the last part of its path, or each of those in braces: `src/{load,check}`."""
    return _braced(mention) or (posixpath.basename(_bare(mention)),)


def _braced(mention: Mention) -> tuple[str, ...]:
    found = _BRACES.match(mention.sentence, mention.at + len(_bare(mention)))
    return tuple(name.strip() for name in found[1].split(",")) if found else ()


def _whole(group: list[Mention]) -> bool:
    """Whether a level of a diagram leaves nothing out, and draws nothing but paths."""
    if group[0].form != "tree":
        return True
    lines = {one.sentence for one in group}
    return lines.isdisjoint(elided(group[0].block)) and lines.isdisjoint(loose(group[0].block))


def _bracketed(mention: Mention) -> Iterator[Listing]:
    """ "`src/steps/` - what is done (`load`, `check` and `store`)"."""
    for found in _BRACKETS.finditer(mention.sentence, mention.at + len(mention.path)):
        words = [_NAME.fullmatch(word) for word in _AND.split(found[1].strip())]
        names = tuple(word[1] for word in words if word)
        if len(words) == len(names) and not hedged.introduced(mention):
            yield Listing(names, mention, mention.place, whole=True)
            return


def _span(first: Place, last: Place) -> Place:
    return Place(first.path, first.line, first.column, last.end_line, last.end_column)
