"""Ctrl-C: a run ends at once, with one line and 130, and nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..command import HOME, agentslint, git_that, repository

pytestmark = pytest.mark.usefixtures("heard")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {"AGENTS.md": "", "Makefile": "test:\n\tpytest\n"})


INTERRUPT = """
import os, signal, sys
left = int(sys.argv.pop(1))
def count(frame, event, argument):
    global left
    left -= 1
    if left == 0:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
from agentslint.__main__ import main
sys.setprofile(count)
main()
"""


@pytest.mark.parametrize("calls", [2, 40, 1000, 20_000, 60_000, 100_000])
def test_interrupted_at_any_moment(calls: int, root: Path, tmp_path: Path) -> None:
    """After so many calls of functions: one line and 130, or the run had ended."""
    kept = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "AGENTSLINT_NO_CACHE": ""}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPT, str(calls), "check"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME), **kept},
        capture_output=True,
        text=True,
    )
    if done.returncode == 1:
        assert "placeholder-file" in done.stdout
        assert calls > 1000
    else:
        assert (done.returncode, done.stdout) == (130, "")
        # Python itself tells of one that it dropped
        told = done.stderr.splitlines() if "Exception ignored in" in done.stderr else []
        assert (told or [done.stderr.strip()])[-1] in ("agentslint: interrupted", "")
    assert agentslint("check", cwd=root, **kept).status == 1
    folder = tmp_path / "cache" / "agentslint"
    assert not [path for path in folder.iterdir() if "." in path.name]


def test_interrupted_while_git_works(root: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    child = begun([sys.executable, "-m", "agentslint", "check"], root, slow_git(tmp_path, asked))
    for _ in range(1500):
        if asked.exists():
            break
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=15)
    assert (child.returncode, out, err) == (130, "", "\nagentslint: interrupted\n")


DROPPED = """
import os, signal, sys
from agentslint.io.replay import runs
class Dropping:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass
wanted = runs.noted
def noted(words):
    Dropping()
    return wanted(words)
runs.noted = noted
from agentslint.__main__ import main
main()
"""


@pytest.mark.parametrize("slow", [True, False], ids=["hangs", "ends"])
def test_an_interrupt_that_python_drops(slow: bool, root: Path, tmp_path: Path) -> None:
    """Where nobody can catch it, as in a finalizer: it comes again, or is heeded before output."""
    path = slow_git(tmp_path, tmp_path / "asked") if slow else os.environ["PATH"]
    child = begun([sys.executable, "-c", DROPPED, "check"], root, path)
    out, err = child.communicate(timeout=15)
    assert "Exception ignored in" in err
    assert (child.returncode, out, err.splitlines()[-1]) == (130, "", "agentslint: interrupted")


def test_an_error_that_an_interrupt_became(root: Path) -> None:
    """What was interrupted may say something else of it, as an import that ends half way."""
    instead = DROPPED.replace("Dropping()", "interrupted()").replace(
        "wanted =",
        """def interrupted():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        raise ImportError("half of a module")
wanted =""",
    )
    child = begun([sys.executable, "-c", instead, "check"], root, os.environ["PATH"])
    out, err = child.communicate(timeout=15)
    assert (child.returncode, out, err) == (130, "", "agentslint: interrupted\n")


def test_interrupts_that_are_ignored_stay_so(root: Path) -> None:
    ignored = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)" + DROPPED
    child = begun([sys.executable, "-c", ignored, "check"], root, os.environ["PATH"])
    out, err = child.communicate(timeout=15)
    assert (child.returncode, err) == (1, "")
    assert "placeholder-file" in out


def begun(words: list[str], root: Path, path: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def slow_git(tmp_path: Path, asked: Path) -> str:
    return git_that(tmp_path, f"#!/bin/sh\ntouch '{asked}'\nexec sleep 20\n")
