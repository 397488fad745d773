"""Sessions made to order: a repository, what an agent did in it, and the recording of that.

Each line has the shape that codex-cli 0.169.0 writes, taken from a recording of it.
"""

from __future__ import annotations

import copy
import difflib
import pathlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests import sessions
from tests.sessions import Line, item

BEGAN = 1_795_351_000_000


@dataclass(frozen=True)
class Act:
    """One thing that the agent does, or that happens beside it where `seen` is false."""

    command: str = ""
    exit: int | None = 0
    workdir: str = ""
    writes: dict[str, str | None] = field(default_factory=dict)
    moved: str = ""
    seen: bool = True
    output: str = ""


def run(
    command: str, exit: int | None = 0, workdir: str = "", *, out: str = "", **writes: str | None
) -> Act:
    """A command, what it prints, and what it leaves in files.

    In their names `__` stands for `/` and `_dot_` for `.`.
    """
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in writes.items()}
    return Act(command, exit, workdir, named, output=out)


def patch(path: str, text: str | None) -> Act:
    """An edit made with the agent's own tool."""
    return Act(writes={path: text})


def unseen(path: str, text: str | None) -> Act:
    """A change of a file that nothing in the session tells of."""
    return Act(writes={path: text}, seen=False)


def repository(root: pathlib.Path, files: dict[str, str]) -> pathlib.Path:
    """A repository with some files in its one commit."""
    root.mkdir(parents=True)
    sessions.plant(root, files)
    sessions.git(root, "init", "-q")
    sessions.commit(root, "start")
    return root


def record(
    root: pathlib.Path,
    acts: list[Act],
    *,
    cwd: str = ".",
    change: Callable[[Line], None] = lambda row: None,
) -> str:
    """Do what the acts say in `root`, and write the session that tells of it; its path."""
    rows = sessions.lines("5-closed.rollout.jsonl")
    head = [row for row in rows if item(row) not in ("CommandExecution", "FileChange")]
    head = [
        row
        for row in head
        if not str(row["payload"].get("type", "")).endswith(("_call", "_output"))
    ]
    last = next(
        index for index, row in enumerate(head) if row["payload"].get("type") == "task_complete"
    )
    ran = next(row for row in rows if item(row) == "CommandExecution")
    edited = next(row for row in rows if item(row) == "FileChange")
    told = []
    for number, act in enumerate(acts):
        row = _line(root, act, ran, edited)
        if act.seen:
            at = BEGAN + number * 1000
            row["payload"] |= {"started_at_ms": at, "completed_at_ms": at + 500}
            row["payload"]["item"]["id"] = f"made_{number}"
            told.append(row)
    text = (root / "AGENTS.md").read_text() if (root / "AGENTS.md").exists() else ""
    whole = [*head[:last], *told, *head[last:]]
    commit = sessions.git(root, "rev-list", "--max-parents=0", "HEAD")
    for row in whole:
        _placed(row, root, cwd, commit, text)
        change(row)
    place = root.parent / f"{root.name}.rollout.jsonl"
    return sessions.save(place, whole)


def _placed(row: Line, root: pathlib.Path, cwd: str, commit: str, text: str) -> None:
    payload = row["payload"]
    where = str(root / cwd) if cwd != "." else str(root)
    if row["type"] == "session_meta":
        payload |= {"cwd": where, "runtime_workspace_roots": [where]}
        payload["git"] |= {"commit_hash": commit}
    elif row["type"] == "world_state":
        payload["state"]["agents_md"] = {"directory": where, "text": text}
    elif row["type"] == "turn_context":
        payload["cwd"] = where


def _line(root: pathlib.Path, act: Act, ran: Line, edited: Line) -> Line:
    changes = {}
    for path, text in act.writes.items():
        changes[str(root / path)] = _change(root / path, text)
    row = copy.deepcopy(ran if act.command else edited)
    made: dict[str, Any] = row["payload"]["item"]
    if act.command:
        made["command"] = ["/bin/bash", "-lc", act.command]
        made["cwd"] = f"file://{root / act.workdir}" if act.workdir else f"file://{root}"
        made["exit_code"] = act.exit
        made["aggregated_output"] = act.output
        made["status"] = "failed" if act.exit else "completed" if act.exit == 0 else "in_progress"
    else:
        made["changes"] = changes
    return row


def _change(place: pathlib.Path, text: str | None) -> dict[str, Any]:
    old = place.read_text() if place.exists() else None
    if text is None:
        place.unlink()
        return {"type": "delete", "content": old}
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    if old is None:
        return {"type": "add", "content": text}
    rows = difflib.unified_diff(old.splitlines(), text.splitlines(), lineterm="", n=3)
    diff = "\n".join([*rows][2:]) + "\n"
    return {"type": "update", "unified_diff": diff, "move_path": None}


def done(root: pathlib.Path, command: str) -> int:
    """Whether a command passes in the tree as it is: what the recording claims is then true."""
    return subprocess.run(["bash", "-c", command], cwd=root, capture_output=True).returncode
