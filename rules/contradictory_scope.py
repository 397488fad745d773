"""Two statements of scope or precedence that cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.claims import effective, precedence
from agentslint.model import File, Finding, Instruction, Note
from agentslint.verdicts import contradictions
from agentslint.verdicts.scope import matching

Rulings = Sequence[precedence.Ruling]


def prepare_file(file: File, context: Context) -> None:
    """Read what a file says of precedence while its text is at hand."""
    precedence.rulings(file)


def check_repo(context: Context) -> Iterator[Finding]:
    # what one file says twice is wrong for whoever reads it, an agent that an override hides it
    # from aside; what two files say only where one agent reads both
    for file in context.files:
        found = precedence.rulings(file)
        yield from _winners(found, found)
        yield from _sources(found, found)
    for directory, chain in context.chains.items():
        outer: list[precedence.Ruling] = []
        for link in chain.sources:
            here = precedence.rulings(link.file) if link.file else ()
            for finding in (*_winners(outer, here), *_sources(outer, here)):
                yield replace(finding, directories=(directory,))
            outer += here
        for finding in _globs(effective.in_chain(chain, None, contradictions.telling), context):
            yield replace(finding, directories=(directory,))


def _winners(outer: Rulings, inner: Rulings) -> Iterator[Finding]:
    """Two answers to the question who decides where instructions disagree."""
    for second in inner:
        for first in outer:
            if (first.place < second.place or first.place.path != second.place.path) and _disagree(
                first, second
            ):
                yield Finding(
                    second.place,
                    f"{second.winner} decides here, {first.winner} at "
                    f"{first.place.path}:{first.place.line}: only one of them can",
                    (Note(first.place, f"{first.winner} decides"),),
                )
                return


def _disagree(first: precedence.Ruling, second: precedence.Ruling) -> bool:
    kinds = {first.kind, second.kind}
    return "truth" not in kinds and "conflict" in kinds and first.winner != second.winner


def _sources(outer: Rulings, inner: Rulings) -> Iterator[Finding]:
    """Two single sources of truth for one thing."""
    known: dict[str, precedence.Ruling] = {}
    for ruling in outer:
        if ruling.kind == "truth":
            known.setdefault(ruling.subject, ruling)
    for ruling in inner:
        first = known.get(ruling.subject) if ruling.kind == "truth" else None
        if first is not None and first.winner != ruling.winner:
            yield Finding(
                ruling.place,
                f"{ruling.winner} is the source of truth for {ruling.subject} here, "
                f"{first.winner} at {first.place.path}:{first.place.line}",
                (Note(first.place, first.winner),),
            )


def _globs(instructions: Sequence[Instruction], context: Context) -> Iterator[Finding]:
    """Two globs that overlap, neither within the other, with different choices for both."""
    rows = [
        i for i in instructions if i.slot and i.scope and not i.excepted and i.modality == "require"
    ]
    for index, second in enumerate(rows):
        for first in rows[:index]:
            if first.slot == second.slot and first.value != second.value:
                witness = _overlap(context, first, second)
                if witness:
                    yield Finding(
                        second.place,
                        f"{witness} is to have {second.value} here and {first.value} at "
                        f"{first.place.path}:{first.place.line}",
                        (Note(first.place, first.value),),
                    )


def _overlap(context: Context, one: Instruction, other: Instruction) -> str:
    """A file that the globs of both speak of, where neither is a part of the other."""
    first = {p for glob in one.scope for p in matching(context.repo, glob)}
    second = {p for glob in other.scope for p in matching(context.repo, glob)}
    shared = first & second
    if not shared or (first != second and (first <= second or second <= first)):
        return ""
    return min(shared)
