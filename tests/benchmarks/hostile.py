"""What a hostile repository costs: very many files, tracked or not, and a file of a gigabyte.

    python -m tests.benchmarks.hostile [--files 300000] [--folder DIRECTORY]

Prints a Markdown table: for each command the exit code, seconds and the most memory that any of its
processes took. The repository is made in a temporary directory and removed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.command import HOME, git, repository

PER_FOLDER = 1000
LINES = ("check", "check --no-cache", "check --staged", "explain", "map --format json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300_000)
    parser.add_argument("--folder", help="where the repository is made")
    given = parser.parse_args()
    print("| repository | command | exit code | seconds | MiB |")
    print("|---|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for name, root in stages(Path(folder), given.files):
            for line in LINES:
                print(
                    f"| {name} | `{line}` | {' | '.join(measured(root, line, folder))} |",
                    flush=True,
                )


def stages(folder: Path, files: int) -> Iterator[tuple[str, Path]]:
    """Repositories, one after the other in the same place."""
    text = "Run `make test` before every commit.\n"
    root = repository(folder / "r", {"AGENTS.md": text, "Makefile": "test:\n\tpytest\n"})
    for number in range(files):
        place = root / f"d{number // PER_FOLDER}"
        if number % PER_FOLDER == 0:
            place.mkdir()
            if number % (PER_FOLDER * 10) == 0:
                (place / "AGENTS.md").write_text(text)
        os.close(os.open(place / f"f{number}", os.O_CREAT | os.O_WRONLY))
    yield f"{files:,} untracked files", root
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all")
    yield f"{files:,} tracked files", root
    with open(root / "AGENTS.md", "r+b") as file:
        file.truncate(1 << 30)
    yield "and an AGENTS.md of 1 GiB", root


def measured(root: Path, line: str, cache: str) -> tuple[str, str, str]:
    """Exit code, seconds and MiB of one command, in a process of its own."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'agentslint', *sys.argv[1:]],"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *line.split()],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME), "XDG_CACHE_HOME": f"{cache}/cache"},
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.monotonic() - start
    status, most = done.stdout.split()
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return status, f"{took:.2f}", f"{int(most) / scale:.0f}"


if __name__ == "__main__":
    main()
