"""Licences by what people call them, by their identifiers, and by their own words. Data: `licences.toml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.text import languages

_VERSION = lazy_re.compile(r"Version\s+(\d(?:\.\d)?)", lazy_re.I)
_SIGHT = 2000  # characters of a licence's text that say which one it is


@cache
def _rows() -> dict[str, Any]:
    return parsing.read("text", "licences.toml")


@cache
def _ids() -> dict[str, str]:
    return {name.casefold(): id for id, row in _rows().items() for name in (id, *row["names"])}


@cache
def shape() -> str:
    """A pattern of every name; a longer one before its beginning."""
    names = sorted(
        {name for row in _rows().values() for name in row["names"]}, key=len, reverse=True
    )
    words = [word for word in languages.shipped("stated")["stated", "licence"] if word[0].isupper()]
    compound = "|".join(sorted(words, key=len, reverse=True))  # "MIT-Lizenz"
    letter = "[A-Za-z0-9_]"  # "Apache 2.0이다"
    return (
        rf"(?<![\w-])(?:{'|'.join(map(lazy_re.escape, names))})"
        rf"(?!{letter}|\.\d|-(?!(?:{compound})(?!\w)))"
    )


def called(name: str) -> str:
    """The licence that a name means, as its identifier without "only" and "or later"; "" for none."""
    return _ids().get(name.strip().casefold(), "")


def expressed(text: str) -> frozenset[str]:
    """The licences that an expression of a manifest names: `MIT OR Apache-2.0`; none where one is unknown."""
    parts = lazy_re.split(r"\s+(?:OR|AND)\s+|/", text.strip("() "), flags=lazy_re.I)
    found = [called(part.strip("()+ ")) for part in parts]
    return frozenset(found) if all(found) else frozenset()


def recognised(text: str) -> str:
    """The licence whose text this is; "" for none that is known."""
    flat = " ".join(text.split()).casefold()
    head = flat[:_SIGHT]
    for id, row in _rows().items():
        if " ".join(row["text"].split()).casefold() not in (
            flat if id.startswith("BSD-3") else head
        ):
            continue
        if "GPL" in id:
            version = _VERSION.search(head)
            if version is None or not version[1].startswith(id.rpartition("-")[2][0]):
                continue
            if id.startswith("LGPL") and version[1] != id.rpartition("-")[2].removesuffix(".0"):
                continue
        return id
    return ""
