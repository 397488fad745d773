"""Whether a file is a test, told by its name and its directory."""

from __future__ import annotations

import fnmatch
import posixpath
from functools import cache

from agentslint.core import lazy_re, parsing
from agentslint.repo import directories

# pytest and unittest, Jest and its kin, Go, Rust, JUnit, Kotlin, GoogleTest, RSpec and Minitest
ONE = lazy_re.compile(
    r"(?m)^\s*(?:async\s+)?def test|\b(?:it|test|specify|scenario)(?:\.\w+)?\s*\(|\bfunc Test\w|#\[(?:\w+::)*test\b|"
    r"@(?:Parameterized)?Test\b|\bfun `|\bTEST(?:_F|_P)?\s*\(|^\s*(?:it|test|specify) [\"']"
)
# one of them is run many times, or made by a call
MANY = lazy_re.compile(
    r"parametri[sz]e|\b(?:it|test|describe)\.each|Parameterized|rstest|test_case|t\.Run\(|subTest|hypothesis|INSTANTIATE_TEST"
)


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
