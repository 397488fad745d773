"""The file or the directory that a document names: from its own directory, or from the nearest one above that has it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection

from agentslint.repo import Repo, join, parents


def file(repo: Repo, scope: str, name: str) -> str:
    """The tracked file of that name, from the root; "" where there is none. `scope` is the document's directory."""
    return _nearest(repo.listing.tracked, scope, name)


def directory(repo: Repo, scope: str, name: str) -> str:
    """The directory of that name, from the root; "" where there is none. `scope` is the document's directory."""
    return _nearest(repo.listing.directories, scope, name)


def _nearest(known: Collection[str], scope: str, name: str) -> str:
    for base in reversed(parents(scope)):
        path = posixpath.normpath(join(base, name))
        if path in known:
            return path
    return ""
