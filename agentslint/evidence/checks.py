"""Whether a step of a session was the check that is asked for: all of it, a part, or something else."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentslint.core import lazy_re
from agentslint.evidence.normal_form import Fit, Ran, bare, covers, ran
from agentslint.evidence.programs import tool
from agentslint.evidence.required_checks import Required, required
from agentslint.evidence.shell import Step
from agentslint.repo import parent
from agentslint.text import shell

__all__ = ["Fit", "Required", "Where", "fits", "required"]

Exists = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Where:
    """The repository in the session's terms: its root, where the session began, what is in it."""

    root: str = ""
    began: str = ""
    exists: Exists = lambda path: False


def fits(check: Required, step: Step, where: Where = Where()) -> Fit:
    """Whether a step ran the check, all of it or a part."""
    given = ran(step.words, step.directory, step.environment)
    if not given.words:
        return "none"
    best: Fit = "none"
    for command in (c for line in (check.command, *check.others) for c in _wanted(line)):
        wanted = ran(command.words, command.directory, command.environment)
        if not wanted.words or not _same_program(command.words, step.words, check, step, where):
            continue
        found = _lesser(covers(wanted, given), _place(check, wanted, given, step, where))
        best = max(best, found, key=ORDER.index)
    return best


def names(line: str, command: str) -> bool:
    """Whether a line has every command of a requirement, all of it or a part. Where is not asked."""
    given = [ran(each.words, "", each.environment) for each in shell.simple(line)]
    wanted = [ran(each.words, "", each.environment) for each in _wanted(command)]
    return bool(wanted) and all(any(covers(w, g) != "none" for g in given) for w in wanted)


ORDER: tuple[Fit, ...] = ("none", "unsure", "part", "whole")


def _lesser(one: Fit, two: Fit) -> Fit:
    return min(one, two, key=("none", "part", "unsure", "whole").index)


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
    if "$" in directory or "`" in directory:
        return "unsure"
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

    A runner that needs a file of its own runs where the nearest one lies; one that is told which
    packages to take runs anywhere above them.
    """
    known = tool(given.words[0])
    needs = known.needs
    above = [*_between(check.directory, "."), "."]
    named = {word.partition("=")[0] for word in (*given.words, *given.narrow, *given.other)}
    if known.across & named:
        return tuple(above)
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
