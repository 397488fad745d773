"""`explain` explains absence: what one might expect in a chain, and why it is not sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..inside import told
from ..repositories import Repository

FILES = {
    "AGENTS.md": "Run `pytest` before each commit.\n",
    "CLAUDE.md": "@AGENTS.md\n",
    "go/AGENTS.md": "Keep it short.\n",
    "go/main.go": "",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit(FILES)
    return made


def absent(root: Path, *words: str) -> dict[str, str]:
    found = json.loads(told(root, "explain", "--format", "json", *words).out)
    return {row["path"]: row["why"] for row in found["absent"]}


def test_below_and_for_another_agent(repository: Repository) -> None:
    assert absent(repository.root, ".") == {
        "CLAUDE.md": "it is for Claude Code",
        "go/AGENTS.md": "it counts in go and below",
    }
    assert absent(repository.root, "go") == {"CLAUDE.md": "it is for Claude Code"}
    ran = told(repository.root, "explain", ".")
    assert "Not sent (2)\n  CLAUDE.md: it is for Claude Code\n  go/AGENTS.md: it counts" in ran.out


def test_what_is_read_later(repository: Repository) -> None:
    found = absent(repository.root, "--from", ".", "go/main.go")
    assert (
        found["go/AGENTS.md"] == "Codex started in the root, and reads no instructions further down"
    )
    claude = absent(repository.root, "--agent", "claude-code", "--from", ".", "go/main.go")
    assert "go/CLAUDE.md" not in claude


def test_what_is_imported_from_outside_the_start(repository: Repository) -> None:
    """Left out without a word it looked as if the import did not work."""
    repository.commit(
        {"CLAUDE.md": "Be kind.\n\n@docs/style.md\n@gone.md\n", "docs/style.md": "Two spaces.\n"}
    )
    assert "docs/style.md" not in absent(repository.root, "--agent", "claude-code", ".")
    found = absent(repository.root, "--agent", "claude-code", "go/main.go")
    assert found["docs/style.md"] == (
        "CLAUDE.md imports it, but it lies outside go, where Claude Code starts: "
        "Claude Code asks its user first"
    )
    assert "gone.md" not in found
    started = ("--agent", "claude-code", "--from", ".", "go/main.go")
    assert "docs/style.md" not in absent(repository.root, *started)


def test_above_the_root_and_outside_of_a_submodule(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("Mine.\n")
    assert absent(repository.root, ".")["../AGENTS.md"] == (
        "the repository ends below it, and Codex starts at the root"
    )
    inner = Repository(tmp_path / "inner")
    inner.commit({"AGENTS.md": "Be kind.\n"})
    repository.git("submodule", "--quiet", "add", f"file://{inner.root}", "lib")
    found = absent(repository.root, "lib")
    assert found["../AGENTS.md"] == (
        "the repository ends below it, and Codex starts at the root: it is a submodule of "
        f"{repository.root}"
    )
    assert (
        f"this is a submodule of {repository.root}" in told(repository.root, "explain", "lib").out
    )
    repository.git("worktree", "add", "-q", "w", "-b", "w")
    assert f"this is a worktree of {repository.root}" in told(repository.root, "explain", "w").out
