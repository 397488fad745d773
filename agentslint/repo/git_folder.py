"""Where git keeps what belongs to the files of a directory, and what leads there (gitrepository-layout(5))."""

from __future__ import annotations

import os
import posixpath
from typing import Literal

from agentslint.io.disk import Disk
from agentslint.io.tree import Unreadable

Kind = Literal["none", "main", "worktree", "submodule", "elsewhere"]
LARGEST = 1 << 16  # bytes of one of git's own files that are looked at


def own_git(root: str) -> Kind:
    """What the `.git` in a directory makes of it; "none" where there is none."""
    return folder(root)[0]


def folder(root: str) -> tuple[Kind, str]:
    """Git's own directory for the files at `root`, and what leads there."""
    place = f"{root.rstrip('/')}/.git"
    found = kind(place)
    if found == "missing":
        return "none", ""
    if found == "directory":
        return "main", place
    text = read(place).strip()
    if not text.startswith("gitdir:"):
        return "elsewhere", ""
    named = posixpath.normpath(posixpath.join(root, text.removeprefix("gitdir:").strip()))
    if posixpath.basename(posixpath.dirname(named)) == "worktrees" and not _whole(named):
        return "worktree", named
    return ("submodule" if _in_modules(named) else "elsewhere"), named


def _whole(place: str) -> bool:
    """Whether git's directory is one of its own: a worktree's shares most with another."""
    return kind(f"{place}/objects") == "directory"


def _in_modules(place: str) -> bool:
    """Whether git's directory lies among the submodules of another: of a worktree's, too."""
    parts = place.split("/modules/")
    holders = ("/modules/".join(parts[:end]) for end in range(1, len(parts)))
    return any(each.endswith("/.git") or kind(f"{each}/HEAD") == "file" for each in holders)


def above(root: str) -> str:
    """The nearest directory above that has a `.git`; "" without one."""
    here = posixpath.dirname(root)
    while kind(f"{here.rstrip('/')}/.git") == "missing":
        if here == posixpath.dirname(here):
            return ""
        here = posixpath.dirname(here)
    return here


def kind(place: str) -> str:
    """What one of git's own files is; "other" where one cannot look."""
    try:
        return Disk("/").kind(place)
    except Unreadable:
        return "other"


def read(place: str, limit: int = LARGEST) -> str:
    """What one of git's own files says; nothing where it cannot be read."""
    try:
        return os.fsdecode(Disk("/").read(place, limit))
    except Unreadable:
        return ""
