"""What a long history costs: 50,000 commits, 200 paths that are gone.

python -m tests.benchmarks.history [COMMITS] [PATHS]

Prints wall seconds of a whole run with `dead-path` and without, medians of five.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..command import agentslint, git
from .speed import OURS, seconds


def stream(commits: int, paths: int) -> Iterator[bytes]:
    """A fast-import stream: files come, some go again, the last commit tells of the lost ones."""
    lost = {commits * (n + 1) // (paths + 2): n for n in range(paths)}
    for number in range(commits):
        yield b"commit refs/heads/main\n"
        yield b"committer A <a@example.com> %d +0000\n" % (1_500_000_000 + number * 600)
        yield b"data 4\nstep\n"
        if number == 0:
            for n in range(paths):
                yield b"M 100644 inline lib/part%d/gone_%d.py\ndata 2\nx\n\n" % (n % 20, n)
        body = b"value = %d\n" % number
        yield b"M 100644 inline src/m%d.py\ndata %d\n%s\n" % (number % 3000, len(body), body)
        if number in lost:
            n = lost[number]
            yield b"D lib/part%d/gone_%d.py\n" % (n % 20, n)
    told = b"".join(b"- Read `lib/part%d/gone_%d.py`.\n" % (n % 20, n) for n in range(paths))
    yield b"commit refs/heads/main\ncommitter A <a@example.com> 1600000000 +0000\ndata 4\nlast\n"
    yield b"M 100644 inline AGENTS.md\ndata %d\n%s\n" % (len(told), told)


def main() -> None:
    commits, paths = (int(word) for word in (sys.argv[1:] + ["50000", "200"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "-q", "-b", "main")
        subprocess.run(
            ["git", "-C", root, "fast-import", "--quiet"],
            input=b"".join(stream(commits, paths)),
            check=True,
        )
        git(root, "reset", "-q", "--hard")
        ran = agentslint("check", "-q", "--select", "dead-path", cwd=root)
        print(f"{commits:,} commits, {paths} lost paths, {ran.out.count('[dead-path]')} found")
        without = seconds([*OURS, "check", "--ignore", "dead-path,dead-link"], root, 5)
        whole = seconds([*OURS, "check"], root, 5)
        print(f"without {without:.2f} s, with {whole:.2f} s: {whole - without:.2f} s more")


if __name__ == "__main__":
    main()
