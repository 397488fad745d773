"""Whole repositories, in memory, on disk and with a history in real git, held against the laws."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import traceback
import unittest.mock
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import strategies as st

from agentslint.cli import agentslint
from agentslint.cli.exit_codes import BROKEN
from agentslint.io import cache_dir, document_cache, git_patience
from agentslint.lint import check, registry
from agentslint.model import Failure
from agentslint.repo import Repo

from ..repositories import Repository
from ..trees import entries, lay
from . import failures, laws, readers, strategies
from .failures import Failing

RULES = registry.builtin()


def in_memory(files: dict[str, Any]) -> None:
    """Every agent; two runs are equal, and so is one with the cache, cold and warm."""
    made = entries(files)
    readers.forget()
    try:
        found = check.run(Repo.of(made), laws.ALL, RULES, today=readers.TODAY)
    except Failure as failure:
        laws.one_line(failure)
        return
    laws.outcome(found)
    for agent in laws.ALL:
        laws.chains(Repo.of(made), agent)
    with kept_in(readers.folder() / "kept"):
        for _ in ("cold", "warm"):
            readers.forget()
            with document_cache.shelf("/repo"):
                again = check.run(Repo.of(made), laws.ALL, RULES, today=readers.TODAY)
            laws.hold(again.findings == found.findings, "another run finds other things")


def on_disk(files: dict[str, Any]) -> None:
    """The commands themselves: an exit code of 0, 1 or 2, and one line for 2."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "repo"
        root.mkdir()
        try:
            lay(root, {path: entry for path, entry in files.items() if path[:5] != ".git/"})
        except OSError:
            return  # a file where a directory is needed: no such tree on a disk
        around = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        for words in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", "-C", root, *words], check=True, env=around, capture_output=True)
        commands(root)


def harmed(made: tuple[dict[str, Any], list[tuple[str, str, str]]]) -> None:
    """What a stranger can push besides files: pipes, devices, settings of git, files of no size."""
    files, harms = made
    with tempfile.TemporaryDirectory() as folder:
        repo = Repository(Path(folder) / "repo")
        try:
            lay(repo.root, {path: each for path, each in files.items() if path[:5] != ".git/"})
        except OSError:
            return
        repo.commit({"old.py": "", "b.md": "See `old.py`.\n"})
        repo.move("old.py", "new.py")
        for harm in harms:
            with contextlib.suppress(OSError):
                do(repo.root, *harm)
        git_patience.begin()
        with unittest.mock.patch.object(git_patience, "LOOK", 0.2):
            commands(
                repo.root,
                ["check", "--staged"],
                ["check", "--fix", "--unsafe-fixes"],
                ["receipt", "--base", "HEAD"],
                ["ledger", "list"],
            )
        git_patience.begin()


def do(root: Path, kind: str, what: str, more: str) -> None:
    """One harm. Raises OSError where there is no room for it."""
    place = root / what
    if kind == "config":
        section, _, name = what.rpartition(".")
        with open(root / ".git" / "config", "a", encoding="utf-8") as file:
            head, _, inner = section.partition(".")
            file.write(f'[{head} "{inner}"]\n' if inner else f"[{head}]\n")
            file.write(f"\t{name} = {more}\n")
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "second name":
        os.link(place, root / "second")
    elif kind == "cut":
        os.truncate(place, place.stat().st_size // 2)
    else:
        place.unlink(missing_ok=True)
        if kind == "pipe":
            os.mkfifo(place)
        elif kind == "device":
            place.symlink_to("/dev/zero")
        elif kind == "directory":
            place.mkdir()
        elif kind == "large":
            place.touch()
            os.truncate(place, 5 << 30)
        else:
            place.write_text("".join(more.replace("#", str(n)) for n in range(400)))


def with_history(steps: list[tuple[str, str, str]]) -> None:
    """Commits, moves, removals and merges of real git; then every command that reads them."""
    with tempfile.TemporaryDirectory() as folder:
        repo = Repository(Path(folder) / "repo")
        repo.commit({"AGENTS.md": "Run `make test`. See `src/app.py`.\n", "src/app.py": ""})
        for kind, path, other in steps:
            there = (repo.root / path).is_file()
            if kind == "write":
                repo.commit({path: other})
            elif kind == "remove" and there:
                repo.commit({path: None})
            elif kind == "move" and there and not (repo.root / other).exists():
                repo.move(path, other)
            elif kind == "branch":
                repo.git("checkout", "-q", "-b", "side")
                repo.commit({"side.md": other})
                repo.git("checkout", "-q", "main")
                repo.commit({path: other})
                repo.merge("side")
                repo.git("branch", "-D", "side")
        commands(repo.root, ["check", "--since", "HEAD"], ["diff", "HEAD"], ["check", "--staged"])
        laws.findings(
            disk := Repo.at(str(repo.root)),
            check.run(disk, [laws.CODEX], RULES, today=readers.TODAY).findings,
        )


def commands(root: Path, *more: list[str]) -> None:
    """Run commands in this process, each as a person would see it."""
    runner = CliRunner()
    rows = [["check"], ["check", "--format", "json"], ["explain"], ["map"], *more]
    for words in rows:
        with contextlib.chdir(root):
            ran = runner.invoke(agentslint, words, catch_exceptions=True)
        if isinstance(ran.exception, Failure):
            laws.one_line(ran.exception)
        elif ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        laws.hold(ran.exit_code != BROKEN, words, ran.exit_code)


@contextlib.contextmanager
def kept_in(home: Path) -> Any:
    """The cache in a directory of ours."""
    before = {name: os.environ.get(name) for name in (cache_dir.OFF, "XDG_CACHE_HOME")}
    os.environ.pop(cache_dir.OFF, None)
    os.environ["XDG_CACHE_HOME"] = str(home)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


LAWS: dict[Callable[[Any], None], st.SearchStrategy[Any]] = {
    in_memory: strategies.trees(),
    on_disk: strategies.trees(),
    harmed: strategies.HARMED,
    with_history: strategies.HISTORIES,
}


def tried(law: Callable[[Any], None], value: object, kept: Path) -> Failing | None:
    """What one repository breaks, if anything; it is written down as Python shows it."""
    try:
        law(value)
    except Exception as error:
        row = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(row.filename).name}:{row.lineno}"
        said = f"{law.__name__}: {type(error).__name__} at {where}: {error!s:.300}"
        path = failures.kept(law.__name__, repr(value).encode("utf-8", "backslashreplace"), kept)
        return Failing("repositories", said, f"{law.__name__} {type(error).__name__} {where}", path)
    return None
