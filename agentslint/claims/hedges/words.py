"""Where the words of hedges stand in a text, and short questions of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.text.lexicon import Marks, is_dense
from agentslint.text.vocabulary import hedging

Kind = Literal["", "negated", "past", "optional", "example", "made", "planned", "elsewhere"]

WORD = lazy_re.compile(r"[^\W_]")
CODE = lazy_re.compile(r"`[^`]*`")
# no words: crosses and signs of prohibition; and a home directory
CROSS = lazy_re.compile(r"[❌🚫⛔✗✘]")
_HOME = lazy_re.compile(r"\$home|~/", lazy_re.IGNORECASE)
_BESIDE = "`/.-_"  # a word behind one of these is a part of a name, and so is one before some


@lru_cache(maxsize=1024)
def scan(text: str) -> Marks:
    """Where the words of hedges stand in a text, parts of names left out."""
    found = hedging().scan(text)
    marks = {
        table: kept
        for table, spans in found.items()
        if (kept := [span for span in spans if _free(text, *span)])
    }
    if home := [match.span() for match in _HOME.finditer(text)]:
        marks["outside"] = [*marks.get("outside", ()), *home]
    if crosses := [match.span() for match in CROSS.finditer(text)]:
        marks["negated"] = [*marks.get("negated", ()), *crosses]
    return marks


@lru_cache(maxsize=1024)
def says(text: str, table: str) -> bool:
    """Whether a short text has a word of a table."""
    return table in scan(blotted(text))


def ending(text: str, table: str) -> bool:
    """Whether a text ends in a word of a table."""
    return any(not WORD.search(text[end:]) for _, end in scan(text).get(table, ()))


def found(text: str, *tables: str) -> list[tuple[int, int]]:
    """Where the words of tables stand in a text, code and all, as offsets."""
    marks = scan(text)
    return [span for table in tables for span in marks.get(table, ())]


def follows(text: str, at: int, table: str) -> bool:
    """Whether the first words behind a place are of a table."""
    return any(
        at <= start and not WORD.search(text, at, start) for start, _ in scan(text).get(table, ())
    )


def whole(text: str, table: str) -> bool:
    """Whether a text is a phrase of a table, and no more."""
    return any(
        not WORD.search(text[:start]) and not WORD.search(text[end:])
        for start, end in scan(text).get(table, ())
    )


def blotted(text: str) -> str:
    """A text without what stands in its code spans."""
    return CODE.sub("`", text) if "`" in text else text


def _free(text: str, start: int, end: int) -> bool:
    """Whether what stands somewhere is a word of its own, and no part of a name."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if is_dense(text[start:end]):
        return True
    return before not in _BESIDE and after not in "/-_"
