"""A session file of any known shape to a `Session`, and where such files are found."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator

from agentslint.evidence import exec_json, fields, lines, rollout
from agentslint.evidence.session import Session
from agentslint.model import Failure

SHAPES = {"session_meta": rollout.read, "thread.started": exec_json.read}
WANTED = "name a rollout-*.jsonl of Codex or the output of `codex exec --json`"
HEAD = 50  # lines that are looked at for the one which says what shape a file has


def read(path: str) -> Session:
    """The session in the file at `path`, `-` being standard input.

    Raises Failure, one line, where the file cannot be read or is no session.
    """
    stream = lines.read(path)
    head = list(itertools.islice(stream, HEAD))
    for line in head:
        reader = SHAPES.get(fields.text(line.value, "type"))
        if reader:
            return reader(itertools.chain(head, stream), path)
    why = head[0].fault if head and head[0].fault else "no line begins a session"
    raise Failure(f"{path}: not an agent session: {why if head else 'it is empty'}: {WANTED}")


def found(home: str, root: str) -> Iterator[str]:
    """Session files under a Codex home whose directory lies in `root`, the newest first.

    Only the first lines of each file are read. Raises Failure where there is no such home.
    """
    top = os.path.join(home, "sessions")
    if not os.path.isdir(top):
        raise Failure(f"{top}: no such directory: name a session file, or set CODEX_HOME")
    real = os.path.realpath(root)
    yield from (path for path in _files(top) if _within(_began(path), (root, real)))


def _files(top: str) -> Iterator[str]:
    # names begin with the time, below directories of year, month and day
    for folder, inner, names in os.walk(top):
        inner.sort(reverse=True)
        for name in sorted(names, reverse=True):
            if name.startswith("rollout-") and name.endswith((".jsonl", ".jsonl.zst")):
                yield os.path.join(folder, name)


def _began(path: str) -> str:
    try:
        for line in itertools.islice(lines.read(path), 5):
            if fields.text(line.value, "type") == "session_meta":
                return fields.path(fields.record(line.value, "payload").get("cwd"))
    except Failure:
        return ""
    return ""


def _within(directory: str, roots: Iterable[str]) -> bool:
    return any(directory == root or directory.startswith(f"{root}/") for root in roots)
