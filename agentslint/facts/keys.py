"""Which literals code and configuration assign a key, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts.code_files import endings, is_test
from agentslint.facts.fact import Fact
from agentslint.facts.memo import Table
from agentslint.facts.names import BYTES, FILES, LARGEST
from agentslint.model import Place
from agentslint.repo import Repo, directories, vendored
from agentslint.repo.contents import Contents

_LITERAL = r"-?\d[\d_]*(?:\.\d+)?(?!\w)|\"[^\"\n]*\"|'[^'\n]*'|\b(?:true|false|True|False)\b"
# what declares a type and gives no value
_TYPE = lazy_re.compile(
    r"(?:[Oo]ptional|[Ss]tring|str|[Nn]umber|[Bb]oolean|bool|[Ii]nt(?:eger|\d*)|float(?:32|64)?|[uif](?:8|16|32|64|size)|"
    r"Option|Vec|List|Dict|Record|Array|Duration|unknown|any|undefined|null|None|Any)\b[\w<>\[\]. |?&']*(?:[;,)}].*)?\s*$"
)
_NUMBERED = (".proto", ".thrift", ".capnp")  # files in which `= 3` is the number of a field
_ALONE = lazy_re.compile(rf"({_LITERAL})\s*(?:as const)?\s*(?:$|[;,)}}\]#]|//|/\*|--)")
_WITHIN = lazy_re.compile(_LITERAL)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment of a key: its literal, empty where it is none; `within` are those that an expression holds."""

    value: str
    within: frozenset[str]
    fact: Fact


def in_file(repo: Repo, path: str, key: str) -> tuple[Assigned, ...]:
    """What a file assigns a key: the last part of a dotted one."""
    if path.endswith(_NUMBERED):
        return ()
    contents = Contents(repo)
    text = contents.read(path, LARGEST).decode("utf-8", "replace")
    contents.rely([path])
    return tuple(_in(text, key, path))


def holds(repo: Repo, path: str, key: str) -> bool:
    """Whether a file has a key as a word at all."""
    return (
        lazy_re.search(rf"(?<![\w-]){lazy_re.escape(_last(key))}(?![\w-])", repo.text(path) or "")
        is not None
    )


_KNOWN: Table[str, tuple[Assigned, ...]] = Table()


def everywhere(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[Assigned, ...]]:
    """What code and configuration assign some keys, tests, samples and vendored files left out."""
    asked = _ASKED.get(repo, None, set)
    new = [key for key in dict.fromkeys(wanted) if key not in asked]
    if new:
        _KNOWN.update(repo, _look(repo, new))
        asked.update(new)
    return {key: _KNOWN.get(repo, key, tuple) for key in wanted}


_ASKED: Table[None, set[str]] = Table()


def _look(repo: Repo, keys: Sequence[str]) -> dict[str, tuple[Assigned, ...]]:
    """One pass over the files for all of some keys."""
    found: dict[str, list[Assigned]] = {key: [] for key in keys}
    signs = {key: _last(key).encode() for key in keys}
    contents = Contents(repo)
    for path, data in _files(repo, contents):
        for key in [key for key, sign in signs.items() if sign in data]:
            rows = list(_in(data.decode("utf-8", "replace"), key, path))
            found[key] += rows
            contents.rely([path] if rows else ())
    return {key: tuple(rows) for key, rows in found.items()}


def _files(repo: Repo, contents: Contents) -> Iterator[tuple[str, bytes]]:
    """The files that may assign a key, with what they say."""
    contents.rely_on_index()
    left = BYTES
    kinds = tuple(endings("code", "settings"))
    for path in [path for path in repo.listing.ordered if path.endswith(kinds)][:FILES]:
        if (
            path.endswith(_NUMBERED)
            or is_test(path)
            or vendored(path)
            or directories.aside(path)
            or directories.shown(path)
        ):
            continue
        if left < 0:
            return
        data = contents.read(path, LARGEST)
        left -= len(data)
        yield path, data


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def _in(text: str, key: str, path: str) -> Iterator[Assigned]:
    name = _last(key)
    pattern = lazy_re.compile(
        rf"(?<![\w$.-])(?:[\w.]{{1,40}}\.)?\$?[\"']?{lazy_re.escape(name)}[\"']?\??"
        r"(?:\s*:\s*[\w<>\[\]., |?&']{1,60}?(?==[^=>])|\s+[a-z]\w{1,15}(?=\s*=[^=>]))?"
        r"\s*(?::=|=>|=(?![=>])|:(?![:=]))[ \t]*(?P<value>[^\n]*)"
    )
    for hit in pattern.finditer(text):
        line = text.rfind("\n", 0, hit.start()) + 1
        before = text[line : hit.start()].lstrip()
        value = hit["value"]
        if before.startswith(("//", "#", "*", "/*", "--", ";")) or _TYPE.match(value):
            continue
        number = text.count("\n", 0, hit.start()) + 1
        column = hit.start() - line + 1
        alone = _ALONE.match(value)
        place = Place(path, number, column, number, column + len(name))
        shown = alone[1] if alone else value.strip()[:40]
        yield Assigned(
            alone[1] if alone else "",
            frozenset(_WITHIN.findall(value)),
            Fact("key", key, f"has {name} = {shown}", place),
        )


def passed_on(value: str, key: str) -> bool:
    """Whether an expression is no more than the key itself: `limit=limit`, `timeout: config.timeout`."""
    return bool(lazy_re.match(rf"[\w.]*\b{lazy_re.escape(_last(key))}\W*$", value))


def plain(values: Iterable[str]) -> frozenset[str]:
    """Literals without what languages write differently."""
    from agentslint.facts.constants import plain as one

    return frozenset(one(value) for value in values)
