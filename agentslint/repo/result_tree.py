"""The id of the tree that a diff leads to, as git would give it; nothing is written."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from agentslint.io.git import GitFailure, names
from agentslint.model import Failure
from agentslint.repo.changes import Diff, blob_of, object_id
from agentslint.repo.revision import unfiltered

FOLDER = "40000"
Row = tuple[str, str]  # the mode of a file, and the id of what it holds


def tree(
    diff: Diff, *, staged: bool = False, own: Callable[[str], bool] = lambda path: False
) -> str:
    """The tree of the diff's base with its changes made, in the index alone where `staged`.

    Paths that are `own` stay as they are in the base. Raises Failure where git cannot answer.
    """
    try:
        found = _held(diff)
        changed = _changed(diff, staged=staged)
    except GitFailure as failure:
        raise Failure(f"{diff.git.root}: the tree cannot be read: {failure}") from None
    for path, row in changed.items():
        if own(path):
            continue
        if row is None:
            found.pop(path, None)
        else:
            found[path] = row
    return _tree(found, diff.base)


def base_tree(diff: Diff) -> str:
    """The tree of the diff's base."""
    return _tree(_held(diff), diff.base)


def _held(diff: Diff) -> dict[str, Row]:
    rows = names(diff.git.run("ls-tree", "-r", "-z", "--full-tree", diff.base))
    found = {}
    for row in rows:
        told, _, path = row.partition("\t")
        mode, _, name = told.split()
        found[path] = (mode, name)
    return found


def _changed(diff: Diff, *, staged: bool) -> dict[str, Row | None]:
    """What differs from the base: mode and content now, None for what is gone."""
    git, cached = diff.git, ("--cached",) if staged else ()
    how = ("--no-renames", "--abbrev=64", "--ignore-submodules=dirty")
    asked = ("diff-index", "--raw", "-z", *how, *cached, diff.base)
    answer = names(git.run(*unfiltered(git), *asked))
    found: dict[str, Row | None] = {}
    for head, path in zip(answer[::2], answer[1::2], strict=False):
        _, mode, old, new, kind = head.lstrip(":").split()
        name = new if new.strip("0") else blob_of(git, path, diff.base) or old
        found[path] = None if kind == "D" else (mode, name)
    if not staged:
        for change in diff.changes:
            if change.kind in ("add", "move") and change.path not in found:
                found[change.path] = (_mode(os.path.join(git.root, change.path)), change.new)
    return found


def _mode(place: str) -> str:
    try:
        mode = os.lstat(place).st_mode
    except OSError:
        return "100644"
    if stat.S_ISLNK(mode):
        return "120000"
    return "100755" if mode & stat.S_IXUSR else "100644"


def _tree(files: dict[str, Row], like: str) -> str:
    """The id of the tree that holds these files, in the hash that the id `like` is in."""
    held: dict[str, list[tuple[str, str, str]]] = {"": []}
    for path, (mode, name) in files.items():
        folder, _, base = path.rpartition("/")
        held.setdefault(folder, []).append((base, mode, name))
        while folder:
            folder = folder.rpartition("/")[0]
            held.setdefault(folder, [])
    # the deepest first: a directory's id is part of the one above
    found = ""
    for folder in sorted(held, key=lambda each: each.count("/") + bool(each), reverse=True):
        found = object_id("tree", b"".join(map(_entry, sorted(held[folder], key=_order))), like)
        above, _, base = folder.rpartition("/")
        if folder:
            held[above].append((base, FOLDER, found))
    return found


def _order(entry: tuple[str, str, str]) -> bytes:
    """Git sorts a directory as if its name ended with a slash."""
    return os.fsencode(entry[0]) + (b"/" if entry[1] == FOLDER else b"")


def _entry(entry: tuple[str, str, str]) -> bytes:
    path, mode, name = entry
    return mode.lstrip("0").encode() + b" " + os.fsencode(path) + b"\0" + bytes.fromhex(name)
