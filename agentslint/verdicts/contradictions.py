"""Pairs of instructions along one chain that cannot both be followed.

Two contradict where the choice or the action and object is the same, the values or the polarity
are incompatible, both speak of the same files, and neither says that it, or the other, may
differ. Each instruction is compared with those of its own choice or object alone, so a chain
costs what it is long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agentslint.claims.check_commands import is_command
from agentslint.claims.instructions import picked
from agentslint.core import lazy_re
from agentslint.model import File, Instruction
from agentslint.text import wording
from agentslint.text.shell import canonical, simple
from agentslint.text.vocabulary import Vocabulary, shipped

_DOCUMENT = lazy_re.compile(r"\.(?!py$|sh$|js$|ts$|rb$|ps1$)[a-z]+$", lazy_re.IGNORECASE)
_REFUSAL = r"(?:«not»|n['’]t)\W+(?:«filler»\s+){0,3}\u00b7"
_BRIEF = 3  # words, the command among them
# "fall back to python3 only when …", "use npm only if …"
_LAST_RESORT = (
    r"«resorts»[^.;]{0,12}?`([^`]+)`\s+«only»\s+«case»"
    r"|«only»\s+«resorts»[^.;]{0,12}?`([^`]+)`\s+«case»"
)
# Refusals of these actions are of the command itself.
_RUNS = ("", "run", "use", "execute", "call", "invoke")


# A refusal without a condition: nothing stands behind it.
_NEVER = (
    r"\W*(?:«polite»\s+)?«refuses»\s+(?P<did>(?P<run>«same.run»)|(?P<write>«same.write»))\s+(?:«kind»\s+)*"
    r"(?P<what>(?P<test>«check.suites»)|(?P<lint>«check.linters»)|(?P<typecheck>«check.typechecks»))\W*"
)
_WRITES = r"«always»[^.;]{0,40}«has»[^.;]{0,24}«check.tests»"


# the groups of `_NEVER`
_DEEDS = ("run", "write")
_CHECKED = ("test", "lint", "typecheck")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two instructions that contradict: the one to report, the other, and what of."""

    one: Instruction
    other: Instruction
    subject: str
    slot: str = ""
    how: str = "choice"
    objects: tuple[str, ...] = ()


def _words(shape: str) -> lazy_re.Pattern[str]:
    return wording.pattern("conflict", shape)


def telling(file: File, words: Vocabulary | None = None) -> tuple[Instruction, ...]:
    """The instructions of a document that could contradict another; a file is in many chains."""
    return picked("telling", _tells, file.path, file.data, words)


def _tells(instruction: Instruction) -> bool:
    """Whether one of `choices`, `refusals`, `checks` and `last_resorts` looks at it."""
    if instruction.slot or instruction.checks:
        return True
    if instruction.objects and instruction.modality in ("require", "forbid"):
        return True
    text = instruction.text
    return bool(
        ("`" in text and _words(_LAST_RESORT).search(text))
        or (instruction.modality == "require" and _words(_WRITES).search(text))
        or _words(_NEVER).fullmatch(text)
    )


def choices(chain: Sequence[Instruction], words: Vocabulary | None = None) -> Iterator[Conflict]:
    """Contradictory choices; `chain` is in the order read, outermost file first."""
    by_slot: dict[str, list[Instruction]] = {}
    for instruction in chain:
        if instruction.slot and not instruction.narrowed and not instruction.excepted:
            by_slot.setdefault(instruction.slot, []).append(instruction)
    for name, rows in by_slot.items():
        # of each value the first refusal, the first statement and the first use in each file
        for conflict in _pairs(name, _leading(rows)):
            slot = (words or shipped()).slots.get(name)
            if not (slot and slot.together) or conflict.one.value == conflict.other.value:
                yield replace(conflict, subject=slot.title if slot else name)


def _leading(rows: Sequence[Instruction]) -> list[Instruction]:
    seen: dict[tuple[str, str, str, str, bool], Instruction] = {}
    for i in rows:
        seen.setdefault((i.place.path, i.value, i.modality, i.action, i.absolute), i)
    return list(seen.values())


def _pairs(slot: str, rows: Sequence[Instruction]) -> Iterator[Conflict]:
    told: set[tuple[str, str]] = set()
    for index, second in enumerate(rows):
        # "pnpm here" says more than "not npm here", and is told where both are so
        for first in sorted(rows[:index], key=lambda row: row.modality == "forbid"):
            key = (first.place.path, second.place.path)
            if key not in told and _incompatible(first, second):
                told.add(key)
                one, other = (second, first) if _stated(second) else (first, second)
                if first.place.path != second.place.path:
                    one, other = second, first
                yield Conflict(one, other, slot, slot)


def _incompatible(first: Instruction, second: Instruction) -> bool:
    """Whether a choice and one that is read after it exclude each other."""
    same_file = first.place.path == second.place.path
    if first.value == second.value:
        refused = {first.modality == "forbid", second.modality == "forbid"} == {True, False}
        # a nearer file may allow again what an outer one merely advises against
        return refused and (same_file or first.modality == "forbid" or first.absolute)
    if "forbid" in (first.modality, second.modality):
        return False
    if same_file:
        return _stated(first) or _stated(second)
    return first.absolute and _stated(first)


def _stated(instruction: Instruction) -> bool:
    """Whether a sentence makes the choice, not a command that merely is an example of it."""
    return instruction.action == "use" and instruction.modality in ("require", "prefer")


def refusals(chain: Sequence[Instruction]) -> Iterator[Conflict]:
    """Commands that one instruction forbids without exception and another demands."""
    forbidden: dict[tuple[str, ...], Instruction] = {}
    for instruction in chain:
        if instruction.modality == "forbid" and _whole(instruction):
            # what follows the first is what to do instead
            for text in instruction.objects[:1]:
                if is_command(text) and len(text.split()) > 1:
                    forbidden.setdefault(_command(text), instruction)
    if not forbidden:
        return
    for instruction in chain:
        if instruction.modality != "require" or instruction.excepted or instruction.slot:
            continue
        for text in instruction.objects:
            other = forbidden.get(_command(text))
            if other is not None and other.place != instruction.place:
                yield Conflict(instruction, other, text, how="refusal")


def _whole(instruction: Instruction) -> bool:
    """Whether a refusal leaves no room: no condition, no part, no manner."""
    if instruction.slot or instruction.excepted or instruction.condition or instruction.checks:
        return False
    if instruction.action not in _RUNS:
        return False  # "do not edit it: `make gen` writes it"
    rest = lazy_re.sub(r"`[^`]*`", "\u00b7", instruction.text)
    # the refusal has to be of the command itself: "do not run X", or "X" below "Never"
    of_it = _words(_REFUSAL).search(rest) or len(rest.split()) <= _BRIEF
    return bool(of_it) and not _words("«room»").search(rest)


def checks(chain: Sequence[Instruction]) -> Iterator[Conflict]:
    """Tests or checks that one instruction wants always and another never."""
    wanted: dict[tuple[str, str], list[tuple[int, Instruction]]] = {}
    for index, instruction in enumerate(chain):
        for key in _wants(instruction):
            wanted.setdefault(key, []).append((index, instruction))
    for index, instruction in enumerate(chain):
        refused = _words(_NEVER).fullmatch(instruction.text) if not instruction.slot else None
        if refused is None or instruction.excepted:
            continue
        said = refused.groupdict()
        does, what = (next(k for k in keys if said[k]) for keys in (_DEEDS, _CHECKED))
        for at, other in wanted.get((does, what), ()):
            same = other.place.path == instruction.place.path
            # a nearer file may differ from what an outer one merely wants
            outer = instruction if at > index else other
            if same or outer.absolute:
                one, two = (instruction, other) if outer is other else (other, instruction)
                subject = f"{said['did']} {said['what']}".lower()
                yield Conflict(one, two, subject, how="opposite")
                break


def _wants(instruction: Instruction) -> Iterator[tuple[str, str]]:
    if instruction.modality != "require" or instruction.excepted or instruction.slot:
        return
    if not instruction.narrowed:
        yield from (("run", kind) for kind in instruction.checks)
    if _words(_WRITES).search(instruction.text):
        yield "write", "test"


def last_resorts(chain: Sequence[Instruction]) -> Iterator[Conflict]:
    """Programs that an outer file allows only in a stated case, demanded nearer without it."""
    limited: dict[str, Instruction] = {}
    for instruction in chain:
        found = _words(_LAST_RESORT).search(instruction.text) if not instruction.slot else None
        program = (found[1] or found[2]) if found else ""
        # a document that is read only then is no program
        if program and " " not in program.strip() and not _DOCUMENT.search(program.strip()):
            limited.setdefault(program.strip(), instruction)
    told: set[tuple[str, str]] = set()
    for instruction in chain if limited else ():
        if not instruction.checks or instruction.excepted:
            continue
        for text in instruction.objects:
            programs = {command.words[0] for command in simple(text)} | {text.split()[0]}
            for program in programs & limited.keys():
                other = limited[program]
                key = (instruction.place.path, program)
                if other.place.path != instruction.place.path and key not in told:
                    told.add(key)
                    yield Conflict(instruction, other, program, how="last resort")


def _command(text: str) -> tuple[str, ...]:
    """A command by its words; several in one line are no single object."""
    found = simple(text)
    return canonical(found[0].words) if len(found) == 1 else ()
