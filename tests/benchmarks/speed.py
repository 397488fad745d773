"""How long a run takes: `python -m tests.benchmarks.speed [--sizes ...] [--runs N] [--peer "COMMAND"]...`.

Prints medians over whole processes, and the largest memory of any, on repositories that it makes:
nothing is asserted, machines differ. What is compared runs in turn, so that what else the machine
does meets all alike. A peer is a command line that lints the directory it is run in.
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
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..command import HOME, git

SIZES = {"tiny": (2, 1), "medium": (5_000, 40), "large": (50_000, 500)}
OURS = [sys.executable, "-m", "agentslint"]
CLICK, LISTING = "python -c 'import click'", "git ls-files -co --exclude-standard"
# what any run without a cache that parses with markdown-it has to do: list, read, find the blocks
PARSING = """
import os, subprocess
from markdown_it import MarkdownIt
listing = subprocess.run({listing!r}.split(), capture_output=True, text=True).stdout
texts = [open(name).read() for name in listing.splitlines() if name.endswith("AGENTS.md")]
parser = MarkdownIt("commonmark").enable("table")
parser.core.ruler.disable(["inline", "text_join"])
many = min(len(texts), len(os.sched_getaffinity(0)))
shares = [os.fork() or [parser.parse(text) for text in texts[n::many]] and os._exit(0) for n in range(many)]
for share in shares:
    os.waitpid(share, 0)
"""
PARSED = "listing, and markdown-it's blocks of each"
FEW = 10  # chains: of more, each run can ask of another path
OFF = {"AGENTSLINT_NO_CACHE": "1"}


@dataclass
class Row:
    """One command in one repository; `before` is done ahead of each run and not timed.

    One that is `warm` runs once more ahead of each: what it keeps is then of the tree as it is.
    """

    name: str
    words: list[str]
    env: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    warm: bool = False
    seconds: list[float] = field(default_factory=list)
    memory: int = 0  # bytes

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def run(self, cwd: Path, env: dict[str, str]) -> None:
        self.before()
        if self.warm:
            self._once(cwd, env)
        start = time.perf_counter()
        memory = self._once(cwd, env)
        self.seconds.append(time.perf_counter() - start)
        self.memory = max(self.memory, memory)

    def _once(self, cwd: Path, env: dict[str, str]) -> int:
        process = subprocess.Popen(
            self.words,
            cwd=cwd,
            env=env | self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, _, used = os.wait4(process.pid, 0)
        return used.ru_maxrss * 1024


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


def rows(root: Path, chains: int, peers: list[str], env: dict[str, str]) -> list[Row]:
    """What is run in one repository."""
    deepest = f"packages/p{max(0, chains - 2):03}"
    edited, count = root / "AGENTS.md", iter(range(1 << 30))

    def edit() -> None:
        text = edited.read_text().partition("\n<!-- ")[0]
        edited.write_text(f"{text}\n<!-- {next(count)} -->\n")

    source = next((root / "packages").rglob("*.py"), root / "Makefile")

    def commit() -> None:
        source.write_text(f"{source.read_text()}# {next(count)}\n")
        git(root, "add", str(source))
        git(root, "commit", "-q", "-m", "edit")

    other = Row("agentslint explain, another path", [*OURS, "explain", "."])

    def elsewhere() -> None:
        # what `check` found of the tree as it is, and a path that was not asked of yet
        subprocess.run([*OURS, "check"], cwd=root, env=env, stdout=subprocess.DEVNULL)
        other.words[-1] = f"packages/p{next(count) % max(1, chains - 1):03}/src"

    other.before = elsewhere
    return [
        Row(CLICK, [sys.executable, "-c", "import click"]),
        Row(LISTING, shlex.split(LISTING)),
        Row(PARSED, [sys.executable, "-c", PARSING.format(listing=LISTING)]),
        Row("agentslint check, no cache", [*OURS, "check"], OFF),
        Row("agentslint check, a file edited", [*OURS, "check"], before=edit),
        Row(
            "agentslint check --staged, another commit", [*OURS, "check", "--staged"], before=commit
        ),
        Row("agentslint check, warm", [*OURS, "check"], warm=True),
        Row("agentslint explain, warm", [*OURS, "explain", deepest], warm=True),
        *([other] if chains > FEW else []),
        *(Row(peer, shlex.split(peer)) for peer in peers),
    ]


def measured(root: Path, found: list[Row], runs: int, env: dict[str, str]) -> None:
    """Run everything in turn, once more than counts: the first warms the disk."""
    for number in range(runs + 1):
        for row in found:
            row.run(root, env)
            if not number:
                row.seconds.clear()


def table(size: str, found: list[Row], peers: int) -> str:
    """The rows as Markdown, with what the floor and the last of the peers took for scale."""
    by_name = {row.name: row.median for row in found}
    floor = by_name[CLICK] + by_name[LISTING]
    peer = found[-1].median if peers else None
    head = ["", "seconds", "MiB", "of click + listing"] + ["of the peer"] * (peer is not None)
    lines = [f"### {size}: {SIZES[size][0]:,} files, {SIZES[size][1]} instruction files", ""]
    lines += [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in found:
        cells = [f"`{row.name}`" if " -" in row.name else row.name, f"{row.median:.3f}"]
        cells += [f"{row.memory / 2**20:.0f}", f"{row.median / floor:.2f}"]
        cells += [f"{row.median / peer:.2f}"] if peer is not None else []
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["tiny", "medium"])
    parser.add_argument("--peer", action="append", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        # nobody who installed a program compiles it in each run
        apart = {"PYTHONDONTWRITEBYTECODE", "AGENTSLINT_NO_CACHE"}
        env = {name: value for name, value in os.environ.items() if name not in apart}
        env |= {"PYTHONPATH": str(HOME), "XDG_CACHE_HOME": str(here / "cache")}
        for size in asked.sizes:
            (here / size).mkdir()
            root = make(here / size, *SIZES[size])
            found = rows(root, SIZES[size][1], asked.peer, env)
            measured(root, found, asked.runs, env)
            print(table(size, found, len(asked.peer)))


if __name__ == "__main__":
    main()
