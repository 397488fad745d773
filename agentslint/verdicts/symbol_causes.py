"""Why a name is held to be gone, in words; and the verdict on each name that documents mention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.claims import symbols as claims
from agentslint.claims.claim import Claim
from agentslint.claims.symbols import Symbol
from agentslint.facts import names
from agentslint.facts.fact import Fact
from agentslint.model import File, Place
from agentslint.repo import Repo, parent, vendored
from agentslint.repo.commits import Commit
from agentslint.verdicts import missing_names, shown_names, symbols
from agentslint.verdicts.dead_name import Dead
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, files: Sequence[File]) -> Iterator[Verdict]:
    """A verdict on each function, class, option or variable: where the code has it, or why it does not."""
    shown_names.prepare(repo, files)
    missed = list(missing_names.judged(repo, files))
    said = {one.claim.place for one in missed}
    for lost in shown_names.dead(repo, files):
        why = cause(lost)
        yield refuted(_claim(lost.symbol), Fact("symbol", lost.symbol.name, why, _where(lost)))
    gone = {one.symbol.place: one for one in symbols.dead(repo, files)}
    every = [(file, one) for file in files if not vendored(file.path) for one in claims.read(file)]
    held = names.held(repo, {one.name for _, one in every}) if every else {}
    yield from (one for one in missed if one.claim.place not in gone)
    for _, one in every:
        claim = _claim(one)
        dead = gone.get(one.place)
        if dead is None and one.place in said:
            continue
        if dead is not None:
            why = cause(dead)
            fact = Fact("symbol", one.name, why, _where(dead))
            # what the text only mentions is no less gone where history has it
            yield Verdict(claim, "refuted", (fact,), why)
        elif at := _held(repo, one, held.get(one.name, [])):
            yield verified(claim, Fact("symbol", one.name, "has it", at))
        elif one.hedge:
            yield undecided(claim, f"the text takes it back: {one.hedge}")
        else:
            yield undecided(
                claim, "no file of code has this name, and nothing shows that one should"
            )


def _claim(one: Symbol) -> Claim:
    home = parent(one.place.path)
    return Claim("symbol", one.place, one.name, one.name, "exists", "", home, one.hedge)


def _held(repo: Repo, one: Symbol, paths: Sequence[str]) -> Place | None:
    """Where code has a name; an option only where it is written as one, and the file that the text names first."""
    for path in sorted(paths, key=lambda path: path != one.path):
        at = names.place_of(repo, path, one.name)
        if one.kind != "option" or at != Place(path):
            return at
    return None


def _where(dead: Dead) -> Place:
    if dead.place or dead.owner:
        return dead.place or dead.owner or dead.symbol.place
    path = dead.without or dead.beside[2] or (dead.gone.path if dead.gone else "")
    path = path or (dead.lost.path if dead.lost else "")
    return Place(path) if path else dead.symbol.place


def cause(dead: Dead) -> str:
    """What shows that the code does not have a name, as a message says it."""
    if dead.place is not None:
        return f"{dead.place.path}:{dead.place.line} has {dead.instead}"
    if dead.lost is not None:
        by = _by(dead.lost.commit)
        if dead.instead:
            return f"{by} renamed it to {dead.instead} in {dead.lost.path}"
        return f"{by} removed it from {dead.lost.path}"
    if dead.gone is not None:
        return f"{_by(dead.gone.commit)} deleted {dead.gone.path}"
    if dead.without:
        return f"{dead.without} does not contain it, nor does any other file"
    if dead.owner is not None:
        return f"{dead.owner.path}:{dead.owner.line} defines {dead.symbol.owner} without it"
    if dead.said:
        return "no file has this name"
    if dead.others[0]:
        count, start = dead.others
        return f"the code reads {count} variables that begin with {start}, and not this one"
    count, most, path = dead.beside
    number = f"the {most}" if count == most else f"{count} of the {most}"
    return f"{number} names beside it are defined, most in {path}, and no file has this one"


def _by(commit: Commit | None) -> str:
    return f"{commit.short} of {commit.day}" if commit else "a later commit"
