"""How large a diff is for the person who reads it: generated files stand apart."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass

from agentslint.repo import vendored
from agentslint.repo.changes import Diff, generated

# files that a tool writes from others, by the names their tools give them
GENERATED = (
    "*.lock",
    "*.min.css",
    "*.min.js",
    "*.pb.go",
    "*.snap",
    "*_pb2.py",
    "*_pb2.pyi",
    "*_pb2_grpc.py",
    "*.generated.*",
    "bun.lockb",
    "go.sum",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "packages.lock.json",
    "pnpm-lock.yaml",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What still counts as one focused diff. Lines are those added and deleted together."""

    files: int = 30
    lines: int = 800
    directories: int = 4
    generated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """A diff in numbers. `rows` are the files a person reads: kind, path, lines added, deleted."""

    rows: tuple[tuple[str, str, int, int], ...]
    generated: tuple[str, ...]

    @property
    def added(self) -> int:
        return sum(row[2] for row in self.rows)

    @property
    def deleted(self) -> int:
        return sum(row[3] for row in self.rows)

    @property
    def directories(self) -> tuple[str, ...]:
        """The top-level directories in which files changed; `.` for the root's own files."""
        tops = {path.partition("/")[0] if "/" in path else "." for _, path, _, _ in self.rows}
        return tuple(sorted(tops))


def measure(diff: Diff, limits: Limits = Limits()) -> Size:
    """Count a diff. What is no text counts as a file without lines."""
    apart = generated(diff.git, [change.path for change in diff.changes])
    patterns = (*GENERATED, *limits.generated)
    lines = diff.lines()
    rows, aside = [], []
    for change in diff.changes:
        path = change.path
        name = path.rpartition("/")[2]
        if path in apart or vendored(path) or any(_fits(path, name, each) for each in patterns):
            aside.append(path)
        else:
            added, deleted = lines.get(path) or (0, 0)
            rows.append((change.kind, path, added, deleted))
    return Size(tuple(rows), tuple(aside))


def made_by_tools(path: str) -> bool:
    """Whether a file has a name that a tool gives to what it writes from others."""
    name = path.rpartition("/")[2]
    return any(_fits(path, name, each) for each in GENERATED)


def _fits(path: str, name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(path if "/" in pattern else name, pattern)
