"""`explain --user` and `--from`: settings of user and profile, and repositories within each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..command import Ran, agentslint, repository

RULE = "Run `make test` before review.\n"
BROKEN = {"AGENTS.md": RULE, ".codex/config.toml": "x = = 1\n"}


def asked(root: Path, *words: str, **env: str) -> Ran:
    return agentslint("explain", "--user", "--agent", "codex", *words, cwd=root, **env)


def told(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_repository_between_start_and_file(tmp_path: Path) -> None:
    """The agent starts in the outer repository: of the inner one nothing is sent at the start."""
    files = {"CLAUDE.md": RULE, "sub/a/f": "", "sub/CLAUDE.md": RULE, "sub/a/CLAUDE.md": RULE}
    root = repository(tmp_path / "outer", files)
    repository(root / "sub", {})
    words = ["explain", "--agent", "claude-code", "--from", ".", "sub/a/f", "--format", "json"]
    found = told(agentslint(*words, cwd=root))
    assert found["sources"] == ["CLAUDE.md"]
    assert found["lazy"] == ["sub/CLAUDE.md", "sub/a/CLAUDE.md"]


def test_a_broken_config_of_an_untrusted_project(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", BROKEN)
    (tmp_path / "config.toml").write_text("")
    ran = asked(root, "--format", "json", CODEX_HOME=str(tmp_path))
    assert told(ran)["sources"] == ["AGENTS.md"]
    assert "findings were left out: .codex/config.toml" in ran.err


def test_a_profile_is_told_by_name(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": RULE})
    (tmp_path / "work.config.toml").write_text("project_doc_max_bytes = 3\n")
    # relative to where the question is asked
    found = told(asked(root, "-p", "work", "--format", "json", CODEX_HOME=".."))
    assert found["instructions"] == "Run"
    name = str(tmp_path / "work.config.toml")
    assert found["settings"] == [{"path": name, "key": "project_doc_max_bytes"}]
    assert (
        f"  {name} sets project_doc_max_bytes\n" in asked(root, "-p", "work", CODEX_HOME="..").out
    )


@pytest.mark.parametrize(
    ("words", "home", "why"),
    [
        ((), "nowhere", "nowhere: no such directory: Codex does not start"),
        ((), "~/x", "~/x: no such directory: Codex does not start"),
        (("-p", "a/b"), ".", "-p a/b: not a plain name: Codex cannot start with it"),
        (("-c", "projects.x.trust_level=1"), ".", "is no trust level: Codex cannot start with it"),
        (("-c", "profile=old"), ".", "of the old form: Codex cannot start with it"),
    ],
)
def test_refusals(tmp_path: Path, words: tuple[str, ...], home: str, why: str) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": RULE})
    ran = asked(root, *words, CODEX_HOME=home)
    assert ran.status == 2
    assert why in ran.err


def test_one_that_refuses_does_not_silence_the_others(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": RULE})
    words = ["explain", "--user", "--all-agents", "--format", "json"]
    rows = {
        row["agent"]: row for row in told(agentslint(*words, cwd=root, CODEX_HOME="no"))["agents"]
    }
    assert "Codex does not start" in rows["codex"]["failure"]
    assert rows["pi"]["sources"] == ["AGENTS.md"]


def test_a_profile_needs_its_user(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"AGENTS.md": RULE})
    assert "give --user too" in agentslint("explain", "-p", "work", cwd=root).err
