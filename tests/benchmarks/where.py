"""Where the time of a run without the cache goes: `python -m tests.benchmarks.where [SIZE]`.

Prints seconds of processor time by part of the run, in one process, git's own beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..command import HOME
from .speed import SIZES, make

PART = r"""
import os, time
start = time.process_time()
from agentslint import agents, check, rounds, rulebook
from agentslint.cli import options
from agentslint.context import Context
from agentslint.repo import Repo
from agentslint.report import text
rows = []
def told(name):
    global start
    now = time.process_time()
    rows.append((now - start, name))
    start = time.process_time()
told("imports")
rules = rulebook.builtin()
told("the rules' pages and checks")
repo = Repo.at(".")
repo.listing
told("listing: git's answers to paths")
config = options.settings(repo, None, isolated=False)
told("configuration")
agent = agents.get("codex")
chains = check.survey(repo, agent)
files = check.instruction_files(chains.values())
told("chains: reading files, fates")
context = Context(repo, agent, chains, files, agents=(agent,))
found = []
for rule in check.chosen(rules, config).values():
    found += rounds.over(context, {rule.id: rule}, config)
    told(f"rule {rule.id}, and what it is the first to read")
outcome = check.run(repo, [agent], {}, config)
settled = check.settled(repo, found, [agent])
told("order, suppressions, fingerprints")
print(*(f"{seconds:.6f}\t{name}" for seconds, name in rows), sep="\n")
children = os.times()
print(f"{children.children_user + children.children_system:.6f}\tgit, in processes of its own")
"""
LEAST = 0.01  # of the whole; what takes less is summed up


def rows(root: Path) -> list[tuple[float, str]]:
    """Seconds and what they went into, the most first."""
    env = {**os.environ, "PYTHONPATH": str(HOME), "AGENTSLINT_NO_CACHE": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    bare = time.perf_counter() - start
    words = [sys.executable, "-c", PART]
    done = subprocess.run(words, cwd=root, env=env, check=True, capture_output=True, text=True)
    split = (line.split("\t") for line in done.stdout.splitlines())
    found = [(bare, "the interpreter"), *((float(seconds), name) for seconds, name in split)]
    total = sum(seconds for seconds, _ in found)
    large = [row for row in found if row[0] >= LEAST * total]
    return [
        *sorted(large, reverse=True),
        (sum(seconds for seconds, _ in found if seconds < LEAST * total), "the rest together"),
        (total, "all"),
    ]


def main() -> None:
    size = sys.argv[1] if len(sys.argv) > 1 else "large"
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder), *SIZES[size])
        print(f"{size}: {SIZES[size][0]:,} files, {SIZES[size][1]} instruction files\n")
        print("| seconds | of it | |\n|---|---|---|")
        found = rows(root)
        for seconds, name in found:
            print(f"| {seconds:.3f} | {seconds / found[-1][0]:.0%} | {name} |")


if __name__ == "__main__":
    main()
