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
