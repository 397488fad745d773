"""What is in effect along one chain: every demand, nearest first, and what has to be checked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentslint.claims import check_commands
from agentslint.claims.instructions import of
from agentslint.core import lazy_re
from agentslint.model import Chain, File, Instruction, Link
from agentslint.text import markdown, wording
from agentslint.text.vocabulary import Vocabulary

Reading = Callable[[File, Vocabulary | None], tuple[Instruction, ...]]


@dataclass(frozen=True, slots=True)
class Effective:
    """An instruction that reaches the agent, and the nearer one that takes its place, if any."""

    instruction: Instruction
    replaced_by: Instruction | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """A check that a chain requires. `command` is "" where the text names none.

    `condition` and `scope` are those of the sentence; `others` are commands of which it says that
    one of them is enough. `piece` is the index of the sentence in its document.
    """

    command: str
    gate: str
    path: str
    line: int
    checks: tuple[str, ...]
    text: str
    condition: str = ""
    scope: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    piece: int = -1


def reaching(
    link: Link, words: Vocabulary | None = None, read: Reading = of
) -> tuple[Instruction, ...]:
    """The instructions of one file that reach the agent: those that end before a cut.

    `read` picks them: all of a file, or those that a caller has a use for.
    """
    if link.file is None or link.fate not in ("read", "cut", "imported"):
        return ()
    found = read(link.file, words)
    if link.fate != "cut" or not found:
        return found
    until = markdown.cut(link.file, link.bytes)
    return tuple(i for i in found if (i.place.end_line, i.place.end_column) <= until)


def lost(chain: Chain) -> Iterator[tuple[Link, Instruction]]:
    """The instructions of a chain that do not reach the agent, with the file that has them."""
    for link in chain.links:
        if link.file is not None:
            kept = len(reaching(link))
            yield from ((link, instruction) for instruction in of(link.file)[kept:])


def in_chain(
    chain: Chain, words: Vocabulary | None = None, read: Reading = of
) -> tuple[Instruction, ...]:
    """Every instruction that reaches the agent, outermost file first."""
    return tuple(i for link in chain.sources for i in reaching(link, words, read))


def effective(chain: Chain) -> tuple[Effective, ...]:
    """What the chain demands, nearest file first; where a nearer choice replaced an outer one."""
    rows: list[Effective] = []
    nearest: dict[str, Instruction] = {}
    for link in reversed(chain.sources):
        found = [i for i in reaching(link) if i.modality != "inform"]
        rows += [Effective(i, nearest.get(i.slot) if i.slot else None) for i in found]
        nearest.update(
            (i.slot, i) for i in found if i.slot and not i.scope and i.slot not in nearest
        )
    return tuple(rows)


def verification(chain: Chain) -> tuple[Verification, ...]:
    """The checks that a chain requires before a change is done, nearest file first."""
    found: list[Verification] = []
    for link in reversed(chain.sources):
        for instruction in reaching(link):
            if instruction.checks or _told_to_run(instruction):
                found += _verifications(instruction)
    # what a row says of the outcome of its command is no check of its own
    named = {(one.path, one.line) for one in found if one.command}
    return tuple(one for one in found if one.command or (one.path, one.line) not in named)


# a task of any name that is to be run at one of these points is what verifies a change
_POINTS = frozenset(
    {"before done", "before commit", "before push", "before review", "before merge"}
)


def _told_to_run(instruction: Instruction) -> bool:
    """Whether a task or script of any name is to be run before the work goes on."""
    return (
        instruction.modality == "require"
        and instruction.action == "run"
        and instruction.gate in _POINTS
        and any(map(check_commands.is_task, instruction.objects))
    )


def _verifications(instruction: Instruction) -> Iterator[Verification]:
    place = instruction.place
    told = instruction.objects if not instruction.checks else ()
    commands = [text for text in instruction.objects if check_commands.kinds(text)]
    commands = commands or [text for text in told if check_commands.is_task(text)]
    condition, gate = instruction.condition, instruction.gate
    if not commands and (commands := _awaited(condition)):
        # "done when `make check` passes": what looks like a condition is the demand
        condition, gate = "", gate or "before done"
    for command in commands or [""]:
        kinds = check_commands.kinds(command) if command else instruction.checks
        kinds = kinds or ("other",)
        yield Verification(
            command,
            gate,
            place.path,
            place.line,
            kinds,
            instruction.text,
            condition,
            instruction.scope,
            tuple(_alternatives(instruction.text, commands, command)),
            instruction.piece,
        )


def _awaited(condition: str) -> list[str]:
    """The checks that a condition names."""
    spans = [text for _, text in lazy_re.findall(r"(`+)([^`]+)\1", condition)]
    return [text for text in spans if check_commands.kinds(text)]


def _alternatives(text: str, commands: list[str], mine: str) -> Iterator[str]:
    """The commands that stand beside one with nothing but an "or" between them."""
    for one, two in itertools.pairwise(commands):
        end, start = text.find(f"`{one}`") + len(one) + 2, text.find(f"`{two}`")
        between = text[end:start].strip(" ,;/").lower() if 0 < end <= start else "?"
        if mine in (one, two) and wording.pattern("join", "«or»").fullmatch(between):
            yield two if mine == one else one
