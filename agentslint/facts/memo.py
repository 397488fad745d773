"""Answers about a whole repository, worked out once a repository and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from agentslint.repo import Repo

T = TypeVar("T")


def once(function: Callable[[Repo], T]) -> Callable[[Repo], T]:
    """Remember what a function of nothing but the repository returned."""
    known: WeakKeyDictionary[Repo, Any] = WeakKeyDictionary()

    @wraps(function)
    def remembered(repo: Repo) -> T:
        if repo not in known:
            known[repo] = function(repo)
        found: T = known[repo]
        return found

    return remembered


def each(function: Callable[[Repo, str], T]) -> Callable[[Repo, str], T]:
    """Remember what a function of the repository and one of its paths returned, for each path."""
    known: WeakKeyDictionary[Repo, dict[str, Any]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(repo: Repo, path: str) -> T:
        mine = known.setdefault(repo, {})
        if path not in mine:
            mine[path] = function(repo, path)
        found: T = mine[path]
        return found

    return remembered


@once
def by_name(repo: Repo) -> dict[str, list[str]]:
    """The tracked paths by their last part, in path order."""
    found: dict[str, list[str]] = {}
    for path in repo.listing.ordered:
        found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
    return found
