"""`agentslint explain` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from agentslint.cli.schemas import OUTPUTS

from ..command import agentslint, repository

FILES = {
    "AGENTS.md": "# Shop\n\nRun `make test` before every commit.\n",
    "Makefile": "test:\n\tpytest\n",
    "api/AGENTS.md": "# API\n\n## Style\n\nKeep handlers short.\n",
    "api/AGENTS.override.md": "Answer in one sentence.\n",
    "api/app.py": "x = 1\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def test_a_file_stands_for_its_directory(shop: Path) -> None:
    assert agentslint("explain", "api/app.py", cwd=shop) == agentslint("explain", "api", cwd=shop)


def test_text_shows_order_fates_and_what_is_lost(shop: Path) -> None:
    ran = agentslint("explain", "api/app.py", cwd=shop)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "Codex in api reads 2 files"
    assert [line.split()[:2] for line in lines[2:6:1] if "AGENTS" in line.split()[1]] == [
        ["1", "AGENTS.md"],
        ["2", "api/AGENTS.override.md"],
        ["-", "api/AGENTS.md"],
    ]
    assert "AGENTS.override.md beside it is taken instead" in ran.out
    assert "lost: 38 bytes: API, Style" in ran.out
    assert "69 of 32,768 bytes" in ran.out
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in ran.out


def test_prompt_is_exactly_what_is_sent(shop: Path) -> None:
    ran = agentslint("explain", "--format", "prompt", "api", cwd=shop)
    assert ran.out == FILES["AGENTS.md"] + "\n\n" + FILES["api/AGENTS.override.md"]


def test_json_is_as_its_schema_says(shop: Path) -> None:
    found = json.loads(agentslint("explain", "--format", "json", "api/app.py", cwd=shop).out)
    jsonschema.validate(found, OUTPUTS["explanation"]())
    assert found["path"] == "api/app.py"
    assert found["directory"] == "api"
    assert found["sources"] == ["AGENTS.md", "api/AGENTS.override.md"]
    assert found["lost"] == [
        {"path": "api/AGENTS.md", "line": 1, "bytes": 38, "headings": ["API", "Style"]}
    ]
    assert "shadowed-file" in {finding["rule"] for finding in found["findings"]}


def test_settings_of_codex_for_the_question(shop: Path) -> None:
    ran = agentslint(
        "explain", "--format", "prompt", "-c", "project_doc_max_bytes=6", "api", cwd=shop
    )
    assert ran.out == "# Shop"
    ran = agentslint("explain", "-c", "project_doc_max_bytes=-1", "api", cwd=shop)
    assert ran.status == 2
    assert "project_doc_max_bytes: -1 is not a number of bytes" in ran.err


def test_user_adds_the_users_own_level(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "AGENTS.md").write_text("  Be kind.\n")
    words = ["explain", "--format", "prompt", "--user", "."]
    ran = agentslint(*words, cwd=shop, CODEX_HOME=str(home))
    assert ran.out == "Be kind.\n\n--- project-doc ---\n\n" + FILES["AGENTS.md"]


def test_the_path_is_taken_as_written(shop: Path) -> None:
    (shop / "web").mkdir()
    (shop / "web" / "AGENTS.md").write_text("Web.\n")
    (shop / "web" / "link").symlink_to("../api")
    ran = agentslint("explain", "--format", "json", "web/link/app.py", cwd=shop)
    assert json.loads(ran.out)["sources"] == [
        "AGENTS.md",
        "web/AGENTS.md",
        "web/link/AGENTS.override.md",
    ]


def test_a_directory_without_instructions_says_so(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"README.md": "x\n"})
    ran = agentslint("explain", cwd=root)
    assert (ran.status, ran.out) == (0, "Codex in the root reads 0 files\n\n")
    assert agentslint("explain", "--format", "prompt", cwd=root).out == ""


def test_what_several_agents_have_is_said_once(shop: Path) -> None:
    """Three agents said each finding three times: nobody read the third screen."""
    (shop / "AGENTS.md").write_text("# Shop\n\nRun `make tset` before every commit.\n")
    (shop / "CLAUDE.md").write_text("@AGENTS.md\n")
    (shop / ".github").mkdir()
    (shop / ".github/copilot-instructions.md").write_text("Be brief.\n")
    told = agentslint("explain", ".", cwd=shop).out
    titles = ("Codex", "Claude Code", "Copilot CLI")
    assert [f"{each} in the root reads" in told for each in titles] == [True] * 3
    assert told.count("Findings (") == 1
    assert told.count("make tset cannot run") == 1
    alone = agentslint("explain", ".", "--agent", "codex", cwd=shop).out
    assert alone.count("make tset cannot run") == 1


def test_a_file_that_is_sent_twice_has_two_numbers(shop: Path) -> None:
    (shop / "CLAUDE.md").write_text("@AGENTS.md\n")
    told = agentslint("explain", ".", "--agent", "copilot-cli", cwd=shop).out
    rows = [line.split()[:2] for line in told.splitlines() if line.endswith(("read", "imported"))]
    assert rows == [["1", "AGENTS.md"], ["2", "CLAUDE.md"], ["3", "AGENTS.md"]]
    page = agentslint("explain", ".", "--agent", "copilot-cli", "--format", "markdown", cwd=shop)
    rows = [line.split("|")[1].strip() for line in page.out.splitlines() if ".md` |" in line]
    assert rows == ["1", "2", "3"]


def test_check_says_what_it_cannot_know_of_an_agent(shop: Path) -> None:
    """It said "no findings" of a client whose rules it had not read."""
    (shop / ".cursor/rules").mkdir(parents=True)
    (shop / ".cursor/rules/ts.mdc").write_text("Be strict.\n")
    ran = agentslint("check", "--agent", "cursor", cwd=shop)
    assert "note: .cursor: what Cursor is sent of it is not known, and not checked" in ran.err
    assert "note:" not in agentslint("check", "--agent", "codex", cwd=shop).err
