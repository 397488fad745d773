"""Names that the code defines and that are almost one which it lacks: another letter case, a word more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.definitions import defines
from agentslint.facts.memo import Table
from agentslint.facts.spellings import words_of
from agentslint.model import Place
from agentslint.repo import Repo
from agentslint.repo.contents import Contents

_MOST = 30  # names that are looked for
_WORDS = lazy_re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def near(repo: Repo, lacking: Iterable[tuple[str, bool]]) -> dict[str, tuple[str, Place]]:
    """What each of some names may be called, with its place: where one name alone of the code may be meant.

    With each name comes whether it is one of a function, which may be spelt in any style.
    """
    asked = tuple(dict.fromkeys(lacking))[:_MOST]
    return _NEAR.get(repo, asked, lambda: _near(repo, dict(asked)))


_NEAR: Table[tuple[tuple[str, bool], ...], dict[str, tuple[str, Place]]] = Table(name="near names")


def _near(repo: Repo, asked: Mapping[str, bool]) -> dict[str, tuple[str, Place]]:
    respelt: dict[bytes, list[str]] = {}
    for name, called in asked.items():
        for other in dict.fromkeys(_respelt(name, called=called)):
            if other != name:
                respelt.setdefault(other.encode(), []).append(name)
    wanted = frozenset(respelt)
    longer = {name: more for name in asked if (more := _Longer.of(name)) is not None}
    found: dict[str, dict[str, str]] = {}
    contents = Contents(repo)
    for path, data in names.code(repo, names.MOST) if asked else ():
        alike = [(name, at.decode()) for at in words_of(data, wanted) for name in respelt[at]]
        alike += [(name, other) for name, more in longer.items() for other in more.within(data)]
        for name, other in dict.fromkeys(alike):
            if other not in found.get(name, {}) and defines(data, other, path):
                contents.rely([path])
                found.setdefault(name, {})[other] = path
    return {
        name: (other, names.place_of(repo, path, other))
        for name, others in found.items()
        for other, path in others.items()
        if len(others) == 1
    }


def parts(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in small letters."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def _respelt(name: str, *, called: bool) -> Iterator[str]:
    """How else a name may be written: without a stroke before a number; that of a function in any style."""
    yield lazy_re.sub(r"_(?=\d)", "", name)
    words = parts(name)
    if called and words:
        yield from (name[:1].swapcase() + name[1:], f"_{name}")
        camel = words[0] + "".join(word.capitalize() for word in words[1:])
        yield from (camel, camel[:1].upper() + camel[1:], "_".join(words), f"_{'_'.join(words)}")


@dataclass(frozen=True, slots=True)
class _Longer:
    """What a name of a type looks like with one word more inside: `first` and `last` stay where they are."""

    first: bytes
    last: bytes
    own: tuple[str, ...]
    between: re.Pattern[bytes]

    @classmethod
    def of(cls, name: str) -> _Longer | None:
        words = _WORDS.findall(name)
        if len(words) < 2 or not name[:1].isupper() or "_" in name or "".join(words) != name:
            return None
        first, last = words[0].encode(), words[-1].encode()
        between = re.compile(rb"(?<![\w$])%s[A-Z]\w{1,80}(?<=%s)(?![\w$])" % (first, last))
        return cls(first, last, parts(name), between)

    def within(self, data: bytes) -> Iterator[str]:
        """Such names of a text."""
        if self.first not in data or self.last not in data:
            return
        own = self.own
        for hit in self.between.finditer(data):
            other = hit[0].decode("ascii", "replace")
            longer = parts(other)
            if len(longer) == len(own) + 1 and any(
                longer[:at] + longer[at + 1 :] == own for at in range(1, len(own))
            ):
                yield other


def of_a_library(repo: Repo, row: Collection[str]) -> bool:
    """Whether some names of a row are used here and none is defined: a library has them all."""
    used = names.held(repo, row) if row else {}
    return bool(used) and not names.definitions(repo, row)
