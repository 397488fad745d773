"""What a run costs on real trees, beside a peer: `python -m tests.benchmarks.trees [--peer "COMMAND"] WORK_TREE...`.

Each work tree is copied, and the copy linted: from nothing, after an edit of its instruction file, with a
new file, and once more as it was. Prints seconds, medians of some runs in turn, and of all trees the
median of what each costs in runs of the peer: a command line that lints the directory it is run in.
With `--processor` it is the processor's time, git's included: what else the machine does adds less to it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ..command import HOME

OURS = [sys.executable, "-m", "agentslint", "check", "--quiet"]
NAMES = ("AGENTS.md", "CLAUDE.md", ".github/copilot-instructions.md")
COLD, EDITED, NEW, WARM = "cold", "edited", "a new file", "unchanged"
PEER = "peer"
EDIT = "\n- Keep the parts apart, and run the tests of each before review ({}).\n"


def seconds(words: list[str], tree: Path, env: dict[str, str], *, processor: bool) -> float:
    """What one process and its children take in a directory."""
    start = time.perf_counter()
    process = subprocess.Popen(
        words, cwd=tree, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    used = os.wait4(process.pid, 0)[2]
    return used.ru_utime + used.ru_stime if processor else time.perf_counter() - start


def measured(
    tree: Path, env: dict[str, str], peer: list[str], runs: int, *, processor: bool
) -> Iterator[tuple[str, float]]:
    """What each way of running takes, `runs` times in turn, in a tree that may be changed."""
    document = next((tree / name for name in NAMES if (tree / name).is_file()), tree / NAMES[0])
    text = document.read_text() if document.is_file() else ""
    added = tree / "new-file-of-the-benchmark.txt"

    def once(name: str, *options: str) -> tuple[str, float]:
        return name, seconds([*OURS, *options], tree, env, processor=processor)

    once(WARM)  # the disk is warm, and what is kept is there
    for number in range(runs):
        if peer:
            yield PEER, seconds(peer, tree, env, processor=processor)
        yield once(COLD, "--no-cache")
        document.write_text(text + EDIT.format(number))
        yield once(EDITED)
        added.write_text(f"{number}\n")
        yield once(NEW)
        added.unlink()
        once(WARM)
        # two seconds on, the times of directories answer for what is in them
        time.sleep(2.1)
        once(WARM)
        yield once(WARM)


def line(cells: list[str]) -> str:
    """A row of the table, as Markdown."""
    return f"| {' | '.join(cells)} |"


def medians(tree: Path, peer: list[str], runs: int, *, processor: bool) -> dict[str, float]:
    """What each way of running takes in a copy of a work tree."""
    # nobody who installed a program compiles it in each run
    apart = {"PYTHONDONTWRITEBYTECODE", "AGENTSLINT_NO_CACHE"}
    env = {name: value for name, value in os.environ.items() if name not in apart}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(tree, copy, symlinks=True)
        env |= {"PYTHONPATH": str(HOME), "XDG_CACHE_HOME": f"{folder}/cache"}
        found: dict[str, list[float]] = {}
        for name, used in measured(copy, env, peer, runs, processor=processor):
            found.setdefault(name, []).append(used)
    return {name: statistics.median(every) for name, every in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--peer", default="")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--processor", action="store_true")
    asked = parser.parse_args()
    peer = shlex.split(asked.peer)
    columns = [*([PEER] if peer else []), COLD, EDITED, NEW, WARM]
    print(line(["", *(Path(peer[0]).name if name == PEER else name for name in columns)]))
    print("|---" * (len(columns) + 1) + "|", flush=True)
    rows: list[dict[str, float]] = []
    for tree in asked.trees:
        rows.append(medians(tree, peer, asked.runs, processor=asked.processor))
        print(line([tree.name, *(f"{rows[-1][name]:.2f}" for name in columns)]), flush=True)
    if peer:
        ratios = (statistics.median(row[name] / row[PEER] for row in rows) for name in columns)
        print(line(["median of ratios", *(f"{ratio:.1f}" for ratio in ratios)]))


if __name__ == "__main__":
    main()
