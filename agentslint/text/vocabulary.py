"""The words of `words/`: what they mean, and which choices they make."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.model import Failure
from agentslint.text import languages, tools
from agentslint.text.lexicon import Lexicon, fold

# Endings of the files that a choice for one language speaks of.
_ENDINGS = {
    "python": (".py", ".pyi"),
    "javascript": (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".vue", ".svelte"),
}
# What a keyboard without the letter writes for it.
_PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ё": "е"}
    | dict(zip("áàâãéèêíìîóòôõúùûçñ", "aaaaeeeiiioooouuucn", strict=True))
)
_OTHER = frozenset("äöüßё")  # of these, where a phrase is written without them as often
# What the phrases of a section are filed as in the lexicon; the verbs of actions come last.
_TITLES = {"verification": "verification:{}", "scope": "scope:{}", "tongues": "tongue:{}"}
# Sections that are read elsewhere, or filed with the choice of their name.
_FILED = frozenset({"modality", "strength", *_TITLES})
_READ = tuple(sorted(languages.TABLES.keys() - languages.ELSEWHERE))


@dataclass(frozen=True, slots=True)
class Value:
    """One answer to a choice."""

    name: str
    words: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A choice of which only one can hold; with `together` several may, but none is refused too.

    numbers   how a number is given as its value, each with a word that it has: see `number`
    bare      whether its value alone is a rule: "Single quotes."
    reading   how `claims.quantities` reads it, where that does
    """

    name: str
    title: str
    topics: tuple[str, ...]
    values: tuple[Value, ...]
    numbers: tuple[tuple[str, str], ...] = ()
    endings: tuple[str, ...] = ()
    together: bool = False
    bare: bool = False
    reading: str = ""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All of the words.

    `commands` says which choices a command makes, by program.
    """

    lexicon: Lexicon
    actions: Mapping[str, str]
    slots: Mapping[str, Slot]
    commands: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]

    @cached_property
    def counting(self) -> tuple[Slot, ...]:
        """The choices whose value is a number."""
        return tuple(slot for slot in self.slots.values() if slot.numbers)

    @cached_property
    def spoken(self) -> Mapping[str, Slot]:
        """The choices of which one value stands beside the topic, by the topic's table."""
        return {f"topic:{slot.name}": slot for slot in self.slots.values() if slot.reading}

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
    neutral = languages.NEUTRAL
    found = load(languages.shipped(*_READ), parsing.read(*languages.FOLDER, neutral), neutral)
    # "run pytest before every commit": a check goes by its program's name, too
    found.lexicon.learn("verification:checks", tools.named_checks())
    return found


def load(words: languages.Words, table: Mapping[str, Any], where: str) -> Vocabulary:
    """A vocabulary of phrases by section and table, and of a parsed file of commands and slots.

    Raises Failure naming `where` for one that is none.
    """
    lexicon = Lexicon()
    for (section, name), phrases in words.items():
        if section in _FILED:
            lexicon.learn(_TITLES.get(section, "{}").format(name), phrases)
    known = sorted(phrase for _, phrase in lexicon.phrases)
    for name, phrase in tuple(lexicon.phrases):
        if plain := _unaccented(phrase, known):
            lexicon.add(name, plain)
            insort(known, plain)
    verbs = {name: phrases for (section, name), phrases in words.items() if section == "actions"}
    actions = {verb: action for action, phrases in verbs.items() for verb in phrases}
    for verb, action in actions.items():
        lexicon.add(f"action:{action}", verb)
    rows = _spoken(table.get("slots", {}), words)
    slots = {name: _slot(name, row, where) for name, row in rows.items()}
    for slot in slots.values():
        _learn(lexicon, slot)
    return Vocabulary(lexicon, actions, slots, _commands(slots))


def _spoken(rows: Mapping[str, Any], words: languages.Words) -> dict[str, Any]:
    """The choices with the words that each language has for their topics, values and numbers."""
    found = {name: dict(row) for name, row in rows.items()}
    for (section, name), phrases in words.items():
        row = found.get(section.replace("_", "-"))
        if row is None:
            continue
        if name in ("topics", "number"):
            row[name] = [*row.get(name, ()), *phrases]
            continue
        values = dict(row["values"])
        value = values.get(name.replace("_", " "), {})
        values[name.replace("_", " ")] = value | {"words": [*value.get("words", ()), *phrases]}
        row["values"] = values
    return found


@cache
def hedging() -> Lexicon:
    """The phrases by which a text takes back what it names, and those of overrides, by table."""
    lexicon = Lexicon()
    for (section, table), phrases in languages.shipped("hedge", "override").items():
        if section in ("hedge", "override"):
            name = table if section == "hedge" else f"override:{table}"
            lexicon.learn(name, phrases)
            lexicon.learn(name, [p.translate(_PLAIN) for p in phrases if not _OTHER.isdisjoint(p)])
    return lexicon


@cache
def stating() -> Lexicon:
    """The phrases by which a text states what is there and what is not, by table."""
    lexicon = Lexicon()
    for (section, name), phrases in languages.shipped("claim").items():
        if section == "claim":
            lexicon.learn(name, phrases)
    return lexicon


@cache
def ordering() -> Lexicon:
    """The phrases by which a text says in which order files count, by table."""
    lexicon = Lexicon()
    for (section, name), phrases in languages.shipped("precedence").items():
        if section == "precedence":
            lexicon.learn(name, phrases)
    return lexicon


@cache
def signs(words: Vocabulary, table: str, *more: str) -> tuple[str, ...]:
    """Of these a folded text must hold one for a phrase of a table, or one of `more`, to stand in it."""
    return tuple(sorted(words.lexicon.signs(table) | set(more)))


def _commands(slots: Mapping[str, Slot]) -> dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """By program: the words a command starts with, and the slot and value that it chooses."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for slot in slots.values():
        for value in slot.values:
            for line in value.commands:
                words = tuple(line.split())
                found.setdefault(words[0], []).append((words, slot.name, value.name))
    return {program: tuple(rows) for program, rows in found.items()}


def _unaccented(phrase: str, known: list[str]) -> str:
    """A phrase as it is typed without its accents; "" where that says no more, or something else.

    `préfér*` without them is `prefer*`, which would make a demand of each English "preference".
    `known` are all phrases in order.
    """
    if phrase.isascii() or (plain := phrase.translate(_PLAIN)) == phrase:
        return ""
    opening = plain.rstrip("*")
    at = bisect_left(known, opening)
    if at < len(known) and known[at].startswith(opening):
        return ""
    return plain


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
    return Slot(
        name,
        row.get("title", name),
        topics,
        values,
        tuple((_sign(phrase), phrase) for phrase in row.get("number", ())),
        _ENDINGS.get(row.get("language", ""), ()),
        row.get("together") is True,
        row.get("bare") is True,
        row.get("reading", ""),
    )


def _sign(phrase: str) -> str:
    """The longest word of a pattern, folded as a text is."""
    words: list[str] = lazy_re.findall(r"[^\W\d_]+", phrase.replace("{n}", " "))
    return fold(max(words, key=len))


@cache
def number(phrase: str) -> lazy_re.Pattern[str]:
    """What finds a phrase of a choice with the number that stands for its `{n}`."""
    text = (
        lazy_re.escape(phrase)
        .replace(r"\{n\}", r"[*_`]{0,3}(\d{1,3})[*_`]{0,3}")
        .replace(r"\*", r"\w*")
    )
    text = text.replace(":", "[*_`]{0,3}:").replace(r"\ ", r"[\s*_`]+")
    # letters that are written together have no word to begin
    before = r"(?<![\w])" if phrase[0] < _TOGETHER else ""
    behind = r"(?!\w)" if phrase[-1] < _TOGETHER else ""
    return lazy_re.compile(rf"{before}{text}{behind}", lazy_re.IGNORECASE)


_TOGETHER = "\u2e80"


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
