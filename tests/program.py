"""agentslint as its users run it: a process of its own, with an environment that is known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import forked

PLACE = Path(__file__).parent.parent
WORDS = [sys.executable, "-m", "agentslint"]


def environment(**extra: str) -> dict[str, str]:
    """This process's environment, without what would colour, place or misdirect a run."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_", "NO_COLOR"))
    }
    return {**kept, "PYTHONPATH": str(PLACE), "PYTHONUTF8": "1", **extra}


def run(cwd: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one command below `cwd`."""
    return forked.text(words, cwd, environment(**extra))


def report(cwd: Path, *words: str, **extra: str) -> dict[str, Any]:
    """What `check --format json` says. Anything but a report is an error here."""
    done = run(cwd, "check", "--format", "json", *words, **extra)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def told(cwd: Path, *words: str, **extra: str) -> list[str]:
    """Each finding as `path:line rule`."""
    return [
        f"{f['path']}:{f['line']} {f['rule']}" for f in report(cwd, *words, **extra)["findings"]
    ]
