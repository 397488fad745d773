"""Groups of values that code declares together: a union of literals, an enum, a row of constants, a list in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agentslint.facts import names
from agentslint.facts.memo import Table, each
from agentslint.model import Place
from agentslint.repo import Repo
from agentslint.repo.contents import Contents

_FEWEST, _MOST = 3, 40  # values of a group
_NEAR = 160  # bytes before a group that may hold its name


@dataclass(frozen=True, slots=True)
class Group:
    """Values that are declared together: `names` are the identifiers that say of what, `place` where."""

    values: tuple[str, ...]
    names: tuple[str, ...]
    place: Place
    listed: bool = False  # in brackets, where a part of what there is may stand


def holding(repo: Repo, values: frozenset[str]) -> tuple[Group, ...]:
    """The groups of all code, tests left out, that have all of some values, as `plain` has them, in path order."""
    code = repo.saved or repo  # an edit of a document changes none of it
    return _HOLDING.get(code, tuple(sorted(values)), lambda: tuple(_holding(code, values)))


def _holding(repo: Repo, values: frozenset[str]) -> Iterator[Group]:
    wanted = [value.encode() for value in values]
    for path, squeezed in _SQUEEZED.get(repo, None, lambda: [*_squeezed(repo)]):
        # few files hold all values that a document tells
        if all(value in squeezed for value in wanted):
            for one in _read(repo, path):
                if values <= {plain(value) for value in one.values}:
                    yield one


def _squeezed(repo: Repo) -> Iterator[tuple[str, bytes]]:
    """Every file of code without what `plain` takes from a value."""
    return ((path, data.translate(_SMALL, b"_-")) for path, data in names.code(repo))


@each
def _read(repo: Repo, path: str) -> tuple[Group, ...]:
    return tuple(_of(path, Contents(repo).read(path, names.LARGEST)))


_SMALL = bytes(range(256)).lower()
_HOLDING: Table[tuple[str, ...], tuple[Group, ...]] = Table(name="value groups")
_SQUEEZED: Table[None, list[tuple[str, bytes]]] = Table()


def plain(value: str) -> str:
    """A value without letter case and without what joins its words."""
    return value.replace("_", "").replace("-", "").casefold()


@cache
def _shapes() -> dict[str, re.Pattern[bytes]]:
    literal = rb"[\"'`][A-Za-z][\w-]{0,40}[\"'`]"
    return {
        "list": re.compile(
            rb"[\[({]\s*(?:" + literal + rb"\s*,\s*){2,40}(?:" + literal + rb")?\s*,?\s*[\])}]"
        ),
        "union": re.compile(literal + rb"(?:\s*\|\s*" + literal + rb"){2,40}"),
        "constants": re.compile(
            rb"(?:^[ \t]*(?:[A-Za-z]+ ){0,4}?[A-Za-z_]\w*(?:\s*:\s*[\w&' ]+|[ \t]+\w+)?[ \t]*=[ \t]*[\"'][A-Za-z][\w-]{0,40}[\"'][,;]?"
            rb"[ \t]*(?:(?://|#)[^\n]*)?\n(?:[ \t]*(?:(?://|#)[^\n]*)?\n)?){3,40}",
            re.M,
        ),
        "iota": re.compile(
            rb"^[ \t]*(\w+)(?:[ \t]+(\w+))?[ \t]*=[ \t]*iota[^\n]*\n((?:[ \t]*(?:\w+[ \t]*)?(?://[^\n]*)?\n){2,60})",
            re.M,
        ),
        "enum": re.compile(
            rb"\benum\s+(?:class\s+|struct\s+)?(\w+)[^{};=]{0,80}\{([^{}]{0,4000})\}"
        ),
    }


_VALUE = re.compile(rb"[\"'`]([A-Za-z][\w-]{0,40})[\"'`]")
_BOUND = re.compile(
    rb"^[ \t]*(?:[A-Za-z]+ ){0,4}?([A-Za-z_]\w*)(?:\s*:\s*([\w&' ]+)|[ \t]+(\w+))?[ \t]*=", re.M
)
_NAME = re.compile(rb"[A-Za-z_]\w{2,}")
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/|#\[[^\]]*\]|@\w+\([^)]*\)", re.S)
_VARIANT = re.compile(rb"(?:^|,|\bcase\b)\s*([A-Za-z]\w*)")


def _of(path: str, data: bytes) -> Iterator[Group]:
    shapes = _shapes()
    for kind in ("list", "union"):
        for hit in shapes[kind].finditer(data):
            line = data.rfind(b"\n", 0, max(hit.start() - _NEAR, 0)) + 1
            before = re.split(rb"[;{}]|\n\s*\n", data[line : hit.start()])[-1]
            yield from _group(
                path, data, hit, _VALUE.findall(hit[0]), _NAME.findall(before)[-4:], kind == "list"
            )
    for hit in shapes["constants"].finditer(data):
        bound = [part for row in _BOUND.findall(hit[0]) for part in row if part]
        head = data[max(hit.start() - _NEAR, 0) : hit.start()].rstrip().rpartition(b"\n")[2]
        named = [*bound, *_NAME.findall(head)[:3]]
        yield from _group(path, data, hit, _VALUE.findall(hit[0]), named)
    for hit in shapes["iota"].finditer(data):
        others = re.findall(rb"^[ \t]*(\w+)", hit[3], re.M)
        yield from _group(path, data, hit, [hit[1], *others], [hit[1], hit[2] or b""])
    for hit in shapes["enum"].finditer(data):
        body = _COMMENT.sub(b"", hit[2])
        yield from _group(path, data, hit, _VARIANT.findall(body), [hit[1]])


def _group(
    path: str,
    data: bytes,
    hit: re.Match[bytes],
    values: list[bytes],
    named: list[bytes],
    listed: bool = False,
) -> Iterator[Group]:
    told = tuple(dict.fromkeys(value.decode() for value in values))
    if _FEWEST <= len(told) <= _MOST:
        first = hit.start() + len(hit[0]) - len(hit[0].lstrip())
        number = data.count(b"\n", 0, first) + 1
        end = data.find(b"\n", first)
        width = len(data[first : end if end >= 0 else len(data)].decode("utf-8", "replace"))
        column = len(data[data.rfind(b"\n", 0, first) + 1 : first].decode("utf-8", "replace")) + 1
        place = Place(path, number, column, number, column + width)
        yield Group(told, tuple(name.decode() for name in named), place, listed)
