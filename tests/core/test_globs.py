"""Globs of a shell: what `fnmatch` says of them, in time that grows with their length."""

from __future__ import annotations

import time
import warnings
from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agentslint.core import globs

SIGNS = st.text("ab[]!*?-^\\/.", max_size=9)


@given(SIGNS, SIGNS)
@example("a[", "a[")
@example("a", "[a]")
@example("]", "[]]")
@example("a[]", "*[]")
@example("[[", "[[]*[")
def test_a_glob_fits_what_fnmatch_says(name: str, glob: str) -> None:
    assert globs.fits(name, glob) == fnmatchcase(name, glob)


@pytest.mark.parametrize("unit", ["[", "[!", "[]", "*[", "[a", "[a]", "a*", "?"])
def test_a_glob_of_any_length_is_soon_read(unit: str) -> None:
    start = time.process_time()
    globs.fits("a" * 200, unit * 8_000)
    assert time.process_time() - start < 2  # 64 KB of `[` took four minutes


@pytest.mark.parametrize("pattern", ["[[a]", "[a&&b]", "[a||b]", "[a~~b]"])
def test_what_python_warns_of_is_not_said(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        globs.spec([pattern])
