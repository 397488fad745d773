"""Which files are code, which of these are tests, and which are texts about code."""

from __future__ import annotations

import posixpath
from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.repo import directories
from agentslint.text.instruction_files import PLAIN


@cache
def table() -> dict[str, Any]:
    """The data of `names.toml`."""
    return parsing.read("facts", "names.toml")


def is_code(path: str) -> bool:
    """Whether a path is one of a file of code."""
    return posixpath.splitext(path)[1].lower() in endings("code")


@cache
def endings(*kinds: str) -> frozenset[str]:
    """What the names of files of some kinds end in."""
    return frozenset(ending for kind in kinds for ending in table()[kind])


def is_test(path: str) -> bool:
    """Whether a path is one of a test, whose names nobody else calls."""
    known = directories.test(path) or directories.sample(path)
    return known or table_of_tests().search(path) is not None


@cache
def table_of_tests() -> lazy_re.Pattern[str]:
    """What the paths of tests have in common."""
    return lazy_re.compile(table()["tests"])


def is_document(path: str) -> bool:
    """Whether a path is one of a text about code."""
    name = path[path.rfind("/") + 1 :]
    return name in PLAIN or name.lower().endswith(_documents())


@cache
def _documents() -> tuple[str, ...]:
    return tuple(table()["documents"])
