"""Whether a step of a session was the check that is asked for: all of it, a part, or something else."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.evidence.normal import Ran, bare, ran
from agentslint.evidence.shell import Step
from agentslint.evidence.tools import Tool, tool
from agentslint.model import Chain
from agentslint.repo import parent
from agentslint.text import shell

# what the reader fills in, `<crate>` or `TEST_PATH`: it stands for any word, or for none
OPEN = lazy_re.compile(
    r"<[^<>\s]+>|\{[^{}]*\}|\$\{?\w+\}?|\.\.\.|…|\[[^\[\]]*\]|[A-Z]{2,}(?:_[A-Z]+)*"
)
# a path by which a runner is told to take everything
WHOLE = frozenset({".", "./", "*", "./...", "...", "//...", "all", "./**", "**"})

# whole: all of the check; part: less than it; unsure: what its words leave of it is not known
Fit = Literal["whole", "part", "unsure", "none"]
Exists = Callable[[str], bool]


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


@dataclass(frozen=True, slots=True)
class Where:
    """The repository in the session's terms: its root, where the session began, what is in it."""

    root: str = ""
    began: str = ""
    exists: Exists = lambda path: False


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


def fits(check: Required, step: Step, where: Where = Where()) -> Fit:
    """Whether a step ran the check, all of it or a part."""
    given = ran(step.words, step.directory, step.environment)
    if not given.words:
        return "none"
    best: Fit = "none"
    for command in _wanted(check.command):
        wanted = ran(command.words, command.directory, command.environment)
        if not wanted.words or not _same_program(command.words, step.words, check, step, where):
            continue
        found = _lesser(_words(wanted, given), _place(check, wanted, given, step, where))
        best = max(best, found, key=ORDER.index)
    return best


def names(line: str, command: str) -> bool:
    """Whether a line has every command of a requirement, all of it or a part. Where is not asked."""
    given = [ran(each.words, "", each.environment) for each in shell.simple(line)]
    wanted = [ran(each.words, "", each.environment) for each in _wanted(command)]
    return bool(wanted) and all(any(_words(w, g) != "none" for g in given) for w in wanted)


ORDER: tuple[Fit, ...] = ("none", "unsure", "part", "whole")


def _lesser(one: Fit, two: Fit) -> Fit:
    return min(one, two, key=("none", "part", "unsure", "whole").index)


def _words(wanted: Ran, given: Ran) -> Fit:
    """How much of what is wanted the words of a command ask for."""
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
    if given.narrow - wanted.narrow:
        return "part"
    return "unsure" if given.odd - wanted.odd else "whole"


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


def _same_program(
    wanted: tuple[str, ...], given: tuple[str, ...], check: Required, step: Step, where: Where
) -> bool:
    """Whether two words name one program: by its name, or by its place where both give one."""
    one, two = bare(wanted)[0], bare(given)[0]
    if os.path.basename(one) != os.path.basename(two):
        return False
    # without a directory only the end of a program's path can be held against another
    known = step.directory.startswith("/") and where.root.startswith("/")
    if "/" not in one or not known or os.path.isabs(one):
        return True
    if "/" not in two:
        # `bash check.sh` runs the file that lies there
        two = f"./{two}" if lazy_re.search(r"\.\w+$", two) else two
    place = os.path.normpath(os.path.join(step.directory, two))
    homes = (os.path.join(where.root, check.directory), where.root)
    return place in {os.path.normpath(os.path.join(home, one)) for home in homes}


def _place(check: Required, wanted: Ran, given: Ran, step: Step, where: Where) -> Fit:
    """Whether a command ran where the check is to run."""
    directory = given.directory
    if not directory.startswith("/") or not where.root.startswith("/"):
        # the root is not known: it ran where the session began, or nobody can say
        near = given.directory in (wanted.directory, "", where.began) or not where.began
        return "whole" if near or _at_its_place(step, given) else "unsure"
    if _at_its_place(step, given):
        return "whole"
    inside = _within(directory, where.root)
    homes = [
        posixpath.normpath(posixpath.join(home, wanted.directory))
        for home in _homes(check, given, where)
    ]
    if inside in homes:
        return "whole"
    if inside is None:
        return "none"
    nearest = tool(given.words[0]).upward
    below = [home for home in homes if home == "." or inside.startswith(f"{home}/")]
    if not below:
        return "none"
    if nearest and not any(
        where.exists(posixpath.join(each, nearest)) for each in _between(inside, below[0])
    ):
        return "whole"
    return "part"


def _at_its_place(step: Step, given: Ran) -> bool:
    """Whether a program was run by its path: that was held against the path asked for."""
    return "/" in (bare(step.words) or ("",))[0] and not given.moved


def _homes(check: Required, given: Ran, where: Where) -> tuple[str, ...]:
    """Where a check is to run: beside the file that asks for it, or further up.

    A runner that needs a file of its own runs where the nearest one lies.
    """
    needs = tool(given.words[0]).needs
    above = [*_between(check.directory, "."), "."]
    for each in above if needs else ():
        if any(where.exists(posixpath.normpath(posixpath.join(each, name))) for name in needs):
            return (each,)
    return tuple(dict.fromkeys((check.directory, ".")))


def _between(inner: str, outer: str) -> Iterator[str]:
    """The directories from `inner` up to `outer`, which is left out."""
    while inner not in (outer, "."):
        yield inner
        inner = parent(inner)


def _within(directory: str, root: str) -> str | None:
    if directory == root:
        return "."
    inside = directory.removeprefix(f"{root.rstrip('/')}/")
    return inside if inside != directory else None


@lru_cache(maxsize=256)
def _wanted(command: str) -> tuple[shell.Command, ...]:
    """The simple commands of a requirement: it is held against every step of a session."""
    return shell.simple(command)
