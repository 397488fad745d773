"""The project that a command of `dotnet` names: `dotnet run --project src/Shop`, `dotnet test tests/Shop.Tests`."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts.memo import once
from agentslint.repo import Repo, join, parents, vendored
from agentslint.text import placeholders

_FILE = lazy_re.compile(r"[\w./+-]+\.(?:cs|fs|vb)proj|[\w./+-]+\.sln[xf]?")
_PATH = lazy_re.compile(r"(?:\./)?[\w.+-]+(?:/[\w.+-]+)*/?")
# learn.microsoft.com/dotnet/core/tools: what names a project, with the commands that take it so
_OPTIONS = frozenset({"--project", "--startup-project"})
_FIRST = frozenset({"build", "test", "restore", "publish", "pack", "clean", "msbuild"})
_OUTSIDE = ("..", "/", "~", "$")


@dataclass(frozen=True, slots=True)
class Missing:
    """A project that is nowhere; `stands` is where the one of its name is, `gone` says that it was there."""

    path: str
    stands: str = ""
    gone: bool = False


def missing(repo: Repo, directory: str, words: Sequence[str], *, named: bool) -> Missing | None:
    """The project or solution that a command names, where a repository with projects has none of that path.

    `directory` is where the command stands, and runs if the text names it (`named`).
    """
    value = _named(words) if posixpath.basename(words[0]) == "dotnet" else ""
    bare = posixpath.normpath(value) if value else ""
    if not bare or value.startswith(_OUTSIDE) or placeholders.in_path(bare):
        return None
    bases = [directory] if named else parents(directory)
    places = [posixpath.normpath(join(base, bare)) for base in bases]
    projects = _projects(repo)
    known = {folder for path in projects for folder in parents(posixpath.dirname(path) or ".")}
    if not projects or any(repo.exists(place) for place in places) or repo.ignored(places):
        return None
    if any(f"/{path}".endswith(f"/{bare}") for path in (*projects, *known)):
        return None
    name = (
        posixpath.splitext(posixpath.basename(bare))[0]
        if _FILE.fullmatch(bare)
        else posixpath.basename(bare)
    )
    same = [path for path in projects if posixpath.splitext(posixpath.basename(path))[0] == name]
    return Missing(bare, same[0] if len(same) == 1 else "", repo.history.held(*places))


def _named(words: Sequence[str]) -> str:
    """The path of a project in a command, "" where it names none."""
    for at, word in enumerate(words):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in _OPTIONS and (equals or at + 1 < len(words)):
            value = value if equals else words[at + 1]
            return value if _PATH.fullmatch(value) else ""
    first = words[2] if len(words) > 2 and words[1] in _FIRST else ""
    return first if _FILE.fullmatch(first) or ("/" in first and _PATH.fullmatch(first)) else ""


@once
def _projects(repo: Repo) -> tuple[str, ...]:
    """The projects and solutions of the repository."""
    found = (path for path in repo.listing.ordered if _FILE.fullmatch(posixpath.basename(path)))
    return tuple(path for path in found if not vendored(path))
