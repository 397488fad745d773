"""Paths of a repository as text: joined, climbed, and told by the names of their directories."""

from __future__ import annotations

import posixpath

# Directories that hold other people's files, whatever the language.
VENDORED = frozenset(
    [
        ".bundle",
        ".cargo",
        ".eggs",
        ".gradle",
        ".nox",
        ".tox",
        ".venv",
        ".yarn",
        "bower_components",
        "external",
        "node_modules",
        "Pods",
        "site-packages",
        "third-party",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
        "venv",
    ]
)
# Directories that hold samples which tests read, not work that an agent is started for.
SAMPLES = frozenset(
    "_fixture_ _fixtures_ __fixture__ __fixtures__ __snapshots__ cassettes fixture fixtures golden "
    "snapshots test-data test_data testdata testfixtures".split()
)
# Directories of what projects are made from.
TEMPLATES = frozenset(
    "boilerplate boilerplates scaffold scaffolding scaffolds skeleton skeletons template "
    "templates".split()
)


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


def sample(path: str) -> bool:
    """Whether a path lies among the samples of a test suite."""
    return not SAMPLES.isdisjoint(path.split("/")[:-1])


def template_above(path: str) -> tuple[str, str] | None:
    """The directory of test data or templates that a path lies in, and which of the two; or None.

    A file in the directory itself speaks of what is in it; one further down is of it.
    """
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts[:-1], 1):
        if part in SAMPLES or part in TEMPLATES:
            kind = "a template" if part in TEMPLATES else "test data"
            return "/".join(parts[:depth]), kind
    return None


def vendored(path: str) -> bool:
    """Whether a path lies in a directory of other people's files."""
    return not VENDORED.isdisjoint(path.split("/")[:-1])
