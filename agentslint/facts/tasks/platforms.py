"""Builds for a platform that a project has no directory of: `flutter build apk` without `android/`."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from functools import cache
from typing import Any

from agentslint.core import parsing
from agentslint.repo import Repo, join, parents

_HEAD = 2  # words that name a command of a tool


@cache
def _table() -> dict[str, dict[str, Any]]:
    return parsing.read("facts", "tasks", "platforms.toml")


def missing(repo: Repo, directory: str, words: Sequence[str]) -> str:
    """The directory that the project of a command lacks, from the root; "" where it has it, or none is known.

    One that git ignores may be there for whoever makes it.
    """
    plain = [posixpath.basename(words[0]), *words[1:]]
    for size in range(_HEAD, 0, -1):
        row = _table().get(" ".join(plain[:size]))
        if row is not None and len(plain) > size:
            part = row["platforms"].get(plain[size])
            home = _home(repo, directory, row["manifests"])
            if part is None or home is None:
                return ""
            path = join(home, part)
            there = path in repo.listing.directories or repo.ignored([path, f"{path}/"])
            return "" if there else path
    return ""


def _home(repo: Repo, directory: str, manifests: Sequence[str]) -> str | None:
    """The nearest directory with a manifest, up to the root."""
    for folder in reversed(parents(directory)):
        if any(join(folder, name) in repo.listing.tracked for name in manifests):
            return folder
    return None
