"""Names that what should have them lacks, in words: of a package, a module, a type, a class, among the skills."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims.claim import Claim
from agentslint.facts.fact import Fact
from agentslint.model import File, Note, Place
from agentslint.repo import Repo, parent
from agentslint.verdicts import (
    go_names,
    members,
    shown_calls,
    shown_imports,
    shown_members,
    skill_names,
)
from agentslint.verdicts.verdict import Verdict, refuted


@dataclass(frozen=True, slots=True)
class MissingName:
    """A name that is not there: what is said of it, the places that show it, and what it may be called now.

    `because` is what several of them are gone for: one commit that took a folder of skills away.
    """

    name: str
    place: Place
    fact: str
    cause: str
    related: tuple[Note, ...] = ()
    instead: str = ""
    because: str = ""

    @property
    def message(self) -> str:
        return f"{self.fact}: {self.cause}" if self.cause else self.fact


def missing(repo: Repo, files: Sequence[File]) -> Iterator[MissingName]:
    """Each of them once, by its place: what is known of a package first."""
    places = set()
    for one in _each(repo, files):
        if one.place not in places:
            places.add(one.place)
            yield one


def judged(repo: Repo, files: Sequence[File]) -> Iterator[Verdict]:
    """The same as verdicts."""
    for one in missing(repo, files):
        claim = Claim("symbol", one.place, one.name, one.name, "exists", "", parent(one.place.path))
        at = one.related[0].place if one.related else one.place
        yield refuted(claim, Fact("symbol", one.name, one.cause or one.fact, at))


def _each(repo: Repo, files: Sequence[File]) -> Iterator[MissingName]:
    yield from _of_packages(repo, files)
    yield from _of_types(repo, files)
    yield from _called(repo, files)
    for file in files:
        for shown, path in shown_imports.judged(repo, file):
            fact = f"{shown.name} is not in {path}, from which the text imports it"
            yield MissingName(shown.name, shown.place, fact, "")
        for name, owner, path, place in shown_members.judged(repo, file):
            yield MissingName(name, place, f"{name} is not in {path}, which defines {owner}", "")
        for call, has in shown_calls.judged(repo, file):
            at = has.place
            cause = f"{at.path}:{at.line} defines the class without it"
            yield MissingName(call.name, call.place, f"{call.owner} has no {call.name}", cause)


def _of_packages(repo: Repo, files: Sequence[File]) -> Iterator[MissingName]:
    """What a package of Go does not define."""
    for missed in go_names.judged(repo, files):
        used, at = missed.used, missed.place
        where = f"; {at.path}:{at.line} defines one of that name" if at else ""
        package = f"the package in {' and '.join(f'{folder}/' for folder in missed.folders)}"
        related = (Note(at, f"defines {used.name}"),) if at else ()
        fact = f"{used.package}.{used.name} is not in the code"
        yield MissingName(
            used.name, used.place, fact, f"{package} does not define it{where}", related
        )


def _of_types(repo: Repo, files: Sequence[File]) -> Iterator[MissingName]:
    """What a type or an object does not have."""
    for missed in members.judged(repo, files):
        one, at, other = missed.member, missed.owned.place, missed.other
        cause = f"{at.path}:{at.line} defines {one.owner} without it"
        related = [Note(at, f"defines {one.owner}")]
        if missed.instead:
            cause += f", with {missed.instead}"
        elif other is not None:
            cause += f"; {other.path}:{other.line} defines one of that name"
            related.append(Note(other, f"defines {one.name}"))
        fact = f"{one.text} is not in the code"
        yield MissingName(one.name, one.place, fact, cause, tuple(related), missed.instead)


def _called(repo: Repo, files: Sequence[File]) -> Iterator[MissingName]:
    """Skills, subagents and commands that are gone."""
    for missed in skill_names.judged(repo, files):
        commit = missed.gone.commit
        when = f" in {commit.short} of {commit.day}" if commit else ""
        now = f"; {missed.instead} is there now" if missed.instead else ""
        cause = f"{missed.gone.path} went{when}{now}"
        folder = posixpath.dirname(missed.gone.path.removesuffix("/SKILL.md"))
        because = "" if missed.instead else f"{folder} lost skills{when}"
        fact = f"{missed.name} is not there"
        yield MissingName(missed.name, missed.place, fact, cause, (), missed.instead, because)
