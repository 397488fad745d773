"""How long a run waits for git in all, and why it asks a repository's no more."""

from __future__ import annotations

import time

from agentslint.io import git_files

TYPE_CHECKING = False  # a replay waits too, and imports little
if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 600.0  # for all answers of a run: git waits for ever where a pipe lies in a file's place
ANSWER = 60.0  # for one answer of a git that is asked again and again
LOOK = 2.0  # seconds after which it is looked whether something like that keeps it

_spent = 0.0
_searched: dict[str, str] = {}  # by root: what was found on git's way


class Waited(Exception):
    """Git is not waited for any more. The text says why."""


def begin() -> None:
    """Begin a run: in a process of one run nobody need say so."""
    global _spent
    _spent = 0.0
    _searched.clear()


def refusal(root: str) -> str:
    """Why git is not asked about `root` any more in this run; "" where it is."""
    if found := _searched.get(root, ""):
        return found
    return _late(SECONDS) if _spent >= SECONDS else ""


def wait(root: str, ready: Callable[[float], bool], most: float = SECONDS) -> None:
    """Wait for what `ready` waits for, so many seconds at most, and then says. Raises Waited."""
    global _spent
    began = time.monotonic()
    try:
        if ready(min(LOOK, SECONDS - _spent)):
            return
        if root not in _searched:
            _searched[root] = git_files.search(root)
        if _searched[root]:
            raise Waited(_searched[root])
        left = min(most, SECONDS - _spent) - (time.monotonic() - began)
        if left > 0 and ready(left):
            return
        _searched[root] = _late(min(most, SECONDS))
        raise Waited(_searched[root])
    finally:
        _spent += time.monotonic() - began


def _late(seconds: float) -> str:
    return f"git did not answer within {seconds:g} seconds"
