"""Members that documents name, against the one place that declares what is said to have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims import members
from agentslint.claims.members import Member
from agentslint.facts import names, near_names, owner_places, owners
from agentslint.facts.definitions import defines
from agentslint.facts.owners import Owned
from agentslint.model import File, Place
from agentslint.repo import Repo, parent, vendored
from agentslint.verdicts import symbols


@dataclass(frozen=True, slots=True)
class Missed:
    """A member that what should have it lacks: where that is declared, and where alone one of the name is.

    `instead` is the one name that it has and that is almost the same, or "".
    """

    member: Member
    owned: Owned
    other: Place | None = None
    instead: str = ""


def judged(repo: Repo, files: Sequence[File]) -> Iterator[Missed]:
    """Each member that its owner does not have, in document order of each file."""
    read = [
        (file, one)
        for file in files
        if not (vendored(file.path) or symbols.GUIDE.search(file.path))
        for one in members.read(file)
    ]
    known = owners.owned(repo, {(one.owner, one.name) for _, one in read}) if read else {}
    missed = [
        (one, known[one.owner])
        for file, one in read
        if one.owner in known and _about(file, one, known[one.owner])
        if not known[one.owner].may_have(one.name)
    ]
    used = (
        owner_places.used(repo, {(one.owner, one.name) for one, _ in missed}) if missed else set()
    )
    others = names.definitions(repo, {one.name for one, _ in missed}) if missed else {}
    for one, owned in missed:
        if (one.owner, one.name) not in used:
            paths = others.get(one.name, ())
            other = names.place_of(repo, paths[0], one.name) if len(paths) == 1 else None
            yield Missed(one, owned, other, _instead(repo, one.name, owned))


def _instead(repo: Repo, name: str, owned: Owned) -> str:
    """The one name that the owner's file defines and that has the same words, or one more or less."""
    mine = near_names.parts(name)
    data = (repo.text(owned.place.path) or "").encode("utf-8", "replace")
    near = [
        word for word in owned.own if _close(mine, near_names.parts(word)) and defines(data, word)
    ]
    return near[0] if len(near) == 1 else ""


def _close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sorted(short) == sorted(long)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _about(file: File, one: Member, owned: Owned) -> bool:
    """Whether a document can speak of a type: one of its language, in or below its directory."""
    home = "" if parent(file.path) == "." else f"{parent(file.path)}/"
    return one.language in ("", owned.language) and owned.place.path.startswith(home)
