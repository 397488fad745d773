"""A shell script to its simple commands: what each was, where it ran, and whether it passed.

`text/shell` reads the language; here is what an exit code says of each command. Where a construct is not understood the commands in
it are kept and their outcome is unknown: nothing counts as passed that may have failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.evidence.session import Outcome, Run
from agentslint.text import shell
from agentslint.text.shell import Command, reader

# what comes before a check in one chain and does not fail in practice
PREPARE = frozenset("cd pushd export source . set unset umask ulimit".split())
DEPTH = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One simple command of a run.

    words      with neither assignments nor redirections
    directory  absolute, or relative to where the run began where that is not known
    writes     files that its output is redirected to, as written
    """

    words: tuple[str, ...]
    directory: str
    outcome: Outcome
    writes: tuple[str, ...] = ()


def steps(run: Run) -> Iterator[Step]:
    """The simple commands of a run, in order, those of a shell within the shell too."""
    yield from _steps(run.words, run.directory, run.outcome, DEPTH)


def _steps(words: tuple[str, ...], where: str, outcome: Outcome, depth: int) -> Iterator[Step]:
    text = shell.script(words)
    if text is None:
        yield Step(words, where, outcome)
        return
    for step in _script(text, where, outcome):
        words = shell.unwrap(step.words)
        if depth and shell.script(words) is not None:
            yield from _steps(words, step.directory, step.outcome, depth - 1)
        else:
            yield step


def _script(text: str, where: str, outcome: Outcome) -> Iterator[Step]:
    found = reader.read(text)
    words = [one.words for one in found]
    flags = [" ".join(each[1:]) for each in words if each[:1] == ("set",)]
    strict = any(lazy_re.search(r"(^|\s)-\w*e", each) for each in flags)
    passed = _when_passed(
        [one.joint for one in found], strict=strict, pipefail=any("pipefail" in f for f in flags)
    )
    grouped = any(one.grouped for one in found) and len(found) > 1
    sure = not any(one.conditional for one in found) and not (
        grouped and any(one.joint == "||" for one in found)
    )
    for index, one in enumerate(found):
        own: Outcome = "unknown"
        if outcome == "declined":
            own = "declined"
        elif sure and outcome == "passed":
            own = passed[index]
        elif sure and outcome == "failed" and _alone(found, index):
            own = "failed"
        home = os.path.normpath(os.path.join(where, one.directory)) if one.directory else where
        yield Step(one.words, home, own, one.writes)


def _when_passed(joints: list[str], *, strict: bool, pipefail: bool) -> list[Outcome]:
    """What a script that exits with 0 says of each command, by the operators behind each."""
    said: list[Outcome] = ["passed"] * len(joints)
    for index in range(len(joints) - 2, -1, -1):
        joint = joints[index]
        if joint in ("||", "&") or (joint in ("|", "|&") and not pipefail):
            said[index] = "unknown"
        elif joint in (";", "\n"):
            # `set -e` has seen to everything up to here
            said[index] = "passed" if strict else "unknown"
        else:
            said[index] = said[index + 1]
    first = joints.index("||") + 1 if "||" in joints else len(joints)
    return [
        "unknown" if index >= first or joint == "&" else own
        for index, (joint, own) in enumerate(zip(joints, said, strict=True))
    ]


def _alone(found: Sequence[Command], index: int) -> bool:
    """Whether the failure of a script can only be that of its last command, this one."""
    if index != len(found) - 1 or found[index].joint == "&":
        return False
    for one in reversed(found[:index]):
        if one.joint in (";", "\n"):
            return True
        if one.joint != "&&" or one.words[:1] not in {(word,) for word in PREPARE}:
            return False
    return True
