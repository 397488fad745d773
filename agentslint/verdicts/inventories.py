"""Counts, lists and single names of packages, crates, workflows, jobs, services and skills, against what there is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agentslint.claims import inventories
from agentslint.claims.claim import Claim
from agentslint.claims.inventories import Listed
from agentslint.core import globs
from agentslint.facts import inventory as facts
from agentslint.facts.fact import Fact
from agentslint.facts.inventory import Member
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.listings import series
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

# where skills lie that one may keep to oneself
_SKILLS = (".agents/skills", ".claude/skills", ".codex/skills", ".cursor/skills", "skills")
_LACKING = 2  # members that a list of most of them may lack for that to be a slip
_FEWEST = 4  # members in a list whose lead-in speaks of more than its kind
_MOST = 0.6  # of the members that such a list has


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for listed in inventories.read(file):
        yield _judged(repo, file, listed)


def _judged(repo: Repo, file: File, listed: Listed) -> Verdict:
    claim = Claim(
        "inventory" if listed.names else "count",
        listed.place, listed.text, listed.kind, "has", str(listed.number or ""), listed.scope,
    )  # fmt: skip
    every = facts.of(repo, listed.kind)
    here = [one for one in every if _under(one, listed, file)]
    if not here or (listed.scope != "." and not listed.names):
        return undecided(claim, "the repository declares none")
    known = {name: one for one in every for name in one.aliases}
    if listed.spoken:
        return _spoken(claim, listed, known)
    held = [known[name.rstrip("/")] for name, _ in listed.names if name.rstrip("/") in known]
    gone = [name for name, _ in listed.names if name.rstrip("/") not in known]
    if gone:
        return _gone(repo, claim, listed, gone, held, here)
    if listed.whole:
        return _lacking(claim, listed, held, here)
    if listed.number and not listed.names:
        return _counted(claim, listed, every, here)
    return verified(claim, reason="each is there")


def _spoken(claim: Claim, listed: Listed, known: Mapping[str, Member]) -> Verdict:
    """A list whose lead-in speaks of a kind, where all of it are members, and most that there are."""
    meant = [
        {one for name, one in known.items() if globs.fits(name, said)} for said, _ in listed.names
    ]
    held = {one for each in meant for one in each}
    folders = {posixpath.dirname(one.path) for one in held}
    alike = {one for one in known.values() if posixpath.dirname(one.path) in folders}
    lacking = sorted(alike - held, key=_path)
    if not all(meant) or len(held) < _FEWEST or len(held) < _MOST * len(alike):
        return undecided(claim, "it names some, or others as well")
    if not lacking:
        return verified(claim, reason="it names each of them")
    others = [one.name for one in lacking[1:]]
    nor = f", nor {'is' if len(others) == 1 else 'are'} {series(others)}" if others else ""
    fact = Fact(listed.kind, lacking[0].name, f"is not in it{nor}", lacking[0].place)
    return refuted(replace(claim, relation="holds"), fact)


def _under(one: Member, listed: Listed, file: File) -> bool:
    under = listed.under
    return not under or one.path == under or f"/{one.path}/".find(f"/{under}/") >= 0


def _gone(
    repo: Repo,
    claim: Claim,
    listed: Listed,
    gone: list[str],
    held: list[Member],
    here: list[Member],
) -> Verdict:
    """A name is one of the kind where the others are, or where its word stands beside it."""
    single = len(listed.names) == 1 and not listed.loose
    if len(gone) > 1 or (not single and len(held) < 2 - listed.whole * (listed.number > 0)):
        return undecided(claim, "the names may be of another kind")
    name = gone[0].rstrip("/")
    base = posixpath.basename(name)
    path = "/" in name or "." in name
    if (single and listed.kind == "workflows" and not path) or _elsewhere(
        repo, listed.kind, name, base
    ):
        return undecided(claim, "something else is called so")
    place = next(place for other, place in listed.names if other == gone[0])
    said = f"{name}, one of the {listed.kind}" if not single else claim.text
    shown = ", ".join(sorted({one.name for one in here})[:4])
    more = ", …" if len({one.name for one in here}) > 4 else ""
    where = _where(here)
    fact = Fact(listed.kind, name, f"has {shown}{more}, and no {name}", whole(where))
    found = Claim(claim.kind, place, said, name, "has", "", claim.scope)
    return refuted(found, fact)


def _elsewhere(repo: Repo, kind: str, name: str, base: str) -> bool:
    """Whether a path of the repository is called so, and may be meant."""
    if kind == "skills" and repo.ignored([f"{home}/{name}" for home in _SKILLS]):
        return True
    if kind in ("jobs", "services"):
        return False
    return any(
        path == name or path.endswith(f"/{base}")
        for path in (*repo.listing.directories, *repo.listing.tracked)
    )


def _where(here: list[Member]) -> str:
    """The directory or file that holds them."""
    paths = [one.place.path for one in here]
    if len(set(paths)) == 1 and not paths[0].endswith("SKILL.md"):
        return paths[0]
    if len(paths) == 1:
        return posixpath.dirname(posixpath.dirname(paths[0])) or "."
    found = posixpath.commonpath(paths)
    return found or "."


def _lacking(claim: Claim, listed: Listed, held: list[Member], here: list[Member]) -> Verdict:
    """A list that has most, and lacks one or two."""
    folders = {posixpath.dirname(one.path) for one in held}
    alike = (
        [one for one in here if posixpath.dirname(one.path) in folders] if listed.loose else here
    )
    lacking = [one for one in alike if one not in held]
    if not lacking:
        return verified(claim, reason="it names each of them")
    few = len(lacking) <= _LACKING and len(set(map(_path, held))) >= _MOST * len(alike)
    if not few and not (listed.number and len(held) > 1):
        return undecided(claim, "it names some of them")
    first = lacking[0]
    return refuted(claim, Fact(listed.kind, first.name, "is not among them", first.place))


def _path(one: Member) -> str:
    return one.path


def _counted(
    claim: Claim, listed: Listed, every: tuple[Member, ...], here: list[Member]
) -> Verdict:
    """A number that no way of counting gives: all, those of one directory, those that are published."""
    groups = [here, [one for one in here if not one.private]]
    folders = {posixpath.dirname(one.path) for one in here}
    groups += [[one for one in here if posixpath.dirname(one.path) == each] for each in folders]
    counts = {len(group) for group in groups}
    root = len(every) + 1 if listed.kind in ("packages", "crates") and not listed.under else 0
    fact = Fact(listed.kind, listed.kind, f"has {len(here)}", whole(_where(here)))
    if listed.number in counts or listed.number == root:
        return verified(claim, fact)
    return refuted(claim, fact)
