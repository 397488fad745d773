"""What a chain requires to be run, and whether a step of a session was that."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.evidence.shell import Step
from agentslint.model import Chain
from agentslint.repo import parent
from agentslint.text import shell

SHELLS = frozenset("bash sh zsh dash ksh".split())
# options by which a runner takes a part of what it would run
NARROWING = frozenset(
    "-k -m -t -run --run --filter --grep -g --only --only-changed --lf --last-failed --ff --shard "
    "--testNamePattern --testPathPattern --findRelatedTests --tests --test --lib --bin --related "
    "--collect-only --list --list-tests --dry-run -n --just-print --no-run --version --help -h".split()
)
# runners to which a further word is one more task, not a smaller one
ADDING = frozenset("make gmake just task gradle gradlew mvn mvnw rake nox tox invoke".split())
OPEN = lazy_re.compile(r"<[^<>\s]+>|\{[^{}]*\}|\$\{?\w+\}?|\.\.\.|…|\[[^\[\]]*\]")

Fit = Literal["whole", "part", "none"]


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
    """The checks that a chain requires, each command once, outermost file first.

    Where some have a gate ("before review"), those are what is required, and commands that are
    merely documented beside them are not. A check that names no command cannot be held against
    anything and is left out.
    """
    from agentslint.claims.effective import verification

    found: dict[str, Required] = {}
    for each in verification(chain):
        if each.command:
            check = Required(each.command, each.gate, each.path, each.line)
            found.setdefault(each.command, check)
    gated = [check for check in found.values() if check.gate]
    order = {link.path: index for index, link in enumerate(chain.sources)}
    return tuple(
        sorted(gated or found.values(), key=lambda check: (order.get(check.path, 0), check.line))
    )


def fits(check: Required, step: Step, root: str) -> Fit:
    """Whether a step ran the check, all of it or a part. `root` is the repository in its terms."""
    given = _bare(step.words)
    for wanted in _wanted(check.command):
        if wanted and given and _same_program(wanted[0], given[0], check, step, root):
            return _arguments(shell.canonical(wanted), shell.canonical(given))
    return "none"


def _arguments(wanted: tuple[str, ...], given: tuple[str, ...]) -> Fit:
    rest = list(given[1:])
    vague = False
    for word in wanted[1:]:
        if OPEN.fullmatch(word):
            vague = True
        elif word in rest:
            rest.remove(word)
        else:
            return "none"
    plain = [word for word in rest if not word.startswith("-")]
    fewer = any(word.split("=")[0] in NARROWING for word in rest if word.startswith("-"))
    if fewer or (plain and not vague and wanted[0] not in ADDING):
        return "part"
    return "whole"


def _same_program(wanted: str, given: str, check: Required, step: Step, root: str) -> bool:
    """Whether two words name one program: by its name, or by its place where both give one."""
    if os.path.basename(wanted) != os.path.basename(given):
        return False
    # without a directory only the end of a program's path can be held against another
    known = step.directory.startswith("/") and root.startswith("/")
    if "/" not in wanted or "/" not in given or not known:
        return True
    place = os.path.normpath(os.path.join(step.directory, given))
    homes = (os.path.join(root, check.directory), root)
    return place in {os.path.normpath(os.path.join(home, wanted)) for home in homes}


@lru_cache(maxsize=256)
def _wanted(command: str) -> tuple[tuple[str, ...], ...]:
    """The simple commands of a requirement: it is held against every step of a session."""
    return tuple(_bare(each.words) for each in shell.simple(command))


@lru_cache(maxsize=4096)
def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """What wrappers run, a script given to a shell included."""
    rest = shell.unwrap(words)
    if len(rest) > 1 and os.path.basename(rest[0]) in SHELLS and not rest[1].startswith("-"):
        return rest[1:]
    return rest
