"""What is known of a program by its name: a shell, a wrapper, a runner, a check. Data: `tools.toml`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from agentslint.core import parsing


@dataclass(frozen=True, eq=False)
class Tools:
    """The tables of `tools.toml`, which says what each is of.

    checks    what a program checks, by its name: test, lint, typecheck, format
    parts     what a part of a task's name says that the task checks, `other` and `build` among them
    hiding    checks that run what their own configuration names
    managers  package managers that also run the programs of dependencies
    running   a runner and its word for running, `npm run`; `generic` what is no name behind it
    wrappers  the words of a wrapper, and how many more it takes before the command
    valued    options of wrappers that take the next word
    configuring  options that name a program's configuration
    moves     options that name the directory a program runs in, by its name
    own       what a manager does itself under a name that scripts have too
    yields    from which major version on a manager runs scripts of which names before its own commands
    common    checks whose names are words of a language too
    heads     every program by whose name a line is known for a command
    """

    shells: frozenset[str]
    fences: frozenset[str]
    interpreters: frozenset[str]
    testers: frozenset[str]
    runners: frozenset[str]
    managers: frozenset[str]
    running: tuple[str, ...]
    generic: frozenset[str]
    english: frozenset[str]
    common: frozenset[str]
    hiding: frozenset[str]
    checks: Mapping[str, str]
    parts: Mapping[str, str]
    wrappers: Mapping[tuple[str, ...], int]
    valued: frozenset[str]
    configuring: frozenset[str]
    moves: Mapping[str, frozenset[str]]
    own: Mapping[str, frozenset[str]]
    yields: Mapping[str, tuple[int, frozenset[str]]]
    heads: frozenset[str]


@cache
def shipped() -> Tools:
    """The tools that ship with agentslint."""
    rows = parsing.read("text", "tools.toml")
    checks, parts = _by_word(rows["checks"]), _by_word(rows["parts"])
    wrappers = {tuple(name.split()): own for name, own in rows["wrappers"].items()}
    heads = {*rows["heads"], *rows["shells"], *rows["runners"], *checks}
    return Tools(
        frozenset(rows["shells"]),
        frozenset(rows["fences"]),
        frozenset(rows["interpreters"]),
        frozenset(rows["testers"]),
        frozenset(rows["runners"]),
        frozenset(rows["managers"]),
        tuple(rows["running"]),
        frozenset(rows["generic"]),
        frozenset(rows["english"]),
        frozenset(rows["common"]),
        frozenset(rows["hiding"]),
        checks,
        parts,
        wrappers,
        frozenset(rows["options"]["valued"]),
        frozenset(rows["options"]["configuring"]),
        {name: frozenset(options) for name, options in rows["moves"].items()},
        {name: frozenset(words) for name, words in rows["own"].items()},
        {name: (row["from"], frozenset(row["names"])) for name, row in rows["yields"].items()},
        frozenset(heads | {words[0] for words in wrappers}),
    )


def named_checks() -> tuple[str, ...]:
    """The programs that check something, and that running text can mean by their names alone."""
    return tuple(sorted(shipped().checks.keys() - shipped().common))


def takes_paths(words: Sequence[str]) -> bool:
    """Whether a command is a test runner or a checker to which one gives paths."""
    program = posixpath.basename(words[0])
    testers = shipped().testers
    return program in testers or any(f"{program} {word}" in testers for word in words[1:3])


def wrapped(words: Sequence[str]) -> tuple[int, int] | None:
    """How many words name a wrapper, and how many more are its own; None for another command."""
    head = (posixpath.basename(words[0]), *words[1:3])
    known = shipped().wrappers
    for size in (3, 2, 1):
        own = known.get(head[:size]) if len(head) >= size else None
        if own is not None:
            return size, own
    return None


def _by_word(table: dict[str, Any]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words}
