"""A session file of any known shape to a `Session`, and where such files are found."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from agentslint.core import lazy_re
from agentslint.evidence import claude_code, exec_json, json_fields, json_lines, rollout
from agentslint.evidence.session import Session
from agentslint.model import Failure

Reader = Callable[[Iterable[json_lines.Line], str], Session]
# what a line of each shape has: the field, and what it holds where that says it
SHAPES: tuple[tuple[str, str, Reader], ...] = (
    ("type", "session_meta", rollout.read),
    ("type", "thread.started", exec_json.read),
    ("sessionId", "", claude_code.read),
)
WANTED = "name a rollout-*.jsonl of Codex, the output of `codex exec --json`, or a session of Claude Code"
HEAD = 50  # lines that are looked at for the one which says what shape a file has


def read(path: str) -> Session:
    """The session in the file at `path`, `-` being standard input.

    Raises Failure, one line, where the file cannot be read or is no session.
    """
    return _joined(_read(path))


def _read(path: str) -> Session:
    stream = json_lines.read(path)
    head = list(itertools.islice(stream, HEAD))
    for line in head:
        for key, wanted, reader in SHAPES:
            held = json_fields.text(line.value, key)
            if held and held == (wanted or held):
                found = reader(itertools.chain(head, stream), path)
                return replace(found, digest=json_lines.digest(path))
    why = head[0].fault if head and head[0].fault else "no line begins a session"
    raise Failure(f"{path}: not an agent session: {why if head else 'it is empty'}: {WANTED}")


def _joined(session: Session) -> Session:
    """A session with the work of the agents it started, and with what it was forked from.

    They lie beside it, each in a file whose name ends with its id. What is not there is told:
    `workers` and `forked` stay as they are.
    """
    if session.forked and session.until is not None:
        for path in _named(session.file, session.forked):
            rows = (row for row in json_lines.read(path) if _before(row, session.until))
            session = replace(_merged(session, rollout.read(rows, path)), forked="")
            break
    left = []
    for each in session.spawned:
        paths = list(_named(session.file, each))
        child = _joined(_read(paths[0])) if paths and paths[0] != session.file else None
        if child is None or child.parent != session.id or child.workers or not child.finished:
            left.append(each)
        else:
            session = _merged(session, child)
    return replace(session, workers=bool(left)) if session.spawned else session


def _before(row: json_lines.Line, ordinal: int) -> bool:
    number = json_fields.number(row.value, "ordinal")
    return number is not None and number < ordinal


def _merged(one: Session, two: Session) -> Session:
    """What two sessions did, in the order of time."""
    return replace(
        one,
        runs=tuple(sorted((*one.runs, *two.runs), key=lambda run: run.end)),
        patches=tuple(sorted((*one.patches, *two.patches), key=lambda patch: patch.end)),
        calls=tuple(sorted((*one.calls, *two.calls), key=lambda call: call.at)),
        bounds=tuple(dict.fromkeys((*one.bounds, *two.bounds))),
        models=tuple(dict.fromkeys((*one.models, *two.models))),
        searches=one.searches + two.searches,
        notes=(*one.notes, *two.notes),
    )


def _named(beside: str, thread: str) -> Iterator[str]:
    """The files of a thread, in the directory of another or below the same `sessions`."""
    folder = os.path.dirname(os.path.abspath(beside))
    top = folder
    while os.path.basename(top) != "sessions" and os.path.dirname(top) != top:
        top = os.path.dirname(top)
    if os.path.basename(top) != "sessions":
        top = folder
    ends = (f"{thread}.jsonl", f"{thread}.rollout.jsonl", f"{thread}.jsonl.zst")
    for here, inner, names in os.walk(top):
        inner.sort()
        yield from (os.path.join(here, name) for name in sorted(names) if name.endswith(ends))
        if top == folder:
            return


def grew(path: str, digest: str) -> bool:
    """Whether a session's file began as the one with a digest: clients write line after line."""
    so_far = hashlib.sha256()
    with open(path, "rb") as file:
        for line in file:
            so_far.update(line)
            if so_far.hexdigest() == digest:
                return True
    return False


def found(home: str, root: str, claude: str = "") -> Iterator[str]:
    """Session files of Codex and of Claude Code whose directory lies in `root`, the newest first.

    `home` is $CODEX_HOME, `claude` the other's directory. Only the first lines of each file are
    read, and agents that others started are left out: they are part of those. Raises Failure where
    there is neither.
    """
    top = os.path.join(home, "sessions")
    theirs = os.path.join(claude, "projects") if claude else ""
    if not os.path.isdir(top) and not os.path.isdir(theirs):
        raise Failure(f"{top}: no such directory: name a session file, or set CODEX_HOME")
    roots = (root, os.path.realpath(root))
    streams = [_began_in(_files(top), roots), _began_in(_projects(theirs, roots), roots)]
    yield from (path for _, path in heapq.merge(*streams, reverse=True))


def _projects(top: str, roots: Iterable[str]) -> Iterator[str]:
    """Claude Code's files for some directories: each has a folder, named by it with dashes."""
    names = tuple(lazy_re.sub(r"[^A-Za-z0-9]", "-", root) for root in roots)
    rows = []
    for folder in os.listdir(top) if os.path.isdir(top) else ():
        if folder.startswith(names) and os.path.isdir(os.path.join(top, folder)):
            for name in os.listdir(os.path.join(top, folder)):
                path = os.path.join(top, folder, name)
                if name.endswith(".jsonl") and os.path.isfile(path):
                    rows.append((_began(path)[0], path))
    yield from (path for _, path in sorted(rows, reverse=True))


def _began_in(paths: Iterable[str], roots: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        when, where = _began(path)
        if _within(where, roots):
            yield when, path


def _files(top: str) -> Iterator[str]:
    # names begin with the time, below directories of year, month and day
    for folder, inner, names in os.walk(top):
        inner.sort(reverse=True)
        for name in sorted(names, reverse=True):
            if name.startswith("rollout-") and name.endswith((".jsonl", ".jsonl.zst")):
                yield os.path.join(folder, name)


def _began(path: str) -> tuple[str, str]:
    """When and where a session began; nowhere for one that another session started."""
    try:
        for line in itertools.islice(json_lines.read(path), HEAD):
            meta = json_fields.record(line.value, "payload")
            if json_fields.text(line.value, "type") == "session_meta":
                inner = bool(json_fields.record(meta, "source", "subagent"))
                inner |= json_fields.text(meta, "thread_source") == "subagent"
                return json_fields.text(line.value, "timestamp"), "" if inner else json_fields.path(
                    meta.get("cwd")
                )
            if json_fields.text(line.value, "sessionId") and (
                cwd := json_fields.path(line.value.get("cwd"))
            ):
                apart = line.value.get("isSidechain") is True
                return json_fields.text(line.value, "timestamp"), "" if apart else cwd
    except Failure:
        pass
    return "", ""


def _within(directory: str, roots: Iterable[str]) -> bool:
    return any(directory == root or directory.startswith(f"{root}/") for root in roots)
