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
class Op:
    """What a write makes of a file, so that it can be done again.

    write, append  `text` is what is written
    delete         the file is gone
    copy           it holds what `source`, an absolute path, held
    unified        `text` is a unified diff of it, or of `source` where that is given
    section        the same as the lines of Codex's own form of patch
    sed            `text` is a script of `sed`
    """

    kind: Literal["write", "append", "delete", "copy", "unified", "section", "sed"]
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A command that the agent ran. `words` is the argument vector, `directory` absolute or empty.

    `exit` is None where the file does not carry it; a declined command did not run at all.
    `output` is the end of what it printed; `running` says that its end was not seen.
    """

    words: tuple[str, ...]
    directory: str
    exit: int | None
    outcome: Outcome
    start: Moment
    end: Moment
    escalated: bool = False
    output: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """A file that a patch changed, by absolute path. A move is a deletion and an addition.

    `op` makes the change again, None where the file does not carry it; `before` is what the client
    saw in it first, where it says so.
    """

    path: str
    kind: Literal["add", "update", "delete"]
    op: Op | None = None
    before: str | None = None


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

    `project` says whether a file of the project is among them, None where that is not told;
    `files` are the project's, each with its absolute path, where they are told one by one.
    """

    directory: str
    text: str
    at: Moment
    project: bool | None = None
    files: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Bounds:
    """What held the agent in. `network` is None where the file does not say."""

    sandbox: str
    network: bool | None
    approval: str


@dataclass(frozen=True, slots=True)
class Session:
    """One session file, read. Empty text and None mean that the file does not carry it.

    kind        which shape it has: `rollout`, `exec-json`, `claude-code`
    client      what wrote it: `codex`, `claude-code`
    version     of the client that wrote it
    models      that answered in it
    repository  where its repository says that it comes from
    notes       what could not be read of it, one line each: the session is then incomplete
    workers     whether it started other agents, whose work is in files of their own
    spawned     the ids of those, as far as they are told
    parent      the session that started this one; `forked` the one that it goes on from
    until       how many records of that one it goes on from, None where it repeats them itself
    finished    whether the last turn came to its end
    digest      SHA-256 of the file, empty for standard input
    """

    file: str
    kind: Literal["rollout", "exec-json", "claude-code"]
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
    client: str = "codex"
    models: tuple[str, ...] = ()
    repository: str = ""
    spawned: tuple[str, ...] = ()
    parent: str = ""
    forked: str = ""
    until: int | None = None
    digest: str = ""
