"""What is remembered of a repository goes with it: a server would keep every one it ever saw."""

from __future__ import annotations

import datetime
import gc
import subprocess
import weakref
from pathlib import Path

import pytest

from agentslint.chain import agents
from agentslint.facts import memo
from agentslint.lint import check, registry
from agentslint.repo import Repo

from ..command import HOME, repository

FILES = {
    "AGENTS.md": "# Shop\n\nRun `make test` and `npm run lint` first. Read `docs/none.md`, `src/a.ts`.\n"
    "Use Node 18. Run `just x`, `task y`, `cargo test -p a`, `tox -e py`, `uv run z`, `rake w`.\n"
    "See [it](gone.md). Only in `src/**/*.py`. There are three packages.\n",
    "Makefile": "include other.mk\ntest:\n\tpytest\n",
    "other.mk": "x:\n\ttrue\n",
    "package.json": '{"name": "shop", "scripts": {"lint": "eslint ."}, "workspaces": ["p/*"]}',
    "p/one/package.json": '{"name": "one"}',
    "justfile": "x:\n  true\n",
    "Taskfile.yml": "version: '3'\ntasks:\n  y: {cmds: [true]}\n",
    "Cargo.toml": '[workspace]\nmembers = ["a"]\n',
    "a/Cargo.toml": '[package]\nname = "a"\n',
    "pyproject.toml": '[project]\nname = "shop"\n[tool.tox]\nenv_list = ["py"]\n',
    "Rakefile": "task :w do\nend\n",
    "src/a.ts": "",
    "pkg/AGENTS.md": "Never run `make test`. Always use tabs.\n",
}


@pytest.mark.parametrize("where", ["disk", "memory"])
def test_nothing_that_is_remembered_keeps_a_repository(tmp_path: Path, where: str) -> None:
    root = str(repository(tmp_path / "shop", FILES))
    repo = Repo.at(root) if where == "disk" else Repo.of(FILES)
    kept = weakref.ref(repo)
    rows = [agents.get("codex"), agents.get("claude-code")]
    ran = check.run(repo, rows, registry.builtin(), today=datetime.date(2026, 11, 22))
    assert ran.findings
    del repo, ran
    gc.collect()
    assert kept() is None


def test_a_table_asks_once_for_each_repository_and_begins_anew_when_it_is_full() -> None:
    table: memo.Table[str, int] = memo.Table(2)
    asked: list[str] = []

    def answer(key: str) -> int:
        asked.append(key)
        return len(asked)

    one, two = Repo.of({}), Repo.of({})
    for repo in (one, one, two):
        table.get(repo, "a", lambda: answer("a"))
    assert asked == ["a", "a"]
    table.update(one, {"b": 7})
    assert table.get(one, "b", lambda: answer("b")) == 7
    table.get(one, "c", lambda: answer("c"))
    table.get(one, "a", lambda: answer("a again"))
    assert asked == ["a", "a", "c", "a again"]


def test_memo_is_the_one_way_to_remember_an_answer_about_a_repository() -> None:
    """No weak table of its own, and no cache that would keep the repository itself."""
    weak = subprocess.run(
        ["grep", "-rl", "WeakKeyDictionary", "--include=*.py", "agentslint", "rules"],
        cwd=HOME,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert weak == ["agentslint/facts/memo.py"]


def test_what_code_says_is_asked_once_while_a_document_is_edited() -> None:
    asked: list[str] = []

    @memo.of_code
    def size(repo: Repo) -> int:
        asked.append("asked")
        return len(repo.text("src/a.py") or "")

    saved = Repo.of({".git/HEAD": "", "AGENTS.md": "# Shop\n", "src/a.py": "A = 1\n"})
    assert [size(saved.overlaid({"AGENTS.md": f"# {n}\n"})) for n in range(3)] == [6, 6, 6]
    assert len(asked) == 1
    # what an editor holds of code counts
    assert size(saved.overlaid({"src/a.py": "A = 12\n"})) == 7
