"""Two states of a repository to how the effective instructions of each directory changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, TypeVar

from agentslint import chain
from agentslint.chain.repository_chains import all_chains
from agentslint.claims.effective import Verification, effective, verification
from agentslint.model import Agent, Chain, Instruction, Link
from agentslint.repo import Repo, parents
from agentslint.views.diff_rows import Difference, EffectRow, MetRow, Schema, ToldRow, VerifiedRow

SCHEMA: Schema = "agentslint.diff/1"
ALIKE = 0.6  # the least likeness of two texts of which one took the other's place
Row = TypeVar("Row", Instruction, Verification)
COMPARED = 100  # beyond so many new instructions likeness is not looked for


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed, in the same way, for the agent in some directories.

    entered   files that now contribute to the chain and did not, with their fate now
    left      files that contributed; where they are still met, with their fate now
    changed   files that contribute on both sides, with another text
    before    bytes of the budget used, in the first of the directories; `after` likewise
    failure   why every project file is lost now, where that is so and was not
    """

    agent: str
    directories: tuple[str, ...]
    before: int
    after: int
    entered: tuple[Link, ...] = ()
    left: tuple[Link, ...] = ()
    changed: tuple[str, ...] = ()
    gained: tuple[Instruction, ...] = ()
    lost: tuple[Instruction, ...] = ()
    replaced: tuple[tuple[Instruction, Instruction], ...] = ()
    checks_gained: tuple[Verification, ...] = ()
    checks_lost: tuple[Verification, ...] = ()
    failure: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the agent is told the same."""
        return not (self.entered or self.left or self.changed or self.failure)


@dataclass
class _Group:
    effect: Effect
    directories: list[str] = field(default_factory=list)


def effects(before: Repo, after: Repo, agent: Agent) -> list[Effect]:
    """How what `agent` is told changed, the directories with the same change together.

    A directory that exists on one side only is compared with the nearest one above it on the
    other: that is what a file there would have been under. Raises Failure.
    """
    folders = sorted({*all_chains(before, agent), *all_chains(after, agent)})
    groups: dict[Any, _Group] = {}
    for folder in folders:
        old, new = (_chain(repo, agent, folder) for repo in (before, after))
        found = _effect(old, new, folder)
        if not found.nothing:
            key = replace(found, directories=(), before=0, after=found.after - found.before)
            groups.setdefault(_plain(key), _Group(found)).directories.append(folder)
    return [
        replace(group.effect, directories=tuple(group.directories)) for group in groups.values()
    ]


def document(changes: Iterable[Effect], root: str, base: str, head: str) -> Difference:
    """The comparison as plain values, schema `diff`, version 1. `head` is "" for the work tree."""
    return {
        "schema": SCHEMA,
        "root": root,
        "base": base,
        "head": head or None,
        "changes": [_row(effect) for effect in changes],
    }


def removed(link: Link) -> bool:
    """Whether a file that left the chain is not even met there any more."""
    return link.fate == "dropped" and not link.why


def _chain(repo: Repo, agent: Agent, folder: str) -> Chain:
    there = [place for place in parents(folder) if repo.exists(place)]
    return chain.build(repo, agent, there[-1] if there else ".")


def _effect(old: Chain, new: Chain, folder: str) -> Effect:
    was = {link.path: link for link in old.sources}
    now = {link.path: link for link in new.sources}
    met = {link.path: link for link in new.links}
    gone = [path for path in was if path not in now]
    lost, gained = _difference(_told(old), _told(new))
    replaced = list(_replaced(lost, gained))
    before = {pair[0] for pair in replaced}
    after = {pair[1] for pair in replaced}
    checks_lost, checks_gained = _difference(verification(old), verification(new))
    return Effect(
        new.agent.id,
        (folder,),
        old.used,
        new.used,
        tuple(now[path] for path in now if path not in was),
        tuple(met.get(path, Link(path, "dropped", 0)) for path in gone),
        tuple(path for path in now if path in was and _sent(now[path]) != _sent(was[path])),
        tuple(_once([i for i in gained if i not in after], _where)),
        tuple(_once([i for i in lost if i not in before], _where)),
        tuple(_once(replaced, lambda pair: (_where(pair[0]), _where(pair[1])))),
        tuple(checks_gained),
        tuple(checks_lost),
        new.failure.text if new.failure and new.failure != old.failure else "",
    )


def _sent(link: Link) -> bytes:
    return b"" if link.file is None else link.file.data[: link.bytes]


def _told(built: Chain) -> list[Instruction]:
    """What is in effect: no instruction that a nearer one took the place of."""
    return [row.instruction for row in effective(built) if row.replaced_by is None]


def _difference(old: Iterable[Row], new: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """What only the old side has, and what only the new side has, wherever it stands."""
    old, new = list(old), list(new)
    counts = Counter(map(_said, old)), Counter(map(_said, new))
    return list(_beyond(old, counts[0] - counts[1])), list(_beyond(new, counts[1] - counts[0]))


def _beyond(rows: list[Row], left: Counter[Any]) -> Iterator[Row]:
    for row in rows:
        if left[_said(row)] > 0:
            left[_said(row)] -= 1
            yield row


def _said(row: Instruction | Verification) -> Any:
    text = " ".join(row.text.split())
    if isinstance(row, Verification):
        return (row.command or text, row.gate)
    return (text, row.modality, row.scope)


def _where(instruction: Instruction) -> Any:
    # one sentence may make two choices
    return instruction.place.path, instruction.place.line, " ".join(instruction.text.split())


def _once(rows: Iterable[Any], key: Callable[[Any], Any]) -> Iterator[Any]:
    seen = set()
    for row in rows:
        if (name := key(row)) not in seen:
            seen.add(name)
            yield row


def _replaced(
    lost: list[Instruction], gained: list[Instruction]
) -> Iterator[tuple[Instruction, Instruction]]:
    """Pairs of which the second took the first's place: the same choice, or nearly the same words."""
    free = list(gained)
    for old in lost:
        best = next((new for new in free if old.slot and new.slot == old.slot), None)
        if best is None and len(gained) <= COMPARED:
            best = max(free, key=lambda new: _likeness(old, new), default=None)
            if best is not None and _likeness(old, best) < ALIKE:
                best = None
        if best is not None:
            free.remove(best)
            yield old, best


def _likeness(old: Instruction, new: Instruction) -> float:
    return SequenceMatcher(None, old.text.split(), new.text.split(), False).ratio()


def _plain(effect: Effect) -> str:
    """What makes two directories' changes the same one."""
    row = _row(effect)
    return repr({key: value for key, value in row.items() if key != "directories"})


def _row(effect: Effect) -> EffectRow:
    return {
        "agent": effect.agent,
        "directories": list(effect.directories),
        "bytes": {"before": effect.before, "after": effect.after},
        "failure": effect.failure,
        "files": {
            "entered": [_link(link) for link in effect.entered],
            "left": [_link(link) for link in effect.left],
            "changed": list(effect.changed),
        },
        "gained": [_instruction(i) for i in effect.gained],
        "lost": [_instruction(i) for i in effect.lost],
        "replaced": [
            {"before": _instruction(old), "after": _instruction(new)}
            for old, new in effect.replaced
        ],
        "verification": {
            "gained": [_check(v) for v in effect.checks_gained],
            "lost": [_check(v) for v in effect.checks_lost],
        },
    }


def _link(link: Link) -> MetRow:
    if removed(link):
        return {"path": link.path, "fate": "removed", "why": ""}
    return {"path": link.path, "fate": link.fate, "why": link.why}


def _instruction(instruction: Instruction) -> ToldRow:
    place = instruction.place
    text = " ".join(instruction.text.split())
    return {"path": place.path, "line": place.line, "modality": instruction.modality, "text": text}


def _check(check: Verification) -> VerifiedRow:
    return {
        "command": check.command,
        "gate": check.gate,
        "path": check.path,
        "line": check.line,
        "text": " ".join(check.text.split()),
    }
