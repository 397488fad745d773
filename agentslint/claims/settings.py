"""Instructions to the settings that a document says hold here: indentation, quotes, line length, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from agentslint.claims import instructions
from agentslint.core import lazy_re, parsing
from agentslint.core.values import dataclass
from agentslint.model import File, Place

SLOTS = ("indentation", "quotes", "semicolons", "line-length", "coverage")
# "at most 120 characters": of a line, where the sentence says so
_CODE = lazy_re.compile(r"`[^`]*`")


@dataclass(frozen=True, slots=True)
class Stated:
    """A setting that a document says holds: `families` of languages that it names, none for all."""

    name: str
    value: str
    families: frozenset[str]
    place: Place
    text: str


@cache
def _data() -> dict[str, Any]:
    return parsing.read("claims", "settings.toml")


@cache
def _languages() -> dict[str, lazy_re.Pattern[str]]:
    return {
        family: lazy_re.compile(
            rf"(?<![\w.#+-])(?:{'|'.join(map(lazy_re.escape, words))})(?![\w#+-])"
        )
        for family, words in _data()["languages"].items()
    }


@cache
def _elsewhere() -> lazy_re.Pattern[str]:
    words = "|".join(map(lazy_re.escape, _data()["elsewhere"]["words"]))
    return lazy_re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", lazy_re.IGNORECASE)


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Stated, ...]:
    """The settings that a document says hold, in document order, each once."""
    found: dict[tuple[str, str, frozenset[str]], Stated] = {}
    for one in _read(file):
        found.setdefault((one.name, one.value, one.families), one)
    return tuple(found.values())


def _read(file: File) -> Iterator[Stated]:
    headings = _headings(file)
    for one in instructions.of(file):
        if one.slot not in SLOTS or one.modality not in ("require", "prefer", "inform"):
            continue
        label = one.condition.rstrip(" *_").endswith((":", "："))
        if one.excepted or (one.condition and not label) or _elsewhere().search(one.text):
            continue
        named = _named(one.text)
        if not named:
            named = _named(headings.get(one.place.line, ""))
        if "other" in named or (one.narrowed and not named):
            continue
        yield Stated(one.slot, one.value, named, one.place, one.text)


def _named(text: str) -> frozenset[str]:
    return frozenset(family for family, words in _languages().items() if words.search(text))


def _headings(file: File) -> dict[int, str]:
    """What stands above each line: its headings, and the label of its list."""
    from agentslint.text import markdown

    found = {}
    for piece in markdown.read(file):
        if piece.kind in ("paragraph", "item", "cell", "fence"):
            above = [*piece.info["headings"], str(piece.info.get("intro", ""))]
            for line in range(piece.place.line, piece.place.end_line + 1):
                found[line] = " / ".join(above)
    return found
