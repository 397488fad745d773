"""The hooks run by the real pre-commit and prek, and what the GitHub action runs, from a checkout of this.

Each installs agentslint anew, which takes minutes on a slow machine: only CI asks for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .program import PLACE, environment
from .repositories import Repository


def _found(name: str) -> str | None:
    """A program beside this Python, or on the PATH."""
    return shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)


PRE_COMMIT, PREK = _found("pre-commit"), _found("prek")
pytestmark = [
    pytest.mark.skipif(not os.environ.get("AGENTSLINT_REAL"), reason="AGENTSLINT_REAL=1 runs it"),
    pytest.mark.timeout(600),
]
needs_pre_commit = pytest.mark.skipif(PRE_COMMIT is None, reason="pip install pre-commit")
CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: {hook}
"""
FILES = {
    "AGENTS.md": "Run `make test` before review. See `tools/check.sh`.\n",
    "Makefile": "test:\n\tpython -m unittest\n",
    "tools/check.sh": "make test\n",
}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This project as a repository that pre-commit can clone: what is tracked, as it is now."""
    made = Repository(tmp_path_factory.mktemp("published"))
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PLACE, check=True, capture_output=True, env=environment()
    )
    for name in os.fsdecode(listed.stdout).split("\0"):
        if name and not name.startswith(("fixtures/", "tests/")) and (PLACE / name).is_file():
            made.write({name: (PLACE / name).read_bytes()})
    made.commit(message="published")
    return made


def around(published: Repository, **extra: str) -> dict[str, str]:
    """An environment in which pre-commit keeps what it installs beside the published project."""
    home = f"{published.root}-installed"
    return environment(PRE_COMMIT_HOME=home, PREK_HOME=f"{home}-by-prek", **extra)


def hooked(
    published: Repository, root: Path, hook: str, files: dict[str, str], by: str | None = PRE_COMMIT
) -> Repository:
    """A repository with one of our hooks installed in it."""
    made = Repository(root)
    rev = published.git("rev-parse", "HEAD")
    made.commit(
        {**files, ".pre-commit-config.yaml": CONFIG.format(repo=published.root, rev=rev, hook=hook)}
    )
    assert by is not None
    subprocess.run(
        [by, "install"], cwd=root, check=True, capture_output=True, env=around(published)
    )
    return made


def commit(published: Repository, repository: Repository) -> subprocess.CompletedProcess[str]:
    """Commit with hooks running, as a person does."""
    who = {
        f"GIT_{role}_{what}": "a@b.c"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", "commit", "-q", "-m", "change"],
        cwd=repository.root,
        capture_output=True,
        text=True,
        env=around(published, **who),
    )


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(PRE_COMMIT, marks=needs_pre_commit, id="pre-commit"),
        pytest.param(
            PREK, marks=pytest.mark.skipif(PREK is None, reason="pip install prek"), id="prek"
        ),
    ],
)
def test_the_hook_passes_fails_and_catches_a_deletion(
    published: Repository, tmp_path: Path, by: str
) -> None:
    repository = hooked(published, tmp_path / "r", "agentslint", FILES, by)
    repository.write({"a.txt": "1"})
    repository.git("add", "a.txt")
    passed = commit(published, repository)
    assert passed.returncode == 0, passed.stdout + passed.stderr

    # no instruction file is part of this commit
    repository.git("rm", "-q", "tools/check.sh")
    stopped = commit(published, repository)
    assert stopped.returncode == 1
    assert "AGENTS.md:1:37: " in stopped.stdout + stopped.stderr
    assert "[dead-path] tools/check.sh does not exist" in stopped.stdout + stopped.stderr

    # the mention goes with it; what is not staged stays out of the judgement, and is kept
    repository.write({"AGENTS.md": "Run `make test` before review.\n"})
    repository.git("add", "AGENTS.md")
    repository.write({"AGENTS.override.md": " \n", "AGENTS.md": "See `nowhere/at-all.sh`.\n"})
    mended = commit(published, repository)
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert (repository.root / "AGENTS.md").read_text() == "See `nowhere/at-all.sh`.\n"


@needs_pre_commit
def test_the_hook_fixes(published: Repository, tmp_path: Path) -> None:
    files = {
        **FILES,
        "AGENTS.md": FILES["AGENTS.md"].replace("`tools/check.sh`", "[it](tools/check.sh)"),
    }
    repository = hooked(published, tmp_path / "r", "agentslint-fix", files)
    repository.git("mv", "tools/check.sh", "tools/verify.sh")
    first = commit(published, repository)
    assert first.returncode == 1
    assert "tools/verify.sh" in (repository.root / "AGENTS.md").read_text()
    repository.git("add", "-A")
    second = commit(published, repository)
    assert second.returncode == 0, second.stdout + second.stderr


@needs_pre_commit
def test_the_fast_hook_looks_at_instruction_files(published: Repository, tmp_path: Path) -> None:
    repository = hooked(published, tmp_path / "r", "agentslint-files", FILES)
    repository.git("rm", "-q", "tools/check.sh")
    skipped = commit(published, repository)
    assert skipped.returncode == 0
    assert "no files to check" in skipped.stdout + skipped.stderr
    repository.write({"AGENTS.md": FILES["AGENTS.md"] + "\nBe brief.\n"})
    repository.git("add", "-A")
    assert commit(published, repository).returncode == 1


def action(root: Path, scratch: Path, **inputs: str) -> dict[str, str]:
    """Run what the action runs, and give what it leaves behind. One runner runs it again and again."""
    scratch.mkdir(exist_ok=True)
    files = {name: scratch / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    usual = {"INPUT_PATH": ".", "INPUT_ARGUMENTS": "", "INPUT_SINCE": "", "INPUT_SUMMARY": "true"}
    paths = {name: str(file) for name, file in files.items()}
    around = environment(
        ACTION=str(PLACE), RUNNER_TEMP=str(scratch), INPUT_PYTHON=sys.executable, **paths
    )
    del around["PYTHONPATH"]
    done = subprocess.run(
        ["bash", str(PLACE / "ci" / "action.sh")],
        cwd=root,
        env={**around, **usual, **given},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    said = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    return {**said, "log": done.stdout, "summary": files["GITHUB_STEP_SUMMARY"].read_text()}


def test_the_action_annotates_and_leaves_sarif_and_a_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit(FILES)
    repository.commit({"tools/check.sh": None, "a b/AGENTS.override.md": " \n"})
    found = action(repository.root, tmp_path / "runner")
    assert found["status"] == "1"
    assert "::error file=AGENTS.md,line=1,col=37," in found["log"]
    assert "| `AGENTS.md:1:37` |" in found["summary"]
    assert '"ruleId": "dead-path"' in Path(found["sarif"]).read_text()
    # one job installs it once: there is nothing to install from any more
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    # words with spaces and a path stay whole
    narrow = action(
        repository.root,
        tmp_path / "runner",
        path="a b",
        arguments="--ignore\nempty-override",
        since="HEAD~1",
    )
    # what the root's file says reaches `a b` too
    assert (narrow["status"], "dead-path" in narrow["log"]) == ("1", True)
    assert "empty-override" not in narrow["log"]
    (tmp_path / "empty").mkdir()
    nothing = action(tmp_path / "empty", tmp_path / "runner")
    assert (nothing["status"], nothing.get("sarif"), nothing["summary"]) == ("2", None, "")
