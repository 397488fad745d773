"""A text four times as long costs four times as much, whatever it repeats. `tests.benchmarks.doubling` looks for more."""

from __future__ import annotations

import random
from itertools import islice, pairwise

import pytest

from ..benchmarks.doubling import SIZES, WORST, calls, seconds, units

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
    "7",
    "7.",
]


@pytest.mark.parametrize("unit", [*ONCE, *islice(units(random.Random(3)), 6)])
def test_four_times_as_long_costs_four_times_as_much(unit: str) -> None:
    for _ in range(3):
        large = seconds(unit, LARGE)
        if large < QUICK or large < SHARE * seconds(unit, SMALL):
            return
    raise AssertionError(unit)


@pytest.mark.parametrize(
    ("unit", "doubled"),
    # names that were asked of the whole text each, to the end; what takes longer, once
    [
        ("ssh u@b#.local ", 4),
        ("http://x#.lan ", 4),
        ("conda run -n e# ", 1),
        ("- 不要运行测试。\n", 1),
        ("커밋하기 전에 테스트를 실행하세요. ", 1),
    ],
)
def test_twice_as_long_takes_twice_the_calls(unit: str, doubled: int) -> None:
    calls(unit, SIZES[doubled])  # the first has patterns to compile, and words to look up
    took = [calls(unit, size) for size in SIZES[: doubled + 1]]
    for less, more in pairwise(took):
        assert more < WORST * less, took
