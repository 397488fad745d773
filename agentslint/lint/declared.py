"""Rules without code: a page declares what has to be said, must not be said, or goes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from agentslint.chain.context import Context
from agentslint.claims import effective
from agentslint.core import globs
from agentslint.model import Chain, Failure, Finding, Instruction, Modality, Place
from agentslint.repo import parents
from agentslint.text.lexicon import Lexicon
from agentslint.verdicts.scope import matching

KINDS = ("require", "forbid", "together")
_LISTS = ("modality", "action", "slot", "value", "gate", "checks", "objects", "words")
_MODALITIES = frozenset(get_args(Modality))


@dataclass(frozen=True)
class Pattern:
    """What an instruction has to be. Of each field that is set one value has to fit.

    modality, action, slot, value, gate, checks   as in `Instruction`; `*` in `gate` or `checks`
                                                  stands for any that is set
    objects   globs over the commands, paths and names of the instruction
    words     phrases, one of which its text has: `*` ends a stem, `_` is up to three words
    """

    fields: Mapping[str, tuple[str, ...]]
    lexicon: Lexicon | None

    def fits(self, instruction: Instruction) -> bool:
        """Whether one instruction is of this kind."""
        for name in ("modality", "action", "slot", "value", "gate"):
            said = getattr(instruction, name)
            if name in self.fields and not _among(said, self.fields[name]):
                return False
        if "checks" in self.fields and not any(
            _among(kind, self.fields["checks"]) for kind in instruction.checks
        ):
            return False
        if "objects" in self.fields and not any(
            globs.fits(text, glob)
            for text in instruction.objects
            for glob in self.fields["objects"]
        ):
            return False
        return self.lexicon is None or _says(instruction.text, self.lexicon)


@lru_cache(maxsize=512)
def _says(text: str, words: Lexicon) -> bool:
    """Whether a text has one of some phrases: a sentence of many demands is the text of each."""
    return bool(words.scan(text))


@dataclass(frozen=True)
class Statement:
    """One declaration: its kind, what it speaks of, and what to say where it is broken."""

    kind: str
    pattern: Pattern
    then: Pattern | None
    message: str
    scope: tuple[str, ...]


def check(declaration: Mapping[str, Any], where: str) -> Callable[..., Iterator[Finding]]:
    """The check of a chain that a page declares. Raises Failure naming `where`."""
    statements = tuple(
        _statement(kind, row, f"{where}: {kind}")
        for kind in KINDS
        for row in _rows(declaration.get(kind, []), f"{where}: {kind}")
    )

    def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
        found = effective.in_chain(chain)
        for statement in statements:
            if chain.sources and _governs(statement, chain, context):
                yield from _CHECKS[statement.kind](statement, chain, found)

    return check_chain


def _require(
    statement: Statement, chain: Chain, instructions: Sequence[Instruction]
) -> Iterator[Finding]:
    if not any(statement.pattern.fits(instruction) for instruction in instructions):
        # said of the outermost file, so that it is one finding for all directories below
        yield Finding(Place(chain.sources[0].path), statement.message)


def _forbid(
    statement: Statement, chain: Chain, instructions: Sequence[Instruction]
) -> Iterator[Finding]:
    for instruction in instructions:
        if statement.pattern.fits(instruction):
            yield Finding(instruction.place, statement.message)


def _together(
    statement: Statement, chain: Chain, instructions: Sequence[Instruction]
) -> Iterator[Finding]:
    """The first that is there without the other."""
    assert statement.then is not None
    first = next((i for i in instructions if statement.pattern.fits(i)), None)
    if first is not None and not any(
        statement.then.fits(instruction) for instruction in instructions
    ):
        yield Finding(first.place, statement.message)


_CHECKS = {"require": _require, "forbid": _forbid, "together": _together}


def _governs(statement: Statement, chain: Chain, context: Context) -> bool:
    """Whether a file of the statement's scope is governed by this chain and by no nearer one."""
    if not statement.scope:
        return True
    for glob in statement.scope:
        for path in matching(context.repo, glob):
            folders = [d for d in parents(path.rpartition("/")[0] or ".") if d in context.chains]
            if folders and folders[-1] == chain.directory:
                return True
    return False


def _among(said: str, wanted: tuple[str, ...]) -> bool:
    return said in wanted or ("*" in wanted and bool(said))


def _rows(value: Any, where: str) -> list[Mapping[str, Any]]:
    rows = [value] if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Failure(f"{where}: want a table, or several")
    return rows


def _statement(kind: str, row: Mapping[str, Any], where: str) -> Statement:
    message = row.get("message")
    if not isinstance(message, str) or not message:
        raise Failure(f"{where}: no message: say what is wrong where it is broken")
    globs = _texts(row.get("scope", []), f"{where}.scope")
    rest = {name: value for name, value in row.items() if name not in ("message", "scope")}
    if kind != "together":
        return Statement(kind, _pattern(rest, where), None, message, globs)
    if rest.keys() != {"first", "then"}:
        raise Failure(f"{where}: want the tables first and then")
    first, then = (_pattern(rest[name], f"{where}.{name}") for name in ("first", "then"))
    return Statement(kind, first, then, message, globs)


def _pattern(row: Any, where: str) -> Pattern:
    if not isinstance(row, dict) or not row:
        raise Failure(f"{where}: want one or more of {', '.join(_LISTS)}")
    if unknown := sorted(row.keys() - set(_LISTS)):
        raise Failure(f"{where}: {unknown[0]}: not one of {', '.join(_LISTS)}")
    fields = {name: _texts(value, f"{where}.{name}") for name, value in row.items()}
    for modality in fields.get("modality", ()):
        if modality not in _MODALITIES:
            known = ", ".join(get_args(Modality))
            raise Failure(f"{where}.modality: {modality}: not one of {known}")
    lexicon = None
    if "words" in fields:
        lexicon = Lexicon()
        for phrase in fields["words"]:
            try:
                lexicon.add("word", phrase)
            except ValueError as error:
                raise Failure(f"{where}.words: {phrase!r}: {error}") from None
    return Pattern(fields, lexicon)


def _texts(value: Any, where: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise Failure(f"{where}: want a text or a list of texts")
    return tuple(texts)
