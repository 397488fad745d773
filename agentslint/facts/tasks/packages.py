"""Tasks of a framework's command line that a package brings: whether the repository lists the package."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.repo import Repo, vendored


@cache
def _frameworks() -> tuple[dict[str, Any], ...]:
    return tuple(parsing.read("facts", "tasks", "packages.toml").values())


def unlisted(repo: Repo, words: Sequence[str]) -> tuple[str, str] | None:
    """The task that a command names and the package that would bring it, where no manifest lists that.

    None where the repository has no manifest of the kind, or a file that may define the task itself
    speaks of it.
    """
    plain = (posixpath.basename(words[0]), *words[1:3])
    for row in _frameworks():
        for command in row["commands"]:
            head = tuple(command.split(" "))
            if plain[: len(head)] != head or len(words) <= len(head):
                continue
            task = words[len(head)].partition("[")[0]
            first = task.partition(":")[0]
            package = row["tasks"].get(first)
            if package and not _known(repo, row, first, package):
                return task, package
    return None


def _known(repo: Repo, row: dict[str, Any], first: str, package: str) -> bool:
    """Whether a manifest lists a package, or the repository may define its tasks itself."""
    texts = _texts(repo, tuple(row["lists"]))
    named = lazy_re.compile(rf"(?<![\w/-]){lazy_re.escape(package)}(?![\w/])", lazy_re.I)
    if not texts or any(named.search(text) for text in texts):
        return True
    if any(
        posixpath.splitext(posixpath.basename(path))[0] == first for path in repo.listing.ordered
    ):
        return True
    spoken = lazy_re.compile(rf"(?<![\w-]){lazy_re.escape(first)}(?![\w-])")
    return any(spoken.search(text) for text in _texts(repo, tuple(row["defines"])))


def _texts(repo: Repo, globs: tuple[str, ...]) -> list[str]:
    return [
        repo.text(path) or ""
        for path in repo.listing.ordered
        if any(fnmatchcase(posixpath.basename(path), glob) for glob in globs) and not vendored(path)
    ]
