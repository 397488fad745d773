"""Numbers as documents write them: in digits, or as the small words of each language."""

from __future__ import annotations

from functools import cache

from agentslint.core import lazy_re
from agentslint.text import languages
from agentslint.text.lexicon import is_dense

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
    written = sorted(_values(), key=len, reverse=True)
    words = "|".join(lazy_re.escape(word) for word in written if not is_dense(word))
    # 第三 is the third, 三十 is thirty
    dense = "".join(word for word in written if len(word) == 1 and is_dense(word))
    together = "|".join(lazy_re.escape(word) for word in written if is_dense(word))
    return (
        rf"(?:(?<![A-Za-z0-9_.,/第-])\d{{1,4}}(?![A-Za-z0-9_.,/%]*\d)|(?<![\w-])(?:{words})(?![\w])"
        rf"|(?<![{dense}百千第])(?:{together})(?![{dense}百千万]))"
    )


def value(text: str) -> int:
    """What a number that `number` matched is."""
    return int(text) if text.isdecimal() else _values()[text.casefold()]
