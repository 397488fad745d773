"""Whether a file is a test, told by its name and its directory."""

from __future__ import annotations

import fnmatch
import posixpath
from functools import cache

from agentslint.core import lazy_re, parsing
from agentslint.repo import directories


def named_test(path: str) -> bool:
    """Whether a file is called as tests are, in one of the languages that we know."""
    return _names().match(posixpath.basename(path)) is not None


def among_tests(path: str) -> bool:
    """Whether a file is called as tests are, or lies in a directory of tests."""
    return directories.test(path) or named_test(path)


def code(path: str) -> bool:
    """Whether a file is of a language that tests are written in."""
    return posixpath.basename(path).rpartition(".")[2] in _table()["code"]


@cache
def _names() -> lazy_re.Pattern[str]:
    return lazy_re.compile("|".join(map(fnmatch.translate, _table()["names"])))


@cache
def _table() -> dict[str, list[str]]:
    return parsing.read("repo", "test_files.toml")
