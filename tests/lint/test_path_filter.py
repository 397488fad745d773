"""Where one stands and what one names: `check` from anywhere, of a path, of a file that nobody reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..inside import told
from ..repositories import Repository

CLAUDE = "Claude Code: run `agentslint check --agent claude-code`"
NONE = "no instruction files (AGENTS.override.md, AGENTS.md)"
FILES = {
    "AGENTS.md": "Run `pytest` before each commit. See [it](gone.md).\n",
    "pkg/AGENTS.md": "See [b](gone.md).\n",
    "pkg/AGENTS.override.md": "See [c](gone.md).\n",
    "src/a.py": "",
    "other/AGENTS.md": "See [d](gone.md).\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit(FILES)
    return made


def found(root: Path, *words: str) -> list[str]:
    ran = told(root, *words, "--format", "json")
    return [f"{f['path']} {f['rule']}" for f in json.loads(ran.out)["findings"]]


@pytest.mark.parametrize("words", [(), ("--staged",), ("--since", "HEAD~0")])
def test_the_repository_is_meant_wherever_one_stands(
    repository: Repository, words: tuple[str, ...]
) -> None:
    usual = found(repository.root, "check", *words)
    assert found(repository.root / "src", "check", *words) == usual


def test_a_fix_from_a_directory_below_is_written(repository: Repository) -> None:
    repository.commit(
        {"AGENTS.md": "Run `pytest` first. Read [it](docs/a.md).\n", "docs/a.md": "a\n"}
    )
    repository.move("docs/a.md", "docs/b.md")
    assert "fixed 1 finding" in told(repository.root / "src", "check", "--fix").err
    assert "docs/b.md" in (repository.root / "AGENTS.md").read_text()


@pytest.mark.parametrize("path", ["src", "src/a.py", "pkg", "other", ".", "pkg/AGENTS.override.md"])
def test_what_explain_lists_check_reports(repository: Repository, path: str) -> None:
    listed = set(found(repository.root, "explain", path))
    assert "AGENTS.md dead-link" in listed
    if not path.endswith(".md"):
        assert listed <= set(found(repository.root, "check", path))


def test_a_path_leaves_out_what_does_not_reach_it(repository: Repository) -> None:
    assert found(repository.root, "check", "src") == ["AGENTS.md dead-link"]
    assert found(repository.root, "check", "src/a.py") == ["AGENTS.md dead-link"]
    assert found(repository.root, "check", "other") == [
        "AGENTS.md dead-link",
        "other/AGENTS.md dead-link",
    ]
    # an instruction file by name: what is wrong with it
    assert found(repository.root, "check", "other/AGENTS.md") == ["other/AGENTS.md dead-link"]
    told_of = found(repository.root, "check", "pkg")
    assert "other/AGENTS.md dead-link" not in told_of
    assert {"AGENTS.md dead-link", "pkg/AGENTS.override.md shadowed-file"} <= set(told_of)


def test_a_named_file_that_nobody_reads_is_told_so(repository: Repository) -> None:
    repository.write({"CLAUDE.md": "Be brief.\n", "notes.md": "x\n", "x/GEMINI.md": "Be kind.\n"})
    ran = told(repository.root, "check", "--agent", "codex", "CLAUDE.md")
    assert (ran.status, ran.err) == (
        2,
        f"agentslint: CLAUDE.md: Codex does not read it: it is for {CLAUDE}\n",
    )
    assert (
        told(repository.root, "check", "--agent", "codex", "--allow-empty", "CLAUDE.md").status == 0
    )
    assert (
        "it is for Gemini CLI"
        in told(repository.root, "check", "--agent", "codex", "x/GEMINI.md").err
    )
    assert told(repository.root, "check", "--agent", "claude-code", "CLAUDE.md").err == ""
    assert told(repository.root, "check", "notes.md").err == ""


def test_who_would_read_what_is_there_is_told(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.commit({"CLAUDE.md": "Be brief.\n"})
    ran = told(made.root, "check", "--agent", "codex")
    assert (ran.status, ran.err) == (
        2,
        f"agentslint: {made.root}: {NONE}: nothing was checked: CLAUDE.md is for {CLAUDE}\n",
    )
    assert told(made.root, "check", "--agent", "claude-code").status == 0


def test_a_hook_of_many_repositories_may_meet_one_with_nothing_to_check(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.commit({"a.py": ""})
    assert told(made.root, "check", "--staged").status == 2
    assert told(made.root, "check", "--staged", "--fail-on", "never").status == 2
    ran = told(made.root, "check", "--staged", "--allow-empty")
    assert (ran.status, "nothing was checked" in ran.err) == (0, True)
    # it is no leave to pass over what is wrong
    made.commit({"AGENTS.md": FILES["AGENTS.md"]})
    assert told(made.root, "check", "--staged", "--allow-empty").status == 1


def test_the_last_instruction_file_can_be_deleted(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.commit({"AGENTS.md": "Run `pytest` before each commit.\n", "a.py": ""})
    made.git("rm", "-q", "AGENTS.md")
    ran = told(made.root, "check", "--staged")
    assert (ran.status, ran.err) == (
        0,
        "agentslint: note: no instruction file is left: nothing was checked\n",
    )
    made.git("commit", "-q", "-m", "gone")
    assert told(made.root, "check", "--staged").status == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pkg", "lib"),
        ("other/AGENTS.md", "src/AGENTS.md"),
        ("pkg/AGENTS.override.md", "src/AGENTS.md"),
    ],
)
def test_a_move_makes_no_old_finding_new(repository: Repository, old: str, new: str) -> None:
    told(repository.root, "check", "--write-baseline")
    entries = json.loads((repository.root / "agentslint-baseline.json").read_text())["findings"]
    assert len(entries) >= 4
    repository.git("mv", old, new)
    dead = [f for f in found(repository.root, "check", "--since", "HEAD") if "dead-link" in f]
    assert dead == []
    words = ("--baseline", "agentslint-baseline.json")
    assert [f for f in found(repository.root, "check", *words) if "dead-link" in f] == []
    # what is written anew is new, in a file that moved as well
    moved = new if new.endswith(".md") else f"{new}/AGENTS.md"
    with open(repository.root / moved, "a") as file:
        file.write("\nSee [e](nowhere.md).\n")
    assert f"{moved} dead-link" in found(repository.root, "check", "--since", "HEAD")
    told(repository.root, "check", "--write-baseline", *words)
    left = json.loads((repository.root / "agentslint-baseline.json").read_text())["findings"]
    dead = [[e for e in rows if e["rule"] == "dead-link"] for rows in (entries, left)]
    assert len(dead[0]) == len(dead[1]) >= 4, dead
    assert moved in {e["path"] for e in left}


def test_several_repositories_are_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Repository(tmp_path / name).commit({"AGENTS.md": FILES["AGENTS.md"]})
    ran = told(tmp_path, "check", "a", "b")
    assert ran.out.startswith(f"{tmp_path}/a:\nAGENTS.md:1:")
    assert f"\n{tmp_path}/b:\nAGENTS.md:1:" in ran.out
