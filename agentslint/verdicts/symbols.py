"""Names of code that documents state, against what the code holds and held."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from agentslint.claims import symbols
from agentslint.claims.symbols import Symbol
from agentslint.core import lazy_re
from agentslint.facts import code_files, names, near_names
from agentslint.facts.memo import by_name, of_file, once
from agentslint.facts.names import Names
from agentslint.facts.old_names import Lost
from agentslint.facts.owner_places import known
from agentslint.model import File, Place, text_place
from agentslint.repo import Repo, join, parent, parents, vendored
from agentslint.verdicts.dead_name import Dead

MADE_UP = ("example", "made")  # what the code once had is neither
_SERIES = 3  # names beside one that the code defines, before it is missed among them
_OWN = 3  # variables that begin alike, before the beginning is a project's own
_SHORT = 4  # letters of a beginning that many projects share: `DB_`, `API_`, `APP_`
_LIST = 4  # of them, all of one file, before a name of a single word is
GUIDE = lazy_re.compile(r"(?:^|/)(?:skills|rules)/")  # for a technology, taken in as they are
_HEAD = r"^[ \t]*(?:[a-z]+[ \t]+)*(?:class|struct|enum|trait|interface|object|module)[ \t]+{}\b([^\n{{]*)"
_BASE = lazy_re.compile(r"[:(<]|\b(?:extends|implements|with)\b")


def dead(repo: Repo, files: Sequence[File]) -> Iterator[Dead]:
    """Each mention of a name that the code does not have any more, in document order."""
    every = {file: stated(repo, file) for file in files if not vendored(file.path)}
    wanted = {symbol.name for rows in every.values() for symbol in rows}
    found = names.look(repo, wanted, [file.path for file in files])
    absent = {
        file: [one for one in rows if one.name in found.absent] for file, rows in every.items()
    }
    if any(absent.values()):
        known = called(repo) | _shortened(repo, absent.values())
        found = replace(found, absent=found.absent - known)
    owners = names.definitions(repo, _owners(absent.values(), found))
    beside = _Beside(repo, (one for rows in absent.values() for one in rows), found)
    near = _near(repo, absent.values(), found)
    for file, rows in absent.items():
        gone: dict[str, Dead] = {}
        for symbol in rows:
            verdict = (
                _lost(repo, symbol, found)
                or _missed(repo, file, symbol, found, beside, near)
                or _member(repo, symbol, found, owners)
                or _said(repo, symbol, found, file)
            )
            if verdict:
                gone.setdefault(symbol.name, verdict)
        for symbol in rows:
            if symbol.name in gone and _told(symbol, gone[symbol.name]):
                yield replace(gone[symbol.name], symbol=symbol)


@of_file
def stated(_: Repo, file: File) -> list[Symbol]:
    """The names that a document states, with those that it takes for examples."""
    return [symbol for symbol in symbols.read(file) if symbol.hedge in ("", *MADE_UP)]


@once
def called(repo: Repo) -> frozenset[str]:
    """What files and directories are called: a route, a job or a module by the name of its file."""
    names = (name for path in repo.listing.ordered for name in path.split("/"))
    return frozenset(name.partition(".")[0] for name in names)


def _told(symbol: Symbol, verdict: Dead) -> bool:
    """Whether what shows that a name is gone shows it for another mention: one that is hedged, one of another type."""
    other = verdict.owner is not None and symbol.owner != verdict.symbol.owner
    return not other and (not symbol.hedge or bool(verdict.lost or verdict.gone))


def _near(
    repo: Repo, absent: Iterable[Sequence[Symbol]], found: Names
) -> Mapping[str, tuple[str, Place]]:
    """What the code calls almost so, for the names that it lacks and that nothing takes back."""
    every = [one for rows in absent for one in rows if not (one.hedge or one.plain)]
    asked = [one for one in every if one.kind != "option" and symbols.distinct(one)]
    return near_names.near(
        repo, [(one.name, one.kind == "call") for one in asked if found.complete]
    )


def _missed(
    repo: Repo,
    file: File,
    symbol: Symbol,
    found: Names,
    beside: _Beside,
    near: Mapping[str, tuple[str, Place]],
) -> Dead | None:
    """What shows that a name is missed of which history knows nothing."""
    if symbol.name not in found.absent:
        return None
    return (
        _elsewhere(repo, file, symbol, found)
        or deleted(repo, symbol, found)
        or beside.judged(symbol)
        or _respelt(repo, symbol, found)
        or _almost(repo, symbol, near)
        or _unread(repo, symbol, found)
    )


def _shortened(repo: Repo, absent: Iterable[Iterable[Symbol]]) -> frozenset[str]:
    """Those that end a name which begins as one beside them does: `SHOP_MAX_AGE` / `MIN_AGE`."""
    whole: dict[str, set[str]] = {}
    for symbol in (symbol for rows in absent for symbol in rows):
        for name in {name for series in symbol.series for name in series} - {symbol.name}:
            for head in _heads(name):
                whole.setdefault(head + symbol.name.lstrip("_"), set()).add(symbol.name)
    held = names.held(repo, whole)
    return frozenset(name for long in held for name in whole[long])


def _heads(name: str) -> Iterator[str]:
    """What a name begins with, up to each of its words."""
    for at in range(1, len(name)):
        if name[at - 1] == "_" or (name[at].isupper() and name[at - 1].islower()):
            yield name[:at]


def _lost(repo: Repo, symbol: Symbol, found: Names) -> Dead | None:
    """What the code defined once, or used and calls by another name now."""
    lost = found.lost.get(symbol.name)
    if lost is None or not symbols.distinct(symbol):
        return None
    instead = renamed(repo, lost)
    used = instead and not symbol.hedge and not code_files.is_test(lost.path)
    return Dead(symbol, lost, instead=instead) if lost.defined or used else None


def _elsewhere(repo: Repo, file: File, symbol: Symbol, found: Names) -> Dead | None:
    """What is not in the file that the text places it in."""
    if not symbol.path or symbol.hedge or not found.complete or not symbols.distinct(symbol):
        return None
    home = "" if parent(file.path) == "." else f"{parent(file.path)}/"
    alone = [
        path
        for path in by_name(repo).get(posixpath.basename(symbol.path), ())
        if path.endswith(f"/{symbol.path}") and path.startswith(home)
    ]
    above = (join(base, symbol.path) for base in reversed(parents(parent(file.path))))
    for path in map(posixpath.normpath, [*above, *(alone if home and len(alone) == 1 else [])]):
        held = names.words(repo, path) if code_files.is_code(path) else None
        if held is not None:
            coined = not symbol.plain or not symbol.series or "_" in symbol.name
            sure = coined or _alike(symbol, held)
            return Dead(symbol, without=path) if sure and symbol.name not in held else None
    return None


def _alike(symbol: Symbol, held: frozenset[str]) -> bool:
    """Whether a file holds most of what stands beside a word of plain text: brands are written so too."""
    others = [name for series in symbol.series for name in series if name != symbol.name]
    return 2 * sum(name in held for name in others) > len(others)


def deleted(repo: Repo, symbol: Symbol, found: Names) -> Dead | None:
    """What a file was called by that is gone, where nothing else is called so: a module, a header, a component."""
    endings = ["", *code_files.table()["code"]]
    own = symbol.kind == "type" and symbols.distinct(symbol)
    past = [
        path
        for path in found.deleted.get(symbol.name, [])
        if posixpath.splitext(path)[1] in endings[own:]
    ]
    module = symbol.kind == "name" and "_" in symbol.name and not symbol.plain
    if not (past and (own or module)) or symbols.made_up(symbol.name):
        return None
    if any(name.startswith(f"{symbol.name}.") for name in by_name(repo)):
        return None
    path = min(past, key=lambda path: endings.index(posixpath.splitext(path)[1]))
    gone = repo.history.gone([path], repo.listing.tracked).get(path)
    return Dead(symbol, gone=gone) if gone and not gone.to else None


def _respelt(repo: Repo, symbol: Symbol, found: Names) -> Dead | None:
    """A variable that the code reads under almost the same name: a word more, or one less."""
    if symbol.kind != "variable" or symbol.hedge or symbol.plain or not found.complete:
        return None
    known = names.environment(repo)
    near = [name for name in known if _one_word_apart(name, symbol.name)]
    if len(near) != 1:
        return None
    return Dead(symbol, instead=near[0], place=names.place_of(repo, known[near[0]], near[0]))


def _almost(repo: Repo, symbol: Symbol, near: Mapping[str, tuple[str, Place]]) -> Dead | None:
    """A name that the code defines in another letter case, or with one word more inside."""
    if symbol.hedge or symbol.plain or symbol.name not in near:
        return None
    if near_names.of_a_library(repo, {name for row in symbol.series for name in row}):
        return None
    instead, place = near[symbol.name]
    return Dead(symbol, instead=instead, place=place)


def _unread(repo: Repo, symbol: Symbol, found: Names) -> Dead | None:
    """A variable of this project's own, as its beginning shows, that nothing here reads."""
    if symbol.kind != "variable" or symbol.hedge or symbol.plain or not found.complete:
        return None
    start = symbol.name.split("_")[0] + "_"
    count = sum(name.startswith(start) for name in names.environment(repo))
    own = count >= _OWN and len(start) > _SHORT
    return Dead(symbol, others=(count, start)) if own else None


def _owners(absent: Iterable[Sequence[Symbol]], found: Names) -> set[str]:
    """What the names that no file has are said to be members of, where files have that."""
    every = {one.owner for rows in absent for one in rows if not one.hedge}
    return {name for name in every if found.complete and name and name not in found.absent}


def _member(
    repo: Repo, symbol: Symbol, found: Names, owners: Mapping[str, tuple[str, ...]]
) -> Dead | None:
    """What the one class of that name does not have, nor could have from another; see `members` for other languages."""
    paths = owners.get(symbol.owner, ()) if symbol.name in found.absent else ()
    if symbol.hedge or len(paths) != 1 or code_files.is_test(paths[0]) or known(paths[0]):
        return None
    text = repo.text(paths[0]) or ""
    heads = list(lazy_re.finditer(_HEAD.format(lazy_re.escape(symbol.owner)), text, lazy_re.M))
    # a constant comes from no framework; a method may
    if len(heads) != 1 or (_BASE.search(heads[0][1]) and symbol.kind != "variable"):
        return None
    until = heads[0].start(1)
    return Dead(symbol, owner=text_place(paths[0], text, until - len(symbol.owner), until))


def _said(repo: Repo, symbol: Symbol, found: Names, file: File) -> Dead | None:
    """What a text says to act, or to be gone through, in plain words of the present, and no comment knows."""
    fit = symbol.said and symbol.whole and found.complete and not (symbol.hedge or symbol.plain)
    code = fit and symbol.kind in ("call", "name", "type") and symbols.distinct(symbol)
    own = not (symbol.owner or GUIDE.search(file.path)) and symbol.name in found.absent
    known = not (code and own) or names.spoken(repo, (symbol.name,), exact=True)
    return None if known else Dead(symbol, said=True)


def _one_word_apart(one: str, other: str) -> bool:
    short, long = sorted((one.split("_"), other.split("_")), key=len)
    if len(long) - len(short) != 1 or len(short) < 2:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))


class _Beside:
    """Lists of names, most of which the code defines: what of one is nowhere is missed."""

    def __init__(self, repo: Repo, absent: Iterable[Symbol], found: Names) -> None:
        self.found = found
        long = [
            series
            for symbol in absent
            if found.complete and not symbol.hedge
            for series in symbol.series
            if len(series) > _SERIES
        ]
        wanted = {name for series in long for name in series} - found.absent
        self.known = names.definitions(repo, wanted) if wanted else {}

    def judged(self, symbol: Symbol) -> Dead | None:
        if symbol.hedge or not self.found.complete:
            return None
        for series in symbol.series:
            defined = [name for name in series if name in self.known]
            if len(defined) < _SERIES or 2 * len(defined) <= len(series):
                continue
            files = Counter(path for name in defined for path in self.known[name])
            path, most = min(files.items(), key=lambda row: (-row[1], row[0]))
            if symbols.distinct(symbol) or most >= _LIST:
                return Dead(symbol, beside=(len(defined), len(series) - 1, path))
        return None


def renamed(repo: Repo, lost: Lost) -> str:
    """What the code calls now what it lost, or ""."""
    return lost.renamed if lost.renamed and lost.renamed in names.held(repo, [lost.renamed]) else ""
