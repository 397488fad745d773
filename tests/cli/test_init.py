"""`agentslint init`: what it writes, what it leaves alone, and that both work."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.cli.init import CONFIGURATION, HOOKS, configuration
from agentslint.lint import config, registry

from ..program import run
from ..repositories import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit({"AGENTS.md": "Be brief.\n", "api/app.py": ""})
    return made


def test_what_is_written_is_valid_and_says_what_holds_anyway(repository: Repository) -> None:
    done = run(repository.root / "api", "init")
    assert done.returncode == 0
    assert "agentslint.toml: written" in done.stdout
    assert (repository.root / "agentslint.toml").read_text() == configuration(["codex"])
    assert (repository.root / HOOKS).read_text().startswith("repos:\n  - repo: https://")
    found = config.settle(
        config.named(str(repository.root / "agentslint.toml")), registry.builtin()
    )
    assert (found.agents, found.fail_on, found.exclude) == (("codex",), "warning", ())


def test_the_examples_in_it_are_valid() -> None:
    shown = [line[4:] for line in CONFIGURATION.splitlines() if line.startswith("#   ")]
    found = config.parse("\n".join(shown), "examples")
    assert found is not None
    assert config.settle(found, registry.builtin()).scopes[0].ignore == ("missing-verification",)


def test_what_is_there_stays(repository: Repository) -> None:
    repository.write({"pyproject.toml": "[tool.agentslint]\n", HOOKS: "repos: []\n"})
    done = run(repository.root, "init")
    assert "pyproject.toml: there already\n" in done.stdout
    assert "      - id: agentslint\n" in done.stdout
    assert not (repository.root / "agentslint.toml").exists()
    assert (repository.root / HOOKS).read_text() == "repos: []\n"
    again = run(repository.root, "init")
    assert again.stdout == done.stdout


def test_what_comes_next_is_said(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    told = run(tmp_path, "init").stdout
    assert "`pre-commit install`" in told
    assert told.endswith("Next: write an AGENTS.md: there is no instruction file yet.\n")


def test_a_link_that_leads_nowhere_stays(repository: Repository) -> None:
    (repository.root / "agentslint.toml").symlink_to("/nonexistent/elsewhere")
    done = run(repository.root, "init")
    assert "agentslint.toml: there already, but no file that can be read" in done.stdout
    assert (repository.root / "agentslint.toml").is_symlink()


def test_the_agents_that_are_here_are_written(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.commit({"CLAUDE.md": "Be brief.\n", "GEMINI.md": "Be brief.\n"})
    done = run(made.root, "init")
    assert "agents: Claude Code (CLAUDE.md), Gemini CLI (GEMINI.md)" in done.stdout
    found = config.named(str(made.root / "agentslint.toml"))
    assert found.agents == ("claude-code", "gemini-cli")


def test_outside_of_git_nothing_is_written(tmp_path: Path) -> None:
    done = run(tmp_path, "init")
    assert done.returncode == 2
    assert "no git repository" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(".",), ("api", "--statistics")])
def test_a_path_alone_is_checked(repository: Repository, words: tuple[str, ...]) -> None:
    done = run(repository.root, *words)
    assert done.stdout == run(repository.root, "check", *words).stdout
    assert "instruction file" in done.stdout


def test_help_is_a_word_too(repository: Repository) -> None:
    assert run(repository.root, "help").stdout == run(repository.root, "--help").stdout
    told = run(repository.root, "help", "check").stdout
    assert "--write-baseline" in told
    assert run(repository.root, "chek").returncode == 2


def test_explain_says_where_there_is_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "explain", ".")
    assert "no instruction files" in done.stderr
    assert "no git repository" in done.stderr
