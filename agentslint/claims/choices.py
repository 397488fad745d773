"""Which choices a sentence or a command makes: package manager, formatter, line length, …"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.model import Modality
from agentslint.text import wording
from agentslint.text.lexicon import fold
from agentslint.text.shell import canonical, simple
from agentslint.text.units import Unit
from agentslint.text.vocabulary import Slot, Vocabulary, number, shipped

# What may stand between a refusal and what it refuses, other values among it.
_BETWEEN = r"(?:[\s·_*`\"'’“”(),/|+&\-]|«between»|«join.and»|«join.or»|«join.nor»)*"
# "do not use npm, use pnpm": a clause with a verb of its own takes the refusal back
_ANEW = r"[,;—–]\s*(?:«hedge.but»,?\s+)?«anew»"
_CLAUSE = lazy_re.compile(r"[;:—–]|\s-\s|,\s")
_SENTENCE = lazy_re.compile(r"[.;。；]")
_OVER = r"«over»\s+[\s*_`·\"']*$"
# "npm package", "the npm registry": not the tool
_THING = r"[\W_]{0,3}«thing»"
_MODULE = lazy_re.compile(r":\w")  # "bun:sqlite"
# "NPM only (no CDN)": how those get it who use it elsewhere
_HANDED = r"«handed_out»"
# "no pytest fixtures here": what there is none of is not pytest
_NOUN = r"\W{0,3}\s(?!«beside»|«join.and»|«join.or»|«join.nor»)[^\W\d_]{3,}"
_NOTHING: frozenset[str] = frozenset()
_NEXT = 8  # characters between a refusal and what it refuses
_SIGHT = 1000  # characters before a value that are looked at: a sentence may be a megabyte
_DIGIT = lazy_re.compile(r"\d")
_COUNT = lazy_re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_ALONE = r"[-\s]*«alone»"
# "yarn only for installing": a choice for a part, whatever the part
_FOR_PART = r"\W{0,3}\s+«alone_for»\s+«for»"
# A sentence that speaks of a part.
_PART = r"«rest»|«within»\s+(?:«article»\s+)*(?:[·@/]|[\w-]+[\s-]+«part»)"
# A sentence that speaks of the past, of alternatives or of other people's projects.
_ELSEWHERE = (
    *("alternative", "condition", "present", "past", "planned", "example", "instance"),
    "elsewhere",
)
_REFUSALS = ("negated", "none")
_GLOBAL = frozenset({"-g", "--global", "publish", "pack", "view", "login", "whoami", "link", "create", "init", "config", "cache", "audit", "--version", "-v", "version", "info", "--help"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, made or refused; where in the sentence, and whether it is said of all."""

    slot: str
    value: str
    modality: Modality
    start: int
    end: int
    only: bool = False
    narrowed: bool = False
    command: bool = False


def _words(shape: str) -> lazy_re.Pattern[str]:
    return wording.pattern("choice", shape)


@cache
def _between() -> lazy_re.Pattern[str]:
    """What may stand between a refusal and what it refuses: weak words, and the names of other values."""
    values = {word for word in shipped().named if word.isascii() and word.isalpha()}
    names = "|".join(sorted(values, key=len, reverse=True))
    return wording.pattern("choice", _BETWEEN.replace("|«between»", rf"|\b(?:{names})\b|«between»"))


def of_sentence(unit: Unit, modality: Modality, words: Vocabulary) -> Iterator[Choice]:
    """The choices that a sentence makes in words, then those its commands make."""
    named = {key.split(":")[1] for key in unit.marks if key.startswith("slot:")}
    for _, _, text in unit.codes:
        named |= words.named.get(text.lower(), _NOTHING)
    counted = _counted(unit, modality, words)
    # most sentences speak of no choice at all
    if not (named or counted or unit.codes) or unit.example:
        return
    part = narrowed(unit)
    for slot in words.slots.values() if named or counted else ():
        if slot.reading:
            continue
        choices = [
            *(_named(unit, slot, modality, part=part) if slot.name in named else ()),
            *(_numbered(unit, slot, part=part) if slot in counted else ()),
        ]
        if any(choice.value.isdigit() for choice in choices):  # "4 spaces" are spaces too
            choices = [choice for choice in choices if choice.value != "spaces"]
        if len(choices) == 1 and not _plain(unit, words.slots, slot.name, choices[0].value):
            continue
        wanted = {choice.value for choice in choices if choice.modality != "forbid"}
        # two at once are alternatives, or a description of where each is used
        yield from (c for c in choices if c.modality == "forbid" or len(wanted) == 1)
    if modality in ("forbid", "avoid") or not unit.codes:
        return
    apart = part or _for_part(unit)
    for start, end, text in unit.codes:
        if unit.main[0] <= start < unit.main[1]:
            for choice in of_command(text, start, end):
                if not _refused(unit, start, end, modality):
                    yield replace(choice, narrowed=choice.narrowed or apart)


def _plain(unit: Unit, slots: Mapping[str, Slot], name: str, value: str) -> bool:
    """Whether it is clear which choice a value makes: biome lints, and formats."""
    if any(start < unit.body for start, _ in unit.marks.get(f"topic:{name}", ())):
        return True
    return (
        sum(value in (v.name for v in slot.values) for slot in slots.values()) == 1
        or value.isdigit()
    )


def of_command(text: str, start: int, end: int) -> Iterator[Choice]:
    """The choices that a command line makes."""
    if len(text.split()) < 2:
        return  # a program alone chooses nothing
    known = shipped().commands
    for command in simple(text):
        for words in dict.fromkeys((command.words, canonical(command.words))):
            for prefix, slot, value in known.get(words[0], ()):
                if words[: len(prefix)] == prefix and _chosen(words, prefix):
                    elsewhere = bool(command.directory)
                    yield Choice(
                        slot, value, "inform", start, end, narrowed=elsewhere, command=True
                    )


def _chosen(words: tuple[str, ...], prefix: tuple[str, ...]) -> bool:
    """Whether a command works on the project: `npm install x` may be meant for its users."""
    if not _GLOBAL.isdisjoint(words) or max(len(words), len(prefix)) < 2:
        return False
    installs = words[1] in ("install", "i", "add", "remove")
    return not (installs and any(not w.startswith("-") for w in words[2:]))


def _named(unit: Unit, slot: Slot, modality: Modality, *, part: bool) -> Iterator[Choice]:
    spots: list[tuple[int, int, str]] = []
    for value in slot.values:
        spots += [
            (a, b, value.name) for a, b in unit.marks.get(f"slot:{slot.name}:{value.name}", ())
        ]
        spots += [(a, b, value.name) for a, b, text in unit.codes if text.lower() in value.words]
    for start, end, name in sorted(spots):
        if not unit.main[0] <= start < unit.main[1] and not start < unit.body < end:
            continue
        skipped = _lacks_a_part(unit, start, end) or _twice(unit, start, modality)
        if skipped or _words(_THING).match(unit.plain, end) or _MODULE.match(unit.plain, end):
            continue
        apart = part or bool(_words(_FOR_PART).match(unit.plain, end))
        if _refused(unit, start, end, modality) or _refused_behind(unit, end, spots):
            # "if the switch fails, do not run npm": nothing is chosen for all other times
            apart = apart or bool(hedges.found(unit.plain[:start], "condition", "present"))
            yield Choice(slot.name, name, "forbid", start, end, narrowed=apart)
        elif _advised(unit, slot, start, end, modality):
            only = bool(_words(_ALONE).match(unit.plain, end)) or bool(unit.marks.get("absolute"))
            wanted: Modality = "prefer" if modality == "prefer" else "require"
            yield Choice(slot.name, name, wanted, start, end, only, apart)


def _refused_behind(unit: Unit, end: int, spots: Sequence[tuple[int, int, str]]) -> bool:
    """Whether the words behind a value refuse it, and not another: "Bun (do not use npm)"."""
    if not hedges.follows(unit.plain, end, "banned"):
        return False
    stop = min(last for first, last in hedges.found(unit.plain, "banned") if first >= end)
    return not any(stop <= other <= stop + _NEXT for other, _, _ in spots)


def _lacks_a_part(unit: Unit, start: int, end: int) -> bool:
    """Whether a refusal is of a thing of the value's: "there are no pytest fixtures"."""
    before = unit.plain[max(unit.body, start - _SIGHT) : start]
    return hedges.ending(before, "none") and _words(_NOUN).match(unit.plain, end) is not None


def _twice(unit: Unit, start: int, modality: Modality) -> bool:
    """Whether a refusal stands in a refusal: "Don't: using npm instead of bun"."""
    if modality not in ("forbid", "avoid"):
        return False
    found = hedges.found(unit.plain, "instead")
    return any(unit.body <= first and last <= start for first, last in found)


def _counted(unit: Unit, modality: Modality, words: Vocabulary) -> list[Slot]:
    """The choices whose value may be a number in the sentence."""
    text = unit.piece.text
    if modality in ("forbid", "avoid") or _DIGIT.search(text) is None:
        return []
    folded = fold(text)
    found = [slot for slot in words.counting if any(sign in folded for sign, _ in slot.numbers)]
    return found if found and _COUNT.search(text) else []


def _numbered(unit: Unit, slot: Slot, *, part: bool) -> Iterator[Choice]:
    folded = fold(unit.piece.text)
    for sign, phrase in slot.numbers:
        for found in number(phrase).finditer(unit.piece.text) if sign in folded else ():
            only = bool(unit.marks.get("absolute"))
            yield Choice(slot.name, found[1], "require", found.start(), found.end(), only, part)


def _refused(unit: Unit, start: int, end: int, modality: Modality) -> bool:
    """Whether the words before a value refuse it."""
    if _words(_OVER).search(unit.plain[max(unit.body, start - _SIGHT) : start]):
        return True
    ends = _negations(unit.plain, unit.body)
    at = bisect_right(ends, start) - 1
    if at < 0:
        if modality not in ("forbid", "avoid"):
            return False
        near = _between().fullmatch(unit.plain[max(unit.body, start - _SIGHT) : start])
        return bool(near) and not _another_clause(unit, end)
    between = unit.plain[max(ends[at], start - _SIGHT) : start]
    # "it is not an npm package" refuses nothing: only verbs and other values may stand between
    return bool(_between().fullmatch(between)) and not _words(_ANEW).search(between)


def _another_clause(unit: Unit, end: int) -> bool:
    """Whether a sentence says more of a value, and refuses only then: "Bun does it; never use x"."""
    refusals = [at for name in ("forbid", "avoid") for at, _ in unit.within(name, end)]
    between = unit.plain[end : min(refusals, default=end)]
    turn = _CLAUSE.search(between)
    return turn is not None and _between().fullmatch(between[: turn.start()]) is None


@lru_cache(maxsize=2)
def _negations(plain: str, body: int) -> list[int]:
    """Where the negations of a sentence end."""
    found = hedges.found(plain, *_REFUSALS)
    return sorted(end for start, end in found if start >= body)


@lru_cache(maxsize=4)
def _first(pattern: lazy_re.Pattern[str], plain: str, body: int) -> int | None:
    """Where the first match of a pattern ends."""
    found = pattern.search(plain, body)
    return found.end() if found else None


@lru_cache(maxsize=2)
def _elsewhere(plain: str) -> bool:
    """Whether a sentence speaks of more than what is chosen here, what it refuses left out."""
    said = hedges.found(plain, *_ELSEWHERE)
    refused = [(at, _stop(plain, at)) for at, _ in hedges.found(plain, *_REFUSALS)] if said else ()
    return any(not any(first <= at < last for first, last in refused) for at, _ in said)


def _stop(plain: str, at: int) -> int:
    stop = _SENTENCE.search(plain, at)
    return stop.start() if stop else len(plain)


def _advised(unit: Unit, slot: Slot, start: int, end: int, modality: Modality) -> bool:
    if modality == "allow" or _elsewhere(unit.plain) or _words(_HANDED).search(unit.plain):
        return False
    if modality in ("forbid", "avoid"):
        turn = _first(_words(_ANEW), unit.plain, unit.body)
        if turn is None or turn > start:
            return False
    if _words(_ALONE).match(unit.plain, end):
        return True
    topics = unit.marks.get(f"topic:{slot.name}")
    if topics and topics[0][0] < unit.body:
        return True
    # "Single quotes.", "Squash-merge pull requests": the value itself is the rule
    if slot.bare and not unit.plain[unit.body : start].strip(" *_-\"'·"):
        return True
    near = unit.plain[max(start - 24, unit.body) : start]
    return bool(_words("«advice»").search(near))


def _for_part(unit: Unit) -> bool:
    """Whether a sentence, or what introduces it, says "only for" this or that."""
    return any(_words(_FOR_PART).search(text) for text in (unit.plain, *unit.context))


def narrowed(unit: Unit) -> bool:
    """Whether a sentence speaks of a part of the repository."""
    return bool(_words(_PART).search(unit.plain)) or any("/" in text for _, _, text in unit.codes)
