"""A repository that changes step by step: what is told again is what a run itself would say."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agentslint import cli
from agentslint.io import cache_dir
from agentslint.io.replay import directories, runs

from ..repositories import Repository
from . import laws
from .repositories import kept_in

Step = tuple[str, str, str]

BASE = {
    "AGENTS.md": "# Root\n\n- Run `make test` before review. See `src/app.py` and `docs/b c.md`.\n",
    "src/AGENTS.md": "# Source\n\n- Run `make lint`.\n",
    "src/AGENTS.override.md": "# For now\n\n- Leave `old.py` alone.\n",
    "src/app.py": "x = 1\n",
    "src/deep/er/app.ts": "let x = 1\n",
    "Makefile": "test:\n\tpytest\n",
    ".gitignore": "out/\n*.log\n",
}
LINES = (["check"], ["check", "--staged"], ["explain", "src", "--format", "json"])
TICK = 20_000_000  # nanoseconds: a step of the clock of file systems is less


def told_again(
    steps: list[Step], cannot: tuple[type[Exception], ...] = (OSError, AssertionError)
) -> None:
    """After each step each command line is asked twice, with the cache and without it.

    A step may need what an earlier one took away: what it then raises is in `cannot`.
    """
    margin, directories.MARGIN = directories.MARGIN, TICK
    try:
        with tempfile.TemporaryDirectory() as folder, kept_in(Path(folder) / "cache"):
            repo = Repository(Path(folder) / "repo")
            repo.commit({**BASE, "src/gone.py": "x = 2\n"})
            repo.commit({"src/gone.py": None})
            for step in [("nothing", "", ""), *steps, ("nothing", "", "")]:
                time.sleep(2 * TICK / 1e9)
                with contextlib.suppress(*cannot):
                    STEPS[step[0]](repo, step[1], step[2])
                for words in LINES:
                    again = ended(repo.root, words)
                    os.environ[cache_dir.OFF] = "1"
                    itself = ended(repo.root, words)
                    del os.environ[cache_dir.OFF]
                    laws.hold(again == itself, words, again, itself)
    finally:
        directories.MARGIN = margin


def ended(root: Path, words: list[str]) -> tuple[int, bytes]:
    """The exit code and output of a command line in this process, told again where it can be."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    before = sys.argv
    sys.argv = ["agentslint", *words]
    try:
        with (
            contextlib.chdir(root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            if (known := runs.answer(words)) is not None:
                return known
            try:
                cli.main()
            except SystemExit as done:
                out.flush()
                return int(done.code or 0), out.buffer.getvalue()  # type: ignore[attr-defined]
    finally:
        sys.argv = before
    raise AssertionError("a run ends by an exit")


def _write(repo: Repository, path: str, text: str) -> None:
    repo.write({path: text})


def _remove(repo: Repository, path: str, _: str) -> None:
    repo.write({path: None})


def _folder(repo: Repository, path: str, text: str) -> None:
    (repo.root / f"{path}.d" / text[:3].strip("/ .\n\0")).mkdir(parents=True)


def _link(repo: Repository, path: str, _: str) -> None:
    (repo.root / "linked").symlink_to(path)


def _move(repo: Repository, path: str, _: str) -> None:
    place = repo.root / path
    place.rename(place.with_name("moved" + place.suffix))


def _again(repo: Repository, path: str, _: str) -> None:
    text = (repo.root / path).read_bytes()
    (repo.root / path).unlink()
    (repo.root / path).write_bytes(text)


def _ignore(repo: Repository, path: str, text: str) -> None:
    folder = Path(path).parent
    repo.write({str(folder / ".gitignore"): f"{Path(path).name}\n{text}"})


def _stage(repo: Repository, *_: str) -> None:
    repo.git("add", "-A")


def _commit(repo: Repository, path: str, text: str) -> None:
    repo.commit({path: text})


def _removal(repo: Repository, path: str, _: str) -> None:
    repo.commit({path: None})


def _reset(repo: Repository, *_: str) -> None:
    repo.git("reset", "-q", "--hard", "HEAD~1")


def _merge(repo: Repository, path: str, text: str) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"side.md": text})
    repo.git("checkout", "-q", "main")
    repo.commit({path: text})
    repo.merge("side")
    repo.git("branch", "-D", "side")


def _inner(repo: Repository, path: str, text: str) -> None:
    Repository(repo.root / Path(path).parent / "inner").commit({"AGENTS.md": text})


STEPS: dict[str, Callable[[Repository, str, str], object]] = {
    "nothing": lambda *_: None,
    "write": _write,
    "remove": _remove,
    "folder": _folder,
    "link": _link,
    "move": _move,
    "again": _again,
    "ignore": _ignore,
    "stage": _stage,
    "commit": _commit,
    "removal": _removal,
    "reset": _reset,
    "merge": _merge,
    "inner": _inner,
}
