"""Which value code gives a constant, where it gives it one value and no other."""

from __future__ import annotations

from collections.abc import Collection

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.fact import Fact
from agentslint.model import Place
from agentslint.repo import Repo, vendored
from agentslint.repo.contents import Contents

_LITERAL = r"-?\d[\d_]*(?:\.\d+)?|\"[^\"\n]*\"|'[^'\n]*'|true|false|True|False"
_TYPED = r"(?:\s*:\s*[\w<>&'\[\]., |]{1,40}|\s+[a-z]\w{1,15})?"


def values(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[str, Fact]]:
    """Of some names those that code assigns one literal: the literal, and where. Tests are left out."""
    contents = Contents(repo)
    marks = {name.encode(): name for name in wanted}
    found: dict[str, list[tuple[str, Fact]]] = {}
    for path in repo.listing.ordered[: names.FILES * 4]:
        if not names.is_code(path) or names.is_test(path) or vendored(path):
            continue
        data = contents.read(path, names.LARGEST)
        for mark in [mark for mark in marks if mark in data]:
            for row in _in(data.decode("utf-8", "replace"), marks[mark], path):
                contents.rely([path])
                found.setdefault(marks[mark], []).append(row)
    return {
        name: rows[0]
        for name, rows in found.items()
        if len({plain(value) for value, _ in rows}) == 1 and rows[0][0]
    }


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
