"""Words to the files that hold them: one pass over a repository, for the words of all its statements."""

from __future__ import annotations

import fnmatch
import itertools
import math
import posixpath
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.facts import code_files, tasks
from agentslint.repo import Repo, vendored
from agentslint.repo.contents import Contents

FILES = 10_000  # files that are looked through, those of code first
BYTES = 32 << 20  # in all of them
READ = 96 << 20  # bytes that are read to find these
LARGEST = 384 << 10  # bytes of one; what is larger was made by a program
PAGE = 4096  # bytes of a file that says one thing
WIDEST = 500  # characters of a line, on average, that a person writes
ANSWERS = b'"agentslint.answers/'  # in the first lines of a file that `--save` wrote
LONGEST = 40  # characters of a word
_WORD = lazy_re.compile(r"[^\W_]+(?:[_-][^\W_]+)*|[A-Za-z0-9]+")
# parts of a joined word: letters of Latin scripts with their capitals, digits, all others
_HUMP = lazy_re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ɏ])|[A-ZÀ-Þ]?[a-zß-ɏ]+|\d+|[^\W\dA-Za-zÀ-ɏ_]+")
# scripts that write no spaces between words, or few: pairs of neighbours stand for words
_RUN = lazy_re.compile(r"[\u3400-\u9fff]{2,}|[\uac00-\ud7a3]{2,}|[\u30a1-\u30fc]{3,}")
_SPACES = bytes(
    byte if byte > 127 or chr(byte).isalnum() or chr(byte) in "_-" else 32 for byte in range(256)
)


@lru_cache(maxsize=16384)
def words(text: str) -> frozenset[str]:
    """The words of a text in lower case, and the parts of those that are joined: `kebab-case`, `camelCase`."""
    found: set[str] = set()
    for each in _WORD.findall(text):
        if len(each) <= LONGEST:
            found.add(each.lower())
            parts = [part.lower() for part in _HUMP.findall(each)]
            if len(parts) > 1:
                found.update(part for part in parts if len(part) > 2)
    if not text.isascii():
        for run in _RUN.findall(text):
            katakana = "\u30a0" < run[0] < "\u30ff"
            found.update([run] if katakana else map("".join, itertools.pairwise(run)))
    return frozenset(found)


@dataclass
class Index:
    """Which of some words each file holds, in its text and in its path."""

    held: dict[str, frozenset[str]] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    having: dict[str, list[str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    answers: set[str] = field(default_factory=set)
    complete: bool = True
    _below: dict[str, frozenset[str]] = field(default_factory=dict)

    def below(self, repo: Repo, folder: str) -> frozenset[str]:
        """The words that code and settings in a directory hold, or have in their paths; of a file its own."""
        if folder not in self._below:
            paths = repo.listing.below(folder) if folder in repo.listing.directories else (folder,)
            here = [path for path in paths if path in self.held and not is_document(path)]
            sets = (each[path] for path in here for each in (self.held, self.named))
            self._below[folder] = frozenset().union(*sets)
        return self._below[folder]

    def weight(self, word: str) -> float:
        """How much a word tells: the fewer files hold it, the more; nothing where none does."""
        number = len(self.having.get(word, ()))
        return math.log(1 + len(self.held) / number) if number else 0.0

    def share(self, path: str) -> float:
        """What a word counts for in a file: less in a long one, which holds many by chance."""
        return 1 / (1 + 0.2 * math.log2(1 + self.sizes[path] / PAGE))


def build(repo: Repo, wanted: Collection[str]) -> Index:
    """The index of a repository's files, for some words in lower case."""
    found = Index(asked=frozenset(wanted))
    contents = Contents(repo)
    asked = {word.encode(): word for word in wanted}
    keys = asked.keys()
    kept = looked = 0
    for number, path in enumerate(_files(repo)):
        if number >= FILES or kept > BYTES or looked > READ:
            found.complete = False
            break
        data = contents.read(path, _most(path) + 1)
        looked += len(data)
        if ANSWERS in data[:200]:
            found.answers.add(path)  # what was answered before is no evidence
            continue
        if len(data) > _most(path) or b"\0" in data[:4096] or _packed(data):
            data = b""
        kept += len(data)
        here = frozenset(asked[word] for word in _split(data) & keys)
        found.held[path] = here
        found.named[path] = words(path) & frozenset(wanted)
        found.sizes[path] = len(data)
        for word in here | found.named[path]:
            found.having.setdefault(word, []).append(path)
    return found


def _split(data: bytes) -> set[bytes]:
    """The words of a text, whole, and the parts of those that are joined."""
    plain = set(data.translate(_SPACES).split())
    found = {word.lower() for word in plain}
    for word in plain:
        joined = b"_" in word or b"-" in word or not word.islower()
        if not word.isascii() or (joined and len(word) <= LONGEST):
            found.update(part.encode() for part in words(word.decode("utf-8", "replace")))
    return found


def _packed(data: bytes) -> bool:
    """Whether a program wrote it: lines as long as nobody writes."""
    return len(data) > WIDEST * (1 + data.count(b"\n"))


def _most(path: str) -> int:
    """The bytes of a file that may still be a person's: of data fewer, unless it is a manifest."""
    data = path.endswith(tuple(_data()["data"])) and not is_manifest(path)
    return int(_data()["data_limit"]) if data else LARGEST


@cache
def _manifests() -> frozenset[str]:
    return frozenset(name for module in tasks.MODULES for name in module.MANIFESTS)


def is_manifest(path: str) -> bool:
    """Whether a path is one of a manifest that defines tasks, by its name."""
    return posixpath.basename(path) in _manifests()


@cache
def _data() -> dict[str, Any]:
    return parsing.read("review", "evidence.toml")


def _telling(path: str) -> bool:
    """Whether a file may say something that a person wrote."""
    *folders, name = path.split("/")
    if any(folder in _data()["apart"] for folder in folders):
        return False
    return not any(fnmatch.fnmatchcase(name, pattern) for pattern in _data()["written"])


def _files(repo: Repo) -> Iterator[str]:
    """The files that may say something: code, then settings, then the rest; never what is vendored."""
    table = code_files.table()
    opaque, code, settings = (tuple(table[key]) for key in ("opaque", "code", "settings"))
    ranks: tuple[list[str], ...] = ([], [], [])
    for path in sorted(repo.listing.paths):
        low = path.lower()
        if not low.endswith(opaque) and _telling(path) and not vendored(path):
            first = low.endswith(code) or "." not in posixpath.basename(path) or is_manifest(path)
            ranks[0 if first else 1 if low.endswith(settings) else 2].append(path)
    for rank in ranks:
        yield from rank


def is_document(path: str) -> bool:
    """Whether a path is one of a document, by its ending."""
    return posixpath.splitext(path)[1].lower() in code_files.table()["documents"]


def lines_with(text: str, wanted: Iterable[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    """The lines of a text that hold some of these words: number, line, words."""
    asked = frozenset(wanted)
    for number, line in enumerate(text.split("\n"), 1):
        found = words(line[:400]) & asked
        if found:
            yield number, line, found
