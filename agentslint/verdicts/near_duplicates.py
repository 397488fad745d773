"""Sentences that are alike but for one word, where only one of the two words can hold.

"Deploy to the staging cluster" and "Deploy to the production cluster"; and a path whose parts stand in
another order. Each is looked up by what the two have in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from agentslint.claims import demands, instructions
from agentslint.claims.demands import Clause
from agentslint.core import lazy_re
from agentslint.model import File, Instruction
from agentslint.text import languages, tongues

_CODE = lazy_re.compile(r"`([^`\s]*[{<][^`\s]*)`")
_SEGMENTS = 4  # of a path whose order may be mistaken
_ALIKE = 2  # words that two sentences share


@dataclass(frozen=True, slots=True)
class Rival:
    """A sentence, what it shares with those like it, and the word that it alone has."""

    one: Instruction
    key: tuple[str, ...]
    value: str


@lru_cache(maxsize=256)
def rivals(file: File) -> tuple[Rival, ...]:
    """What a file has that a like sentence elsewhere would contradict."""
    return tuple(_found(file))


def _found(file: File) -> Iterator[Rival]:
    for one in instructions.of(file):
        if one.slot or one.excepted or one.narrowed:
            continue
        if "`" in one.text and ("{" in one.text or "<" in one.text):
            yield from _paths(one)
        if one.modality in ("require", "prefer") and _has_rivals(one.text):
            yield from _sentences(one)


def _has_rivals(text: str) -> bool:
    return _words().search(text) is not None


@cache
def _words() -> lazy_re.Pattern[str]:
    """The words of which only one of a group can hold, in every language."""
    words = {
        lazy_re.escape(phrase)
        for words in languages.each("either").values()
        for phrases in words.values()
        for phrase in phrases
    }
    return lazy_re.compile(rf"\b(?:{'|'.join(sorted(words))})", lazy_re.IGNORECASE)


def _sentences(one: Instruction) -> Iterator[Rival]:
    either = tongues.of(one.text).either
    groups = {demands.stem(word.replace("_", "-")): (group, word) for word, group in either.items()}
    for clause in demands.read(one.text, one.modality):
        if clause.polarity != "demand" or clause.limited:
            continue
        every = _tokens(clause)
        known = [token for token in every if token.strip("`") in groups]
        rest = sorted(every.difference(known))
        if len(known) == 1 and len(rest) >= _ALIKE:
            group, word = groups[known[0].strip("`")]
            yield Rival(one, (group, *rest), word)


def _tokens(clause: Clause) -> frozenset[str]:
    return clause.core | clause.extent | clause.moment | clause.manner


def _paths(one: Instruction) -> Iterator[Rival]:
    """Paths with a part to be filled in, by their parts in no order."""
    for path in _CODE.findall(one.text):
        parts = path.strip("/").split("/")
        if len(parts) >= _SEGMENTS and len(set(parts)) == len(parts):
            yield Rival(one, ("path", parts[-1], *sorted(parts)), path)
