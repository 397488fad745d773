"""Code spans that are names of packages: `go.uber.org/mock`, `@scope/name`, and those named in one series with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims import passages, tools
from agentslint.claims.passages import Passage
from agentslint.claims.paths import file_like
from agentslint.core import lazy_re
from agentslint.model import File, Place
from agentslint.text import markdown

_CODE = lazy_re.compile(r"`([^`\s]{2,100})`")
# a module of Go by its host
_HOSTED = lazy_re.compile(
    r"[a-z][\w-]*(?:\.[a-z][\w-]*)*\.(?:org|com|in|io|dev|net|sh|co|cc|me|run|tech)/[\w./-]+"
)
_SCOPED = lazy_re.compile(r"@[a-z0-9][\w.-]*/[a-z0-9][\w.-]*")
_IN_TEXT = lazy_re.compile(r"(?<![\w/@.:-])@[a-z0-9][\w.-]*/[a-z0-9][\w-]*(?![\w/*{<-])")
_OWNED = lazy_re.compile(r"[a-z0-9][\w.-]*/[a-z0-9][\w.-]*(?:/v\d+)?")
_PLAIN = lazy_re.compile(r"[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*")
_SHORT = lazy_re.compile(r"[-*+\d.\s]*[*_`]*$")
LEAST = 3  # packages of a series


@dataclass(frozen=True, slots=True)
class Library:
    """A package that a document names.

    kind    `hosted`, `scoped`, `owned` or `plain`: what its form says of it
    beside  the names of the series that it stands in, itself among them
    """

    name: str
    kind: str
    place: Place
    beside: tuple[str, ...] = ()


def read(file: File) -> Iterator[Library]:
    """The packages that sentences, cells and items name and do not take back."""
    if "`" not in file.text:
        return
    lists: dict[tuple[object, ...], list[tuple[Passage, lazy_re.Match[str]]]] = {}
    for one in passages.read(file):
        found = [hit for hit in _CODE.finditer(one.text, one.start) if kind_of(hit[1])]
        if not found or tools.vague(one.text) or one.kind == "comment":
            continue
        if one.listed and one.opens and _SHORT.fullmatch(one.text[one.start : found[0].start()]):
            key = (one.kind, one.header, one.headings, one.intro)
            lists.setdefault(key, []).append((one, found[0]))
        yield from _series([(one, hit) for hit in found])
    for rows in lists.values():
        yield from _series(rows)


def scoped(file: File) -> Iterator[Library]:
    """The packages with a scope, `@shop/orders`, in text and in fences."""
    if "@" not in file.text:
        return
    for one in passages.read(file) if "/" in file.text else ():
        for hit in _IN_TEXT.finditer(one.text, one.start) if one.kind != "comment" else ():
            if not one.taken_back(hit.start(), hit.end()):
                yield Library(hit[0], "scoped", one.place(hit.start(), hit.end()))
    for piece in markdown.read(file):
        for hit in _IN_TEXT.finditer(piece.text) if piece.kind == "fence" else ():
            yield Library(hit[0], "scoped", markdown.within(piece, hit.start(), hit.end()))


def _series(rows: list[tuple[Passage, lazy_re.Match[str]]]) -> Iterator[Library]:
    names = tuple(dict.fromkeys(hit[1] for _, hit in rows))
    for one, hit in rows:
        kind = kind_of(hit[1])
        if (kind == "hosted" or len(names) >= LEAST) and not one.taken_back(hit.start(), hit.end()):
            place = one.place(hit.start(1), hit.end(1))
            yield Library(hit[1], kind, place, names if len(names) >= LEAST else ())


def kind_of(name: str) -> str:
    """What a code span may be a package of, by its form; empty where it is none."""
    if _SCOPED.fullmatch(name):
        return "scoped"
    if _HOSTED.fullmatch(name) and not file_like(name):
        return "hosted"
    if _OWNED.fullmatch(name) and not file_like(name):
        return "owned"
    return "plain" if _PLAIN.fullmatch(name) and not file_like(name) else ""
