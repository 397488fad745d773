"""The files of a repository that are tests."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from functools import cache

from agentslint.core import parsing
from agentslint.facts.memo import each
from agentslint.repo import Repo, directories, sample, vendored


@each
def below(repo: Repo, directory: str) -> tuple[str, ...]:
    """The tracked tests in a directory and below, in path order; those of samples left out."""
    return tuple(
        path
        for path in repo.listing.below(directory)
        if path in repo.listing.tracked
        and _is_test(path)
        and not vendored(path)
        and not sample(path)
    )


def _is_test(path: str) -> bool:
    names, code = _table()
    name = posixpath.basename(path)
    if any(fnmatchcase(name, pattern) for pattern in names):
        return True
    return directories.test(path) and name.rpartition(".")[2] in code and name.startswith("test")


@cache
def _table() -> tuple[tuple[str, ...], frozenset[str]]:
    table = parsing.read("facts", "tests.toml")
    return tuple(table["names"]), frozenset(table["code"])
