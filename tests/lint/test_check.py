"""`agentslint check` as a person meets it: exit codes, narrowing, forms, what it looks at."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from agentslint.cli.schemas import OUTPUTS

from ..command import agentslint, git, repository

GOOD = "# Shop\n\nRun `make test` before every commit.\n"
FILES = {
    "AGENTS.md": GOOD,
    "Makefile": "test:\n\tpytest\n",
    "api/AGENTS.md": "Keep handlers short.\n",
    "api/AGENTS.override.md": "",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def test_findings_exit_1_and_say_where(shop: Path) -> None:
    ran = agentslint("check", "--select", "empty-override", cwd=shop)
    assert ran.status == 1
    assert ran.out.startswith("api/AGENTS.override.md:1:1: error[empty-override] this override is")
    assert ran.out.endswith("1 error in 3 instruction files, 2 chains\n")
    assert ran.err == ""


def test_clean_exits_0(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, "Makefile": "test:\n\tpytest\n"})
    ran = agentslint("check", cwd=root)
    assert (ran.status, ran.out) == (0, "no findings in 1 instruction file, 1 chain\n")


def test_nothing_to_check_is_not_clean(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"README.md": "x\n"})
    ran = agentslint("check", cwd=root)
    assert ran.status == 2
    assert "no instruction files (AGENTS.override.md, AGENTS.md): nothing was checked" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("level", "status"), [("error", 1), ("warning", 1), ("info", 1), ("never", 0)]
)
def test_fail_on(shop: Path, level: str, status: int) -> None:
    ran = agentslint("check", "--select", "empty-override", "--fail-on", level, cwd=shop)
    assert ran.status == status


def test_severity_decides_too(shop: Path) -> None:
    words = ["check", "--select", "empty-override", "--severity", "empty-override=info"]
    assert agentslint(*words, cwd=shop).status == 0
    assert agentslint(*words, "--fail-on", "info", cwd=shop).status == 1


def test_a_path_narrows_what_is_reported_not_what_is_read(shop: Path) -> None:
    (shop / "web").mkdir()
    (shop / "web" / "app.ts").write_text("")
    narrow = agentslint("check", "--select", "empty-override", "web", cwd=shop)
    assert (narrow.status, narrow.out) == (0, "no findings in 3 instruction files, 2 chains\n")
    assert agentslint("check", "--select", "empty-override", "api", cwd=shop).status == 1
    inside = agentslint("check", "-q", "--select", "empty-override", cwd=shop / "api")
    assert inside.out.startswith("api/AGENTS.override.md:1:1:")


def test_json_is_as_its_schema_says(shop: Path) -> None:
    found = json.loads(agentslint("check", "--format", "json", cwd=shop).out)
    jsonschema.validate(found, OUTPUTS["findings"]())
    assert found["checked"] == {"files": 3, "chains": 2, "directories": 2}
    assert found["root"] == str(shop)
    assert [f["rule"] for f in found["findings"]].count("empty-override") == 1


def test_two_repositories_are_both_checked(tmp_path: Path) -> None:
    one = repository(tmp_path / "one", {"AGENTS.md": ""})
    two = repository(tmp_path / "two", {"AGENTS.md": GOOD, "AGENTS.override.md": ""})
    ran = agentslint("check", "-q", str(one), str(two), cwd=tmp_path)
    assert ran.status == 1
    assert "placeholder-file" in ran.out
    assert "empty-override" in ran.out


def test_untracked_and_ignored_overrides_are_read(shop: Path) -> None:
    (shop / ".gitignore").write_text("AGENTS.override.md\nnode_modules/\n")
    git(shop, "rm", "-q", "--cached", "api/AGENTS.override.md")
    git(shop, "add", "-A")
    (shop / "node_modules" / "lib").mkdir(parents=True)
    (shop / "node_modules" / "lib" / "AGENTS.override.md").write_text("")
    ran = agentslint("check", "--select", "empty-override", "-q", cwd=shop)
    assert ran.out.count("error[empty-override]") == 1
    assert ran.out.startswith("api/AGENTS.override.md:1:1:")


def test_works_without_git(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "AGENTS.md").write_text(GOOD)
    (tmp_path / "docs" / "AGENTS.override.md").write_text("")
    ran = agentslint("check", "--select", "empty-override", cwd=tmp_path)
    assert ran.status == 1
    assert ran.out.endswith("in 2 instruction files, 1 chain\n")


def test_worktrees_and_submodules(shop: Path, tmp_path: Path) -> None:
    git(shop, "worktree", "add", "-q", str(tmp_path / "tree"))
    there = agentslint("check", "-q", "--select", "empty-override", cwd=tmp_path / "tree")
    assert there.out.startswith("api/AGENTS.override.md:1:1:")
    library = repository(tmp_path / "library", {"AGENTS.md": "Ask first.\n"})
    git(shop, "submodule", "add", "-q", str(library), "lib")
    git(shop, "commit", "-q", "-m", "library")
    ran = agentslint("check", "--select", "empty-override", cwd=shop)
    assert "lib is a repository of its own: what it tells an agent was not checked" in ran.err


def test_output_file_is_whole_or_untouched(shop: Path) -> None:
    agentslint("check", "--format", "json", "--output", "out.json", cwd=shop)
    assert json.loads((shop / "out.json").read_text())["schema"] == "agentslint.findings/1"
    ran = agentslint("check", "--output", "no/such/place.txt", cwd=shop)
    assert ran.status == 2
    assert "no/such/place.txt: No such file or directory: nothing was written" in ran.err


def test_unknown_names_get_the_nearest(shop: Path) -> None:
    ran = agentslint("check", "--select", "emty-override", cwd=shop)
    assert ran.status == 2
    assert "emty-override is not a rule: did you mean empty-override" in ran.err
    ran = agentslint("check", "--select", "zzz", cwd=shop)
    assert "--select: zzz is not a rule; `agentslint rules` lists them" in ran.err
    ran = agentslint("chek", cwd=shop)
    assert ran.status == 2
    assert "chek is not a command: did you mean check" in ran.err
    assert "fix is not a command: run `agentslint check --fix`" in agentslint("fix", cwd=shop).err
    ran = agentslint("check", "--agent", "codx", cwd=shop)
    assert ran.status == 2
    assert "codx" in ran.err
