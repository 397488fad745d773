"""Changed work, in real repositories: the index of a commit, and what a change broke."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .. import program
from ..program import PLACE, WORDS, report, run
from ..repositories import Repository

ROOT = {
    "AGENTS.md": "Run `tools/check.sh` before review.\n",
    "tools/check.sh": "true\n",
    "api/AGENTS.md": "Answer in one sentence.\n",
    "api/app.py": "",
}


RULES = "dead-path,empty-override,truncated-chain,unused-suppression"


def told(root: Path, *words: str, **extra: str) -> list[str]:
    return program.told(root, "--select", RULES, *words, **extra)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit(ROOT)
    return made


def test_a_deletion_is_caught_before_it_is_committed(repository: Repository) -> None:
    assert told(repository.root, "--staged") == []
    repository.git("rm", "-q", "--cached", "tools/check.sh")
    # the file lies in the work tree still
    assert told(repository.root) == []
    assert told(repository.root, "--staged") == ["AGENTS.md:1 dead-path"]


def test_what_is_not_staged_does_not_count(repository: Repository) -> None:
    repository.write({"AGENTS.md": "See `tools/gone.sh`.\n", "api/AGENTS.override.md": " "})
    assert told(repository.root) == [
        "AGENTS.md:1 dead-path",
        "api/AGENTS.override.md:1 empty-override",
    ]
    assert told(repository.root, "--staged") == []
    repository.git("add", "api")
    assert told(repository.root, "--staged") == ["api/AGENTS.override.md:1 empty-override"]


def test_configuration_and_ignore_rules_are_those_of_the_index(repository: Repository) -> None:
    repository.git("rm", "-q", "--cached", "tools/check.sh")
    repository.write({".gitignore": "tools/\n", "agentslint.toml": 'ignore = ["dead-path"]'})
    assert told(repository.root, "--staged") == ["AGENTS.md:1 dead-path"]
    repository.git("add", ".gitignore")
    assert told(repository.root, "--staged") == []
    repository.git("rm", "-q", "--cached", ".gitignore")
    repository.git("add", "agentslint.toml")
    assert told(repository.root, "--staged") == []


def hook(repository: Repository, *words: str) -> None:
    """A pre-commit hook that judges the commit, and writes what it says beside the repository."""
    path = repository.root / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    command = " ".join([*WORDS, "check", "-q", "--select", RULES, *words])
    path.write_text(f"#!/bin/sh\nPYTHONPATH={PLACE} {command} > {repository.root}/../said 2>&1\n")
    path.chmod(0o755)


def test_a_partial_commit_is_judged_by_its_own_index(repository: Repository) -> None:
    hook(repository, "--staged")
    repository.write({"AGENTS.md": "See `tools/gone.sh`.\n", "api/AGENTS.md": "Be brief.\n"})
    repository.git("add", "AGENTS.md")
    # only api/AGENTS.md goes into this commit, whatever else is staged
    repository.git("commit", "-q", "-m", "part", "api/AGENTS.md")
    with pytest.raises(Exception, match="commit"):
        repository.git("commit", "-q", "-m", "rest")
    assert "dead-path" in (repository.root.parent / "said").read_text()


def test_a_commit_of_everything_is_judged(repository: Repository) -> None:
    hook(repository, "--staged")
    repository.write({"AGENTS.md": "See `tools/gone.sh`.\n"})
    with pytest.raises(Exception, match="commit"):
        repository.git("commit", "-q", "-a", "-m", "all")


def test_the_variables_of_another_repository_mislead_nobody(
    repository: Repository, tmp_path: Path
) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"AGENTS.md": "See `tools/gone.sh`.\n"})
    extra = {
        "GIT_DIR": str(other.root / ".git"),
        "GIT_WORK_TREE": str(other.root),
        "GIT_INDEX_FILE": str(other.root / ".git" / "index"),
    }
    for words in ((), ("--staged",), ("--since", "HEAD")):
        assert told(repository.root, *words, **extra) == []
    assert told(other.root, "--staged", **extra) == ["AGENTS.md:1 dead-path"]


def test_in_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    linked = Repository.__new__(Repository)
    linked.root, linked.when = tmp_path / "linked", repository.when
    linked.git("rm", "-q", "--cached", "tools/check.sh")
    assert told(linked.root, "--staged") == ["AGENTS.md:1 dead-path"]
    assert told(repository.root, "--staged") == []
    index = linked.git("rev-parse", "--path-format=absolute", "--git-path", "index")
    assert told(linked.root, "--staged", GIT_INDEX_FILE=index) == ["AGENTS.md:1 dead-path"]


@pytest.mark.parametrize("committed", [True, False])
def test_since_reports_what_the_change_broke(repository: Repository, committed: bool) -> None:
    repository.commit({"web/AGENTS.md": "See `docs/never.md`.\n\nSee `web/lost.sh`.\n"})
    old = told(repository.root)
    assert old
    repository.git("tag", "before")
    # a file that goes, and a root file that pushes a nested one over the budget
    change: dict[str, str | bytes | None] = {
        "tools/check.sh": None,
        "AGENTS.md": ROOT["AGENTS.md"] + "Say it in few words, and only once.\n" * 1000,
    }
    if committed:
        repository.commit(change)
    else:
        repository.write(change)
    new = told(repository.root, "--since", "before")
    assert "AGENTS.md:1 dead-path" in new
    assert any(line.endswith("truncated-chain") for line in new)
    assert not set(old) & set(new)
    assert sorted({*old, *new}) == sorted(set(told(repository.root)))


def test_since_starts_where_the_branches_parted(repository: Repository) -> None:
    repository.commit({"api/AGENTS.md": "See `tools/old.sh`.\n"})
    repository.git("branch", "topic")
    repository.commit({"api/AGENTS.md": "Mended on main.\n"})
    repository.git("checkout", "-q", "topic")
    repository.commit({"api/app.py": "1\n"})
    assert told(repository.root) == ["api/AGENTS.md:1 dead-path"]
    assert told(repository.root, "--since", "main") == []


def test_since_survives_a_move_of_lines(repository: Repository) -> None:
    repository.commit({"api/AGENTS.md": "See `tools/old.sh`.\n"})
    repository.commit({"api/AGENTS.md": "# A\n\nNew.\n\nSee `tools/old.sh`.\n"})
    assert told(repository.root, "--since", "HEAD~1") == []


def test_a_new_rule_in_the_configuration_breaks_nothing(repository: Repository) -> None:
    repository.commit(
        {"agentslint.toml": 'ignore = ["dead-path"]', "AGENTS.md": "See `tools/x.sh`."}
    )
    repository.commit({"agentslint.toml": ""})
    assert told(repository.root, "--since", "HEAD~1") == []


@pytest.mark.parametrize("words", [(), ("--staged",), ("--since", "HEAD~1"), (".",)], ids=str)
def test_every_mode_finds_the_same(repository: Repository, words: tuple[str, ...]) -> None:
    """Of one committed state: in the hook, in CI and in hand."""
    repository.commit({"vendored/.gitignore": "built/\n", ".gitignore": "*.log\n!keep.log\n"})
    repository.commit(
        {
            "AGENTS.md": "Run `tools/check.sh`, read `a.log`, `vendored/built/x.json`.\n",
            "api/AGENTS.md": "See `api/gone.py`. <!-- agentslint-ignore dead-path: soon -->\n",
            "api/AGENTS.override.md": "\n",
            "web/AGENTS.md": "See `tools/nothing.sh` <!-- agentslint-ignore x: y -->\n",
            "tools/check.sh": None,
            "link.md": "",
        }
    )
    usual = report(repository.root)["findings"]
    assert len(usual) >= 3
    assert report(repository.root, *words)["findings"] == usual


def test_a_text_that_is_not_saved_is_judged_in_its_place(repository: Repository) -> None:
    words = [*WORDS, "check", "-q", "--select", RULES, "--stdin-filename", "api/AGENTS.md"]
    for text, status in (("See `api/gone.py`.\n", 1), ("Read `tools/check.sh`.\n", 0)):
        done = subprocess.run(
            words,
            cwd=repository.root,
            env=program.environment(),
            input=text,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, "api/AGENTS.md:1:6" in done.stdout) == (status, bool(status))
    assert (repository.root / "api" / "AGENTS.md").read_text() == ROOT["api/AGENTS.md"]
    assert run(repository.root, "check", "--stdin-filename", "a", ".").returncode == 2


def test_without_git_there_is_nothing_staged(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("Be brief.\n")
    environment = {"GIT_CEILING_DIRECTORIES": os.path.dirname(tmp_path)}
    for words in (("--staged",), ("--since", "main")):
        done = run(tmp_path, "check", *words, **environment)
        assert done.returncode == 2, done.stdout
        assert len(done.stderr.splitlines()) == 1


def test_what_the_baseline_may_not_be_written_from(repository: Repository) -> None:
    assert run(repository.root, "check", "--staged", "--write-baseline").returncode == 2
    done = run(repository.root, "check", "--since", "nowhere")
    assert (done.returncode, "nowhere: no such revision" in done.stderr) == (2, True)
