"""What names and facts cost: `python -m tests.benchmarks.names [--runs N] [--rules ID,…]... CHECKOUT...`.

Prints for each work tree the processor time of `check --no-cache`, git's included, first with all
rules, then without some: those that ask what the code holds and held, those that hold statements
against the repository. `cost` is what these add to a run without them. Runs take turns, and the
least of each counts: whatever else the machine does only adds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ..command import HOME

NAMES = "dead-symbol"
FACTS = "stale-setting,stale-tool,stale-version,stale-claim,unrunnable-command"


def seconds(tree: Path, without: str) -> float:
    """Processor time of one run in a work tree, that of its children included."""
    words = [sys.executable, "-m", "agentslint", "check", "--no-cache", "--quiet"]
    words += ["--ignore", without] if without else []
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        words,
        cwd=tree,
        env=env | {"PYTHONPATH": str(HOME)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return os.wait4(process.pid, 0)[2].ru_utime


def rows(tree: Path, groups: list[str], runs: int) -> Iterator[tuple[str, float, float]]:
    """Each group of rules with the seconds of a run that has them, and of one that has them not."""
    wanted = ["", *groups]
    best = dict.fromkeys(wanted, float("inf"))
    for number in range(runs + 1):
        for without in wanted:
            used = seconds(tree, without)
            # the first run of each warms the disk
            best[without] = min(best[without], used) if number else best[without]
    for group in groups:
        yield group, best[""], best[group]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("checkouts", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rules", action="append", default=[])
    asked = parser.parse_args()
    groups = asked.rules or [NAMES, FACTS, f"{NAMES},{FACTS}"]
    print("| work tree | rules | with | without | cost |\n|---|---|---|---|---|")
    for tree in asked.checkouts:
        for group, full, left in rows(tree, groups, max(1, asked.runs)):
            told = group.replace(",", ", ")
            print(
                f"| {tree.name} | {told} | {full:.2f} s | {left:.2f} s | {full / left - 1:+.0%} |"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
