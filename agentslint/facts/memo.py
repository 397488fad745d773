"""Answers about a repository, worked out once a repository and forgotten with it: the one way to keep any.

No answer may hold the repository itself: it would never be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from agentslint.model import File
from agentslint.repo import Repo, answers
from agentslint.repo.answers import Reads

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Table(Generic[K, T]):
    """Answers by repository and key; with `most`, a table of so many begins anew.

    With a `name` they are kept between runs as well, where those of the repository are: see `repo.answers`.
    """

    def __init__(self, most: int | None = None, name: str = "") -> None:
        self._known: WeakKeyDictionary[Repo, dict[K, T]] = WeakKeyDictionary()
        self._reads: WeakKeyDictionary[Repo, dict[K, Reads]] = WeakKeyDictionary()
        self._most = most
        self._name = name

    def get(self, repo: Repo, key: K, answer: Callable[[], T]) -> T:
        """What is known for a key, else what `answer` gives, which is remembered."""
        mine = self._known.setdefault(repo, {})
        if key in mine:
            if repo.answers is not None:
                answers.taken(self._reads.get(repo, {}).get(key))
            return mine[key]
        found = answer() if repo.answers is None else self._noted(repo, key, answer)
        if self._most is not None and len(mine) >= self._most:
            mine.clear()
        mine[key] = found
        return found

    def _noted(self, repo: Repo, key: K, answer: Callable[[], T]) -> T:
        """What `answer` gives, or gave an earlier run; what it was read from is known from now on."""
        if self._name and _plain(key):
            name = answers.key("fact", self._name, key)
            found, reads = answers.of(repo, name, answer, answers.SLOW)
        else:
            with answers.reading() as reads:
                found = answer()
        self._reads.setdefault(repo, {})[key] = reads
        return found

    def update(self, repo: Repo, found: Mapping[K, T]) -> None:
        """Take over answers that were found elsewhere."""
        self._known.setdefault(repo, {}).update(found)
        reads = {key: reads for key in found if (reads := answers.handed(key)) is not None}
        self._reads.setdefault(repo, {}).update(reads)


def once(function: Callable[[Repo], T]) -> Callable[[Repo], T]:
    """Remember what a function of nothing but the repository returned."""
    known: Table[None, T] = Table(name=_name(function))

    @wraps(function)
    def remembered(repo: Repo) -> T:
        return known.get(repo, None, lambda: function(repo))

    return remembered


def of_code(function: Callable[[Repo], T]) -> Callable[[Repo], T]:
    """Remember what a function of the repository's code alone returned: an edit of a document changes none of it."""
    known: Table[None, T] = Table(name=_name(function))

    @wraps(function)
    def remembered(repo: Repo) -> T:
        asked = repo.saved or repo
        return known.get(asked, None, lambda: function(asked))

    return remembered


def each(function: Callable[[Repo, K], T]) -> Callable[[Repo, K], T]:
    """Remember what a function of the repository and something in it returned, for each such thing."""
    known: Table[K, T] = Table(name=_name(function))

    @wraps(function)
    def remembered(repo: Repo, key: K) -> T:
        return known.get(repo, key, lambda: function(repo, key))

    return remembered


def of_file(function: Callable[[Repo, File], T]) -> Callable[[Repo, File], T]:
    """Remember what a function of a document in hand returned, which may ask the repository as well."""
    known: Table[File, T] = Table()

    @wraps(function)
    def remembered(repo: Repo, file: File) -> T:
        def make() -> T:
            if repo.answers is None:
                return function(repo, file)
            name = answers.key("of file", _name(function), repo.answers.of_file(file))
            return answers.of(repo, name, lambda: function(repo, file))[0]

        return known.get(repo, file, make)

    return remembered


def _plain(key: object) -> bool:
    """Whether the `repr` of a key tells it from others in another run too."""
    if isinstance(key, tuple):
        return all(map(_plain, key))
    return key is None or type(key) in (str, int, bool)


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@once
def by_name(repo: Repo) -> dict[str, list[str]]:
    """The tracked paths by their last part, in path order."""
    found: dict[str, list[str]] = {}
    for path in repo.listing.ordered:
        found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
    return found
