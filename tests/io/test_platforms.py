"""check, explain and --fix without what POSIX alone has: a stand-in for Windows, which no test here runs on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..command import repository
from ..program import environment

FILES = {
    "AGENTS.md": "# Shop\n\nSee [the guide](docs/guide.md) before you commit.\n",
    "docs/guides/guide.md": "# Guide\n",
}
WITHOUT = """
import os, select, signal, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog"):
    sys.modules[name] = None
import subprocess, tempfile
for name in (
    "O_NOFOLLOW O_NONBLOCK O_CLOEXEC getuid geteuid getgid getegid fork pread posix_spawn posix_spawnp "
    "fchown fchmod listxattr getxattr setxattr sched_getaffinity mkfifo chown"
).split():
    if hasattr(os, name):
        delattr(os, name)
del select.poll, signal.setitimer, signal.SIGALRM
sys.argv = ["agentslint", *sys.argv[1:]]
from agentslint.__main__ import program
program()
"""


def without(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *words],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "--format", "json", "--no-cache"),
        ("check", "--staged"),
        ("explain", "docs"),
        ("rules",),
        ("map",),
    ],
    ids=" ".join,
)
def test_the_same_is_printed(words: tuple[str, ...], tmp_path: Path) -> None:
    root = repository(tmp_path / "r", FILES)
    here = subprocess.run(
        [sys.executable, "-m", "agentslint", *words],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
    )
    there = without(root, *words)
    assert (there.returncode, there.stdout, there.stderr) == (
        here.returncode,
        here.stdout,
        here.stderr,
    )


def test_fixes_are_written(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", FILES)
    done = without(root, "check", "--fix", "-q", "--select", "dead-link")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "docs/guides/guide.md" in (root / "AGENTS.md").read_text()


def test_nothing_of_posix_is_imported_but_where_locks_are() -> None:
    home = Path(__file__).parents[2] / "agentslint"
    named = [
        path.name
        for path in sorted(home.rglob("*.py"))
        for row in path.read_text().splitlines()
        if row.strip().startswith(("import fcntl", "import resource", "import pwd", "import grp"))
    ]
    assert named == ["locks.py"]
