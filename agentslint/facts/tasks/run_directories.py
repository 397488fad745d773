"""The directory that a command's own words name for it to run in: `pnpm -C web test`, `npm test -w @shop/api`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.facts.tasks import npm, workspaces
from agentslint.repo import Repo, join, parents
from agentslint.repo.directories import product
from agentslint.text import placeholders, tools

_FILTERS = frozenset({"--filter", "-F", "--workspace"})
_OUTSIDE = ("..", "/", "~", "$")


@dataclass(frozen=True, slots=True)
class Missing:
    """A directory that a command is to run in and that is not there; `gone` says that it was once."""

    path: str
    gone: bool


def missing(repo: Repo, directory: str, words: Sequence[str], *, named: bool) -> Missing | None:
    """The directory that an option names, where neither it nor one that ends so is in the repository.

    `directory` is where the command stands, and runs if the text names it (`named`). What git ignores,
    what a build makes and what leads out of the repository is passed over; so is a directory that
    was never there and in whose parent nothing is.
    """
    found = (unfound(repo, directory, value, named=named) for value in _named(words))
    return next((one for one in found if one is not None), None)


def unfound(repo: Repo, directory: str, value: str, *, named: bool = False) -> Missing | None:
    """One directory as a command names it, where neither it nor one that ends so is there."""
    bare = posixpath.normpath(value)
    if value.startswith(_OUTSIDE) or placeholders.in_path(bare) or placeholders.in_word(bare):
        return None
    bases = [directory] if named else parents(directory)
    places = [posixpath.normpath(join(base, bare)) for base in bases]
    known = repo.listing.directories
    if any(repo.exists(place) for place in places) or any(
        one.endswith(f"/{bare}") for one in known
    ):
        return None
    if product(f"{bare}/x") or repo.ignored(places):
        return None
    gone = repo.history.held(*places)
    near = gone or not known.isdisjoint({posixpath.dirname(place) for place in places} - {""})
    return Missing(bare, gone) if near else None


def of(repo: Repo, directory: str, words: Sequence[str]) -> str:
    """The directory that an option or a filter names, "" where none does or that cannot be told."""
    for value in _named(words):
        bases = reversed(parents(directory))
        places = (posixpath.normpath(join(base, value)) for base in bases)
        return next((place for place in places if place in repo.listing.directories), "")
    tool = posixpath.basename(words[0])
    if tool in npm.TOOLS:
        # pnpm's `-w` is the root of the workspace and takes no value
        known = _FILTERS | {"-w"} if tool == "npm" else _FILTERS
        for option, value in _options(words):
            if option in known and (found := workspaces.chosen(repo, directory, value)):
                return found[0].directory if len(found) == 1 else ""
    return ""


def _named(words: Sequence[str]) -> Iterator[str]:
    known = tools.shipped().moves.get(posixpath.basename(words[0]), frozenset())
    return (
        value
        for option, value in _options(words)
        if option in known and not posixpath.splitext(value)[1]
    )


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The options of a command that have a value, behind `=` or in the next word; up to `--`."""
    for at, word in enumerate(words):
        if word == "--":
            return
        name, equals, value = word.partition("=")
        if name.startswith("-") and (equals or at + 1 < len(words)):
            yield name, value if equals else words[at + 1]
