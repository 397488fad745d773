"""What somebody adds is known everywhere: a language is one file, a task runner a module and its name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .command import HOME, repository

WORDS = """[hedge]
present = ["zorbeki"]
past = ["wumel"]
negated = ["nekko"]

[stated]
port = ["borto"]
serves = ["laufto"]
"""
RUNNER = '''"""zork: the tasks of a zorkfile, one a line."""

from collections.abc import Iterator, Sequence

from agentslint.facts.tasks.answer import Answer, look_up
from agentslint.repo import Repo, join

TOOLS = ("zork",)
MANIFESTS = ("zorkfile",)


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    text = repo.text(path := join(directory, "zorkfile"))
    for task in words[1:]:
        if text is None:
            yield Answer("absent", task, "task", "zorkfile")
        else:
            yield look_up(task, frozenset(text.split()), kind="task", where=path, complete=True)
'''
FILES = {
    "package.json": '{"engines": {"node": ">=22"}, "devDependencies": {"vitest": "^3.0.0"}}\n',
    "Makefile": "test:\n\ttrue\n",
    "src/server.ts": "app.listen(4000)\n",
    "zorkfile": "test lint\n",
}
# a sentence that is wrong of FILES, for each reader
CLAIMS = {
    "dead-path": "{} read `src/gone.ts`.",
    "unrunnable-command": "{} run `make gone`.",
    "stale-version": "{} we use Node 14.",
    "stale-tool": "{} we use Jest for unit tests.",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its rules, for files to be added to."""
    copy = tmp_path_factory.mktemp("house")
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("agentslint", "rules"):
        shutil.copytree(HOME / name, copy / name, ignore=leave)
    return copy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", FILES)


def run(house: Path, root: Path, *words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(house), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=root, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def rules(house: Path, root: Path, text: str) -> set[str]:
    """The rules that report something of an AGENTS.md with this text."""
    (root / "AGENTS.md").write_text(text)
    words = ("-m", "agentslint", "check", "--no-cache", "--agent", "codex", "--format", "json")
    return {one["rule"] for one in json.loads(run(house, root, *words))["findings"]}


def test_a_language_is_one_file(house: Path, root: Path) -> None:
    hedges = ["zorbeki", "wumel"]
    wrong = {
        hedge: "\n\n".join(row.format(hedge) for row in CLAIMS.values()) + "\n" for hedge in hedges
    }
    port = "Dev laufto borto 3000.\n"
    for text in wrong.values():
        assert set(CLAIMS) <= rules(house, root, text)
    assert "stale-claim" not in rules(house, root, port)
    added = house / "agentslint" / "text" / "words" / "qz.toml"
    added.write_text(WORDS)
    try:
        for text in wrong.values():
            assert set(CLAIMS) & rules(house, root, text) == set()
        assert "stale-claim" in rules(house, root, port)
    finally:
        added.unlink()


def test_a_task_runner_is_a_module_and_its_name(house: Path, root: Path) -> None:
    gate = "Run `zork test` before each commit.\n"
    gone = "Run `zork gone` before each commit.\n"
    assert "missing-verification" in rules(house, root, gate)
    assert "unrunnable-command" not in rules(house, root, gone)
    (house / "agentslint" / "facts" / "tasks" / "zork.py").write_text(RUNNER)
    known = house / "agentslint" / "text" / "tools.toml"
    known.write_text(known.read_text().replace("runners = [\n", 'runners = [\n    "zork",\n', 1))
    assert rules(house, root, gate) == set()
    assert "unrunnable-command" in rules(house, root, gone)
    required = (
        "from agentslint.evidence import checks; from agentslint.evidence.shell import Step\n"
        "need = checks.Required('zork test', '', '', 1)\n"
        "print(*(checks.fits(need, Step(tuple(line.split()), '', 'passed'))"
        " for line in ('zork test', 'zork lint')))"
    )
    assert run(house, root, "-c", required).split() == ["whole", "none"]
