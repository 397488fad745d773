"""Packages that a document names, against manifests, lock files and code: what none of them has is not in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agentslint.claims import libraries as claims
from agentslint.claims import tools
from agentslint.claims.claim import Claim
from agentslint.claims.libraries import Library
from agentslint.facts import libraries, names
from agentslint.facts.code_files import is_document
from agentslint.facts.fact import Fact
from agentslint.facts.memo import each
from agentslint.facts.tasks import workspaces
from agentslint.facts.versions.declared import line_of
from agentslint.model import File, Place, whole
from agentslint.repo import Repo, join, parent
from agentslint.repo.contents import Contents
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_KNOWN = 2  # packages of a series that are listed, before one that is not is missed among them
_PLAIN = 3  # of them, before one is whose name could be anything


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A package that nothing lists or speaks of.

    beside   how many of the packages named with it are listed, and of how many
    instead  the package of this repository that has its last part, and its place
    """

    library: Library
    beside: tuple[int, int] = (0, 0)
    instead: str = ""
    at: Place | None = None


def unlisted(repo: Repo, file: File) -> Iterator[Unlisted]:
    """The packages of a document that are missed where others are listed, or that have another scope here."""
    yield from _of_another_scope(repo, file)
    yield from _of_another_name(repo, file)
    told: dict[str, Unlisted] = {}
    for one in claims.read(file):
        found = None if one.name in told else _missed(repo, one)
        if found and not _there(repo, file, one.name) and not spoken(repo, one.name):
            told[one.name] = found
        if one.name in told:
            yield replace(told[one.name], library=one)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each package that a document names: the manifest that lists it, or why it is missed."""
    listed = libraries.listed(repo)
    gone = {one.library.place: one for one in unlisted(repo, file)}
    every = {one.place: one for one in (*claims.read(file), *claims.scoped(file))}
    for one in every.values():
        claim = Claim("package", one.place, one.name, one.name, "is listed", "", parent(file.path))
        path = listed.get(libraries.plain(one.name), "")
        if one.place in gone:
            missed = gone[one.place]
            at = missed.at or whole(next(iter(listed.values())))
            says = (
                f"has {missed.instead}"
                if missed.at
                else "lists what is named with it, not this one"
            )
            yield refuted(claim, Fact("package", one.name, says, at))
        elif path:
            yield verified(claim, Fact("package", one.name, "lists it", whole(path)))
        elif one.kind != "plain" and not _below(repo, file, one.name):
            yield undecided(claim, "no manifest or lock file lists it")


def _missed(repo: Repo, one: Library) -> Unlisted | None:
    listed = libraries.listed(repo)
    if not listed or libraries.plain(one.name) in listed:
        return None
    if one.name.startswith(tools.modules()) and "go.mod" in repo.listing.by_name:
        return Unlisted(one)
    others = [name for name in one.beside if name != one.name]
    if one.kind != "plain":
        others = [name for name in others if claims.kind_of(name) != "plain"]
    count = sum(libraries.plain(name) in listed for name in others)
    least = _PLAIN if one.kind == "plain" else _KNOWN
    enough = count >= least and 4 * count >= 3 * len(others)
    return Unlisted(one, (count, len(others))) if enough else None


def _of_another_scope(repo: Repo, file: File) -> Iterator[Unlisted]:
    """The packages whose last part is that of one of this repository, which has another scope."""
    own = libraries.own(repo) if "@" in file.text else {}
    for one in claims.scoped(file) if own else ():
        here = own.get(one.name.rpartition("/")[2], [])
        if (
            len(here) != 1
            or here[0] == one.name
            or libraries.plain(one.name) in libraries.listed(repo)
        ):
            continue
        if not spoken(repo, one.name):
            path = next(p.path for p in workspaces.packages(repo) if p.name == here[0])
            at = line_of(path, repo.text(path) or "", here[0])
            yield Unlisted(one, instead=here[0], at=at)


def _of_another_name(repo: Repo, file: File) -> Iterator[Unlisted]:
    """The packages of a scope of this repository's own, whose last part is the folder of one that is called otherwise."""
    own = libraries.own(repo) if "@" in file.text else {}
    every = {name for names_ in own.values() for name in names_}
    scopes = {name.partition("/")[0] for name in every if name.startswith("@")}
    for one in claims.scoped(file) if scopes else ():
        scope, _, last = one.name.partition("/")
        if scope not in scopes or one.name in every:
            continue
        listed = libraries.plain(one.name) in libraries.listed(repo)
        here = [p for p in workspaces.packages(repo) if p.name and p.directory.endswith(f"/{last}")]
        if len(here) == 1 and not listed and last not in own:
            at = line_of(here[0].path, repo.text(here[0].path) or "", f'"{here[0].name}"')
            yield Unlisted(one, instead=here[0].name, at=at)


def _there(repo: Repo, file: File, name: str) -> bool:
    """Whether a name is one of a file or directory, or begins with one."""
    first = name.partition("/")[0]
    places = (name, join(parent(file.path), name))
    held = any(p in repo.listing.tracked or p in repo.listing.directories for p in places)
    return held or ("/" in name and first in repo.listing.directories)


@each
def spoken(repo: Repo, name: str) -> bool:
    """Whether any tracked file but documents has a package's name, as manifests or as code writes it."""
    contents = Contents(repo)
    marks = {name.encode(), name.replace("-", "_").encode()}
    contents.rely_on_index()
    left = names.MOST
    for path in repo.listing.ordered:
        if is_document(path):
            continue
        data = contents.read(path)
        left -= len(data)
        if left < 0 or any(mark in data for mark in marks):
            contents.rely([path])
            return True
    return False


def _below(repo: Repo, file: File, name: str) -> bool:
    """Whether a name of two parts is a path here: `packages/cart`, and the import `@docs/style.md`."""
    folder = name.removeprefix("@").partition("/")[0]
    return "/" in name and any(repo.exists(join(at, folder)) for at in (".", parent(file.path)))
