"""Which value code gives a constant, where it gives it one value and no other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.fact import Fact
from agentslint.facts.memo import of_code
from agentslint.model import Place
from agentslint.repo import Repo
from agentslint.repo.contents import Contents

_LITERAL = r"-?\d[\d_]*(?:\.\d+)?|\"[^\"\n]*\"|'[^'\n]*'|true|false|True|False"
_TYPED = r"(?:\s*:\s*[\w<>&'\[\]., |]{1,40}|\s+[a-z]\w{1,15})?"


def values(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[str, Fact]]:
    """Of some names those that code assigns one literal: the literal, and where. Tests are left out."""
    contents = Contents(repo)
    found: dict[str, list[tuple[str, Fact]]] = {}
    for name in wanted:
        for path in _assigned(repo).get(name, ()):
            text = contents.read(path, names.LARGEST).decode("utf-8", "replace")
            contents.rely([path])
            found.setdefault(name, []).extend(_in(text, name, path))
    return {
        name: rows[0]
        for name, rows in found.items()
        if len({plain(value) for value, _ in rows}) == 1 and rows[0][0]
    }


@of_code
def _assigned(repo: Repo) -> dict[str, list[str]]:
    """Which files of code assign each constant, tests left out: one pass, whoever asks."""
    found: dict[str, list[str]] = {}
    any_of_them, ending = _patterns()
    for path, data in names.code(repo):
        lines = _lines(data, ending)
        for name in {name for line in lines for name in any_of_them.findall(line)}:
            found.setdefault(name.decode(), []).append(path)
    return found


@cache
def _patterns() -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What assigns a constant, and how that ends: what begins with a given letter is found in a tenth of the time."""
    assigned = rb"(?![\w$])[^\n=]{0,50}=(?![=>])"
    name = rb"(?<![\w$.])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"
    return re.compile(name + assigned), re.compile(rb"_[A-Z0-9]+" + assigned)


def _lines(data: bytes, ending: re.Pattern[bytes]) -> Iterator[bytes]:
    """The lines that may assign a constant."""
    last = -1
    for found in ending.finditer(data):
        if found.start() >= last:
            start, last = data.rfind(b"\n", 0, found.start()) + 1, data.find(b"\n", found.end())
            last = last if last >= 0 else len(data)
            yield data[start:last]


def _in(text: str, name: str, path: str) -> list[tuple[str, Fact]]:
    """Each assignment of a name in a text; without a value where it is no plain literal."""
    pattern = lazy_re.compile(
        rf"^(?P<before>[^\n#]{{0,80}}?)(?<![\w$.\"']){lazy_re.escape(name)}(?![\w$]){_TYPED}\s*:?=(?![=>])[ \t]*(?P<value>[^\n]*)",
        lazy_re.M,
    )
    rows = []
    for hit in pattern.finditer(text):
        literal = lazy_re.match(
            rf"({_LITERAL})\s*(?:as const)?\s*[;,]?\s*(?:(?://|#|/\*|--).*)?$", hit["value"]
        )
        line = text.count("\n", 0, hit.start()) + 1
        value = literal[1] if literal else ""
        place = Place(path, line, 1, line, hit.end() - hit.start() + 1)
        rows.append((value, Fact("constant", name, f"has {name} = {value}", place)))
    return rows


def plain(value: str) -> str:
    """A literal without what languages write differently: quotes, `1_000`, `True`, `30.0`."""
    text = value.strip("\"'").lower()
    number = text.replace("_", "")
    if lazy_re.fullmatch(r"-?\d+(?:\.\d+)?", number):
        return number.rstrip("0").rstrip(".") if "." in number else number
    return text
