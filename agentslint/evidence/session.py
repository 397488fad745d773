"""What an agent session did, in the order it did it: values only, whatever client wrote the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["passed", "failed", "declined", "unknown"]


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point of a session: milliseconds where the client noted them, then the line of the file.

    All moments of one session carry milliseconds, or none does.
    """

    milliseconds: int
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """A command that the agent ran. `words` is the argument vector, `directory` absolute or empty.

    `exit` is None where the file does not carry it; a declined command did not run at all.
    """

    words: tuple[str, ...]
    directory: str
    exit: int | None
    outcome: Outcome
    start: Moment
    end: Moment
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """A file that a patch changed, by absolute path. A move is a deletion and an addition."""

    path: str
    kind: Literal["add", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Patch:
    """An edit made with the agent's own editing tool. `why` says what refused it."""

    touches: tuple[Touch, ...]
    applied: bool
    start: Moment
    end: Moment
    why: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an MCP tool. `failed` is None where the file does not say."""

    server: str
    tool: str
    failed: bool | None
    at: Moment


@dataclass(frozen=True, slots=True)
class Loaded:
    """Instructions as the agent sent them: user's and project's text, for one directory.

    `project` says whether a file of the project is among them, None where that is not told.
    """

    directory: str
    text: str
    at: Moment
    project: bool | None = None


@dataclass(frozen=True, slots=True, order=True)
class Bounds:
    """What held the agent in. `network` is None where the file does not say."""

    sandbox: str
    network: bool | None
    approval: str


@dataclass(frozen=True, slots=True)
class Session:
    """One session file, read. Empty text and None mean that the file does not carry it.

    kind      which shape it has: `rollout` or `exec-json`
    version   of the client that wrote it
    notes     what could not be read of it, one line each: the session is then incomplete
    workers   whether it started other agents, whose work is in files of their own
    finished  whether the last turn came to its end
    """

    file: str
    kind: Literal["rollout", "exec-json"]
    id: str = ""
    version: str = ""
    began: str = ""
    directory: str = ""
    commit: str = ""
    branch: str = ""
    loaded: tuple[Loaded, ...] | None = None
    runs: tuple[Run, ...] = ()
    patches: tuple[Patch, ...] = ()
    calls: tuple[Call, ...] = ()
    bounds: tuple[Bounds, ...] = ()
    searches: int = 0
    workers: bool = False
    message: str = ""
    finished: bool = False
    notes: tuple[str, ...] = ()
