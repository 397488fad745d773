"""A simple command in normal form: what each of its words means to its program."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.evidence.programs import Tool, listed, tool
from agentslint.text import shell, tools

ASSIGNED = lazy_re.compile(r"^[A-Za-z_]\w*\+?=")
NARROWER = lazy_re.compile(r"test|arg|filter|only|skip|path|file|run|case|spec|pattern", lazy_re.I)
ENDING = lazy_re.compile(r"\.\w+$")
WIDER = frozenset("--all --workspace --all-features --all-targets --all-files".split())
# options by which a program reads another file than its own
# what the reader fills in, `<crate>` or `TEST_PATH`: it stands for any word, or for none
OPEN = lazy_re.compile(
    r"<[^<>\s]+>|\{[^{}]*\}|\$\{?\w+\}?|\.\.\.|…|\[[^\[\]]*\]|[A-Z]{2,}(?:_[A-Z]+)*"
)
# a path by which a runner is told to take everything
WHOLE = frozenset({".", "./", "*", "./...", "...", "//...", "all", "./**", "**"})
# whole: all of the check; part: less than it; unsure: what its words leave of it is not known
Fit = Literal["whole", "part", "unsure", "none"]
FILES = frozenset(
    "-f --file --makefile -c --conf --justfile --noxfile --rakefile -b --build-file".split()
)


@dataclass(frozen=True, slots=True)
class Ran:
    """One simple command in normal form.

    words      the program and what it does, without options
    plain      further words: paths, names, tasks
    picked     the tasks that options name; none where it runs those that it runs by default
    narrow     options by which it takes a part
    idle       options or assignments with which a success says nothing
    odd        what is not known to leave the run whole
    other      further options: what is wanted with them is not run without
    directory  where it ran, as far as that is said; `moved` where its own options say so
    """

    words: tuple[str, ...]
    plain: tuple[str, ...]
    picked: frozenset[str]
    narrow: frozenset[str]
    idle: frozenset[str]
    odd: frozenset[str]
    other: frozenset[str]
    directory: str
    moved: bool = False


NONE = frozenset[str]()
NOTHING = Ran((), (), NONE, NONE, NONE, NONE, NONE, "")


@lru_cache(maxsize=4096)
def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """What wrappers run, a script given to a shell included."""
    rest = shell.unwrap(words)
    if (
        len(rest) > 1
        and os.path.basename(rest[0]) in tools.shipped().shells
        and not rest[1].startswith("-")
    ):
        return rest[1:]
    if rest[:2] == ("coverage", "run"):
        inner = [n for n, word in enumerate(rest) if word == "-m"][:1]
        return bare(rest[inner[0] + 1 :]) if inner else rest
    if len(rest) > 1 and rest[0] in ("cargo", "go") and rest[1].startswith("+"):
        return (rest[0], *rest[2:])
    return rest


@lru_cache(maxsize=4096)
def ran(words: tuple[str, ...], directory: str, environment: tuple[str, ...]) -> Ran:
    """The normal form of a command that ran in `directory`, below some assignments."""
    words = shell.canonical(bare(words))
    if not words:
        return NOTHING
    reading = _Reading(tool(words[0]), words[1:])
    for pair in environment:
        name = pair.partition("=")[0].rstrip("+")
        if name in listed("env", "narrow"):
            reading.narrow.add(pair)
        elif name in listed("env", "else"):
            reading.odd.add(pair)
    return reading.form(words[0], directory)


class _Reading:
    """The words of one command, read one after another."""

    def __init__(self, known: Tool, words: Iterable[str]) -> None:
        alias = dict(known.alias)
        self.known = known
        self.rest = [alias.get(word, word) for word in words]
        self.sub, self.plain = list[str](), list[str]()
        self.picked, self.narrow, self.idle = set[str](), set[str](), set[str]()
        self.odd, self.other = set[str](), set[str]()
        self.moved = ""
        self.at = 0
        while self.at < len(self.rest):
            word = self.rest[self.at]
            self.at += 1
            if word == "-" or not word.startswith("-"):
                self._plain(word)
            elif word != "--":
                self._option(word)

    def form(self, program: str, directory: str) -> Ran:
        # what leaves a run whole with it and without asks for nothing
        fine = self.known.fine
        asked = frozenset(w for w in self.other if w.partition("=")[0] not in fine or w in WIDER)
        moved = os.path.join(directory, self.moved)
        return Ran(
            (program, *self.sub),
            tuple(word for word in self.plain if word not in fine),
            frozenset(self.picked),
            frozenset(self.narrow),
            frozenset(self.idle),
            frozenset(self.odd),
            asked,
            os.path.normpath(moved) if moved else "",
            bool(self.moved),
        )

    def _plain(self, word: str) -> None:
        known = self.known
        if known.words == "tasks" and ASSIGNED.match(word):
            (self.narrow if NARROWER.search(word.partition("=")[0]) else self.odd).add(word)
        elif len(self.sub) >= known.sub:
            self.plain.append(word)
        elif word != "run" or known.upward != "package.json":
            self.sub.append(word)

    def _option(self, word: str) -> None:
        known, (name, equals, inner) = self.known, word.partition("=")
        if name in known.moves:
            self._moves(inner if equals else self._value())
        elif name in known.picks:
            self._picks(inner if equals else self._value())
        elif name in known.strict:
            self.other.add(word if equals else f"{word} {self._value()}")
        elif name in known.valued:
            if not equals:
                self._value()
        elif _cluster(word, known) or not {name, word}.isdisjoint(known.idle):
            self.idle.add(word)
            if known.known and name in FILES and not equals:
                self._value()
        elif _attached(word, known) or not {name, word}.isdisjoint(known.narrow):
            self.narrow.add(word)
            if not _attached(word, known) and not equals and not word.startswith("-D"):
                self.narrow |= {self._value()} - {""}
        elif name in known.rewrite or not (known.known or name in known.fine):
            self.odd.add(word)
        else:
            self.other.add(word)

    def _value(self) -> str:
        """The next word, where it is no option."""
        value = self.rest[self.at] if self.at < len(self.rest) else ""
        if value.startswith("-"):
            return ""
        self.at += 1
        return value

    def _picks(self, tasks: str) -> None:
        self.picked |= {*tasks.split(",")} - {""}
        while self.known.several and (task := self._value()):
            self.picked.add(task)

    def _moves(self, place: str) -> None:
        moved = os.path.join(self.moved, place)
        # a manifest stands in the directory it is run for
        self.moved = (posixpath.dirname(moved) or ".") if ENDING.search(moved) else moved


def _attached(word: str, known: Tool) -> bool:
    """Whether a word is a short option with its value behind it: `-kname`."""
    return (
        len(word) > 2
        and word[1] != "-"
        and word[:2] in known.narrow
        and known.words == "part"
        and known.sub == 0
    )


def _cluster(word: str, known: Tool) -> bool:
    """Whether one of several short options in a word is one that idles: `make -ki`."""
    if not known.clusters or word.startswith("--") or len(word) < 3 or word[:2] in known.valued:
        return False
    return any(f"-{letter}" in known.idle for letter in word[1:])


def covers(wanted: Ran, given: Ran) -> Fit:
    """How much of what is wanted the words of a command ask for, wherever it runs."""
    if wanted.words != given.words:
        return "none"
    if given.idle - wanted.idle:
        return "part"
    known = tool(given.words[0])
    if known.words == "tasks":
        if not set(wanted.plain) <= set(given.plain) or (given.plain and not wanted.plain):
            return "none"
    elif known.words == "part":
        if not _covers(wanted.plain, given.plain, known):
            return "part"
    elif not _holds(wanted.plain, given.plain):
        return "none"
    elif len(given.plain) > len(wanted.plain) and not any(map(OPEN.fullmatch, wanted.plain)):
        return "part"
    if not wanted.other <= given.other:
        return "part"
    if given.narrow - wanted.narrow or not _picks(wanted.picked, given.picked):
        return "part"
    return "unsure" if given.odd - wanted.odd else "whole"


def _picks(wanted: frozenset[str], given: frozenset[str]) -> bool:
    """Whether the tasks that a runner is told to run are all that is wanted."""
    return not given or (
        bool(wanted) and all(one in given or OPEN.fullmatch(one) for one in wanted)
    )


def _holds(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    rest = list(given)
    for word in wanted:
        if OPEN.fullmatch(word):
            continue
        if word not in rest:
            return False
        rest.remove(word)
    return True


def _covers(wanted: tuple[str, ...], given: tuple[str, ...], known: Tool) -> bool:
    """Whether paths or names given to a runner take in all that is wanted. None takes in all."""
    if not given and not known.here:
        return True
    given, wanted = given or (".",), wanted or (("./",) if known.here else ())
    if any(OPEN.fullmatch(word) for word in wanted):
        return True
    if known.here and not set(given) & WHOLE - {"."}:
        return set(wanted) <= set(given)
    if set(given) & WHOLE:
        return True
    return bool(wanted) and all(any(_below(one, two) for two in given) for one in wanted)


def _below(path: str, top: str) -> bool:
    path, top = (posixpath.normpath(name.removesuffix("...")) for name in (path, top))
    return path == top or path.startswith((f"{top}/", f"{top}::"))
