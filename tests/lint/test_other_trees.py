"""Other repositories inside this one: an agent's worktree, a clone, a submodule. None of it is ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint.lint import fix
from agentslint.model import Edit, Finding, Fix, Place
from agentslint.repo import Repo

from ..inside import told
from ..program import PLACE, WORDS
from ..repositories import Repository

FILES = {
    "AGENTS.md": "Run `pytest` before each commit. Run `scripts/check.sh` before review.\n",
    "tools/check.sh": "true\n",
}
ERROR = "error[dead-path] scripts/check.sh does not exist: did you mean tools/check.sh?"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit(FILES)
    return made


def worktree(made: Repository, place: str) -> None:
    made.git("worktree", "add", "-q", place, "-b", "w")


def ignored_worktree(made: Repository, place: str) -> None:
    made.write({".gitignore": f"{place.split('/')[0]}/\n"})
    worktree(made, place)


def pruned_worktree(made: Repository, place: str) -> None:
    worktree(made, place)
    (made.root / place / ".git").write_text("gitdir: /nowhere/.git/worktrees/w\n")


def ignored_pruned_worktree(made: Repository, place: str) -> None:
    ignored_worktree(made, place)
    (made.root / place / ".git").write_text("gitdir: /nowhere/.git/worktrees/w\n")


def clone(made: Repository, place: str) -> None:
    made.clone(made.root / place)


def clone_without_a_commit(made: Repository, place: str) -> None:
    Repository(made.root / place).write(FILES)


def gitlink(made: Repository, place: str) -> None:
    """An embedded clone that was added: a gitlink without `.gitmodules`."""
    clone(made, place)
    made.git("add", place)
    made.git("commit", "-q", "-m", "oops")


def submodule(made: Repository, place: str) -> None:
    made.clone(made.root.parent / "inner")
    made.git("submodule", "--quiet", "add", f"file://{made.root.parent / 'inner'}", place)
    made.git("commit", "-q", "-m", "sub")


def worktree_in_a_submodule(made: Repository, place: str) -> None:
    submodule(made, "lib")
    inner = Repository.__new__(Repository)
    inner.root, inner.when = made.root / "lib", made.when
    inner.git("worktree", "add", "-q", f"../{place}", "-b", "inner")


def a_git_file_that_points_outside(made: Repository, place: str) -> None:
    made.clone(made.root.parent / "outside")
    made.write({f"{place}/{name}": text for name, text in FILES.items()})
    (made.root / place / ".git").write_text(f"gitdir: {made.root.parent}/outside/.git\n")


KINDS = [
    worktree, ignored_worktree, pruned_worktree, ignored_pruned_worktree, clone,
    clone_without_a_commit, gitlink, submodule, worktree_in_a_submodule,
    a_git_file_that_points_outside,
]  # fmt: skip
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@each_kind
def test_a_copy_in_another_tree_is_no_evidence(
    repository: Repository, kind: Callable[[Repository, str], None]
) -> None:
    kind(repository, ".claude/worktrees/w")
    ran = told(repository.root, "check", "--no-cache")
    assert (ran.status, ERROR in ran.out) == (1, True), ran
    assert "1 error in 1 instruction file, 1 chain" in ran.out


@each_kind
def test_no_fix_is_written_there(
    repository: Repository, kind: Callable[[Repository, str], None]
) -> None:
    repository.commit({"AGENTS.md": "Read [it](tools/check.sh) first.\n"})
    kind(repository, "copy")
    repository.git("mv", "tools/check.sh", "tools/verify.sh")
    repository.git("commit", "-q", "-m", "move")
    before = (repository.root / "copy" / "AGENTS.md").read_bytes()
    ran = told(repository.root, "check", "--fix", "--no-cache")
    assert "fixed 1 finding in 1 file" in ran.err, ran
    assert (repository.root / "copy" / "AGENTS.md").read_bytes() == before
    assert "tools/verify.sh" in (repository.root / "AGENTS.md").read_text()


def test_no_fix_is_written_through_a_link_into_another_tree(repository: Repository) -> None:
    clone(repository, "copy")
    (repository.root / "AGENTS.md").unlink()
    (repository.root / "AGENTS.md").symlink_to("copy/AGENTS.md")
    edit = Fix((Edit(Place("AGENTS.md", 1, 1, 1, 4), "Start"),))
    finding = Finding(Place("AGENTS.md"), "x", fix=edit)
    repo = Repo.at(str(repository.root))
    assert fix.plan(repo, [finding]).mended == ()
    (repository.root / "copy" / ".git").rename(repository.root.parent / "gone")
    repo = Repo.at(str(repository.root))
    assert fix.plan(repo, [finding]).mended == (finding,)


def test_who_has_instructions_of_its_own_is_named(repository: Repository) -> None:
    clone(repository, "lib one")
    repository.git("worktree", "add", "-q", "w", "-b", "w")
    ran = told(repository.root, "check", "--no-cache")
    assert ran.err == (
        "agentslint: note: lib one is a repository of its own: what it tells an agent was not "
        "checked: run `agentslint check 'lib one'`\n"
    )
    assert "AGENTS.md:1:39" in told(repository.root, "check", "--no-cache", "lib one").out


def test_a_submodule_is_checked_where_the_configuration_asks(repository: Repository) -> None:
    submodule(repository, "lib")
    repository.write({"agentslint.toml": "submodules = true\n"})
    ran = told(repository.root, "check", "--no-cache")
    assert "lib/AGENTS.md:1:39: " in ran.out
    assert "was not checked" not in ran.err
    # a worktree is no submodule
    repository.git("worktree", "add", "-q", "w", "-b", "w")
    assert "w/AGENTS.md" not in told(repository.root, "check", "--no-cache").out


def test_a_clone_that_was_made_a_submodule_is_one(repository: Repository) -> None:
    repository.clone(repository.root / "lib")
    repository.git("submodule", "--quiet", "add", f"file://{repository.root}", "lib")
    repository.write({"agentslint.toml": "submodules = true\n"})
    assert (repository.root / "lib" / ".git").is_dir()
    ran = told(repository.root, "check", "--no-cache")
    assert ("lib/AGENTS.md:1:39: " in ran.out, ran.err) == (True, "")


def test_what_is_staged_is_not_what_a_submodule_has_checked_out(repository: Repository) -> None:
    submodule(repository, "lib")
    repository.write({"lib/docs/new.md": "new\n"})
    repository.commit(
        {"AGENTS.md": "Run `pytest`. Read `lib/docs/new.md` and `lib/tools/check.sh`.\n"}
    )
    staged = Repo.staged(str(repository.root))
    assert not staged.exists("lib/docs/new.md")
    # nor does anybody know what that commit of it holds
    assert told(repository.root, "check", "--staged", "--no-cache").status == 0


def test_a_link_into_a_submodule_is_not_known_to_be_dead(repository: Repository) -> None:
    submodule(repository, "lib")
    (repository.root / "api").mkdir()
    (repository.root / "api" / "AGENTS.md").symlink_to("../lib/AGENTS.md")
    repository.git("add", "-A")
    assert "unread-file" not in told(repository.root, "check", "--staged", "--no-cache").out
    repository.git("submodule", "deinit", "-f", "lib")
    assert "unread-file" not in told(repository.root, "check", "--no-cache").out
    (repository.root / "api" / "AGENTS.md").unlink()
    (repository.root / "api" / "AGENTS.md").symlink_to("../gone/AGENTS.md")
    assert "unread-file" in told(repository.root, "check", "--no-cache").out


def test_a_real_hook_in_a_worktree_judges_its_own_commit(repository: Repository) -> None:
    hook = repository.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    command = " ".join([*WORDS, "check", "--staged"])
    hook.write_text(f"#!/bin/sh\nPYTHONPATH={PLACE} {command} > {repository.root}/../said 2>&1\n")
    hook.chmod(0o755)
    repository.git("worktree", "add", "-q", "../side", "-b", "side")
    side = Repository.__new__(Repository)
    side.root, side.when = repository.root.parent / "side", repository.when
    with pytest.raises(AssertionError):
        side.commit({"src/a.py": ""})
    assert ERROR in (repository.root.parent / "said").read_text()
    side.commit({"scripts/check.sh": ""})
    # the last instruction file may go, by the hook too
    side.git("rm", "-q", "AGENTS.md")
    side.git("commit", "-q", "-m", "gone")
    assert "no instruction file is left" in (repository.root.parent / "said").read_text()


def test_what_is_meant_to_be_added_is_not_staged(repository: Repository) -> None:
    repository.write(
        {"AGENTS.md": "Run `pytest`. Read [it](docs/new.md).\n", "docs/new.md": "n\n", "e.py": ""}
    )
    repository.git("add", "AGENTS.md", "e.py")
    assert "dead-link" in told(repository.root, "check", "--staged", "--no-cache").out
    repository.git("add", "-N", "docs/new.md")
    ran = told(repository.root, "check", "--staged")
    assert (ran.status, "docs/new.md does not exist" in ran.out) == (1, True)
    assert told(repository.root, "check", "--no-cache").status == 0
    # a run that is told again says so, too
    repository.git("add", "docs/new.md")
    assert told(repository.root, "check", "--staged").status == 0


def test_without_git_a_repository_inside_is_another_one_too(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("Run `make check` before review. See `inner/b/x.md`.\n")
    made = Repository(tmp_path / "inner" / "a")
    made.commit({"AGENTS.md": "See `gone/x.md`.\n", "Makefile": "check:\n"})
    ran = told(tmp_path, "check", "--no-cache")
    assert "gone/x.md" not in ran.out
    assert "run `agentslint check inner/a`" in ran.err
