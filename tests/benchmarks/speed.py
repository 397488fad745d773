"""How long a run takes: `python -m tests.benchmarks.speed [--runs N] [--peer "COMMAND"]...`.

Prints medians over whole processes, in seconds, on repositories that it makes: nothing is
asserted, machines differ. A peer is a command line that lints the directory it is run in.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..command import HOME, git

SIZES = {"tiny": (1, 1), "medium": (5_000, 40), "large": (50_000, 500)}
OURS = [sys.executable, "-m", "agentslint"]


def make(root: Path, files: int, chains: int) -> Path:
    """A repository of packages: `files` files, `chains` of them instruction files."""
    dice = random.Random(files)
    packages = max(1, chains - 1)
    sources = [f"packages/p{n % packages:03}/src/module_{n}.py" for n in range(files - chains)]
    for path in sources:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"value = {len(path)}\n")
    (root / "Makefile").write_text("test:\n\tpytest\nlint:\n\truff check\n")
    for number in range(chains):
        folder = root / f"packages/p{number - 1:03}" if number else root
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "AGENTS.md").write_text(instructions(dice, sources))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "start")
    return root


def instructions(dice: random.Random, sources: list[str]) -> str:
    """A page as people write them: commands, layout, conventions."""
    known = dice.sample(sources, min(8, len(sources)))
    lines = [
        "# Package",
        "",
        "## Verify",
        "",
        "- Run `make test` before every commit.",
        "",
        "## Layout",
        "",
    ]
    lines += [f"- `{path}` holds part {dice.randrange(1000)}." for path in known]
    lines += ["", "## Conventions", ""]
    lines += [
        f"- Keep part {dice.randrange(1000)} and part {dice.randrange(1000)} apart."
        for _ in range(dice.randint(5, 40))
    ]
    return "\n".join(lines) + "\n"


def seconds(words: list[str], cwd: Path, runs: int, **more: str) -> float:
    """The median of some runs of a command, after one that warms the disk."""
    env = {**os.environ, "PYTHONPATH": str(HOME), **more}
    # nobody who installed a program compiles it in each run
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(
            words, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["tiny", "medium"])
    parser.add_argument("--peer", action="append", default=[])
    asked = parser.parse_args()
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        show("python -c pass", seconds([*python, "pass"], here, asked.runs))
        show("python -c 'import click'", seconds([*python, "import click"], here, asked.runs))
        show("agentslint --version", seconds([*OURS, "--version"], here, asked.runs))
        for size in asked.sizes:
            files, chains = SIZES[size]
            (here / size).mkdir()
            root = make(here / size, files, chains)
            print(f"\n{size}: {files:,} files, {chains} instruction files")
            listing = ["git", "ls-files", "-co", "--exclude-standard"]
            show("git ls-files -co --exclude-standard", seconds(listing, root, asked.runs))
            cold = seconds([*OURS, "check"], root, asked.runs, AGENTSLINT_NO_CACHE="1")
            show("agentslint check, no cache", cold)
            show("agentslint check", seconds([*OURS, "check"], root, asked.runs))
            deepest = f"packages/p{max(0, chains - 2):03}"
            show("agentslint explain", seconds([*OURS, "explain", deepest], root, asked.runs))
            for peer in asked.peer:
                show(peer, seconds(shlex.split(peer), root, asked.runs))


def show(what: str, taken: float) -> None:
    print(f"  {what:<40} {taken:7.3f}")


if __name__ == "__main__":
    main()
