"""A little of `python -m tests.fuzz` for every run of the tests, and what it once found."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .command import HOME
from .fuzz import changes, failures, repositories, seeds, strategies
from .fuzz.readers import LONGEST, TARGETS

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", sorted(seeds.CASES.iterdir()), ids=lambda path: path.name)
def test_what_once_broke(path: Any) -> None:
    assert failures.tried(path.name.partition("-")[0], path.read_bytes(), seconds=20) is None


@pytest.mark.parametrize("target", TARGETS)
def test_inputs_that_are_made_up(target: str) -> None:
    @FEW
    @given(strategies.of(target))
    def each(data: bytes) -> None:
        assert failures.tried(target, data, seconds=20) is None

    each()


@pytest.mark.parametrize("target", ["markdown", "check", "manifests"])
def test_our_own_files_mutated(target: str) -> None:
    pick, pool = random.Random(target), seeds.own(target)
    for _ in range(15):
        data = seeds.mutated(pick.choice(pool), pool, pick)[:LONGEST]
        assert failures.tried(target, data, seconds=20) is None


@settings(FEW, max_examples=10)
@given(strategies.trees())
def test_a_repository_in_memory(files: dict[str, Any]) -> None:
    repositories.in_memory(files)


@settings(FEW, max_examples=4)
@given(strategies.trees())
def test_a_repository_on_disk(files: dict[str, Any]) -> None:
    repositories.on_disk(files)


@settings(FEW, max_examples=4)
@given(strategies.HARMED)
def test_a_repository_that_somebody_harmed(made: tuple[dict[str, Any], list[Any]]) -> None:
    repositories.harmed(made)


@settings(FEW, max_examples=2)
@given(strategies.HISTORIES)
def test_a_repository_with_a_history(steps: list[tuple[str, str, str]]) -> None:
    repositories.with_history(steps)


@settings(FEW, max_examples=2)
@given(strategies.CHANGES)
def test_a_repository_that_changes(steps: list[changes.Step]) -> None:
    changes.told_again(steps)


def test_each_change_is_made_and_seen() -> None:
    paths = {"removal": "src/old.py", "remove": "src/AGENTS.override.md", "move": "src/app.py"}
    path = {kind: paths.get(kind, f"src/{kind}.py") for kind in changes.STEPS}
    # in one repository: each of them is seen where all that came before it was
    before = [("write", path["again"], "x = 2\n"), ("write", path["removal"], "x = 3\n")]
    steps = [(kind, path[kind], "Run `make test`.\n") for kind in changes.STEPS]
    changes.told_again([*before, *steps], cannot=())


@given(st.binary(max_size=200))
def test_a_smaller_input_breaks_the_same(data: bytes) -> None:
    def broken(part: bytes) -> None:
        if b"\x00" in part:
            raise ValueError("a NUL")

    TARGETS["nul"] = broken
    try:
        failing = failures.tried("nul", data)
        assert (failing is not None) == (b"\x00" in data)
        if failing is not None:
            assert failures.smaller(failing, data) == b"\x00"
    finally:
        del TARGETS["nul"]


def test_the_command(tmp_path: Any) -> None:
    words = [
        "--minutes",
        "0.02",
        "--only",
        "baseline",
        "--part",
        "made-up",
        "--failures",
        str(tmp_path),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *words], cwd=HOME, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("made-up   baseline ")
    assert done.stdout.endswith(" inputs, 0 failures\n")
