"""Real git repositories for tests: histories with dates, merges, shallow clones, planted traps."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

START = 1_750_000_000  # 2025-06-15 15:06:40 UTC
DAY = 86_400


class Repository:
    """A git repository below `root`. Each commit is a day younger than the one before."""

    def __init__(self, root: Path, *, object_format: str = "sha1") -> None:
        self.root = root
        self.when = START
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", f"--object-format={object_format}")

    def git(self, *words: str) -> str:
        """Run git here, away from this machine's own configuration."""
        return run_git(self.root, *words, when=self.when)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files into the work tree; None removes one."""
        for name, text in files.items():
            path = self.root / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(
        self,
        files: Mapping[str, str | bytes | None] | None = None,
        message: str = "change",
        *,
        days: int = 1,
    ) -> str:
        """Write the files and commit everything, `days` after the last commit; its id."""
        self.write(files or {})
        self.when += days * DAY
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def move(self, old: str, new: str, message: str = "move") -> str:
        """Commit a rename; its id."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)
        return self.commit(message=message)

    def merge(self, branch: str) -> str:
        """Merge a branch with a merge commit; its id."""
        self.when += DAY
        self.git("merge", "-q", "--no-ff", "-m", f"merge {branch}", branch)
        return self.git("rev-parse", "HEAD")

    def clone(self, to: Path, *words: str) -> Repository:
        """A clone over the file protocol, so that `--depth` and `--filter` count."""
        run_git(self.root, "clone", "-q", *words, f"file://{self.root}", str(to), when=self.when)
        other = Repository.__new__(Repository)
        other.root, other.when = to, self.when
        return other

    def plant(self, marker: Path) -> None:
        """Plant everything that git could be made to run; each would create `marker`."""
        script = self.root / ".git" / "planted"
        script.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit"):
            (self.root / ".git" / "hooks").mkdir(exist_ok=True)
            target = self.root / ".git" / "hooks" / hook
            target.write_text(script.read_text())
            target.chmod(script.stat().st_mode)
        for key in (
            "core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "core.editor",
            "diff.external", "diff.planted.textconv", "diff.planted.command",
            "filter.planted.clean", "filter.planted.smudge", "filter.planted.process",
            "gpg.program", "credential.helper", "uploadpack.packObjectsHook", "pager.log",
            "pager.ls-files", "pager.diff-tree", "pager.rev-list", "interactive.diffFilter",
        ):  # fmt: skip
            self.git("config", key, str(script))
        for command in ("log", "ls-files", "rev-list", "diff-tree", "rev-parse", "check-ignore"):
            self.git("config", f"alias.{command}", f"!{script}")
        self.git("config", "log.showSignature", "true")
        (self.root / ".git" / "info").mkdir(exist_ok=True)
        attributes = "* filter=planted diff=planted\n"
        (self.root / ".git" / "info" / "attributes").write_text(attributes)


def run_git(root: Path, *words: str, when: int = START) -> str:
    """Git's answer, without its last line end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ = kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_AUTHOR_DATE": f"{when} +0000",
        "GIT_COMMITTER_DATE": f"{when} +0000",
        "GIT_ALLOW_PROTOCOL": "file",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "protocol.file.allow=always", *words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout.rstrip("\n")
