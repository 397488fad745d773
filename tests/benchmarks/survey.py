"""Throughput and peak memory of `survey` over generated repositories.

python -m tests.benchmarks.survey [COUNT] [JOBS]
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time


def plant(root: str) -> None:
    """A small repository: a root chain, two nested ones, and eighteen files."""
    for folder in ("web", "api", "docs"):
        os.makedirs(os.path.join(root, folder))
        for index in range(6):
            with open(os.path.join(root, folder, f"f{index}.py"), "w") as file:
                file.write(f"x = {index}\n")
    texts = {
        "AGENTS.md": "# Root\n\n- Run `make test` before you finish.\n- See `docs/f9.py`.\n" * 8,
        "web/AGENTS.md": "# Web\n\n- Run `npm test` before review.\n" * 4,
        "api/AGENTS.override.md": "# API\n\n- Never edit generated files.\n" * 4,
        "Makefile": "test:\n\ttrue\n",
    }
    for path, text in texts.items():
        with open(os.path.join(root, path), "w") as file:
            file.write(text)
    subprocess.run(["git", "init", "-q", "--template=", root], check=True)
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    jobs = sys.argv[2] if len(sys.argv) > 2 else str(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as top:
        first = os.path.join(top, "first")
        plant(first)
        paths = [shutil.copytree(first, os.path.join(top, f"r{n:05}")) for n in range(count)]
        output = os.path.join(top, "survey.jsonl")
        words = ["survey", "--from", "-", "--output", output, "--jobs", jobs, "-q"]
        start = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "agentslint", *words],
            input="\n".join(paths),
            text=True,
            check=True,
        )
        spent = time.monotonic() - start
        size = os.path.getsize(output)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} repositories in {spent:.1f} s: {count / spent:.1f} a second, {jobs} processes")
    print(f"peak memory of the largest process {peak:.0f} MiB; {size / count:.0f} bytes a row")


if __name__ == "__main__":
    main()
