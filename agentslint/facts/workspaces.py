"""The packages of a repository, and its workspaces: who is a member, who owns a path, who depends on whom.

`package_files` reads the manifests.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agentslint.core import globs
from agentslint.facts.memo import by_name, once
from agentslint.facts.package_files import JOINED, MANIFESTS
from agentslint.facts.versions.declared import line_of
from agentslint.model import Place
from agentslint.repo import Repo, join, parent, parents, sample, vendored

DEEPEST = 50  # parts of a glob


@dataclass(frozen=True, slots=True)
class Package:
    """One package: its name as its manifest has it ("" where it has none), and what it depends on."""

    ecosystem: str
    name: str
    directory: str
    manifest: str
    version: str = ""
    depends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a manifest joins: the directories of its members, and where it says so."""

    ecosystem: str
    directory: str
    members: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Arrow:
    """One package of the repository depends on another; `place` is the line that says so."""

    source: Package
    target: Package
    place: Place


@once
def packages(repo: Repo) -> tuple[Package, ...]:
    """Every package that a manifest declares, in path order; no vendored ones, and no samples of tests."""
    found = []
    for name, (ecosystem, read) in MANIFESTS.items():
        for path in by_name(repo).get(name, ()):
            text = None if vendored(path) or sample(path) else repo.text(path)
            made = read(text) if text is not None else None
            if made is not None:
                found.append(Package(ecosystem, made[0], parent(path), path, made[1], made[2]))
    return tuple(sorted(found, key=lambda one: one.manifest))


@once
def workspaces(repo: Repo) -> tuple[Workspace, ...]:
    """Every manifest that joins packages, in path order."""
    found = []
    for name, (ecosystem, manifests, read) in JOINED.items():
        for path in by_name(repo).get(name, ()):
            text = None if vendored(path) or sample(path) else repo.text(path)
            patterns = list(read(text)) if text is not None else []
            if patterns:
                members = _members(repo, parent(path), patterns, manifests)
                found.append(
                    Workspace(
                        ecosystem, parent(path), members, line_of(path, text or "", patterns[0])
                    )
                )
    return tuple(sorted(found, key=lambda one: one.place))


def owner(repo: Repo, path: str) -> Package | None:
    """The package that a path lies in: the nearest above it."""
    by_directory = _by_directory(repo)
    for base in reversed(parents(parent(path))):
        if base in by_directory:
            return by_directory[base]
    return None


def called(repo: Repo, name: str) -> tuple[Package, ...]:
    """The packages of a name."""
    return tuple(one for one in packages(repo) if one.name == name)


@once
def arrows(repo: Repo) -> tuple[Arrow, ...]:
    """Which packages of the repository depend on which."""
    known: dict[tuple[str, str], Package] = {}
    for one in packages(repo):
        if one.name:
            known.setdefault((one.ecosystem, one.name), one)
    return tuple(
        Arrow(one, target, line_of(one.manifest, repo.text(one.manifest) or "", name))
        for one in packages(repo)
        for name in sorted(one.depends)
        if (target := known.get((one.ecosystem, name))) and target != one
    )


@once
def _by_directory(repo: Repo) -> dict[str, Package]:
    found: dict[str, Package] = {}
    for one in packages(repo):
        found.setdefault(one.directory, one)
    return found


def _members(
    repo: Repo, base: str, patterns: list[str], manifests: tuple[str, ...]
) -> tuple[str, ...]:
    """The directories below `base` that match, and that hold a manifest; `!` takes some out again."""
    holding = {
        parent(p) for name in manifests for p in by_name(repo).get(name, ()) if not vendored(p)
    }
    found: set[str] = set()
    for pattern in patterns:
        bare = posixpath.normpath(pattern.lstrip("!").rstrip("/") or ".")
        wanted = posixpath.normpath(join(base, bare))
        if any(letter in bare for letter in "*?[{"):
            parts = wanted.split("/")
            matches = {d for d in holding if _matches(parts, d.split("/"))}
        else:
            matches = {wanted} if wanted in holding or not manifests else set()
        found = found - matches if pattern.startswith("!") else found | matches
    return tuple(sorted(found - {base}))


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a glob matches a path, part by part; `**` stands for any number of parts."""
    if len(pattern) > DEEPEST:
        return False
    reached = {0}
    for part in path:
        stars = {at for at in _past_stars(pattern, reached) if at < len(pattern)}
        reached = {at if pattern[at] == "**" else at + 1 for at in stars if _is(pattern[at], part)}
    return len(pattern) in _past_stars(pattern, reached)


def _is(pattern: str, part: str) -> bool:
    return pattern == "**" or globs.fits(part, pattern)


def _past_stars(pattern: Sequence[str], places: Iterable[int]) -> set[int]:
    """Some places of a pattern, with those behind each `**` that stands there."""
    found = set(places)
    waiting = list(found)
    while waiting:
        at = waiting.pop()
        if at < len(pattern) and pattern[at] == "**" and at + 1 not in found:
            found.add(at + 1)
            waiting.append(at + 1)
    return found
