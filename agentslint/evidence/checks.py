"""What a chain requires to be run, and whether a step of a session was that."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass

from agentslint.evidence.shell import Step
from agentslint.model import Chain
from agentslint.repo import parent

NARROWING = frozenset(
    "-k -m -t -run --filter --grep --only --lf --ff --last-failed -p --test".split()
)
PREFIXES = (
    ("uv", "run"),
    ("poetry", "run"),
    ("pipenv", "run"),
    ("npx",),
    ("python", "-m"),
    ("python3", "-m"),
    ("bash",),
    ("sh",),
    ("time",),
    ("env",),
    ("sudo",),
)


@dataclass(frozen=True, slots=True, order=True)
class Required:
    """A command that instructions require, when, and where they say so.

    `path` is empty where the text is known but not the file it came from.
    """

    command: str
    gate: str
    path: str
    line: int

    @property
    def directory(self) -> str:
        """The directory whose files the requirement governs."""
        return parent(self.path) if self.path else "."


def required(chain: Chain) -> tuple[Required, ...]:
    """The checks that a chain requires, each command once, in the order of the chain."""
    found: dict[str, Required] = {}
    for link in chain.sources:
        text = link.file.data[: link.bytes].decode("utf-8", "replace") if link.file else ""
        for number, line in enumerate(text.splitlines(), 1):
            if link.level == "project" and re.search(r"\b[Rr]un\b|must pass", line):
                for match in re.finditer(r"`([^`]+)`", line):
                    found.setdefault(match[1], Required(match[1], "", link.path, number))
    return tuple(found.values())


def is_run(check: Required, step: Step, root: str) -> bool:
    """Whether a step ran the check. `root` is the repository's directory in the session's terms."""
    wanted, given = _bare(tuple(_split(check.command))), _bare(step.words)
    if not wanted or not given:
        return False
    # without a directory only the end of a program's path can be held against another
    known = step.directory.startswith("/") and root.startswith("/")
    homes = {os.path.join(root, check.directory), root} if known else set()
    theirs = {step.directory} if known else set()
    if _program(wanted[0], homes).isdisjoint(_program(given[0], theirs)):
        return False
    rest = list(given[1:])
    for word in wanted[1:]:
        if word not in rest:
            return False
        rest.remove(word)
    return all(word.startswith("-") and word.split("=")[0] not in NARROWING for word in rest)


def _program(word: str, homes: set[str]) -> set[str]:
    if "/" not in word:
        return {word}
    if not homes:
        return {re.sub(r"^(\.\.?/)+", "", word)}
    return {os.path.normpath(os.path.join(home, word)) for home in homes}


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    for prefix in PREFIXES:
        if words[: len(prefix)] == prefix and len(words) > len(prefix):
            return _bare(words[len(prefix) :])
    return words


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()
