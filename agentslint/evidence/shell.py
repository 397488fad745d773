"""A shell script to its simple commands: what each was, where it ran, and whether it passed.

`text/shell` reads the language; here is what an exit code says of each command. Where a construct is not understood the commands in
it are kept and their outcome is unknown: nothing counts as passed that may have failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agentslint.core import lazy_re
from agentslint.evidence import script_words
from agentslint.evidence.session import Outcome, Run
from agentslint.text import shell, tools
from agentslint.text.shell import Command, reader

# what comes before a check in one chain and does not fail in practice
PREPARE = frozenset("cd pushd export source . set unset umask ulimit".split())
READERS = frozenset({"cat", "tee"}) | tools.shipped().shells
DEPTH = 20
ASSIGNMENT = lazy_re.compile(r"[A-Za-z_]\w*\+?=")
RENAMED = lazy_re.compile(r"(?:^|[;&|\s])(?:alias\s|function\s|[\w-]+\s*\(\)\s*\{)")
DOCUMENT = lazy_re.compile(
    r"[^\n]*?<<(?P<tabs>-?)[ \t]*(?P<quoted>[\"'\\]?)(?P<end>\w+)[\"']?[^\n]*\n"
    r"(?P<text>(?:(?!\t*(?P=end)$).*\n)*)\t*(?P=end)$",
    lazy_re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One simple command of a run.

    words        with neither assignments nor redirections, wrappers taken off
    directory    absolute, or relative to where the run began where that is not known
    writes       files that its output is redirected to, as written
    environment  the assignments before it, and those exported before it in the same script
    given        the here-document it reads, None where there is none or where a shell fills it in
    appends      whether its redirections add to what the files hold
    lasting      whether it may still run when the script has ended
    reached      whether it was started for certain, whatever came of it
    """

    words: tuple[str, ...]
    directory: str
    outcome: Outcome
    writes: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    given: str | None = None
    appends: bool = False
    lasting: bool = False
    reached: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of a run: the repository's root, how it ended, and what it printed."""

    root: str
    outcome: Outcome
    output: str


def steps(run: Run, root: str = "") -> Iterator[Step]:
    """The simple commands of a run, in order, those of a shell within the shell too.

    `root` is the top of the repository it ran in, where that is known.
    """
    yield from _steps(run.words, run.directory, _Around(root, run.outcome, run.output), DEPTH)


def _steps(words: tuple[str, ...], where: str, around: _Around, depth: int) -> Iterator[Step]:
    text = shell.script(words)
    if text is None:
        yield Step(shell.unwrap(words), where, around.outcome)
        return
    for step in _script(script_words.filled(text, around.root, where), where, around):
        words = shell.unwrap(step.words)
        if depth and step.given is not None and _bare_shell(words):
            words = (words[0], "-c", step.given)
        if depth and shell.script(words) is not None:
            within = replace(around, outcome=step.outcome)
            for inner in _steps(words, step.directory, within, depth - 1):
                outer = (*step.environment, *inner.environment)
                yield replace(inner, environment=outer, lasting=step.lasting or inner.lasting)
        else:
            own = _assigned(step.words) if step.words[:1] == ("env",) else ()
            yield replace(step, words=words, environment=(*step.environment, *own))


def _bare_shell(words: tuple[str, ...]) -> bool:
    """Whether a shell takes its script from what it reads: `bash <<'EOF'`."""
    name = os.path.basename(words[0]) if words else ""
    return name in tools.shipped().shells and all(word.startswith("-") for word in words[1:])


def _assigned(words: tuple[str, ...]) -> tuple[str, ...]:
    """The assignments that `env` or `export` is given."""
    return tuple(word for word in words[1:] if ASSIGNMENT.match(word))


def _script(text: str, where: str, around: _Around) -> Iterator[Step]:
    found = reader.read(text)
    joints = [one.joint for one in found]
    grouped = any(one.grouped for one in found) and len(found) > 1
    # below a function or an alias a command may be another
    sure = not any(one.conditional for one in found) and not RENAMED.search(text)
    sure = sure and not (grouped and "||" in joints)
    lasting = _lasting(joints, grouped=grouped)
    outcomes = _outcomes(text, found, around, sure=sure)
    exported: tuple[str, ...] = ()
    for index, one in enumerate(found):
        own = outcomes[index]
        home = os.path.normpath(os.path.join(where, one.directory)) if one.directory else where
        yield Step(
            one.words,
            home,
            own,
            one.writes,
            (*exported, *one.environment),
            _document(text, one) if one.program in READERS else None,
            any(lazy_re.search(rf">>\s*[\"']?{lazy_re.escape(w)}", text) for w in one.writes),
            lasting[index],
            not one.conditional and (not index or joints[index - 1] not in ("&&", "||")),
        )
        if one.words[:1] == ("export",):
            exported = (*exported, *_assigned(one.words))


def _outcomes(
    text: str, found: tuple[Command, ...], around: _Around, *, sure: bool
) -> list[Outcome]:
    """What became of each command of a script."""
    if around.outcome == "declined" or not sure:
        return ["declined" if around.outcome == "declined" else "unknown"] * len(found)
    joints = [one.joint for one in found]
    flags = [" ".join(one.words[1:]) for one in found if one.words[:1] == ("set",)]
    strict = any(lazy_re.search(r"(^|\s)-\w*e", each) for each in flags)
    passed = _when_passed(joints, strict=strict, pipefail=any("pipefail" in f for f in flags))
    said: list[Outcome] = passed if around.outcome == "passed" else ["unknown"] * len(found)
    if around.outcome == "failed" and found and _alone(found, len(found) - 1):
        said[-1] = "failed"
    codes = script_words.printed(text, found, around.output)
    if (kept := script_words.returned(text, found)) >= 0 and around.outcome != "unknown":
        codes[kept] = 0 if around.outcome == "passed" else 1
    for index, code in codes.items():
        if code == 0:
            _hold(said, joints, index)
        elif _alone(found[: index + 1], index):
            said[index] = "failed"
    return said


def _hold(said: list[Outcome], joints: list[str], index: int) -> None:
    """Note that a command passed, and with it all that `&&` makes it depend on."""
    said[index] = "passed"
    while index and joints[index - 1] == "&&":
        index -= 1
        said[index] = "passed"


def _document(text: str, one: Command) -> str | None:
    """The here-document that a command reads, where it is the only one of its line."""
    found = DOCUMENT.match(text, one.start)
    if found is None or found[0].partition("\n")[0].count("<<") != 1:
        return None
    held = found["text"]
    if found["tabs"]:
        held = lazy_re.sub(r"(?m)^\t+", "", held)
    filled = not found["quoted"] and any(sign in held for sign in "$`\\")
    return None if filled else held


def _lasting(joints: list[str], *, grouped: bool) -> list[bool]:
    """Which commands belong to a list that `&` ends; of a group it may be each one before."""
    found = list[bool]()
    behind = False
    for joint in reversed(joints):
        behind = joint == "&" or (behind and (grouped or joint in ("&&", "||", "|", "|&")))
        found.append(behind)
    return found[::-1]


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
