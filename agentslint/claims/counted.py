"""Numbers as documents write them: in digits, or as the small words of each language."""

from __future__ import annotations

from functools import cache

from agentslint.core import lazy_re
from agentslint.text import languages

_MOST = 12


@cache
def _values() -> dict[str, int]:
    words = languages.shipped("stated")
    return {
        phrase.casefold(): number
        for number in range(1, _MOST + 1)
        for phrase in words.get(("stated", f"n{number}"), ())
    }


@cache
def number() -> str:
    """The shape of a number, for `wording.pattern`: digits, or a word for a small one."""
    spaced = [word for word in _values() if word.isascii() or word[0].isalpha()]
    words = "|".join(map(lazy_re.escape, sorted(spaced, key=len, reverse=True)))
    return rf"(?:(?<![\w.,/-])\d{{1,4}}(?![\w.,/%]*\d)|(?<![\w-])(?:{words})(?![\w]))"


def value(text: str) -> int:
    """What a number that `number` matched is."""
    return int(text) if text.isdecimal() else _values()[text.casefold()]
