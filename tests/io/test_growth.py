"""A tree of twice the files takes twice the time at most, and little more memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..benchmarks.speed import OFF, OURS, make
from ..command import HOME


def cost(root: Path) -> tuple[float, int]:
    """The least processor seconds and KiB of two runs that keep nothing."""
    env = {**os.environ, **OFF, "PYTHONPATH": str(HOME)}
    runs = []
    for _ in range(2):
        process = subprocess.Popen(
            [*OURS, "check", "--jobs", "1"], cwd=root, env=env, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        runs.append((used.ru_utime + used.ru_stime, used.ru_maxrss))
    return min(seconds for seconds, _ in runs), min(memory for _, memory in runs)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in KiB on Linux alone")
def test_twice_the_chains(tmp_path: Path) -> None:
    seconds, memory = cost(make(tmp_path / "one", 300, 100))
    twice, more = cost(make(tmp_path / "two", 600, 200))
    assert twice < 2.5 * seconds
    # 24 KiB for a chain and its three files; a cache that keeps all of every file takes 65
    assert more - memory < 100 * 40
