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


def table(found: dict[str, dict[str, float]], peer: str) -> Iterator[str]:
    """The medians of each tree as Markdown, then those of the ratios to the peer."""
    columns = [*([PEER] if peer else []), COLD, EDITED, NEW, WARM]
    program = Path(peer.partition(" ")[0]).name
    yield f"| | {' | '.join(program if name == PEER else name for name in columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for tree, row in found.items():
        yield f"| {tree} | {' | '.join(f'{row[name]:.2f}' for name in columns)} |"
    if peer:
        ratios = (statistics.median(r[name] / r[PEER] for r in found.values()) for name in columns)
        yield f"| median of ratios | {' | '.join(f'{ratio:.1f}' for ratio in ratios)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--peer", default="")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--processor", action="store_true")
    asked = parser.parse_args()
    # nobody who installed a program compiles it in each run
    apart = {"PYTHONDONTWRITEBYTECODE", "AGENTSLINT_NO_CACHE"}
    env = {name: value for name, value in os.environ.items() if name not in apart}
    found: dict[str, dict[str, float]] = {}
    for tree in asked.trees:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "tree"
            shutil.copytree(tree, copy, symlinks=True)
            here = env | {"PYTHONPATH": str(HOME), "XDG_CACHE_HOME": f"{folder}/cache"}
            peer = shlex.split(asked.peer)
            rows = list(measured(copy, here, peer, asked.runs, processor=asked.processor))
            names = {name for name, _ in rows}
            found[tree.name] = {
                name: statistics.median(used for other, used in rows if other == name)
                for name in names
            }
    print("\n".join(table(found, asked.peer)))


if __name__ == "__main__":
    main()
