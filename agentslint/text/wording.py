"""Patterns in whose shape the words are data: what people say around a number, a date, a path.

A shape says where words stand and what stands between them; the words are those of `words/`, of all
languages at once. Where no shape is needed, `Lexicon` finds phrases in one pass.
"""

from __future__ import annotations

from functools import cache

from agentslint.core import lazy_re
from agentslint.text import languages
from agentslint.text.lexicon import is_dense

_TABLE = lazy_re.compile(r"«(?:(\w+)\.)?(\w+)»")


@cache
def pattern(section: str, shape: str) -> lazy_re.Pattern[str]:
    """A shape as a pattern, letter case aside: `«under»` in it is a phrase of that table of the section,
    `«join.or»` one of another section.

    In a phrase `*` stands for more letters, and a space for blanks or a hyphen. A phrase is of whole
    words, but for one in a script without spaces. Raises KeyError for a table that no language has.
    """
    words = languages.shipped(section, *(own[1] for own in _TABLE.finditer(shape) if own[1]))
    written = _TABLE.sub(lambda own: _any(tuple(words[own[1] or section, own[2]])), shape)
    return lazy_re.compile(written, lazy_re.IGNORECASE)


@cache
def signs(section: str, *tables: str) -> tuple[str, ...]:
    """Of these a casefolded text must hold one for a phrase of the tables to stand in it."""
    words = languages.shipped(section)
    phrases = [phrase for table in tables for phrase in words[section, table]]
    return tuple(
        {max(lazy_re.findall(r"[^\W_]+", phrase), key=len).casefold() for phrase in phrases}
    )


def _any(phrases: tuple[str, ...]) -> str:
    # of two that begin alike the longer one is meant
    phrases = tuple(sorted(phrases, key=len, reverse=True))
    spaced = [_written(phrase) for phrase in phrases if not is_dense(phrase)]
    whole = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return f"(?:{'|'.join([*whole, *(_written(each) for each in phrases if is_dense(each))])})"


def _written(phrase: str) -> str:
    escaped = lazy_re.escape(phrase.replace("’", "'"))
    return escaped.replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+").replace("'", "['’]")
