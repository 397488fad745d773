"""Paths of a repository as text: joined and climbed."""

from __future__ import annotations

import posixpath


def join(directory: str, name: str) -> str:
    """`name` in `directory`, where `.` is the root."""
    return name if directory in (".", "") else f"{directory}/{name}"


def parent(path: str) -> str:
    """The directory that a path lies in; `.` for the root's own files."""
    return posixpath.dirname(path) or "."


def parents(directory: str) -> list[str]:
    """The directories from the root down to `directory`, both included."""
    if directory == ".":
        return ["."]
    parts = directory.split("/")
    return [".", *("/".join(parts[: end + 1]) for end in range(len(parts)))]
