"""Odd trees, after git's own tests (t3000, t3009, t1011, t7400) and the issues of hook runners.

Whatever lies there: the error of the root is found, nothing is written, nothing crashes, and what
could not be looked at is told.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ..inside import told
from ..repositories import Repository, run_git

FILES = {
    "AGENTS.md": "Run `pytest` before each commit. Run `scripts/check.sh` before review.\n",
    "tools/check.sh": "true\n",
    "src/a.py": "",
}
ERROR = "AGENTS.md:1:39: error[dead-path] scripts/check.sh does not exist"


def other(made: Repository, name: str) -> Repository:
    found = Repository(made.root / name)
    found.commit(FILES)
    return found


def bogus_git_file_without_files(made: Repository) -> None:
    made.write({"x/.git": "garbage"})


def bogus_git_file_with_a_file(made: Repository) -> None:
    made.write({"x/.git": "garbage", "x/scripts/check.sh": "", "x/AGENTS.md": "x\n"})


def empty_git_directory(made: Repository) -> None:
    (made.root / "x" / ".git").mkdir(parents=True)
    made.write({"x/scripts/check.sh": ""})


def repository_without_commit_or_file(made: Repository) -> None:
    Repository(made.root / "x")


def repository_with_commit_and_untracked(made: Repository) -> None:
    other(made, "x").write({"scripts/check.sh": ""})


def git_link_to_itself(made: Repository) -> None:
    (made.root / "x").mkdir()
    (made.root / "x" / ".git").symlink_to(".git")


def git_is_a_pipe_further_down(made: Repository) -> None:
    (made.root / "x").mkdir()
    os.mkfifo(made.root / "x" / ".git")
    made.write({"x/scripts/check.sh": ""})


def repositories_in_repositories(made: Repository) -> None:
    place = "x"
    for _ in range(6):
        other(made, place)
        place += "/x"


def bare_repository_inside(made: Repository) -> None:
    run_git(made.root, "init", "-q", "--bare", "x.git")


def submodule_that_is_not_there(made: Repository) -> None:
    id = made.git("rev-parse", "HEAD")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{id},lib")


def submodule_that_became_a_directory(made: Repository) -> None:
    submodule_that_is_not_there(made)
    made.write({"lib/scripts/check.sh": ""})


def submodule_that_became_a_file(made: Repository) -> None:
    submodule_that_is_not_there(made)
    made.write({"lib": "x\n"})


def directory_that_became_a_submodule(made: Repository) -> None:
    made.commit({"A/scripts/check.sh": ""})
    made.git("rm", "-rq", "--cached", "A")
    made.git("commit", "-q", "-m", "out")
    shutil.rmtree(made.root / "A")
    other(made, "A")
    made.git("add", "A")


def submodule_recurse(made: Repository) -> None:
    submodule_that_is_not_there(made)
    made.git("config", "submodule.recurse", "true")
    made.git("config", "diff.submodule", "diff")


def gitmodules_of_nothing(made: Repository) -> None:
    made.write({".gitmodules": '[submodule "x"]\n\tpath = ../../outside\n\turl = /x\n'})


def worktree_inside_of_the_git_directory(made: Repository) -> None:
    made.git("worktree", "add", "-q", ".git/w", "-b", "w")


def many_worktrees(made: Repository) -> None:
    for number in range(8):
        made.git("worktree", "add", "-q", f".worktrees/{number}", "-b", f"w{number}")


def locked_worktree_with_relative_path(made: Repository) -> None:
    made.git("worktree", "add", "-q", "w", "-b", "w")
    (made.root / "w" / ".git").write_text("gitdir: ../.git/worktrees/w\n")
    made.git("worktree", "lock", "w")


def detached_head(made: Repository) -> None:
    made.git("checkout", "-q", "--detach")


def unborn_branch_with_an_index(made: Repository) -> None:
    made.git("checkout", "-q", "--orphan", "new")


def merge_in_progress(made: Repository) -> None:
    conflict(made, "merge")


def rebase_in_progress(made: Repository) -> None:
    conflict(made, "rebase")


def conflict(made: Repository, verb: str) -> None:
    """Leave a merge or a rebase in the middle of its conflict."""
    made.git("branch", "side")
    made.commit({"src/a.py": "1\n"})
    made.git("checkout", "-q", "side")
    made.commit({"src/a.py": "2\n"})
    try:
        made.git(verb, "main")
    except AssertionError:
        return
    raise AssertionError(f"the {verb} was to conflict")


def skip_worktree(made: Repository) -> None:
    made.git("update-index", "--skip-worktree", "src/a.py")
    (made.root / "src" / "a.py").unlink()


def assume_unchanged(made: Repository) -> None:
    made.git("update-index", "--assume-unchanged", "src/a.py")
    made.write({"src/a.py": "changed\n"})


def sparse_without_cone(made: Repository) -> None:
    made.git("sparse-checkout", "set", "--no-cone", "/AGENTS.md", "/tools/")


def sparse_index(made: Repository) -> None:
    made.git("sparse-checkout", "set", "--cone", "--sparse-index", "tools")


def index_of_version_4(made: Repository) -> None:
    made.git("update-index", "--index-version", "4")


def split_index(made: Repository) -> None:
    made.git("update-index", "--split-index")


def untracked_cache(made: Repository) -> None:
    made.git("update-index", "--force-untracked-cache")


def index_without_a_checksum(made: Repository) -> None:
    made.git("config", "index.skipHash", "true")
    made.commit({"src/b.py": ""})


def packed_references(made: Repository) -> None:
    made.git("pack-refs", "--all")
    made.git("gc", "-q")


def names_that_differ_in_case(made: Repository) -> None:
    made.git("config", "core.ignoreCase", "true")
    made.commit({"SRC/A.py": "", "Agents.txt": "", "Scripts/CHECK.sh": ""})


def names_with_line_ends_and_quotes(made: Repository) -> None:
    made.commit({'a\n"b"\t.md': "", "ü/ß.md": "", " ": "", "-rf": "", ":(top)x": ""})


def link_to_the_root(made: Repository) -> None:
    (made.root / "loop").symlink_to(".")
    made.commit()


def link_into_the_git_directory(made: Repository) -> None:
    (made.root / "scripts").symlink_to(".git/hooks")


def git_directory_elsewhere(made: Repository) -> None:
    (made.root / ".git").rename(made.root.parent / "gitdir")
    (made.root / ".git").write_text("gitdir: ../gitdir\n")


def git_directory_through_a_link(made: Repository) -> None:
    (made.root / ".git").rename(made.root.parent / "gitdir")
    (made.root / ".git").symlink_to("../gitdir")


def ignored_instructions_are_read(made: Repository) -> None:
    made.commit({".gitignore": "AGENTS.override.md\nlocal/\n"})
    made.write({"local/AGENTS.md": "Be brief.\n"})


def attributes_that_filter(made: Repository) -> None:
    made.git("config", "filter.x.clean", "false")
    made.git("config", "filter.x.required", "true")
    made.write({".gitattributes": "* filter=x text eol=crlf working-tree-encoding=UTF-16\n"})


def partially_staged_and_renamed(made: Repository) -> None:
    made.git("mv", "src/a.py", "src/c.py")
    made.write({"src/c.py": "more\n", "src/d.py": "new\n"})
    made.git("add", "-N", "src/d.py")


def replaced_objects(made: Repository) -> None:
    made.commit({"src/b.py": ""})
    made.git("replace", "HEAD", "HEAD~1")


def alternates(made: Repository) -> None:
    info = made.root / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text("/nowhere/objects\n")


TREES: list[Callable[[Repository], None]] = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == __name__
    and getattr(value, "__code__", None) is not None
    and value.__code__.co_varnames[: value.__code__.co_argcount] == ("made",)
]


def state(root: Path) -> dict[str, bytes]:
    """What lies in a work tree and what git was told, but for what git itself keeps."""
    return {
        str(path): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".git/" not in f"{path}"
    }


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.__name__)
@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_an_odd_tree(tmp_path: Path, tree: Callable[[Repository], None], format: str) -> None:
    made = Repository(tmp_path / "r", object_format=format)
    made.commit(FILES)
    if format == "sha256" and tree is directory_that_became_a_submodule:
        pytest.skip("git adds no repository of another format")
    tree(made)
    before = state(made.root)
    ran = told(made.root, "check", "--no-cache")
    assert (ran.status, ERROR in ran.out) == (1, True), ran
    assert ran.out.count("error[") == 1
    assert "fatal" not in ran.err
    below = told(made.root / "tools", "check", "--no-cache")
    assert (below.status, below.out) == (1, ran.out)
    for words in (
        ["check", "--staged"],
        ["check", "--since", "HEAD"],
        ["explain", "tools"],
        ["diff", "HEAD"],
    ):
        assert told(made.root, *words).status in (0, 1, 2)
    assert state(made.root) == before


def test_there_are_forty() -> None:
    assert len(TREES) >= 40
