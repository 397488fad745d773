"""The tree in which the recorded sessions ran, and ways to change a recording."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "sessions"
TREE = {
    "AGENTS.md": "# Root\n- Run `./check.sh` before you finish.\n",
    "pkg/AGENTS.md": "# Package\n- Keep functions short.\n",
    "pkg/api/AGENTS.override.md": "# API override\n- Never edit generated files.\n",
    "pkg/api/AGENTS.md": "# API (hidden by the override)\n",
    "pkg/api/mod.py": "def f():\n    return 1\n",
    "pkg/old.txt": "old\n",
    "check.sh": "#!/bin/sh\necho '2 passed in 0.01s'\n",
    "fail.sh": "#!/bin/sh\nexit 1\n",
}
Line = dict[str, Any]


def git(root: pathlib.Path, *words: str, **environ: str) -> str:
    """Run git in a test repository, the machine's own settings left out."""
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "t"), ("EMAIL", "t@example.org"))
    }
    settings = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    command = ["git", "-C", str(root), "-c", "init.defaultBranch=main", *words]
    done = subprocess.run(
        command,
        check=True,
        env={**os.environ, **who, **settings, **environ},
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def plant(root: pathlib.Path, files: dict[str, str]) -> None:
    """Write files below a directory."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def commit(root: pathlib.Path, message: str = "change") -> str:
    """Commit everything, and say as what."""
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD")


def tree(root: pathlib.Path) -> pathlib.Path:
    """A git repository with the tree of the recordings in its one commit."""
    root.mkdir(parents=True, exist_ok=True)
    plant(root, TREE)
    git(root, "init", "-q")
    commit(root, "start")
    return root


def lines(name: str) -> list[Line]:
    """A recording, line by line."""
    return [json.loads(line) for line in (FOLDER / name).read_text().splitlines()]


def save(path: pathlib.Path, rows: list[Line]) -> str:
    """Write a recording; its path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def changed(rows: list[Line], old: str, new: str) -> list[Line]:
    """The same recording with a text replaced everywhere."""
    return [json.loads(json.dumps(row).replace(old, new)) for row in rows]


def without(rows: list[Line], unwanted: Callable[[Line], bool]) -> list[Line]:
    """The same recording, some lines left out."""
    return [row for row in rows if not unwanted(row)]


def item(row: Line) -> str:
    """The type of the item that a line tells of."""
    found = row.get("payload", {}).get("item") or row.get("item") or {}
    return str(found.get("type", ""))


def calls(rows: list[Line], name: str) -> Iterator[Line]:
    """The raw calls of one tool."""
    for row in rows:
        if row.get("payload", {}).get("name") == name:
            yield row


def json_lines(path: str | pathlib.Path) -> list[Line]:
    """Any file of JSON lines."""
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]
