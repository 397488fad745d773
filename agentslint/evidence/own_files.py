"""Edits to the files of a repository: a directory is the files in it, what git ignores is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.evidence.check_states import FileEdit
from agentslint.repo import Repo


def named(edits: Iterable[FileEdit], repo: Repo, commit: Repo | None) -> tuple[FileEdit, ...]:
    """The same edits, file by file, in order. `commit` is the repository as the session found it."""
    ground = repo if commit is None else commit
    every = tuple(each for edit in edits for each in _apart(edit, ground))
    asked = dict.fromkeys(e.path for e in every if e.inside and e.path != ".")
    ignored = repo.ignored(path for path in asked if not ground.is_file(path))
    ignored -= repo.listing.tracked if ignored else frozenset()
    return tuple(edit for edit in every if edit.path not in ignored)


def _apart(edit: FileEdit, ground: Repo) -> Iterator[FileEdit]:
    """An edit that removes a directory, as one of each file in it."""
    gone = edit.inside and edit.op is not None and edit.op.kind == "delete" and edit.path != "."
    if not gone or ground.is_file(edit.path) or not ground.exists(edit.path):
        yield edit
        return
    below = ground.listing.below(edit.path)
    yield from (replace(edit, path=path) for path in below)
    if not below:
        yield edit
