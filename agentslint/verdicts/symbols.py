"""Names of code that documents state, against what the code holds and held."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.claims import symbols
from agentslint.claims.symbols import Symbol
from agentslint.facts import names
from agentslint.facts.names import Lost, Names
from agentslint.model import File, Place
from agentslint.repo import Repo, join, parent, parents, vendored

# what the code once had is no made-up example, and is not to be made
MADE_UP = ("example", "made")


@dataclass(frozen=True, slots=True)
class Dead:
    """A name that the code does not have, with what shows it.

    lost      where the code had it once
    without   the file that the text places it in, and that does not hold it
    instead   the one name that may be meant, and its place
    """

    symbol: Symbol
    lost: Lost | None = None
    without: str = ""
    instead: str = ""
    place: Place | None = None


def dead(repo: Repo, files: Sequence[File]) -> Iterator[Dead]:
    """The names of `files` that the code does not have any more, in document order."""
    stated = {
        file: [symbol for symbol in symbols.read(file) if symbol.hedge in ("", *MADE_UP)]
        for file in files
        if not vendored(file.path)
    }
    wanted = {symbol.name for rows in stated.values() for symbol in rows}
    found = names.look(repo, wanted, [file.path for file in files])
    for file, rows in stated.items():
        told: set[str] = set()
        for symbol in rows:
            if symbol.name in told or symbol.name not in found.absent:
                continue
            if verdict := _judged(repo, file, symbol, found):
                told.add(symbol.name)
                yield verdict


def _judged(repo: Repo, file: File, symbol: Symbol, found: Names) -> Dead | None:
    lost = found.lost.get(symbol.name)
    if lost is not None and lost.defined and symbols.distinct(symbol):
        instead = lost.renamed if lost.renamed and _held(repo, lost.renamed) else ""
        return Dead(symbol, lost, instead=instead)
    if symbol.path and not symbol.hedge and found.complete and symbols.distinct(symbol):
        for base in reversed(parents(parent(file.path))):
            path = posixpath.normpath(join(base, symbol.path))
            held = names.words(repo, path) if names.is_code(path) else None
            if held is not None:
                return Dead(symbol, without=path) if symbol.name not in held else None
    if symbol.kind == "variable" and not symbol.hedge and found.complete:
        return _respelt(repo, symbol)
    return None


def _respelt(repo: Repo, symbol: Symbol) -> Dead | None:
    """A variable that the code reads under almost the same name: a word more, or one less."""
    known = names.environment(repo)
    near = [name for name in known if _one_word_apart(name, symbol.name)]
    return Dead(symbol, instead=near[0], place=known[near[0]]) if len(near) == 1 else None


def _one_word_apart(one: str, other: str) -> bool:
    short, long = sorted((one.split("_"), other.split("_")), key=len)
    if len(long) - len(short) != 1 or len(short) < 2:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))


def _held(repo: Repo, name: str) -> bool:
    return name in names.look(repo, [name], []).held
