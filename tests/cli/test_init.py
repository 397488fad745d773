"""`agentslint init`: what it writes, what it leaves alone, and that both work."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.cli.init import CONFIGURATION, HOOKS
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
    assert (repository.root / "agentslint.toml").read_text() == CONFIGURATION
    assert (repository.root / HOOKS).read_text().startswith("repos:\n  - repo: local\n")
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


def test_a_link_that_leads_nowhere_stays(repository: Repository) -> None:
    (repository.root / "agentslint.toml").symlink_to("/nonexistent/elsewhere")
    done = run(repository.root, "init")
    assert "agentslint.toml: there already, but no file that can be read" in done.stdout
    assert (repository.root / "agentslint.toml").is_symlink()
