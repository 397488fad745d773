"""The words of `vocabulary.toml`, indexed so that one pass over a text finds all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from agentslint import late as re
from agentslint import tables
from agentslint.model import Failure

WORD = re.compile(r"[^\W_]+(?:['’‑\-.][^\W_]+)*")
# Scripts that put no space between words.
_DENSE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Endings of the files that a choice for one language speaks of.
_ENDINGS = {
    "python": (".py", ".pyi"),
    "javascript": (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".vue", ".svelte"),
}
_GAP = 3  # words that `_` may stand for
_MOST = 50  # words of a phrase
_STEM = 2  # leading characters by which stems are kept

Marks = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Phrase:
    table: str
    rest: tuple[str, ...]


@dataclass
class Lexicon:
    """Phrases of several tables."""

    plain: dict[str, list[_Phrase]] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, _Phrase]]] = field(default_factory=dict)
    dense: list[tuple[str, str]] = field(default_factory=list)

    def add(self, table: str, phrase: str) -> None:
        """Learn a phrase. Raises ValueError for one of no word, or of far too many."""
        if _DENSE.search(phrase):
            self.dense.append((phrase.lower(), table))
            return
        first, *rest = _tokens(phrase)[: _MOST + 1] or [""]
        if not first or len(rest) >= _MOST:
            raise ValueError(f"want a phrase of 1 to {_MOST} words")
        entry = _Phrase(table, tuple(rest))
        if first.endswith("*"):
            self.stems.setdefault(first[:_STEM], []).append((first[:-1], entry))
        else:
            self.plain.setdefault(first, []).append(entry)

    def scan(self, text: str) -> Marks:
        """Where phrases stand, by table, in order."""
        found: Marks = {}
        folded = text.lower().replace("’", "'").replace("-only", " only")
        if len(folded) != len(text):  # a letter whose lower case is longer
            folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        words = [(m[0], m.start(), m.end()) for m in WORD.finditer(folded)]
        for index, (word, start, _) in enumerate(words):
            for phrase in self.plain.get(word, ()):
                _note(found, phrase, words, index, start)
            for stem, phrase in self.stems.get(word[:_STEM], ()):
                if word.startswith(stem):
                    _note(found, phrase, words, index, start)
        if self.dense and _DENSE.search(folded):
            for needle, table in self.dense:
                at = folded.find(needle)
                while at >= 0:
                    found.setdefault(table, []).append((at, at + len(needle)))
                    at = folded.find(needle, at + len(needle))
        for spans in found.values():
            spans.sort()
        return found


def _note(
    found: Marks, phrase: _Phrase, words: list[tuple[str, int, int]], index: int, start: int
) -> None:
    last = _follow(phrase.rest, words, index)
    if last is not None:
        found.setdefault(phrase.table, []).append((start, words[last][2]))


def _follow(rest: tuple[str, ...], words: list[tuple[str, int, int]], at: int) -> int | None:
    for number, want in enumerate(rest):
        if want == "_":
            return _leap(rest[number + 1 :], words, at)
        at += 1
        if at >= len(words) or words[at][1] - words[at - 1][2] > 4 or not _is(words[at][0], want):
            return None
    return at


def _leap(rest: tuple[str, ...], words: list[tuple[str, int, int]], at: int) -> int | None:
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


def _next(words: list[tuple[str, int, int]], at: int, want: str) -> bool:
    """Whether the word behind that one is there, near enough, and the wanted one."""
    behind = at + 1
    near = behind < len(words) and words[behind][1] - words[at][2] <= 4
    return near and _is(words[behind][0], want)


def _is(word: str, want: str) -> bool:
    return word.startswith(want[:-1]) if want.endswith("*") else word == want


def _tokens(phrase: str) -> list[str]:
    phrase = phrase.lower().replace("’", "'")
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
    numbers = tuple(_number(phrase) for phrase in row.get("number", ()))
    return Slot(
        name,
        row.get("title", name),
        topics,
        values,
        numbers,
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
    lexicon = Lexicon(
        {word: list(phrases) for word, phrases in known.lexicon.plain.items()},
        {stem: list(phrases) for stem, phrases in known.lexicon.stems.items()},
        list(known.lexicon.dense),
    )
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
