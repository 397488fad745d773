"""A tree of twice the files takes twice the time at most, and little more memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..benchmarks.speed import OFF, OURS, make
from ..command import HOME

# a process of its own: what a test starts itself counts as no smaller than the tests
LAUNCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def cost(root: Path) -> tuple[float, int]:
    """The processor seconds and KiB of a run that keeps nothing."""
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, *OURS, "check", "--jobs", "1"],
        cwd=root,
        env={**os.environ, **OFF, "PYTHONPATH": str(HOME)},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in KiB on Linux alone")
def test_twice_the_chains(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one", 300, 100), make(tmp_path / "two", 600, 200)
    for _ in range(2):  # a machine that does other things is asked again
        (seconds, memory), (twice, more) = cost(one), cost(two)
        # 75 KiB for a chain and its three files; a cache that keeps all of every file takes 40 more
        if twice < 2.5 * seconds and more - memory < 100 * 100:
            return
    raise AssertionError((seconds, twice, memory, more))
