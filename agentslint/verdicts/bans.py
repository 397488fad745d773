"""What a file refuses again that a file above it refuses: the same deed, and no other path or name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentslint.claims import demands, instructions
from agentslint.claims.demands import Clause
from agentslint.model import File, Instruction

_Key = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Ban:
    """One refusal: of which deed (`key`), and to what, as code spans name it."""

    one: Instruction
    key: _Key
    codes: frozenset[str]


def again(file: File, outer: Sequence[File]) -> Iterator[tuple[Instruction, Instruction]]:
    """Each refusal of a file that another file has for the same things and more, with that one."""
    known: dict[_Key, list[Ban]] = {}
    for each in outer:
        for ban in bans(each):
            known.setdefault(ban.key, []).append(ban)
    for ban in bans(file):
        other = next((one for one in known.get(ban.key, ()) if ban.codes <= one.codes), None)
        if other is not None:
            yield ban.one, other.one


@lru_cache(maxsize=256)
def bans(file: File) -> tuple[Ban, ...]:
    """The refusals of a file that say nothing else, each of something in a code span."""
    return tuple(_bans(file))


def _bans(file: File) -> Iterator[Ban]:
    for one in instructions.of(file):
        if one.modality != "forbid" or one.excepted or one.narrowed or "`" not in one.text:
            continue
        clauses = list(demands.read(one.text, one.modality))
        if len(clauses) != 1 or clauses[0].polarity != "ban" or clauses[0].limited:
            continue
        clause = clauses[0]
        codes = frozenset(word for word in clause.core if word.startswith("`"))
        if codes and clause.core != codes:
            yield Ban(one, _key(clause, codes), codes)


def _key(clause: Clause, codes: frozenset[str]) -> _Key:
    asked = frozenset({"asked"} if clause.asked else ())
    return clause.core - codes, clause.extent, clause.moment, clause.manner, asked
