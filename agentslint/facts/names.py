"""Which names the tracked files hold, and which files define them.

One file on purpose: one search, whose bounds and places belong together.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from agentslint.core import lazy_re
from agentslint.facts import old_names
from agentslint.facts.code_files import endings, is_code, is_document, is_test, table
from agentslint.facts.definitions import defines
from agentslint.facts.memo import Table, once
from agentslint.facts.old_names import Lost, Olds
from agentslint.facts.spellings import TOKEN, lines_with, spellings, spelt, words_of
from agentslint.model import Place
from agentslint.repo import READ_LIMIT, Repo, vendored
from agentslint.repo.contents import Contents

FILES = 6000  # files that are looked through for all names, those of code first
BYTES = 12 << 20  # in all of them
FEW = 40  # names that are looked for in the rest, however much that is
MOST = 96 << 20  # bytes in all of the rest that are looked through for what the first did not hold
LARGEST = 512 << 10  # bytes of one of the first
MANY = 3  # files that hold a name, of which none says more than the one before
_COMMENTS = (b"//", b"*", b"/*", b"# ", b"--", b";;", b"<!--", b"///")


@dataclass
class Names:
    """What is known of some names.

    held     the first files that hold each, MANY at most
    absent   those that no file holds, as far as all were looked through
    lost     those of the absent that code held once
    deleted  the files of code that some of them were the names of, and that went, newest first
    """

    held: dict[str, list[str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    lost: dict[str, Lost] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)
    complete: bool = True

    def plain(self) -> tuple[Any, ...]:
        """The same as values that can be kept."""
        return self.held, self.absent, self.lost, self.deleted, self.complete


# what was looked for is known to another run too, until code changes
_HELD: Table[tuple[str, ...], dict[str, list[str]]] = Table(name="names held")
_DEFINED: Table[tuple[str, ...], dict[str, tuple[str, ...]]] = Table(name="names defined")
_LOOKED: Table[tuple[tuple[str, ...], ...], tuple[Any, ...]] = Table(name="names looked for")


def held(repo: Repo, names: Collection[str]) -> dict[str, list[str]]:
    """The first files that hold each of some names, MANY at most: what held them once is not asked."""
    return _HELD.get(repo, tuple(sorted(names)), lambda: _held_by(repo, names))


def _held_by(repo: Repo, names: Collection[str]) -> dict[str, list[str]]:
    found = Names()
    contents = Contents(repo)
    files = list(_files(repo, frozenset()))
    if not names or repo.checkout.sparse or not any(map(is_code, files)):
        return {}  # where the code is not seen, nothing is known of it
    rest = _scan(contents, files, names, found)
    if rest and (absent := [name for name in names if name not in found.held]):
        _scan_for(contents, rest, absent, found)
    contents.rely_on_index()
    contents.rely({path for paths in found.held.values() for path in paths})
    return found.held


def look(repo: Repo, names: Collection[str], documents: Collection[str]) -> Names:
    """What the repository holds and held of some names that `documents` mention.

    The documents themselves hold nothing, nor does any text that is no code.
    """
    key = tuple(sorted(names)), tuple(documents)
    return Names(*_LOOKED.get(repo, key, lambda: _look(repo, names, documents).plain()))


def prepare(repo: Repo, names: Collection[str], documents: Collection[str]) -> None:
    """Look through the files once for names of which several will be asked by and by."""
    files = list(_files(repo, frozenset(documents)))
    if names and not repo.checkout.sparse and any(map(is_code, files)):
        contents, found = Contents(repo), Names()
        rest = _scan(contents, files, names, found)
        found.absent = set(names) - found.held.keys()
        found.absent |= {name for name in found.held if _only_remembered(contents, name, found)}
        _seen(contents, rest, found)


def _look(repo: Repo, names: Collection[str], documents: Collection[str]) -> Names:
    found = Names()
    if not names:
        return found
    contents = Contents(repo)
    files = list(_files(repo, frozenset(documents)))
    if repo.checkout.sparse or not any(map(is_code, files)):
        return Names(complete=False)  # where the code is not seen, no name is missed in it
    rest = _scan(contents, files, names, found)
    found.absent = set(names) - found.held.keys()
    found.absent |= {name for name in found.held if _only_remembered(contents, name, found)}
    found.complete = _seen(contents, rest, found)
    if found.complete:
        rest = []
    past = old_names.olds(repo, found.absent, documents) if found.absent else Olds()
    olds, found.deleted = past.texts, past.deleted
    if olds and rest:
        _scan_for(contents, rest, list(olds), found)
    _settle(contents, files, found, olds)
    # of those that turned up after all nobody asks which commit took them
    gone = {name: old for name, old in olds.items() if name in found.absent}
    found.lost = {lost.name: lost for lost in old_names.lost(repo, gone)}
    return found


def _seen(contents: Contents, rest: Sequence[str], found: Names) -> bool:
    """Whether all code was looked through: by the first look, or by a second for what that did not find."""
    if not any(map(is_code, rest)) or not found.absent:
        return not any(map(is_code, rest))
    known = _LATER.get(contents.repo, tuple(rest), _Later)
    if new := found.absent - known.asked:
        known.asked |= new
        known.complete &= _look_later(contents, rest, new, known.held)
    for name in found.absent & known.held.keys():
        _hold(found.held, name, known.held[name])
        found.absent.discard(name)
    return known.complete


def _look_later(
    contents: Contents, rest: Sequence[str], names: Collection[str], held: dict[str, str]
) -> bool:
    """Look for a file that holds each of some names, as far as `MOST` goes; whether that was to the end."""
    every = spelt(names)
    words = frozenset(text for text in every if TOKEN.fullmatch(text.decode()))
    others = every.keys() - words
    left = MOST
    for path in rest:
        data = contents.read(path) if words or others else b""
        left -= len(data)
        if left < 0:
            return False
        told = {*words_of(data, words), *(text for text in others if text in data)}
        for name in {name for text in told for name in every[text]}:
            if not _remembered(data, name):
                held[name] = path
                words -= {text.encode() for text in spellings(name)}
                others -= {text.encode() for text in spellings(name)}
    return True


def words(repo: Repo, path: str) -> frozenset[str] | None:
    """Every word of a file; None where it cannot be read, or not to its end."""
    text = repo.text(path)
    if text is None or len(text) >= READ_LIMIT // 4:
        return None
    return frozenset(TOKEN.findall(text))


def definitions(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Which files of code define each of some names, MANY at most, those of tests left out."""
    return _DEFINED.get(repo, tuple(sorted(wanted)), lambda: _defined(repo, wanted))


def _defined(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    contents = Contents(repo)
    marks = {name.encode(): name for name in wanted}
    left = frozenset(marks)
    found: dict[str, tuple[str, ...]] = {}
    for path, data in code(repo) if marks else ():
        for mark in words_of(data, left):
            name = marks[mark]
            if defines(data, name, path):
                contents.rely([path])
                found[name] = (*found.get(name, ()), path)
                left -= {mark} if len(found[name]) >= MANY else set()
        if not left:
            break
    return found


def code(repo: Repo, most: int = BYTES) -> Iterator[tuple[str, bytes]]:
    """The files of code with what they say, `most` bytes in all; tests and vendored ones left out."""
    contents = Contents(repo)
    contents.rely_on_index()
    left = most
    for number, path in enumerate(path for path in repo.listing.ordered if is_code(path)):
        if left < 0 or (number >= FILES and most == BYTES):
            return
        if not (is_test(path) or vendored(path)):
            data = contents.read(path, LARGEST)
            left -= len(data)
            yield path, data


@once
def environment(repo: Repo) -> dict[str, str]:
    """The environment variables that code reads and that examples of settings list, each with its first file."""
    contents = Contents(repo)
    found: dict[str, str] = {}
    read_by = lazy_re.compile(table()["environment"]["reads"])
    listed = lazy_re.compile(table()["environment"]["lists"], lazy_re.M)
    for path in repo.listing.ordered[:FILES]:
        name = posixpath.basename(path)
        pattern = listed if name.startswith(".env") else read_by if is_code(path) else None
        if pattern is None or vendored(path):
            continue
        data = contents.read(path, LARGEST)
        if pattern is read_by:
            # few lines of code read a variable: only these are searched
            data = lines_with(data, (b"env", b"ENV"))
        text = data.decode("utf-8", "replace") if data else ""
        for hit in pattern.finditer(text):
            if hit[1] not in found:
                contents.rely([path])
                found[hit[1]] = path
    return found


def _files(repo: Repo, documents: frozenset[str]) -> Iterator[str]:
    """The files that may hold a name: those of code first, in path order."""
    code, opaque = tuple(endings("code")), tuple(endings("opaque", "documents"))
    later = []
    for path in repo.listing.ordered:
        if path.endswith(code):
            yield path
        elif not path.endswith(opaque) and path not in documents:
            later.append(path)
    yield from (path for path in later if not is_document(path))


@dataclass
class _Scanned:
    """What the first files were looked through for, whoever asked: which hold each name, and what is left."""

    names: set[str] = field(default_factory=set)
    held: dict[str, list[str]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)


@dataclass
class _Later:
    """What the rest of the files was looked through for, and a file that holds each name found there."""

    asked: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    complete: bool = True


_LATER: Table[tuple[str, ...], _Later] = Table(most=2)
_SCANS: Table[tuple[str, ...], _Scanned] = Table(most=2)
# of the files that are left: the first that hold each name
_REST: Table[tuple[str, ...], dict[str, list[str]]] = Table(most=4)


def _scan(
    contents: Contents, files: Sequence[str], names: Collection[str], found: Names
) -> list[str]:
    """Look through the first files for all names; what is left of the files is given back.

    Several agents are told much the same: what was looked for once is known.
    """
    known = _SCANS.get(contents.repo, tuple(files), _Scanned)
    new = set(names) - known.names
    if new:
        left = _scan_first(contents, files, new, known.held)
        known.rest = max(known.rest, left, key=len)
        known.names |= new
    found.held = {name: list(known.held[name]) for name in names if name in known.held}
    return known.rest


def _scan_first(
    contents: Contents, files: Sequence[str], names: Collection[str], held: dict[str, list[str]]
) -> list[str]:
    """Look through the first files; what is left of them is given back."""
    every = spelt(names)
    words = {text: mine for text, mine in every.items() if TOKEN.fullmatch(text.decode())}
    others = {text: mine for text, mine in every.items() if text not in words}
    wanted = frozenset(words)
    left = BYTES
    cut: list[str] = []
    for number, path in enumerate(files):
        if left < 0 or number >= FILES:
            return [*cut, *files[number:]]
        data = contents.read(path, LARGEST)
        left -= len(data)
        if len(data) == LARGEST:
            cut.append(path)
        told = [words[token] for token in words_of(data, wanted)]
        told += [mine for text, mine in others.items() if text in data]
        for name in {name for mine in told for name in mine}:
            _hold(held, name, path)
        if number % 64 == 0:
            full = {name for name, paths in held.items() if len(paths) >= MANY}
            words = {text: mine for text, mine in words.items() if not full.issuperset(mine)}
            others = {text: mine for text, mine in others.items() if not full.issuperset(mine)}
            wanted = frozenset(words)
            if not (words or others):
                break
    return cut


def _scan_for(
    contents: Contents, files: Sequence[str], suspects: Collection[str], found: Names
) -> None:
    """Look through the other files for a few names: for each once, whoever asks."""
    if len(suspects) > FEW:
        found.absent -= set(suspects)
        return
    known = _REST.get(contents.repo, tuple(files), dict)
    new = [name for name in suspects if name not in known]
    rows = [(text, name) for text, mine in spelt(new).items() for name in mine]
    known.update((name, []) for name in new)
    for path in files if rows else ():
        data = contents.read(path)
        for text, name in rows:
            if text in data and not _remembered(data, name):
                _hold(known, name, path)
    for name in suspects:
        for path in known[name]:
            _hold(found.held, name, path)
            found.absent.discard(name)


def _hold(held: dict[str, list[str]], name: str, path: str) -> None:
    paths = held.setdefault(name, [])
    if len(paths) < MANY and path not in paths:
        paths.append(path)


def _only_remembered(contents: Contents, name: str, found: Names) -> bool:
    """Whether nothing but comments hold a name."""
    paths = found.held[name]
    return len(paths) < MANY and all(_remembered(contents.read(path), name) for path in paths)


def _remembered(data: bytes, name: str) -> bool:
    """Whether a text holds a name in lines of comments alone."""
    mark = name.encode()
    at = data.find(mark)
    held = at >= 0
    while at >= 0:
        end = data.find(b"\n", at)
        line = data[data.rfind(b"\n", 0, at) + 1 : end if end >= 0 else None]
        if not line.lstrip().startswith(_COMMENTS):
            return False
        at = data.find(mark, end) if end >= 0 else -1
    return held


def _settle(contents: Contents, files: Sequence[str], found: Names, olds: Collection[str]) -> None:
    """Note what the answer hangs on; a name that only unsaved work took away is held still."""
    contents.rely_on_index()
    contents.rely({path for paths in found.held.values() for path in paths})
    gone = [name for name in found.absent if name in olds]
    if gone:
        rows = [(text, name) for text, mine in spelt(gone).items() for name in mine]
        for _path, data in contents.unsaved(files):
            found.absent -= {name for text, name in rows if text in data}
        contents.rely(files)


def place_of(repo: Repo, path: str, name: str) -> Place:
    """Where a file first holds a word."""
    whole = lazy_re.compile(rf"(?<![\w$]){lazy_re.escape(name)}(?![\w$])")
    for number, line in enumerate((repo.text(path) or "").split("\n"), 1):
        if found := whole.search(line):
            return Place(path, number, found.start() + 1, number, found.end() + 1)
    return Place(path)


def spoken(repo: Repo, wanted: Sequence[str], *, exact: bool = False) -> bool:
    """Whether a file speaks of one of some words, as a whole or as the beginning of one; with `exact` letter by letter.

    Documents say it of anything, and lists of what is ignored or may be installed show no use.
    """
    contents = Contents(repo)
    lists = frozenset(endings("lists"))
    stems = "|".join(lazy_re.escape(word.rstrip("*")) for word in wanted)
    flags = 0 if exact else re.IGNORECASE
    pattern = re.compile(rf"(?<![a-z0-9])(?:{stems})".encode(), flags)
    every = _files(repo, frozenset())
    files = [path for path in every if posixpath.basename(path) not in lists]
    if len(files) > FILES:
        return True
    for path in files:
        if pattern.search(contents.read(path, LARGEST)):
            contents.rely([path])
            return True
    contents.rely_on_index()
    contents.rely(files)
    return False
