"""The words of `vocabulary.toml`, indexed so that one pass over a text finds all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from agentslint import late as re
from agentslint import tables
from agentslint.model import Failure

WORD = re.compile(r"[^\W_]++(?:['’‑\-.][^\W_]++)*+")
# Scripts that put no space between words. As a pattern these take Python 2 ms to compile.
_DENSE = (("\u2e80", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff"))
# Endings of the files that a choice for one language speaks of.
_ENDINGS = {
    "python": (".py", ".pyi"),
    "javascript": (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".vue", ".svelte"),
}
_GAP = 3  # words that `_` may stand for
_MOST = 50  # words of a phrase
_STEM = 4  # leading characters by which stems are kept; shorter ones are asked each for itself

# What a keyboard without the letter writes for it.
_PLAIN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ё": "е"} | dict(
    zip("áàâãéèêíìîóòôõúùûçñ", "aaaaeeeiiioooouuucn", strict=True)
)

_WORDS = 8192  # words of documents whose phrases are remembered

Marks = dict[str, list[tuple[int, int]]]
_Words = list[tuple[str, int, int]]


_NEW = ("",)  # of a word that was not met yet: it may begin a phrase


@dataclass(frozen=True, slots=True)
class _Phrase:
    table: str
    rest: tuple[str, ...]


@dataclass(slots=True)
class _Head:
    """The phrases that one word begins: by itself, with a known second word, with anything else."""

    alone: list[str] = field(default_factory=list)
    pairs: dict[str, list[_Phrase]] = field(default_factory=dict)
    others: list[_Phrase] = field(default_factory=list)

    def add(self, phrase: _Phrase) -> None:
        second = phrase.rest[0] if phrase.rest else ""
        if not second:
            self.alone.append(phrase.table)
        elif second == "_" or second.endswith("*"):
            self.others.append(phrase)
        else:
            self.pairs.setdefault(second, []).append(phrase)

    def note(self, found: Marks, words: _Words, index: int) -> None:
        """Add where its phrases stand that begin at a word."""
        _, start, end = words[index]
        for table in self.alone:
            found.setdefault(table, []).append((start, end))
        if not self.pairs and not self.others:
            return
        second = words[index + 1][0] if index + 1 < len(words) else ""
        for phrase in (*self.pairs.get(second, ()), *self.others):
            last = _follow(phrase.rest, words, index)
            if last is not None:
                found.setdefault(phrase.table, []).append((start, words[last][2]))


@dataclass
class Lexicon:
    """Phrases of several tables."""

    phrases: list[tuple[str, str]] = field(default_factory=list)
    plain: dict[str, _Head] = field(default_factory=dict)
    stems: dict[str, dict[str, _Head]] = field(default_factory=dict)
    short: dict[str, _Head] = field(default_factory=dict)
    dense: list[tuple[str, str]] = field(default_factory=list)
    _known: dict[str, tuple[_Head, ...]] = field(default_factory=dict)

    def add(self, table: str, phrase: str) -> None:
        """Learn a phrase. Raises ValueError for one of no word, or of far too many."""
        first, *rest = _tokens(phrase)[: _MOST + 1] or [""]
        dense = _is_dense(phrase)
        if not dense and (not first or len(rest) >= _MOST):
            raise ValueError(f"want a phrase of 1 to {_MOST} words")
        self.phrases.append((table, phrase))
        self._known.clear()
        if dense:
            self.dense.append((phrase.lower(), table))
            return
        stem = first.removesuffix("*")
        heads = self.plain
        if stem != first:
            heads = self.stems.setdefault(stem[:_STEM], {}) if stem[_STEM - 1 :] else self.short
        heads.setdefault(stem, _Head()).add(_Phrase(table, tuple(rest)))

    def scan(self, text: str) -> Marks:
        """Where phrases stand, by table, in order."""
        found: Marks = {}
        folded = fold(text)
        words = WORD.findall(folded)
        # most words begin no phrase, and many a sentence has no other
        known = self._known
        begins = [index for index, word in enumerate(words) if known.get(word, _NEW)]
        placed = _placed(folded, words) if begins else []
        for index in begins:
            for head in known.get(words[index]) or self._heads(words[index]):
                head.note(found, placed, index)
        if self.dense and not folded.isascii() and max(folded) >= _DENSE[0][0]:
            self._note_dense(found, folded)
        for spans in found.values():
            if len(spans) > 1:
                spans.sort()
        return found

    def _heads(self, word: str) -> tuple[_Head, ...]:
        heads = [self.plain[word]] if word in self.plain else []
        for stems in (self.stems.get(word[:_STEM], {}), self.short):
            heads += [head for stem, head in stems.items() if word.startswith(stem)]
        found = tuple(heads)
        if len(self._known) < _WORDS and word.isalpha():
            self._known[word] = found
        return found

    def _note_dense(self, found: Marks, folded: str) -> None:
        for needle, table in self.dense:
            at = folded.find(needle)
            while at >= 0:
                found.setdefault(table, []).append((at, at + len(needle)))
                at = folded.find(needle, at + len(needle))


def _is_dense(text: str) -> bool:
    return not text.isascii() and any(
        first <= letter <= last for first, last in _DENSE for letter in text
    )


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
    folded = text.lower()
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
    return re.findall(r"_|[^\W_]+(?:['‑\-.][^\W_]+)*\*?", phrase)


@dataclass(frozen=True, slots=True)
class Value:
    """One answer to a choice."""

    name: str
    words: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A choice of which only one can hold; with `together` several may, but none is refused too."""

    name: str
    title: str
    topics: tuple[str, ...]
    values: tuple[Value, ...]
    numbers: tuple[re.Pattern[str], ...] = ()
    counted: tuple[str, ...] = ()  # words of which each of `numbers` has one
    endings: tuple[str, ...] = ()
    together: bool = False


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All of the words.

    `kinds` says what a program checks, `commands` which choices a command makes, by program.
    """

    lexicon: Lexicon
    actions: Mapping[str, str]
    kinds: Mapping[str, str]
    runners: frozenset[str]
    parts: frozenset[str]
    build: frozenset[str]
    slots: Mapping[str, Slot]
    commands: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]

    @cached_property
    def counting(self) -> tuple[Slot, ...]:
        """The choices whose value is a number."""
        return tuple(slot for slot in self.slots.values() if slot.numbers)

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """The choices that have a value of this name, by the word."""
        found: dict[str, set[str]] = {}
        for slot in self.slots.values():
            for value in slot.values:
                for word in value.words:
                    found.setdefault(word, set()).add(slot.name)
        return {word: frozenset(slots) for word, slots in found.items()}


@cache
def shipped() -> Vocabulary:
    """The vocabulary that ships with agentslint."""
    return load(tables.read("vocabulary.toml"), "vocabulary.toml")


def load(table: Mapping[str, Any], where: str) -> Vocabulary:
    """A vocabulary of a parsed file. Raises Failure naming `where` for one that is none."""
    lexicon = Lexicon()
    for name, phrases in _phrases(table, where):
        for phrase in phrases:
            lexicon.add(name, phrase)
    for name, phrase in tuple(lexicon.phrases):
        if plain := _unaccented(phrase, lexicon):
            lexicon.add(name, plain)
    actions = {verb: action for action, verbs in _lists(table, "actions", where) for verb in verbs}
    for verb, action in actions.items():
        lexicon.add(f"action:{action}", verb)
    commands = dict(_lists(table, "commands", where))
    slots = {name: _slot(name, row, where) for name, row in table.get("slots", {}).items()}
    for slot in slots.values():
        _learn(lexicon, slot)
    return Vocabulary(
        lexicon,
        actions,
        {name: kind for kind in ("test", "lint", "typecheck", "format") for name in commands[kind]},
        frozenset(commands["runners"]),
        frozenset(commands["parts"]),
        frozenset(commands["build"]),
        slots,
        _commands(slots),
    )


@cache
def signs(words: Vocabulary, table: str, *more: str) -> tuple[str, ...]:
    """Of these a folded text must hold one for a phrase of a table, or one of `more`, to stand in it."""
    found = {
        phrase.lower()
        if _is_dense(phrase)
        else max((part.rstrip("*") for part in _tokens(phrase)), key=len)
        for name, phrase in words.lexicon.phrases
        if name == table
    }
    return tuple(sorted(found | set(more)))


def _commands(slots: Mapping[str, Slot]) -> dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """By program: the words a command starts with, and the slot and value that it chooses."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for slot in slots.values():
        for value in slot.values:
            for line in value.commands:
                words = tuple(line.split())
                found.setdefault(words[0], []).append((words, slot.name, value.name))
    return {program: tuple(rows) for program, rows in found.items()}


def _phrases(table: Mapping[str, Any], where: str) -> Iterator[tuple[str, list[str]]]:
    yield from _lists(table, "modality", where)
    yield from _lists(table, "strength", where)
    for section in ("verification", "scope"):
        for name, phrases in _lists(table, section, where):
            yield f"{section}:{name}", phrases


def _unaccented(phrase: str, lexicon: Lexicon) -> str:
    """A phrase as it is typed without its accents; "" where that says no more, or something else.

    `préfér*` without them is `prefer*`, which would make a demand of each English "preference".
    """
    plain = "".join(_PLAIN.get(letter, letter) for letter in phrase)
    if plain == phrase or any(known.startswith(plain.rstrip("*")) for _, known in lexicon.phrases):
        return ""
    return plain


def _lists(table: Mapping[str, Any], section: str, where: str) -> Iterator[tuple[str, list[str]]]:
    rows = table.get(section)
    if not isinstance(rows, dict):
        raise Failure(f"{where}: {section}: want a table of lists of phrases")
    for name, phrases in rows.items():
        yield name, _list(phrases, f"{section}.{name}", where)


def _list(phrases: Any, name: str, where: str) -> list[str]:
    if not isinstance(phrases, list) or not all(isinstance(p, str) and p for p in phrases):
        raise Failure(f"{where}: {name}: want a list of phrases")
    return phrases


def _slot(name: str, row: Any, where: str) -> Slot:
    if not isinstance(row, dict) or not isinstance(row.get("values"), dict):
        raise Failure(f"{where}: slots.{name}: want a table with title, topics and values")
    values = tuple(
        Value(
            value,
            tuple(_list(facts.get("words", []), f"slots.{name}.values.{value}.words", where)),
            tuple(_list(facts.get("commands", []), f"slots.{name}.values.{value}.commands", where)),
        )
        for value, facts in row["values"].items()
    )
    topics = tuple(_list(row.get("topics", []), f"slots.{name}.topics", where))
    phrases = row.get("number", ())
    numbers = tuple(_number(phrase) for phrase in phrases)
    words = {max(re.findall(r"[^\W\d_]+", p.replace("{n}", " ")), key=len) for p in phrases}
    return Slot(
        name,
        row.get("title", name),
        topics,
        values,
        numbers,
        tuple(sorted(words)),
        _ENDINGS.get(row.get("language", ""), ()),
        row.get("together") is True,
    )


def _number(phrase: str) -> re.Pattern[str]:
    text = (
        re.escape(phrase).replace(r"\{n\}", r"[*_`]{0,3}(\d{1,3})[*_`]{0,3}").replace(r"\*", r"\w*")
    )
    text = text.replace(r"\ ", r"[\s*_`]+")
    return re.compile(rf"(?<![\w]){text}(?!\w)", re.IGNORECASE)


def extended(own: Mapping[str, Mapping[str, list[str]]]) -> Vocabulary:
    """The shipped vocabulary with a team's own choices: title to value to the words that name it."""
    rows = (
        (title, tuple((value, tuple(words)) for value, words in values.items()))
        for title, values in own.items()
    )
    return _extended(tuple(rows))


@cache
def _extended(own: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]) -> Vocabulary:
    known = shipped()
    if not own:
        return known
    lexicon = Lexicon()
    for table, phrase in known.lexicon.phrases:
        lexicon.add(table, phrase)
    slots = dict(known.slots)
    for title, values in own:
        slots[title] = Slot(title, title, (title,), tuple(Value(v, words) for v, words in values))
        _learn(lexicon, slots[title])
    return replace(known, lexicon=lexicon, slots=slots)


def _learn(lexicon: Lexicon, slot: Slot) -> None:
    for topic in slot.topics:
        lexicon.add(f"topic:{slot.name}", topic)
    for value in slot.values:
        for word in value.words:
            lexicon.add(f"slot:{slot.name}:{value.name}", word)
