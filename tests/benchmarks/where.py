"""Where the time of a run without the cache goes: `python -m tests.benchmarks.where [SIZE]`.

Prints what part of the processor time each room takes itself, what it calls left out, as cProfile
sees it in one process: that makes calls dearer than they are. Git's own time stands beside it.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from ..command import HOME
from .speed import SIZES, make

LEAST = 0.01  # of the whole; what takes less is summed up


def rows(root: Path) -> list[tuple[float, str]]:
    """Seconds of processor time and the room that took them, the most first."""
    stats = root.parent / "stats"
    env = {**os.environ, "PYTHONPATH": str(HOME), "AGENTSLINT_NO_CACHE": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, "-m", "tests.benchmarks.where", "--run", str(stats)]
    subprocess.run(words, cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    found: Counter[str] = Counter()
    # (file, line, function) -> calls, calls of its own, seconds of its own, seconds with others
    table: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = vars(
        pstats.Stats(str(stats))
    )["stats"]
    for (file, _, function), (_, _, own, _, _) in table.items():
        found[room(file, function)] += own
    return [(seconds, name) for name, seconds in found.most_common()]


def room(file: str, function: str) -> str:
    """What a function belongs to, as somebody who looks for a place to change would say it."""
    if "fork_exec" in function or "poll" in function or "waitpid" in function:
        return "git: started and waited for"
    if file == "~":
        return "what Python has built in: patterns, texts, tables"
    path = Path(file)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1]
    if HOME in path.parents:
        return "/".join(path.relative_to(HOME).with_suffix("").parts[:2])
    return "Python's library, imports among it"


def run(stats: str) -> None:
    """One check of the working directory under cProfile."""
    from agentslint import cli

    sys.argv = ["agentslint", "check", "--no-cache", "--jobs", "1"]
    profile = cProfile.Profile()
    try:
        profile.runcall(cli.main)
    except SystemExit:
        profile.dump_stats(stats)


def main() -> None:
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2])
        return
    size = sys.argv[1] if len(sys.argv) > 1 else "large"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / size).mkdir()
        found = rows(make(Path(folder) / size, *SIZES[size]))
    total = sum(seconds for seconds, _ in found)
    print(f"{size}: {SIZES[size][0]:,} files, {SIZES[size][1]} instruction files\n")
    print("| of it | |\n|---|---|")
    for seconds, name in found:
        if seconds >= LEAST * total:
            print(f"| {seconds / total:.0%} | {name} |")
    rest = sum(seconds for seconds, _ in found if seconds < LEAST * total)
    print(f"| {rest / total:.0%} | the rest together |")


if __name__ == "__main__":
    main()
