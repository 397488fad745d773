"""Git commands of a session that put its own work aside, or bring other work in.

Between `git stash` and `git stash pop` a check looks at a tree that is not the one under review,
and afterwards every file holds again what the session's edits give.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from agentslint.evidence import git_commands
from agentslint.evidence.check_states import FileEdit
from agentslint.evidence.programs import listed
from agentslint.evidence.session import Run
from agentslint.evidence.shell import Step

At = tuple[int, int]
BACK = frozenset({"pop", "apply", "branch"})
LOOKS = frozenset({"list", "show", "create", "drop", "clear", "store"})
# what git says where it had nothing to do
NOTHING = ("No local changes to save", "up to date", "Already up-to-date", "up-to-date")


def elsewhere(steps: Iterable[tuple[int, int, Run, Step]]) -> Mapping[At, str]:
    """The steps during which a session's work lay elsewhere, by run and place in it: and why."""
    found: dict[At, str] = {}
    waiting: dict[At, None] = {}
    stashed, moved = "", ""
    for number, index, run, step in steps:
        verb, rest = _git(step)
        if not verb or step.outcome == "declined" or idle(run.output):
            waiting[number, index] = None
            if stashed:
                found[number, index] = f"`{stashed}` had put the work aside"
        elif verb == "stash":
            back = bool(rest) and rest[0] in BACK
            stashed = "" if back else shlex.join(step.words)
            waiting = {} if back else waiting
        elif moved:
            why = f"`{moved}` had changed the work tree, and `{shlex.join(step.words)}` did again"
            found |= dict.fromkeys(waiting, why)
            moved, waiting = shlex.join(step.words), {}
        else:
            moved, waiting = shlex.join(step.words), {}
    return found


def by_git(edit: FileEdit) -> bool:
    """Whether git may have brought in what nobody checked with the session's own work."""
    return not edit.sure and edit.by.startswith("git ")


def brings(edit: FileEdit) -> bool:
    """Whether git was told to bring other commits in."""
    rest = git_commands.words(tuple(shlex.split(edit.by))) if by_git(edit) else ()
    return bool(rest) and rest[0] in listed("moves", "brings")


def idle(output: str) -> bool:
    """Whether git says that it changed nothing."""
    return any(mark in output for mark in NOTHING)


def _git(step: Step) -> tuple[str, tuple[str, ...]]:
    """The command of git that moves the work tree, and what it is given; nothing for any other."""
    if step.words[:1] != ("git",):
        return "", ()
    rest = git_commands.words(step.words)
    verb, words = (rest[0], rest[1:]) if rest else ("", ())
    if verb not in listed("moves", "aside"):
        return "", ()
    if verb == "stash":
        return ("", ()) if words[:1] and words[0] in LOOKS else (verb, words)
    if verb == "reset" and not {"--hard", "--merge", "--keep"} & set(words):
        return "", ()
    new = {"-b", "-B", "-c", "-C", "--create", "--orphan"} & set(words)
    return ("", ()) if new or (verb == "restore" and "--staged" in words) else (verb, words)
