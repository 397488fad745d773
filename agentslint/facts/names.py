"""Which names the tracked files hold, which they held once, and which file defined them then."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.core.values import dataclass
from agentslint.model import Place
from agentslint.repo import READ_LIMIT, Repo, directories, past, vendored
from agentslint.repo.commits import Commit
from agentslint.repo.contents import Contents
from agentslint.text.instruction_files import PLAIN

FILES = 6000  # files that are looked through for all names, those of code first
BYTES = 12 << 20  # in all of them
FEW = 40  # names that are looked for in the rest, however much that is
LARGEST = 512 << 10  # bytes of one of the first
SINGLE = 16  # words that are sooner looked for one by one than among all of a text's
MANY = 3  # files that hold a name, of which none says more than the one before
_LINE = 400  # characters of a line that can define something
# what is no part of a word becomes a space: a text is split in a fifth of the time that a pattern takes
_WORDS = bytes(
    byte if byte > 127 or chr(byte).isalnum() or chr(byte) in "_$" else 32 for byte in range(256)
)
_COMMENTS = (b"//", b"*", b"/*", b"# ", b"--", b";;", b"<!--", b"///")
_TOKEN = lazy_re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True, slots=True)
class Lost:
    """A name that code held once: where that was, and which commit took it away, if one is known.

    `defined` whether it was defined there, `renamed` what the same line calls it since, or "".
    """

    name: str
    path: str
    commit: Commit | None
    defined: bool
    renamed: str = ""


@dataclass
class Names:
    """What is known of some names.

    held     the first files that hold each, MANY at most
    absent   those that no file holds, as far as all were looked through
    lost     those of the absent that code held once
    """

    held: dict[str, list[str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    lost: dict[str, Lost] = field(default_factory=dict)
    complete: bool = True


@cache
def table() -> dict[str, Any]:
    """The data of `names.toml`."""
    return parsing.read("facts", "names.toml")


def spellings(name: str) -> tuple[str, ...]:
    """How code may write a name: `--dry-run` is `dry_run` in Python, and `dryRun` elsewhere."""
    if not name.startswith("--"):
        return (name,)
    parts = name.strip("-").split("-")
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    every = (name, "-".join(parts), "_".join(parts), camel, camel[:1].upper() + camel[1:])
    return tuple(dict.fromkeys(every))


def _spelt(names: Iterable[str]) -> dict[bytes, list[str]]:
    """The names that each spelling may stand for."""
    found: dict[bytes, list[str]] = {}
    for name in names:
        for spelling in spellings(name):
            found.setdefault(spelling.encode(), []).append(name)
    return found


def look(repo: Repo, names: Collection[str], documents: Collection[str]) -> Names:
    """What the repository holds and held of some names that `documents` mention.

    The documents themselves hold nothing, nor does any text that is no code.
    """
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
    found.complete = _seen(contents, [path for path in rest if is_code(path)], found)
    olds = _olds(repo, found.absent, documents) if found.absent else {}
    if olds and rest:
        _scan_for(contents, rest, list(olds), found)
    _settle(contents, files, found, olds)
    # of those that turned up after all nobody asks which commit took them
    gone = {name: old for name, old in olds.items() if name in found.absent}
    found.lost = {lost.name: lost for lost in _lost(repo, gone)}
    return found


def _seen(contents: Contents, code: Sequence[str], found: Names) -> bool:
    """Whether all code was looked through; where a few files were too large for the first look, by a second."""
    if code and found.absent and max(len(code), len(found.absent)) <= FEW:
        _scan_for(contents, code, list(found.absent), found)
        return True
    return not code


def words(repo: Repo, path: str) -> frozenset[str] | None:
    """Every word of a file; None where it cannot be read, or not to its end."""
    text = repo.text(path)
    if text is None or len(text) >= READ_LIMIT // 4:
        return None
    return frozenset(_TOKEN.findall(text))


def definitions(repo: Repo, wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Which files of code define each of some names, MANY at most, those of tests left out."""
    contents = Contents(repo)
    marks = {name.encode(): name for name in wanted}
    found: dict[str, tuple[str, ...]] = {}
    for path, data in code(repo):
        for mark in marks.keys() & set(data.translate(_WORDS).split()):
            name = marks[mark]
            if len(found.get(name, ())) < MANY and defines(data, name):
                contents.rely([path])
                found[name] = (*found.get(name, ()), path)
    return found


def code(repo: Repo) -> Iterator[tuple[str, bytes]]:
    """The files of code with what they say, BYTES in all and FILES at most; tests and vendored ones left out."""
    contents = Contents(repo)
    contents.rely_on_index()
    left = BYTES
    for number, path in enumerate(path for path in repo.listing.ordered if is_code(path)):
        if left < 0 or number >= FILES:
            return
        if not (is_test(path) or vendored(path)):
            data = contents.read(path, LARGEST)
            left -= len(data)
            yield path, data


def environment(repo: Repo) -> dict[str, Place]:
    """The environment variables that code reads and that examples of settings list."""
    contents = Contents(repo)
    found: dict[str, Place] = {}
    read_by = lazy_re.compile(table()["environment"]["reads"])
    listed = lazy_re.compile(table()["environment"]["lists"], lazy_re.M)
    for path in repo.listing.ordered[:FILES]:
        name = posixpath.basename(path)
        pattern = listed if name.startswith(".env") else read_by if is_code(path) else None
        if pattern is None or vendored(path):
            continue
        data = contents.read(path, LARGEST)
        if pattern is read_by and b"env" not in data and b"ENV" not in data:
            continue
        text = data.decode("utf-8", "replace")
        for hit in pattern.finditer(text):
            if hit[1] not in found:
                contents.rely([path])
                found[hit[1]] = place_of(repo, path, hit[1])
    return found


def is_code(path: str) -> bool:
    """Whether a path is one of a file of code."""
    return posixpath.splitext(path)[1].lower() in _endings("code")


@cache
def _endings(*kinds: str) -> frozenset[str]:
    return frozenset(ending for kind in kinds for ending in table()[kind])


def is_test(path: str) -> bool:
    """Whether a path is one of a test, whose names nobody else calls."""
    known = directories.test(path) or directories.sample(path)
    return known or table_of_tests().search(path) is not None


@cache
def table_of_tests() -> lazy_re.Pattern[str]:
    """What the paths of tests have in common."""
    return lazy_re.compile(table()["tests"])


def is_document(path: str) -> bool:
    """Whether a path is one of a text about code."""
    name = path[path.rfind("/") + 1 :]
    return name in PLAIN or name.lower().endswith(_documents())


@cache
def _documents() -> tuple[str, ...]:
    return tuple(table()["documents"])


def _files(repo: Repo, documents: frozenset[str]) -> Iterator[str]:
    """The files that may hold a name: those of code first, in path order."""
    code, opaque = tuple(_endings("code")), tuple(_endings("opaque", "documents"))
    later = []
    for path in repo.listing.ordered:
        if path.endswith(code):
            yield path
        elif not path.endswith(opaque) and path not in documents:
            later.append(path)
    yield from (path for path in later if not is_document(path))


def _scan(
    contents: Contents, files: Sequence[str], names: Collection[str], found: Names
) -> list[str]:
    """Look through the first files for all names; what is left of the files is given back."""
    spelt = _spelt(names)
    words = {text: mine for text, mine in spelt.items() if _TOKEN.fullmatch(text.decode())}
    others = {text: mine for text, mine in spelt.items() if text not in words}
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
        told = [words[token] for token in _words_of(data, wanted)]
        told += [mine for text, mine in others.items() if text in data]
        for name in {name for mine in told for name in mine}:
            _hold(found, name, path)
        if number % 64 == 0:
            full = {name for name, paths in found.held.items() if len(paths) >= MANY}
            words = {text: mine for text, mine in words.items() if not full.issuperset(mine)}
            others = {text: mine for text, mine in others.items() if not full.issuperset(mine)}
            wanted = frozenset(words)
            if not (words or others):
                break
    return cut


def _words_of(data: bytes, wanted: frozenset[bytes]) -> frozenset[bytes]:
    """Those of some words that a text holds as words."""
    if len(wanted) <= SINGLE:
        wanted = frozenset(word for word in wanted if word in data)
    return wanted and wanted.intersection(data.translate(_WORDS).split())


def _scan_for(
    contents: Contents, files: Iterable[str], suspects: Collection[str], found: Names
) -> None:
    """Look through the other files for a few names."""
    rows = [(text, name) for text, mine in _spelt(suspects).items() for name in mine]
    for path in files if len(suspects) <= FEW else ():
        data = contents.read(path)
        for text, name in rows:
            if text in data and not _remembered(data, name):
                _hold(found, name, path)
                found.absent.discard(name)
    if len(suspects) > FEW:
        found.absent -= set(suspects)


def _hold(found: Names, name: str, path: str) -> None:
    paths = found.held.setdefault(name, [])
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
        rows = [(text, name) for text, mine in _spelt(gone).items() for name in mine]
        for _path, data in contents.unsaved(files):
            found.absent -= {name for text, name in rows if text in data}
        contents.rely(files)


def _olds(
    repo: Repo, names: Collection[str], documents: Collection[str]
) -> dict[str, tuple[past.Old, bool]]:
    """The newest old text of code that held each name, and whether it defined it: such a one goes first."""
    best: dict[str, tuple[past.Old, bool]] = {}
    wanted = _spelt(names)
    tokens = frozenset(text for text in wanted if _TOKEN.fullmatch(text.decode()))
    plain = {_plain(name) for name in names}

    @cache  # a path was changed many times
    def likely(path: str) -> bool:
        return _plain(path[path.rfind("/") + 1 :].partition(".")[0]) in plain

    for old in past.texts(repo, documents, _endings("code"), likely):
        if vendored(old.path) or directories.built(old.path):
            continue
        here = _words_of(old.data, tokens) | {
            text for text in wanted.keys() - tokens if text in old.data
        }
        for name in {name for text in here for name in wanted[text]}:
            if name in best and best[name][1]:
                continue
            defined = not is_test(old.path) and defines(old.data, name)
            if name not in best or defined:
                best[name] = old, defined
    return best


def _lost(repo: Repo, olds: Mapping[str, tuple[past.Old, bool]]) -> Iterator[Lost]:
    """What took each name away, and what it is called since."""
    best = {
        name: (past.dated(repo, old, name.encode()) if defined else old, defined)
        for name, (old, defined) in olds.items()
    }
    news = dict(Contents(repo).blobs({old.new for old, _ in best.values() if old.new}))
    for name, (old, defined) in sorted(best.items()):
        renamed = _renamed(old.data, news.get(old.new, b""), name)
        yield Lost(name, old.path, old.commit, defined, renamed)


def _plain(name: str) -> str:
    """A name without what separates its words: files are called by what they define, in other letters."""
    return lazy_re.sub(r"[^a-z0-9]", "", name.lower())


def defines(data: bytes, name: str) -> bool:
    """Whether a text defines a name: a word that says so before it, or what is bound to it behind."""
    mark = name.encode()
    lines = [line for line in data.split(b"\n") if mark in line and len(line) <= _LINE]
    text = b"\n".join(lines).decode("utf-8", "replace")
    if name.startswith("--"):
        return any(
            f"{quote}{name}{end}" in text for quote in "\"'" for end in ('"', "'", " ", "=", "/")
        )
    if _STANDS_IN not in text and _ALIKE.fullmatch(name) and not any(name in w for w in _told()):
        return _bound(_STANDS_IN).search(text.replace(name, _STANDS_IN)) is not None
    return _bound(name).search(text) is not None


# what is put in the place of a name, so that one pattern is compiled for all
_STANDS_IN = "Any0name_of_code"
_ALIKE = lazy_re.compile(r"(?a:[A-Za-z]\w*)")
_MODIFIERS = ("public", "private", "protected", "readonly", "static", "pub")
_VALUES = ("true", "false", "null", "None")
_READERS = ("env", "environ", "ENV")


@cache
def _told() -> tuple[str, ...]:
    """The words that tell what defines a name: one that is part of them is looked for by itself."""
    return *table()["defining"], *_MODIFIERS, *_VALUES, *_READERS


@lru_cache(maxsize=64)
def _bound(name: str) -> lazy_re.Pattern[str]:
    """What a text looks like that defines a name."""
    before = "|".join(map(lazy_re.escape, table()["defining"]))
    own = lazy_re.escape(name)
    return lazy_re.compile(
        rf"(?:^|[^\w#!*])(?:{before})\s+(?:\([^()\n]{{0,80}}\)\s*)?[*&]?(?:[\w$]+[.:]+)?{own}(?![\w$])"
        # at the edge of a file, or a field with its type
        rf"|^(?:[\w<>\[\],.?*&:]+[ \t]+){{0,5}}{own}[ \t]*(?:[:=]|\([^\n]*\)[^\n;]*\{{)"
        rf"|^[ \t]+(?:[\w<>\[\],.?*&]+[ \t]+){{0,4}}{own}[ \t]*\([^\n]*\)[^\n;]*\{{"
        rf"|^[ \t]+(?:(?:{'|'.join(_MODIFIERS)})[ \t]+)*{own}\??:[ \t]*(?!(?:{'|'.join(_VALUES)})\b)"
        rf"[A-Za-z][\w.\[\]<>| ]*(?:[;=][^\n]*)?$"
        rf"|[\"']{own}[\"']\s*[,)\]]|(?:{'|'.join(_READERS)})[\w.:!]*[.\[(]+[\"']?{own}(?![\w$])",
        lazy_re.M,
    )


def _renamed(old: bytes, new: bytes, name: str) -> str:
    """What the lines that held a name hold in its place, where that is one other name."""
    lines = [line.strip() for line in old.decode("utf-8", "replace").split("\n") if name in line]
    after = {line.strip() for line in new.decode("utf-8", "replace").split("\n")}
    found = set()
    for line in lines[:20]:
        if len(line) > _LINE or line in after:
            continue
        before, _, behind = line.partition(name)
        if len(before.strip()) + len(behind.strip()) < 4:
            continue
        for other in after:
            if other.startswith(before) and other.endswith(behind):
                word = other[len(before) : len(other) - len(behind) or None]
                if word != name and lazy_re.fullmatch(r"(?:--)?[\w$-]+", word):
                    found.add(word)
    return found.pop() if len(found) == 1 else ""


def place_of(repo: Repo, path: str, name: str) -> Place:
    """Where a file first holds a word."""
    whole = lazy_re.compile(rf"(?<![\w$]){lazy_re.escape(name)}(?![\w$])")
    for number, line in enumerate((repo.text(path) or "").split("\n"), 1):
        if found := whole.search(line):
            return Place(path, number, found.start() + 1, number, found.end() + 1)
    return Place(path)


def spoken(repo: Repo, wanted: Sequence[str]) -> bool:
    """Whether any file but documents speaks of one of some words, as a whole or as the beginning of one."""
    contents = Contents(repo)
    stems = "|".join(lazy_re.escape(word.rstrip("*")) for word in wanted)
    pattern = re.compile(rf"(?<![a-z0-9])(?:{stems})".encode(), re.IGNORECASE)
    files = list(_files(repo, frozenset()))
    if len(files) > FILES:
        return True
    for path in files:
        if pattern.search(contents.read(path, LARGEST)):
            contents.rely([path])
            return True
    contents.rely_on_index()
    contents.rely(files)
    return False
