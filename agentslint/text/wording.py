"""Patterns in whose shape the words are data: what people say around a number, a date, a path.

A shape says where words stand and what stands between them; the words are those of `words/`, of all
languages at once. Where no shape is needed, `Lexicon` finds phrases in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, cast

from agentslint.core import lazy_re
from agentslint.text import languages, prefilter
from agentslint.text.lexicon import compounds, is_dense

_INDEX = prefilter.Index()
_TABLE = lazy_re.compile(r"«(?:(\w+)\.)?(\w+)»")


@cache
def pattern(section: str, shape: str) -> lazy_re.Pattern[str]:
    """A shape as a pattern, letter case aside: `«under»` in it is a phrase of that table of the section,
    `«join.or»` one of another section.

    In a phrase `*` stands for more letters, and a space for blanks or a hyphen. A phrase is of whole
    words, but for one in a script without spaces. Raises KeyError for a table that no language has.
    """
    sections = {section, *(own[1] for own in _TABLE.finditer(shape) if own[1])}
    words = languages.shipped(*sorted(sections))
    missing = [own[0] for own in _TABLE.finditer(shape) if (own[1] or section, own[2]) not in words]
    if missing:
        raise KeyError(missing[0])
    for each in sections:
        _learn(each)
    return cast("lazy_re.Pattern[str]", _Worded(shape, section, words))


@cache
def _learn(section: str) -> None:
    """Have the words of a section looked up in texts."""
    words = languages.shipped(section)
    _INDEX.learn(section, {table: words[own, table] for own, table in words if own == section})


@cache
def signs(section: str, *tables: str) -> tuple[str, ...]:
    """Of these a casefolded text must hold one for a phrase of the tables to stand in it."""
    words = languages.shipped(section)
    phrases = [phrase for table in tables for phrase in words[section, table]]
    return tuple(
        {max(lazy_re.findall(r"[^\W_]+", phrase), key=len).casefold() for phrase in phrases}
    )


def _any(phrases: tuple[str, ...], *, dense: bool) -> str:
    """Any of some phrases; in a `dense` text, where "CI가" holds the word CI, as such a text has them.

    A text that is not dense has no letter of a phrase that is.
    """
    # of two that begin alike the longer one is meant
    phrases = tuple(sorted(phrases, key=len, reverse=True))
    spaced = [
        _written(phrase)
        for phrase in phrases
        if not is_dense(phrase) and (phrase.isascii() or not dense)
    ]
    letter = "[a-z0-9_]" if dense else r"\w"
    whole = [rf"(?<!{letter})(?:{'|'.join(spaced)})(?!{letter})"] if spaced else []
    together = [
        (_guard(each) if len(each) == 1 else "") + _written(each)
        for each in phrases
        if dense and is_dense(each)
    ]
    return f"(?:{'|'.join([*whole, *together]) or '(?!)'})"


def _guard(letter: str) -> str:
    """That a letter is no part of a word which does not mean it."""
    return "".join(rf"(?!(?<={word[:at]}){word[at:]})" for word, at in compounds().get(letter, ()))


def _written(phrase: str) -> str:
    escaped = lazy_re.escape(phrase.replace("’", "'"))
    return escaped.replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+").replace("'", "['’]")


class _Worded:
    """A shape as a pattern: compiled when a text first has the words that it needs, and tried on such alone."""

    def __init__(
        self, shape: str, section: str, words: Mapping[tuple[str, str], list[str]]
    ) -> None:
        self._shape = shape
        self._section = section
        self._words = words
        needed = prefilter.needs(shape, section)
        self._all = frozenset(sign for need in needed if len(need) == 1 for sign in need)
        self._one_of = tuple(need for need in needed if len(need) > 1)

    def _compiled(self, *, dense: bool) -> lazy_re.Pattern[str]:
        written = _TABLE.sub(
            lambda own: _any(tuple(self._words[own[1] or self._section, own[2]]), dense=dense),
            self._shape,
        )
        return lazy_re.now(written, lazy_re.IGNORECASE)

    @cached_property
    def _spaced(self) -> lazy_re.Pattern[str]:
        return self._compiled(dense=False)

    @cached_property
    def _dense(self) -> lazy_re.Pattern[str]:
        return self._compiled(dense=True)

    def _of(self, text: str, where: tuple[int, ...] = ()) -> lazy_re.Pattern[str]:
        # of a stretch, that alone is looked at, and the letters beside it: a document has thousands
        if len(where) > 1:
            text = text[max(where[0] - 1, 0) : where[1] + 1]
        return self._dense if is_dense(text) else self._spaced

    def _may_match(self, text: str) -> bool:
        if len(text) > prefilter.LONGEST:
            return True
        signs = _INDEX.signs(text)
        if not self._all <= signs:
            return False
        for need in self._one_of:  # noqa: SIM110  (a generator costs more)
            if need.isdisjoint(signs):
                return False
        return True

    def search(self, text: str, *where: int) -> lazy_re.Match[str] | None:
        return self._of(text, where).search(text, *where) if self._may_match(text) else None

    def match(self, text: str, *where: int) -> lazy_re.Match[str] | None:
        return self._of(text, where).match(text, *where) if self._may_match(text) else None

    def fullmatch(self, text: str, *where: int) -> lazy_re.Match[str] | None:
        return self._of(text, where).fullmatch(text, *where) if self._may_match(text) else None

    def finditer(self, text: str, *where: int) -> Iterator[lazy_re.Match[str]]:
        return self._of(text, where).finditer(text, *where) if self._may_match(text) else iter(())

    def findall(self, text: str, *where: int) -> list[Any]:
        return self._of(text, where).findall(text, *where) if self._may_match(text) else []

    def sub(self, new: str | Callable[[lazy_re.Match[str]], str], text: str, count: int = 0) -> str:
        return self._of(text).sub(new, text, count) if self._may_match(text) else text
