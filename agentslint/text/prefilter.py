"""What a text must hold for a shape of `wording` to match it: a pattern that cannot match is not tried.

A run tries hundreds of shapes on each sentence, and few sentences have a word of any. The words of a
sentence are looked up once for all shapes; each shape then asks for what it needs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.text.lexicon import is_dense

LONGEST = 1 << 14  # characters of a text whose words are looked up: a longer one holds most of them
USUAL = 256  # characters of a text of which very many are remembered
MANY, FEW = 1 << 14, 1 << 8  # texts that are remembered: a document has up to 20,000 lines
WORDS = 1 << 15  # words that are remembered, and different answers
DIGIT = r"\d"

# A sign that a text has: a table of words (`section.table`), a character, or DIGIT.
Sign = str
# One of each group a text must have.
Needs = tuple[frozenset[Sign], ...]

_TOKEN = lazy_re.compile(
    r"«(?P<table>[\w.]+)»|(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<open>\((?:\?(?:P<\w+>|:|(?P<look><?[=!])|(?P<other>.)))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<many>(?:[*+?]|\{(?P<least>\d*),?\d*\})[?+]?)|(?P<letter>.)",
    lazy_re.S,
)
_SIGNS = lazy_re.compile(r"[^\w\s\\^-]{1,4}")  # in brackets: characters that stand for themselves
_RUN = lazy_re.compile(r"\w+")
_MARK = lazy_re.compile(r"[^\w\s]|_")  # no shape asks for a letter
_DIGIT = lazy_re.compile(r"\d")
_ASCII_RUN = lazy_re.compile(r"[a-z0-9_]+")  # in a text without spaces: "CI가"
# Of these the regular expressions of Python hold the second for the first, letter case aside, and
# `lower` does not.
_ALIKE = str.maketrans("İıſµςϐϑϕϖϰϱϵẛ\u1fbeᲀᲁᲂᲃᲄᲅᲆᲇᲈ", "iisμσβθφπκρεṡιвдосттъѣꙋ")


def needs(shape: str, section: str) -> Needs:
    """What any text has that a shape matches, letter case aside; nothing where that is not known."""
    levels: list[_Level] = [_Level()]
    for token in _TOKEN.finditer(shape):
        if token["other"]:
            return ()  # flags, conditions, references: not read
        if token["open"]:
            levels.append(_Level(denied=(token["look"] or "").endswith("!")))
        elif token["close"]:
            inner = levels.pop()
            if not levels:
                return ()
            levels[-1].add(inner.needs())
        elif token["bar"]:
            levels[-1].turn()
        elif token["many"]:
            if token["many"][0] in "*?" or token["least"] in ("", "0"):
                levels[-1].drop()
        else:
            levels[-1].add(_of_one(token, section))
    return tuple(levels[0].needs()) if len(levels) == 1 else ()


class _Level:
    """One group of a shape: what each of its alternatives needs."""

    def __init__(self, *, denied: bool = False) -> None:
        self.denied = denied
        self.others: list[list[frozenset[Sign]]] = []
        self.here: list[list[frozenset[Sign]]] = []

    def add(self, found: list[frozenset[Sign]]) -> None:
        self.here.append(found)

    def drop(self) -> None:
        """What came last may be left out."""
        if self.here:
            self.here[-1] = []

    def turn(self) -> None:
        self.others.append([need for part in self.here for need in part])
        self.here = []

    def needs(self) -> list[frozenset[Sign]]:
        """Of several alternatives, one thing of each that it is sure to have."""
        if self.denied:
            return []
        self.turn()
        if len(self.others) == 1:
            return self.others[0]
        if not all(self.others):
            return []
        return [frozenset().union(*(min(each, key=_common) for each in self.others))]


def _common(need: frozenset[Sign]) -> tuple[bool, int]:
    """How much says little: characters are met more often than words."""
    return any(len(sign) < 3 for sign in need), len(need)


def _of_one(token: lazy_re.Match[str], section: str) -> list[frozenset[Sign]]:
    if table := token["table"]:
        return [frozenset((table if "." in table else f"{section}.{table}",))]
    if token["escape"]:
        sign = token["escape"]
        literal = not sign[1].isalnum() and not sign[1].isspace()
        return (
            [frozenset((sign if sign == DIGIT else sign[1],))] if literal or sign == DIGIT else []
        )
    if token["set"]:
        inside = token["set"][1:-1]
        return [frozenset(inside)] if _SIGNS.fullmatch(inside) else []
    letter = token["letter"]
    plain = letter not in "^$." and not letter.isalnum() and not letter.isspace()
    return [frozenset((letter,))] if plain else []


class Index:
    """The tables of words that shapes speak of, and which of them a text may have a phrase of."""

    def __init__(self) -> None:
        self._words: dict[str, set[Sign]] = {}
        self._stems: dict[str, set[Sign]] = {}
        self._dense: set[Sign] = set()
        self._anywhere: set[Sign] = set()  # one of their phrases has no first word to look for
        self._known: dict[str, frozenset[Sign]] = {}
        self._shortest, self._longest = 1 << 30, 0  # letters of a stem
        self._same: dict[frozenset[Sign], frozenset[Sign]] = {}
        self._usual = lru_cache(maxsize=MANY)(self._signs)
        self._long = lru_cache(maxsize=FEW)(self._signs)

    def learn(self, section: str, tables: Mapping[str, Iterable[str]]) -> None:
        """Tables of a section with their phrases, each of which has to be learned once."""
        for name, phrases in tables.items():
            for phrase in phrases:
                self._file(f"{section}.{name}", phrase)
        self._known.clear()
        self._same.clear()
        self._usual.cache_clear()
        self._long.cache_clear()

    def signs(self, text: str) -> frozenset[Sign]:
        """What a text has: the tables of whose phrases one may stand in it, its marks, DIGIT."""
        return self._usual(text) if len(text) <= USUAL else self._long(text)

    def _file(self, sign: Sign, phrase: str) -> None:
        first = _RUN.search(fold(phrase))
        if is_dense(phrase):
            self._dense.add(sign)
        elif first is None or phrase[: first.start()].endswith("*"):
            self._anywhere.add(sign)
        elif phrase[first.end() : first.end() + 1] == "*":
            self._stems.setdefault(first[0], set()).add(sign)
            self._shortest = min(self._shortest, len(first[0]))
            self._longest = max(self._longest, len(first[0]))
        else:
            self._words.setdefault(first[0], set()).add(sign)

    def _signs(self, text: str) -> frozenset[Sign]:
        folded = fold(text)
        found = self._anywhere.union(_MARK.findall(text))
        known = self._known
        for word in set(_RUN.findall(folded)):
            tables = known.get(word)
            found |= self._tables(word) if tables is None else tables
        if not text.isascii() and is_dense(text):
            found |= self._dense
            for word in set(_ASCII_RUN.findall(folded)):
                found |= self._tables(word)
        if _DIGIT.search(text):
            found.add(DIGIT)
        if len(self._same) > WORDS:
            self._same.clear()
        kept = frozenset(found)
        return self._same.setdefault(kept, kept)  # thousands of sentences have the same

    def _tables(self, word: str) -> frozenset[Sign]:
        found = set(self._words.get(word, ()))
        for end in range(self._shortest, min(len(word), self._longest) + 1):
            found |= self._stems.get(word[:end], set())
        if len(self._known) > WORDS:
            self._known.clear()
        self._known[word] = frozenset(found)
        return self._known[word]


def fold(text: str) -> str:
    """A text in which letters that a pattern holds for one another, letter case aside, are one."""
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower().translate(_ALIKE)
