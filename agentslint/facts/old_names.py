"""Which names code held once, as far as git's history is compared: where, and what took each away."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from agentslint.core import lazy_re
from agentslint.facts.code_files import endings, is_test
from agentslint.facts.definitions import LINE, declares, defines
from agentslint.facts.spellings import TOKEN, spelt, words_of
from agentslint.repo import Repo, directories, past, vendored
from agentslint.repo.commits import Commit
from agentslint.repo.contents import Contents


@dataclass(frozen=True, slots=True)
class Lost:
    """A name that code held once: where that was, and which commit took it away, if one is known.

    `defined` whether it was defined there, `declared` whether as a type, a function or a method is,
    `renamed` what the same line calls it since, or "".
    """

    name: str
    path: str
    commit: Commit | None
    defined: bool
    renamed: str = ""
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Olds:
    """What is left of some names in the texts that commits replaced.

    texts    the newest that held each, and whether it defined it: such a one goes first
    deleted  the files of code that were called so and went, newest first
    """

    texts: dict[str, tuple[past.Old, bool]] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)


def olds(repo: Repo, names: Collection[str], documents: Collection[str]) -> Olds:
    """What the texts held, and what the files were called, that commits replaced or deleted."""
    found = Olds()
    best = found.texts
    wanted = spelt(names)
    tokens = frozenset(text for text in wanted if TOKEN.fullmatch(text.decode()))
    plain = {_plain(name) for name in names}

    @cache  # a path was changed many times
    def likely(path: str) -> bool:
        return _plain(path[path.rfind("/") + 1 :].partition(".")[0]) in plain

    for old in past.texts(repo, documents, endings("code"), likely, bare=True):
        stem, ending = posixpath.splitext(old.path[old.path.rfind("/") + 1 :])
        if not old.new and stem in names:
            found.deleted.setdefault(stem, []).append(old.path)
        if not ending or vendored(old.path) or directories.built(old.path):
            continue
        here = words_of(old.data, tokens) | {
            text for text in wanted.keys() - tokens if text in old.data
        }
        for name in {name for text in here for name in wanted[text]}:
            if name in best and best[name][1]:
                continue
            defined = not is_test(old.path) and defines(old.data, name, old.path)
            if name not in best or defined:
                best[name] = old, defined
    return found


def lost(repo: Repo, olds: Mapping[str, tuple[past.Old, bool]]) -> Iterator[Lost]:
    """What took each name away, and what it is called since."""
    best = {
        name: (past.dated(repo, old, name.encode()) if defined else old, defined)
        for name, (old, defined) in olds.items()
    }
    news = dict(Contents(repo).blobs({old.new for old, _ in best.values() if old.new}))
    for name, (old, defined) in sorted(best.items()):
        renamed = _renamed(old.data, news.get(old.new, b""), name)
        declared = defined and declares(old.data, name)
        yield Lost(name, old.path, old.commit, defined, renamed, declared)


def _renamed(old: bytes, new: bytes, name: str) -> str:
    """What the lines that held a name hold in its place, where that is one other name."""
    lines = [line.strip() for line in old.decode("utf-8", "replace").split("\n") if name in line]
    after = {line.strip() for line in new.decode("utf-8", "replace").split("\n")}
    found = set()
    for line in lines[:20]:
        if len(line) > LINE or line in after:
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


def _plain(name: str) -> str:
    """A name without what separates its words: files are called by what they define, in other letters."""
    return lazy_re.sub(r"[^a-z0-9]", "", name.lower())
