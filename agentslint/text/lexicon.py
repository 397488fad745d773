"""Phrases of several tables, indexed so that one pass over a text finds all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from agentslint.core import lazy_re
from agentslint.text import languages

WORD = lazy_re.compile(r"[^\W_]++(?:['’‑\-.][^\W_]++)*")
# The same in a text of which a part has no spaces: "npm을" holds the word npm.
_APART = lazy_re.compile(r"[a-z0-9]++(?:['’‑\-.][a-z0-9]++)*|[^\Wa-z0-9_]++")
# Scripts that put no space between words. As a pattern these take Python 2 ms to compile.
_DENSE = (("\u2e80", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff"))
_GAP = 3  # words that `_` may stand for
_MOST = 50  # words of a phrase
_STEM = 4  # leading characters by which stems are kept; shorter ones are asked each for itself
_WORDS = 8192  # words of documents whose phrases are remembered
_NEW = ("",)  # of a word that was not met yet: it may begin a phrase

Marks = dict[str, list[tuple[int, int]]]
_Words = list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class _Phrase:
    table: str
    rest: tuple[str, ...]


@dataclass(slots=True)
class _Head:
    """The phrases that one word begins: by itself, with a known second word, with anything else.

    `rows` are those that nobody asked of yet: of thousands of words a document has a few.
    """

    rows: list[tuple[str, str]] = field(default_factory=list)
    alone: tuple[str, ...] = ()
    pairs: dict[str, tuple[_Phrase, ...]] | None = None
    others: tuple[_Phrase, ...] = ()

    def _sort(self) -> None:
        rows, self.rows = self.rows, []
        for table, phrase in rows:
            rest = tuple(_tokens(phrase)[1:])
            second = rest[0] if rest else ""
            if not second:
                self.alone += (table,)
            elif second == "_" or second.endswith("*"):
                self.others += (_Phrase(table, rest),)
            else:
                self.pairs = self.pairs if self.pairs is not None else {}
                self.pairs[second] = (*self.pairs.get(second, ()), _Phrase(table, rest))

    def note(self, found: Marks, words: _Words, index: int) -> None:
        """Add where its phrases stand that begin at a word."""
        if self.rows:
            self._sort()
        _, start, end = words[index]
        for table in self.alone:
            found.setdefault(table, []).append((start, end))
        if not self.pairs and not self.others:
            return
        second = words[index + 1][0] if index + 1 < len(words) else ""
        for phrase in (*(self.pairs or {}).get(second, ()), *self.others):
            last = _follow(phrase.rest, words, index)
            if last is not None:
                found.setdefault(phrase.table, []).append((start, words[last][2]))


@dataclass(eq=False)
class Lexicon:
    """Phrases of several tables."""

    phrases: list[tuple[str, str]] = field(default_factory=list)
    plain: dict[str, _Head] = field(default_factory=dict)
    stems: dict[str, dict[str, _Head]] = field(default_factory=dict)
    short: dict[str, _Head] = field(default_factory=dict)
    dense: list[tuple[str, str]] = field(default_factory=list)
    _known: dict[str, tuple[_Head, ...]] = field(default_factory=dict)
    _odd: list[str] = field(default_factory=list)  # those of them that are no words

    def add(self, table: str, phrase: str) -> None:
        """Learn a phrase. Raises ValueError for one of no word, or of far too many."""
        self.learn(table, (phrase,))

    def learn(self, table: str, phrases: Iterable[str]) -> None:
        """Learn phrases of a table. Raises ValueError as `add` does.

        Each is filed by its first word and taken apart when a text has that: a run loads some
        thousands, and looks at few.
        """
        self._known.clear()
        self._odd.clear()
        for phrase in phrases:
            first = phrase.partition(" ")[0].lower()
            if not phrase.isascii() and is_dense(phrase):
                self.dense.append((phrase.lower(), table))
            elif first.isalnum() and len(phrase) <= _MOST:
                self._file(self.plain, first, table, phrase)
            else:
                self._add(table, phrase)
            self.phrases.append((table, phrase))

    def _add(self, table: str, phrase: str) -> None:
        tokens = _tokens(phrase)
        if not 0 < len(tokens) <= _MOST:
            raise ValueError(f"want a phrase of 1 to {_MOST} words")
        stem = tokens[0].removesuffix("*")
        heads = self.plain
        if stem != tokens[0]:
            heads = self.stems.setdefault(stem[:_STEM], {}) if stem[_STEM - 1 :] else self.short
        self._file(heads, stem, table, phrase)

    @staticmethod
    def _file(heads: dict[str, _Head], word: str, table: str, phrase: str) -> None:
        head = heads.get(word)
        if head is None:
            head = heads[word] = _Head()
        head.rows.append((table, phrase))

    def signs(self, table: str) -> set[str]:
        """Of these a folded text must hold one for a phrase of a table to stand in it."""
        return {
            phrase.lower()
            if is_dense(phrase)
            else max((part.rstrip("*") for part in _tokens(phrase)), key=len)
            for name, phrase in self.phrases
            if name == table
        }

    def scan(self, text: str) -> Marks:
        """Where phrases stand, by table, in order."""
        found: Marks = {}
        folded = fold(text)
        dense = not folded.isascii() and is_dense(folded)
        words = (_APART if dense else WORD).findall(folded)
        # most words begin no phrase, and many a sentence has no other
        known = self._known
        begins = [index for index, word in enumerate(words) if known.get(word, _NEW)]
        placed = _placed(folded, words) if begins else []
        for index in begins:
            for head in known.get(words[index]) or self._heads(words[index]):
                head.note(found, placed, index)
        if self.dense and dense:
            self._note_dense(found, folded)
        for spans in found.values():
            if len(spans) > 1:
                spans.sort()
        return found

    def _heads(self, word: str) -> tuple[_Head, ...]:
        if word in self._known:
            return self._known[word]
        heads = [self.plain[word]] if word in self.plain else []
        for stems in (self.stems.get(word[:_STEM], {}), self.short):
            heads += [head for stem, head in stems.items() if word.startswith(stem)]
        found = tuple(heads)
        odd = not word.isalpha()
        if odd and len(self._odd) >= _WORDS:
            # names and numbers are of one text, which has each again and again
            for each in self._odd:
                del self._known[each]
            self._odd.clear()
        if odd or len(self._known) - len(self._odd) < _WORDS:
            self._known[word] = found
            if odd:
                self._odd.append(word)
        return found

    def _note_dense(self, found: Marks, folded: str) -> None:
        for needle, table in self.dense:
            at = folded.find(needle)
            while at >= 0:
                if len(needle) > 1 or _stands_apart(folded, at):
                    found.setdefault(table, []).append((at, at + len(needle)))
                at = folded.find(needle, at + len(needle))


@cache
def compounds() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """By a letter that is a phrase in a script without spaces: the words that hold it and do not mean it, and where."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for word in languages.shipped("sentence")["sentence", "compound"]:
        for at, letter in enumerate(word):
            found[letter] = (*found.get(letter, ()), (word, at))
    return found


def _stands_apart(text: str, at: int) -> bool:
    """Whether a letter is no part of such a word: 当 in 当前 is none."""
    return not any(
        at >= before and text.startswith(word, at - before)
        for word, before in compounds().get(text[at], ())
    )


def is_dense(text: str) -> bool:
    """Whether a text is, in part, of a script that puts no space between words."""
    if text.isascii() or max(text) < _DENSE[0][0]:
        return False
    return any(first <= letter <= last for first, last in _DENSE for letter in text)


def _placed(folded: str, words: list[str]) -> _Words:
    """Words with where they start and end: between two of them no letter stands."""
    found, at = [], 0
    for word in words:
        start = folded.find(word, at)
        at = start + len(word)
        found.append((word, start, at))
    return found


def fold(text: str) -> str:
    """A text as phrases are looked for in it: as long as it was."""
    folded = (text.replace("İ", "i") if "İ" in text else text).lower()
    if folded.isascii():
        return folded.replace("-only", " only")
    folded = folded.replace("’", "'").replace("-only", " only")
    if len(folded) != len(text):  # a letter whose lower case is longer
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return folded


def _follow(rest: tuple[str, ...], words: _Words, at: int) -> int | None:
    for number, want in enumerate(rest):
        if want == "_":
            return _leap(rest[number + 1 :], words, at)
        at += 1
        if at >= len(words) or words[at][1] - words[at - 1][2] > 4 or not _is(words[at][0], want):
            return None
    return at


def _leap(rest: tuple[str, ...], words: _Words, at: int) -> int | None:
    # every place at once: one after the other takes four times as long with each further `_`
    here = {at + skip for skip in range(_GAP + 1)}
    for want in rest:
        if want == "_":
            here = {place + skip for place in here for skip in range(_GAP + 1)}
        else:
            here = {place + 1 for place in here if _next(words, place, want)}
        if not here:
            return None
    return min(here)


def _next(words: _Words, at: int, want: str) -> bool:
    """Whether the word behind that one is there, near enough, and the wanted one."""
    behind = at + 1
    near = behind < len(words) and words[behind][1] - words[at][2] <= 4
    return near and _is(words[behind][0], want)


def _is(word: str, want: str) -> bool:
    return word.startswith(want[:-1]) if want.endswith("*") else word == want


def _tokens(phrase: str) -> list[str]:
    phrase = phrase.lower().replace("’", "'")
    if phrase.replace(" ", "").isalnum():
        return phrase.split()
    return lazy_re.findall(r"_|[^\W_]+(?:['‑\-.][^\W_]+)*\*?", phrase)
