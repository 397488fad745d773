"""What one commit did to its paths, and where it put those that it took away.

A move is told by equal blobs and by equal names, never by comparing contents.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass

# A larger commit is an import or a release: what it added is no hint of where a path went.
CHANGE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one path: A added, M modified, D deleted, T changed its type."""

    status: str
    path: str
    before: str
    after: str


def pair(changes: list[Change]) -> dict[str, tuple[str, bool]]:
    """Each deleted path with where it went: the same blob first, then the same name."""
    deleted = [change for change in changes if change.status == "D"]
    by_blob: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for change in changes if len(changes) <= CHANGE_LIMIT else ():
        if change.status == "A":
            by_blob.setdefault(change.after, []).append(change.path)
            by_name.setdefault(posixpath.basename(change.path), []).append(change.path)
    found = {}
    for change in deleted:
        same = by_blob.get(change.before, [])
        named = by_name.get(posixpath.basename(change.path), [])
        choice = nearest(change.path, same) or nearest(change.path, named)
        found[change.path] = (choice, choice in same)
    return found


def common_move(path: str, moves: dict[str, str]) -> str:
    """Where most files of a directory went, if they kept their places below it."""
    votes: Counter[str] = Counter()
    for old, new in moves.items():
        rest = old[len(path) :]
        if new.endswith(rest):
            votes[new[: -len(rest)]] += 1
    to, count = votes.most_common(1)[0] if votes else ("", 0)
    return to if count * 2 > len(moves) else ""


def nearest(path: str, candidates: list[str]) -> str:
    """The one candidate that keeps most of the path's last parts; empty where two keep as much."""
    if not candidates:
        return ""
    ranked = sorted(((_tail(path, other), other) for other in candidates), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return ""
    return ranked[0][1]


def _tail(path: str, other: str) -> int:
    """How many of the last parts two paths share."""
    count = 0
    for one, two in zip(reversed(path.split("/")), reversed(other.split("/")), strict=False):
        if one != two:
            break
        count += 1
    return count
