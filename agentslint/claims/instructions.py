"""A document's units to instructions.

One file on purpose: one reading, from a unit to the instruction that it is.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from agentslint.claims import (
    answers,
    check_commands,
    choices,
    fence_comments,
    quantities,
    verification,
)
from agentslint.core import lazy_re
from agentslint.core.lately import Lately
from agentslint.io import document_cache
from agentslint.model import File, Instruction, Modality, Place
from agentslint.text import markdown, shell, tools, wording
from agentslint.text.lexicon import WORD
from agentslint.text.units import Unit, marks, units
from agentslint.text.vocabulary import Vocabulary, shipped

_REFUSALS: tuple[Modality, ...] = ("forbid", "avoid")
_STRENGTHS: tuple[Modality, ...] = ("forbid", "avoid", "require", "prefer", "allow")
# Words that may stand before the verb of an imperative.
_SKIPPED = "(?:[\\s*_\"'“(:\\-–—✅❌🚫⚠️]|«skipped»)*"
_TWICE = r"\W*(?:«ever»\s+)?«omits»"
_PLAIN = frozenset({"", "text", "plaintext"})  # a fence that may be one of commands
_PATHLIKE = lazy_re.compile(r"(?=.*[/*])[\w@.*{},\[\]+-][\w@.*/{},\[\]+-]*$")
_SIGHT = 30  # characters of a sentence in which its first word stands
_SHORT = 9  # words; a longer lead-in or heading sets no mood
# "Do not ask when:" introduces the cases, and refuses none of them
_CASES = r"«cases»[\s*_]*[:：…]*[\s*_]*$"
# the last clause of a short text
_LAST = lazy_re.compile(r"(?:\s[-–—]{1,2}|;)\s+(?=[^-–—;\s])([^–—;]+)$")
_ASIDE = lazy_re.compile(r"\([^()]*\)")


def of(file: File, words: Vocabulary | None = None) -> tuple[Instruction, ...]:
    """The instructions of a document in its order. Read once for the same path and content."""
    return _of(file.path, file.data, words)


@Lately
def _of(path: str, data: bytes, words: Vocabulary | None) -> tuple[Instruction, ...]:
    if words is not None:  # a team's own: kept nowhere
        return _read(path, data, words)
    # a document that names its own file delegates to nobody: the name counts, not the directory
    name = posixpath.basename(path)
    make = functools.partial(_read, path, data)
    return document_cache.kept(
        "instructions", name, data, make, _plain, lambda rows: _back(path, rows)
    )


@lru_cache(maxsize=4096)
def picked(
    kind: str,
    pick: Callable[[Instruction], bool],
    path: str,
    data: bytes,
    words: Vocabulary | None = None,
) -> tuple[Instruction, ...]:
    """Those of a document's instructions that `pick` wants: few, and kept as `kind`.

    A file is in many chains, and most of what it says matters to no other.
    """
    if words is not None:
        return tuple(filter(pick, _of(path, data, words)))
    name = posixpath.basename(path)
    return document_cache.kept(
        kind,
        name,
        data,
        lambda: tuple(filter(pick, _of(path, data, None))),
        _plain,
        lambda rows: _back(path, rows),
    )


_REST = tuple(field.name for field in fields(Instruction) if field.name != "place")


def _plain(found: tuple[Instruction, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for one in found:
        at = one.place
        where = (at.line, at.column, at.end_line, at.end_column)
        rows.append((where, *(getattr(one, name) for name in _REST)))
    return rows


def _back(path: str, rows: list[tuple[Any, ...]]) -> tuple[Instruction, ...]:
    return tuple(Instruction(Place(path, *where), *rest) for where, *rest in rows)


def _read(path: str, data: bytes, own: Vocabulary | None = None) -> tuple[Instruction, ...]:
    words = own or shipped()
    pieces = markdown.read(File(path, data, len(data)))
    found: list[Instruction] = []
    for unit in units(pieces, words):
        found.extend(_fence(unit) if unit.kind == "fence" else _sentence(unit, words))
    return tuple(found)


def _sentence(unit: Unit, words: Vocabulary) -> Iterator[Instruction]:
    verb = verb_at(unit)
    modality, absolute = mood(unit, verb)
    objects = tuple(text for at, _, text in unit.codes if unit.speaks_of(at)) or _bare(unit)
    kinds = verification.of_sentence(unit, modality)
    gate, scope, condition, apart = (
        verification.gate(unit),
        paths(unit),
        unit.condition,
        excepted(unit),
    )
    yield Instruction(
        unit.piece.place,
        unit.piece.text,
        "require" if kinds and modality in ("inform", "forbid") else modality,
        action=action(unit, verb),
        objects=objects,
        condition=condition,
        gate=gate,
        scope=scope,
        absolute=absolute,
        excepted=apart,
        checks=kinds,
        answer=answers.answer(unit, modality),
        narrowed=unit.example,
        piece=unit.index,
    )
    chosen = tuple(quantities.in_other_words(unit, modality, words))
    chosen = chosen or tuple(choices.of_sentence(unit, modality, words))
    for choice in (*chosen, *quantities.of_sentence(unit, modality, words)):
        yield Instruction(
            markdown.within(unit.piece, choice.start, choice.end),
            unit.piece.text,
            choice.modality,
            action="run" if choice.command else "use",
            objects=(unit.piece.text[choice.start : choice.end],),
            slot=choice.slot,
            value=choice.value,
            condition=condition,
            scope=scope,
            absolute=choice.only,
            excepted=apart,
            narrowed=choice.narrowed,
            piece=unit.index,
        )


def _bare(unit: Unit) -> tuple[str, ...]:
    """The check that an item names without marking it as code: "- test: cargo test"."""
    if unit.kind != "item" or not unit.head or unit.codes:
        return ()
    text = unit.piece.text[unit.body :].strip()
    return (text,) if check_commands.is_command(text) and check_commands.kinds(text) else ()


def paths(unit: Unit) -> tuple[str, ...]:
    """The paths and globs that a sentence names, as written."""
    return tuple(text for _, _, text in unit.codes if _PATHLIKE.match(text))


def mood(unit: Unit, verb: int | None) -> tuple[Modality, bool]:
    """What a sentence wants, and whether it leaves no room: its own words, else those above it.

    `verb` is where it begins to command, None where it does not.
    """
    absolute = bool(unit.within("absolute", 0, unit.main[1]))
    own = _own(unit, verb)
    if own is not None and own[1]:
        return own[0], absolute
    modality, firm = _above(
        (*unit.context, *unit.headings[-1:]), verb is not None, unit.kind == "item"
    )
    # below "Avoid", "(always use uv)" tells what to do instead
    if own is not None and modality not in _REFUSALS:
        return own[0], absolute
    return modality, absolute or firm


@lru_cache(maxsize=1024)
def _above(texts: tuple[str, ...], imperative: bool, item: bool) -> tuple[Modality, bool]:
    """What lead-ins and a heading make of a sentence without words of its own, and how firmly."""
    modality: Modality = "require" if imperative else "inform"
    refusals = _REFUSALS
    for text in texts:
        if len(text.split()) > _SHORT or wording.pattern("unit", _CASES).search(text):
            continue
        last = _LAST.search(text)
        if last and _commands(last[1]):
            text = last[1]  # "Never edit these — regenerate:" introduces what regenerates
        above = marks(text)
        firm = bool(above.get("absolute"))
        if _commands(text):
            refusals = ()  # "Run these instead:" ends what stands refused further up
        for each in refusals:
            refused = [span for span in above.get(each, ()) if not _over(text, 0, *span)]
            if refused and "require" not in above:
                return each, firm
        if "require" in above or firm:
            return ("require" if imperative or item else modality), firm
        if "prefer" in above and imperative:
            return "prefer", False
    return modality, False


def _commands(text: str) -> bool:
    """Whether a lead-in, header or heading begins with what is to be done, and refuses nothing."""
    found = marks(text)
    return found.keys().isdisjoint(_REFUSALS) and any(
        name.startswith("action:") and spans[0][0] == 0 for name, spans in found.items()
    )


def _own(unit: Unit, verb: int | None) -> tuple[Modality, bool] | None:
    """What a sentence wants by its own words, and whether they stand outside of brackets."""
    if unit.marks.keys().isdisjoint(_STRENGTHS):
        return None
    start, end = unit.main
    first: tuple[int, int, Modality] | None = None
    for each in _STRENGTHS:
        spans = unit.within(each, start, end)
        if verb is None:
            spans = [span for span in spans if not _over(unit.plain, start, *span)]
        for at, stop in spans[:1]:
            if first is None or (at, -stop) < (first[0], -first[1]):
                first = (at, stop, each)
    if first is None:
        return None
    at, stop, found = first
    if verb is not None and verb < at and found in ("forbid", "avoid", "allow"):
        return "require", True  # "Use pnpm, never npm" demands first
    aside = "(" in unit.plain[:at] and any(
        a[0] < at < a[1] for a in (m.span() for m in _ASIDE.finditer(unit.plain))
    )
    if found == "forbid" and wording.pattern("unit", _TWICE).match(unit.plain, stop):
        return "require", not aside
    return found, not aside


def _over(text: str, start: int, at: int, stop: int) -> bool:
    """Whether a refusal is only of what follows: "Default to Bun instead of Node" wants Bun."""
    chosen = text[at:stop].lower() == "instead of"
    return chosen and bool(text[start : min(at, start + _SIGHT)].strip(" *_·(:"))


def verb_at(unit: Unit) -> int | None:
    """Where the verb stands that a sentence begins with: one that commands."""
    start = unit.main[0]
    verbs = {
        span[0]
        for name, spans in unit.marks.items()
        if name.startswith("action:")
        for span in spans
    }
    if not verbs or unit.plain.lstrip(" *_`").startswith("\u00b7"):
        return None  # "`npm test`: run the tests" describes a command
    skipped = wording.pattern("unit", _SKIPPED).match(unit.plain, start)
    at = skipped.end() if skipped else start
    return at if at in verbs and WORD.match(unit.plain, at) else None


def action(unit: Unit, verb: int | None) -> str:
    """The one word for the first verb of what is demanded, "" for none known."""
    spots = [
        (span[0], name.removeprefix("action:"))
        for name, spans in unit.marks.items()
        if name.startswith("action:")
        for span in spans
        if unit.main[0] <= span[0] < unit.main[1] and (verb is None or span[0] == verb)
    ]
    return min(spots)[1] if spots else ""


def excepted(unit: Unit) -> bool:
    """Whether a sentence, or what introduces it, says that something may differ."""
    same = unit.plain == unit.block  # its words are known
    if (unit.marks if same else marks(unit.block)).get("exception"):
        return True
    return any(marks(text).get("exception") for text in unit.context if len(text) < 400)


def _fence(unit: Unit) -> Iterator[Instruction]:
    piece = unit.piece
    shown = _PLAIN | tools.shipped().fences
    if piece.info["lang"] not in shown or (piece.info["indented"] and "$" not in piece.text):
        return
    wanted, above = verification.of_fence(unit), verification.gate_above(unit)
    script = fence_comments.is_file(piece.text)
    for each in fence_comments.lines(piece.text):
        at, line, words = each.start, each.text, each.words
        kinds = check_commands.kinds(line)
        # a loop is one command line, and its words stand before what it runs
        start, end = (
            (0, len(line)) if len(shell.unrolled(line)) > 1 else (words[0].start, words[-1].end)
        )
        place = markdown.within(piece, at + start, at + end)
        text = line[start:end]
        demanded = (wanted or bool(each.gate)) and bool(kinds) and not script and not each.free
        yield Instruction(
            place,
            text,
            "require" if demanded else "inform",
            action="run",
            objects=(text,),
            condition=each.told,
            gate="" if script else each.gate or above,
            excepted=excepted(unit),
            checks=kinds if demanded else (),
            piece=unit.index,
        )
        for choice in choices.of_command(line, words[0].start, words[-1].end):
            yield Instruction(
                place,
                text,
                "inform",
                action="run",
                objects=(text,),
                slot=choice.slot,
                value=choice.value,
                excepted=excepted(unit),
                narrowed=choice.narrowed,
                piece=unit.index,
            )
