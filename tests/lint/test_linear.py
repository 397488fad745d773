"""A text four times as long costs four times as much, whatever it repeats. `tests.benchmarks.doubling` looks for more."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from ..benchmarks.doubling import seconds, units

SMALL, LARGE = 6_000, 24_000
SHARE = 8  # of a text four times as long; twice as much is a busy machine's
QUICK = 0.6  # seconds within which a machine that does other things measures nothing
# what once cost the square of its length
ONCE = [
    "ssh u@b#.local ",
    "http://x#.lan ",
    "conda run -n e# ",
    "- 不要运行测试。\n",
    "- Run the tests. Never run the tests.\n",
    "- Version 1.2.#\n",
    "ruff jest vite# ",
    "in `a/b#` run ",
]


@pytest.mark.parametrize("unit", [*ONCE, *islice(units(random.Random(3)), 6)])
def test_four_times_as_long_costs_four_times_as_much(unit: str) -> None:
    for _ in range(3):
        large = seconds(unit, LARGE)
        if large < QUICK or large < SHARE * seconds(unit, SMALL):
            return
    raise AssertionError(unit)
