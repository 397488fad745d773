"""In which directory a text says that its commands run: "from the `backend/` directory", "in `web/`"."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.repo.paths import parent
from agentslint.text import vocabulary

PATH = lazy_re.compile(
    r"`\.?/?(?P<code>[\w@.-]+(?:/[\w@.-]+)*)/?`|(?<![\w@./`-])(?P<bare>[\w@.-]+(?:/[\w@-]+)+)/?"
)
CODE = lazy_re.compile(r"`[^`]*`")
WORD = lazy_re.compile(r"[^\W\d_][\w'’-]*")
ENDS = lazy_re.compile(r"[.;!?](?:\s|$)|[。；]")
BETWEEN = 6  # words between a place and the command that runs there
BEFORE = 6  # words before a place among which one says to run something
LABEL = 3  # words of a lead-in that is a label
LONG = 200  # characters of a heading or a lead-in that may name one
MARKUP = "`*_ ("
TABLES = {"run_from": True, "run_in": False}

Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class There:
    """A directory of the repository; `firm` if the text leaves no other to run in."""

    directory: str
    firm: bool


def of(path: str, directories: Collection[str]) -> Resolve:
    """How a document of a path names directories: from its own, else from the root."""
    return _of(path, frozenset(directories))


@lru_cache(maxsize=2)
def _of(path: str, directories: frozenset[str]) -> Resolve:
    @lru_cache(maxsize=1024)
    def resolve(name: str) -> str | None:
        places = (posixpath.normpath(posixpath.join(home, name)) for home in (parent(path), "."))
        return next((place for place in places if place in directories), None)

    return resolve


def beside(sentence: str, start: int, end: int, resolve: Resolve) -> There | None:
    """Where a sentence says that the command at a place in it runs, if it does."""
    if "/" not in sentence:
        return None
    for at, stop, there in _named(sentence, resolve):
        if at >= end:
            if all(map(_runs, WORD.findall(sentence[end:at]))) and not ENDS.search(
                sentence, end, at
            ):
                return there
        elif stop <= start and _opens(sentence[:at]) and _leads(sentence[stop:start]):
            return there
    return None


def above(intro: str, headings: tuple[str, ...], resolve: Resolve) -> There | None:
    """Where a lead-in, or the nearest heading, says that what is below it runs."""
    if len(intro) < LONG and "/" in intro and intro.rstrip(" *_").endswith((":", "：")):
        for at, stop, there in _named(intro, resolve):
            if _opens(intro[:at]) and _leads(intro[stop:]):
                return there
        # "Frontend (`web/`):" is a heading in all but its form
        if len(WORD.findall(CODE.sub("", intro))) <= LABEL and (said := _titled(intro, resolve)):
            return said
    return _titled(headings[-1] if headings else "", resolve)


def _titled(title: str, resolve: Resolve) -> There | None:
    """The one directory that a title names."""
    places = {found[0]: resolve(_path(found)) for found in PATH.finditer(title[:LONG])}
    place = next(iter(places.values())) if len(places) == 1 else None
    return There(place, firm=False) if place else None


@lru_cache(maxsize=2)
def _named(text: str, resolve: Resolve) -> tuple[tuple[int, int, There], ...]:
    """The places that a text names behind "from" or "in", with where the words start and end.

    Every command of a sentence asks for those of the whole sentence.
    """
    return tuple(_places(text, resolve))


def _places(text: str, resolve: Resolve) -> Iterator[tuple[int, int, There]]:
    said = {
        end: (start, firm)
        for table, firm in TABLES.items()
        for start, end in hedges.found(text, table)
    }
    # most sentences have none of these words, and some have very many paths
    for found in PATH.finditer(text) if said else ():
        at = found.start()
        while at and at not in said and text[at - 1] in MARKUP:
            at -= 1
        if at in said and (place := resolve(_path(found))):
            start, firm = said[at]
            yield start, found.end(), There(place, firm)


def _path(found: lazy_re.Match[str]) -> str:
    return found["code"] or found["bare"]


def _opens(before: str) -> bool:
    """Whether a place opens its clause, or what stands before it says to run something there."""
    clause = ENDS.split(before)[-1].rstrip(MARKUP)
    if not WORD.search(clause) or clause.endswith((",", ":", "—", "–")):
        return True
    return any(map(_runs, WORD.findall(CODE.sub("`", clause))[-BEFORE:]))


def _leads(between: str) -> bool:
    """Whether what stands behind a place goes on to a command: ", run", "directory:"."""
    bare = CODE.sub("`", between)
    words = WORD.findall(bare)
    if len(words) > BETWEEN or ENDS.search(bare):
        return False
    return any(sign in bare for sign in ",:：、") or bool(words and _runs(words[-1]))


def _runs(word: str) -> bool:
    return vocabulary.shipped().actions.get(word.lower()) == "run"
