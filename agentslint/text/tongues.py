"""Which language a sentence is in, and the words by which that language demands and refuses.

One lexicon for each language: "no" refuses in English and in Spanish, and is "in the" in Portuguese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from agentslint.core import lazy_re
from agentslint.text import languages
from agentslint.text.lexicon import WORD, Lexicon, fold

# What stands where two phrases begin at one place and are as long: the first of these.
RANKS = (
    "waives", "never", "exists", "always", "asked", "same", "point_behind", "case_behind",
    "point", "case", "only", "manner", "pronoun", "filler",
)  # fmt: skip
_SECTIONS = ("opposites", "same", "either")
# Letters that one language alone has; by these a sentence is known without its words.
_KANA = lazy_re.compile(r"[\u3041-\u30ff]")
_HANGUL = lazy_re.compile(r"[\uac00-\ud7af]")
_HAN = lazy_re.compile(r"[\u4e00-\u9fff]")
_UKRAINIAN = lazy_re.compile(r"[іїєґ]")
_CYRILLIC = lazy_re.compile(r"[\u0400-\u04ff]")
_TURKISH = lazy_re.compile(r"[ışğ]")
_CYRILLIC_TONGUES = ("ru", "uk")
_SCRIPTS: tuple[tuple[lazy_re.Pattern[str], tuple[str, ...]], ...] = (
    (_KANA, ("ja",)), (_HANGUL, ("ko",)), (_HAN, ("zh",)), (_UKRAINIAN, ("uk",)),
    (_CYRILLIC, _CYRILLIC_TONGUES), (_TURKISH, ("tr",)),
)  # fmt: skip
_LATIN: tuple[str, ...] = ("en", "de", "es", "pt", "fr", "it", "nl", "pl", "tr", "vi")
# Tables whose words every text of a language is full of.
_COMMON = ("never", "always", "filler", "case", "point", "only", "waives")


@dataclass(frozen=True, eq=False)
class Tongue:
    """One language: its code, and its words by table."""

    code: str
    lexicon: Lexicon
    general: frozenset[str]
    replaces: Lexicon
    either: Mapping[str, str]

    @cached_property
    def telling(self) -> frozenset[str]:
        """Its single words that refuse, demand or limit."""
        tables = ("never", "always", "only", "waives", "asked", "case", "point")
        return frozenset(
            phrase
            for table, phrase in self.lexicon.phrases
            if table in tables and " " not in phrase
        )

    @property
    def dense(self) -> bool:
        """Whether it puts no space between words."""
        return self.code in ("zh", "ja", "ko")


@cache
def tongue(code: str) -> Tongue:
    """The words of one language, "" for a code of which there is no file."""
    lexicon, replaces = Lexicon(), Lexicon()
    general: frozenset[str] = frozenset()
    either: dict[str, str] = {}
    for (section, name), phrases in languages.each(*_SECTIONS).get(code, {}).items():
        if (section, name) == ("opposites", "general"):
            general = frozenset(phrases)
        elif (section, name) == ("opposites", "replaces"):
            replaces.learn(name, phrases)
        elif section == "opposites":
            lexicon.learn(name, phrases)
        elif section == "same":
            lexicon.learn(f"same:{name}", phrases)
        elif section == "either":
            either |= dict.fromkeys(phrases, name)
    return Tongue(code, lexicon, general, replaces, either)


def of(text: str) -> Tongue:
    """The language that a sentence is written in; English where nothing tells."""
    return tongue(_code(text))


@lru_cache(maxsize=4096)
def _code(text: str) -> str:
    folded = fold(text)
    among = _LATIN
    if not folded.isascii():
        among = next((codes for script, codes in _SCRIPTS if script.search(folded)), _LATIN)
        if len(among) == 1:
            return among[0]
    votes = dict.fromkeys(among, 0)
    known = _voters()
    for word in WORD.findall(folded):
        for code in known.get(word, ()):
            if code in votes:
                votes[code] += 1
    # of as many votes English has it
    return max(among, key=lambda code: votes[code])


@cache
def _voters() -> dict[str, tuple[str, ...]]:
    """The languages that have a word among their most common, by the word."""
    found: dict[str, dict[str, None]] = {}
    for code in (*_LATIN, *_CYRILLIC_TONGUES):
        for (section, name), phrases in languages.each(*_SECTIONS).get(code, {}).items():
            if section == "same" or (section == "opposites" and name in _COMMON):
                for phrase in phrases:
                    for word in phrase.lower().split():
                        found.setdefault(word, {})[code] = None
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def verbs() -> dict[str, str]:
    """The one word for a deed, by each of its words in every language."""
    return {
        phrase: f"={name}"
        for words in languages.each(*_SECTIONS).values()
        for (section, name), phrases in words.items()
        if section == "same"
        for phrase in phrases
    }


@cache
def openers() -> frozenset[str]:
    """The words by which a sentence may begin that demands or refuses, in every language."""
    return _first({"never", "always"}, None)


@cache
def refusing() -> frozenset[str]:
    """Those by which one may begin that refuses."""
    return _first({"never"}, {"ignores", "skips", "forgets", "disables"})


def _first(opposites: set[str], same: set[str] | None) -> frozenset[str]:
    """The first words of the phrases of some tables, `same` None for every verb."""
    return frozenset(
        phrase.lower().split()[0]
        for words in languages.each(*_SECTIONS).values()
        for (section, name), phrases in words.items()
        if (section == "same" and (same is None or name in same))
        or (section == "opposites" and name in opposites)
        for phrase in phrases
    )
