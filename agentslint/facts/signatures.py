"""How code declares a function: its parameters and its result, in each place that declares it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.memo import once
from agentslint.model import Place
from agentslint.repo import Repo
from agentslint.repo.contents import Contents

MOST = 20  # files that declare one name
_OPEN, _CLOSE = "([{<", ")]}>"
# a member of an interface of Go, or a call
_MEMBER = re.compile(rb"^\t([A-Z]\w{3,})\(", re.M)
_INTERFACE = lazy_re.compile(
    r"^(?:type\s+\w+|\t\w+)(?:\[[^\n\]]*\])?\s+interface \{\n(?P<body>(?:(?!\}).*\n)*)", lazy_re.M
)
_WORDS = ("func", "function", "fn", "def", "fun")
_BEFORE = 80  # characters before a name in which its word is looked for
_LONGEST = 1000  # characters of a list of parameters


@dataclass(frozen=True, slots=True)
class Declared:
    """A function as code declares it, with its place."""

    parameters: str
    result: str
    place: Place


def declared(
    repo: Repo, wanted: Collection[str], endings: tuple[str, ...]
) -> dict[str, list[Declared]]:
    """Where code declares functions of some names, members of Go's interfaces among them, tests left out.

    A name that more than MOST files declare is left out: it says nothing of any one of them.
    """
    contents = Contents(repo)
    found: dict[str, list[Declared]] = {}
    for name in wanted:
        paths = [path for path in _declaring(repo).get(name, ()) if path.endswith(endings)]
        if len(paths) <= MOST:
            for path in paths:
                text = contents.read(path, names.LARGEST).decode("utf-8", "replace")
                contents.rely([path])
                found.setdefault(name, []).extend(_in(text, name, path))
    return found


@once
def _declaring(repo: Repo) -> dict[str, list[str]]:
    """Which files of code declare each function, tests left out: one pass, whoever asks."""
    found: dict[str, list[str]] = {}
    for path, data in names.code(repo):
        declared = {name for pattern in _declarations() for name in pattern.findall(data)}
        if path.endswith(".go") and b"interface {" in data:
            declared.update(_MEMBER.findall(data))
        for name in declared:
            found.setdefault(name.decode(), []).append(path)
    return found


@cache
def _declarations() -> tuple[re.Pattern[bytes], ...]:
    """Each word by itself: what begins with letters that are given is found in a tenth of the time."""
    named = rb"%s(?<!\w%s)\s+(?:\([^()\n]{1,80}\)\s*)?([A-Za-z_]\w{3,})"
    return tuple(re.compile(named % (word, word)) for word in map(str.encode, _WORDS))


def _in(text: str, name: str, path: str) -> Iterator[Declared]:
    yield from _members(text, name, path) if path.endswith(".go") else ()
    if not _likely(text, name):
        return
    pattern = lazy_re.compile(
        rf"^(?P<lead>[ \t]*)(?:(?:export|default|async|pub(?:\([a-z]+\))?|public|private|internal|protected|static|override|open|suspend)\s+)*"
        rf"(?:{'|'.join(_WORDS)})\s+(?:\([^()\n]{{1,80}}\)\s*)?{lazy_re.escape(name)}(?:[\[<][^()\n]{{1,80}}[\]>])?\s*\(",
        lazy_re.M,
    )
    for hit in pattern.finditer(text):
        if one := _read(text, path, hit.start() + len(hit["lead"]), hit.end()):
            yield one


def _members(text: str, name: str, path: str) -> Iterator[Declared]:
    """The members of a name that interfaces of Go have."""
    member = lazy_re.compile(rf"^\t{{1,2}}{lazy_re.escape(name)}\(", lazy_re.M)
    if f"\t{name}(" not in text or "interface {" not in text:
        return
    for body in _INTERFACE.finditer(text):
        for hit in member.finditer(text, body.start("body"), body.end("body")):
            start = hit.start() + len(hit[0]) - len(hit[0].lstrip("\t"))
            if one := _read(text, path, start, hit.end()):
                yield one


def _read(text: str, path: str, start: int, opened: int) -> Declared | None:
    """A declaration from where it begins, and from behind the bracket that opens its parameters."""
    end = _closed(text, opened)
    if end < 0:
        return None
    rest = text[end + 1 :].split("\n", 1)[0].partition("//")[0]
    # `interface{}` is a type, and no body
    result = rest.replace("interface{}", "any").partition("{")[0].strip().rstrip(":;= ")
    line = text.count("\n", 0, start) + 1
    before = text.rfind("\n", 0, start) + 1
    place = Place(path, line, start - before + 1, line, opened - before + 1)
    return Declared(" ".join(text[opened:end].split()), result, place)


def _likely(text: str, name: str) -> bool:
    """Whether a name stands behind a word that declares one, or behind a receiver: few files pay a pattern."""
    at = text.find(name)
    while at >= 0:
        before = text[max(at - _BEFORE, 0) : at].rstrip()
        if not before or before.endswith((*_WORDS, ")")):
            return True
        at = text.find(name, at + 1)
    return False


def _closed(text: str, at: int) -> int:
    """Where the bracket that opened before a place is closed; -1 where it is not."""
    depth = 1
    for place in range(at, min(at + _LONGEST, len(text))):
        if text[place] == "(":
            depth += 1
        elif text[place] == ")":
            depth -= 1
            if not depth:
                return place
    return -1


def parts(text: str) -> list[str]:
    """The parts of a list of parameters, commas within brackets left alone."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        # the arrow of a type closes nothing
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE and text[place - 1 : place] not in ("-", "="):
            depth -= 1
        elif letter == "," and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
    found.append(text[start:].strip())
    return [part for part in found if part]
