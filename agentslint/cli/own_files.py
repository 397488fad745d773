"""Files that a command is given or writes, and that are no part of the work that it judges."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace

from agentslint.repo import Repo
from agentslint.repo.changes import Diff


def given(repo: Repo, files: Iterable[str | None]) -> frozenset[str]:
    """The paths of the repository that are among `files`, or standard output, and that git does not track."""
    places = {os.path.realpath(each) for each in files if each and each != "-"}
    top = os.path.join(os.path.realpath(repo.root), "")
    found = {os.path.relpath(each, top) for each in places if each.startswith(top)}
    return frozenset(found | {*_printed_into(repo)}) - repo.listing.tracked


def apart(diff: Diff, paths: frozenset[str]) -> Diff:
    """A diff without these: who writes a receipt beside the work has not changed the work."""
    return replace(diff, changes=tuple(each for each in diff.changes if each.path not in paths))


def _printed_into(repo: Repo) -> Iterable[str]:
    """The untracked file that the shell has standard output written to."""
    try:
        out = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return
    for path in repo.listing.untracked:
        try:
            if os.path.samestat(out, os.lstat(os.path.join(repo.root, path))):
                yield path
        except OSError:
            continue
