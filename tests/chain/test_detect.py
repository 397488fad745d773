"""Which agents a repository is read as, where nobody names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.chain import agents, detect
from agentslint.model import Failure
from agentslint.repo import Repo

from ..command import agentslint, git, repository

SHOP = "# Shop\n\nBefore you commit, run `make test`.\n"


@pytest.mark.parametrize(
    ("files", "ids", "others"),
    [
        ({}, "codex", ""),
        ({"AGENTS.md": SHOP}, "codex", ""),
        ({"api/AGENTS.md": SHOP}, "codex", ""),
        ({"CLAUDE.md": SHOP}, "claude-code", ""),
        ({"web/CLAUDE.md": SHOP}, "claude-code", ""),
        ({".claude/settings.json": "{}", "AGENTS.md": SHOP}, "codex claude-code", ""),
        ({"CLAUDE.md": "@AGENTS.md\n", "AGENTS.md": SHOP}, "codex claude-code", ""),
        ({"GEMINI.md": SHOP}, "gemini-cli", ""),
        ({".github/copilot-instructions.md": SHOP}, "copilot-cli", ""),
        ({".github/workflows/ci.yml": ""}, "codex", ""),
        ({".clinerules": SHOP, "AGENTS.md": SHOP}, "codex cline-cli", ""),
        ({".cursor/rules/a.mdc": SHOP, "AGENTS.md": SHOP}, "codex", "cursor"),
        ({"node_modules/a/CLAUDE.md": SHOP, "AGENTS.md": SHOP}, "codex", ""),
        ({"tests/fixtures/CLAUDE.md": SHOP, "AGENTS.md": SHOP}, "codex", ""),
    ],
)
def test_who_is_found(files: dict[str, str], ids: str, others: str) -> None:
    found = detect.found(Repo.of({".git/HEAD": "", **files}))
    assert (" ".join(found.ids), " ".join(found.others)) == (ids, others)


def test_what_git_ignores_is_nobodys() -> None:
    files = {".git/HEAD": "", ".gitignore": "CLAUDE.md\n.claude\n", "AGENTS.md": SHOP}
    own = ("CLAUDE.md", ".claude/settings.json")
    repo = Repo.of({**files, **dict.fromkeys(own, "")}, untracked=own)
    assert detect.found(repo).ids == ("codex",)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("claude", "claude-code"),
        ("gemini", "gemini-cli"),
        ("droid", "factory-droid"),
        ("Codex", "codex"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_one(name: str, meant: str) -> None:
    with pytest.raises(Failure, match=f"did you mean {meant}"):
        agents.get(name)


def test_one_line_tells_and_a_bridge_doubles_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": SHOP, "CLAUDE.md": "@AGENTS.md\n"})
    ran = agentslint("check", cwd=root)
    assert ran.out.count("error[unrunnable-command]") == 1
    assert "only)" not in ran.out
    assert ran.out.splitlines()[-1].startswith("read as Codex (AGENTS.md), Claude Code (CLAUDE.md)")
    alone = agentslint("check", "--agent", "codex", cwd=root)
    assert "read as" not in alone.out
    # a form for programs is about one agent, and says so
    ran = agentslint("explain", "--format", "prompt", cwd=root)
    assert ran.out == SHOP
    assert "claude-code" in ran.err


def test_a_link_doubles_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": SHOP})
    (root / "CLAUDE.md").symlink_to("AGENTS.md")
    git(root, "add", "-A")
    ran = agentslint("check", "-q", cwd=root)
    assert ran.out.count("error[unrunnable-command]") == 1


def test_what_one_agent_alone_has_says_so(tmp_path: Path) -> None:
    files = {"AGENTS.md": "# Shop\n\nBe brief.\n", "CLAUDE.md": SHOP}
    ran = agentslint("check", "-q", cwd=repository(tmp_path / "r", files))
    assert "make test cannot run: there is no Makefile here or above (Claude Code only)" in ran.out


def test_the_usual_agent_alone_is_not_told(tmp_path: Path) -> None:
    ran = agentslint("check", cwd=repository(tmp_path / "r", {"AGENTS.md": SHOP}))
    assert "read as" not in ran.out


def test_what_agents_do_not_share_is_information_where_nobody_named_them(tmp_path: Path) -> None:
    """A repository with a file for each agent may mean it so: two files are no fault by themselves."""
    files = {"AGENTS.md": SHOP, "CLAUDE.md": "# Shop\n\nBe brief, and write tests for all of it.\n"}
    root = repository(tmp_path / "r", files)
    named = ("--agent", "codex", "--agent", "claude-code")
    options = ("check", "-q", "--select", "unportable-name", "--min-severity", "info")
    assert "info[unportable-name]" in agentslint(*options, cwd=root).out
    assert "warning[unportable-name]" in agentslint(*options, *named, cwd=root).out
    (root / "agentslint.toml").write_text('[rules.unportable-name]\nseverity = "warning"\n')
    assert "warning[unportable-name]" in agentslint(*options, cwd=root).out


def test_what_nobody_knows_of_an_agent_is_said(tmp_path: Path) -> None:
    files = {".cursor/rules/web.mdc": "Use tabs.\n", "GEMINI.md": "Run `make test`.\n"}
    root = repository(tmp_path / "r", files)
    for _ in range(2):
        told = agentslint("explain", "--agent", "cursor", cwd=root)
        assert "note: .cursor: what Cursor is sent of it is not known, and not shown" in told.err
    assert ".cursor" not in agentslint("explain", "--agent", "gemini-cli", cwd=root).err
