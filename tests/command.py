"""The command line, run as a person runs it: another process, its output and exit code."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import forked

HOME = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def agentslint(*words: str, cwd: Path, timeout: float = 60, **env: str) -> Ran:
    """Run `agentslint WORDS` in a directory."""
    around = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **env}
    done = forked.run(words, cwd, around, timeout=timeout)
    return Ran(
        done.returncode,
        done.stdout.decode("utf-8", "surrogateescape"),
        done.stderr.decode("utf-8", "surrogateescape"),
    )


def git(root: Path, *words: str) -> str:
    """Run git in a repository of a test, with nobody's configuration."""
    env = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "a@example.com" for who in ("AUTHOR", "COMMITTER")},
    }
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", "-C", root, *words],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def repository(root: Path, files: dict[str, str]) -> Path:
    """A git repository that holds these files, committed."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    return root


def git_that(tmp_path: Path, script: str) -> str:
    """A PATH in which `git` is this program, and nothing else is before the usual ones."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(script)
    (folder / "git").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"
