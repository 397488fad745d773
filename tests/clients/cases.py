"""One case on disk: the tree of a recording, each file with marks of its own.

The form of a recording: docs/agents.md.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

LINE = "Filler instruction line, keep it simple.\n"
WHO = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
FIRST_COMMIT = ["commit", "-q", "--allow-empty", "-m", "x"]


def marks(number: int) -> tuple[str, str]:
    """What stands at the beginning and at the end of one file of a case."""
    return f"zqB{number:03d}b", f"zqE{number:03d}e"


def body(path: str, written: Any, number: int = 0) -> str:
    """The text of a recording's file: between a begin and an end mark where it has them."""
    if written is None:
        written = f"{{B}}\nRule from {path}\n{{E}}\n"
    elif isinstance(written, list):
        length = written[1]
        written = "{B}\n" + (LINE * (length // len(LINE) + 1))[: length - 20] + "\n{E}\n"
    begin, end = marks(number)
    return str(written).replace("{B}", begin).replace("{E}", end)


def marked(written: Any) -> bool:
    """Whether a file of a recording has marks, so that it can be seen in what is sent."""
    if isinstance(written, list):
        return bool(written[0] == "size")
    return written is None or "{B}" in written


def lay(case: dict[str, Any], top: Path, home: Path, *, git: bool = False) -> dict[str, str]:
    """Write the tree of a recording; its marked files by where they really lie.

    With `git`, its repositories are made by git; else git's own files are written as far as
    somebody looks at them.
    """
    places: dict[str, str] = {}
    for root in case["git"]:
        make = _by_git if git else _by_hand
        make(top, *root.removeprefix("wt:").split(":"))
    for number, (path, written) in enumerate(case["files"].items()):
        place = home / path[2:] if path.startswith("~/") else top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(written, list) and written[0] == "link":
            place.symlink_to(written[1])
            continue
        place.write_text(body(path, written, number), newline="")
        if marked(written):
            places[os.path.realpath(place)] = path
    (top / case["cwd"]).mkdir(parents=True, exist_ok=True)
    return places


def _by_hand(top: Path, main: str, tree: str = "") -> None:
    own = top / main / ".git"
    own.mkdir(parents=True, exist_ok=True)
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    if tree:
        below = own / "worktrees" / tree.rpartition("/")[2]
        below.mkdir(parents=True)
        (below / "HEAD").write_text("ref: refs/heads/t\n")
        (below / "commondir").write_text("../..\n")
        (below / "gitdir").write_text(f"{top / tree / '.git'}\n")
        (top / tree).mkdir(parents=True, exist_ok=True)
        (top / tree / ".git").write_text(f"gitdir: {below}\n")


def _by_git(top: Path, main: str, tree: str = "") -> None:
    folder = top / main
    folder.mkdir(parents=True, exist_ok=True)
    words = [["init", "-q", "-b", "main"]]
    if tree:
        words += [FIRST_COMMIT, ["worktree", "add", "-q", "--detach", str(top / tree)]]
    env = {"PATH": os.environ["PATH"], "HOME": str(top), **WHO}
    for each in words:
        subprocess.run(["git", "-C", str(folder), *each], check=True, env=env, capture_output=True)
