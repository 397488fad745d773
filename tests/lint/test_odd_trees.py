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


# Further ones, each with where it was seen: git's tests by number, gitoxide's fixtures, hook runners' issues.


def link_for_a_tracked_directory(
    made: Repository, seen: str = "gitoxide make_status_repos"
) -> None:
    made.commit({"lib/a.py": "", "other/a.py": ""})
    shutil.rmtree(made.root / "lib")
    (made.root / "lib").symlink_to("other")


def link_for_a_submodule(made: Repository, seen: str = "gitoxide make_status_repos") -> None:
    submodule_that_is_not_there(made)
    made.git("commit", "-q", "-m", "sub")
    Repository(made.root.parent / "in").commit({"scripts/check.sh": ""})
    made.git("update-index", "--assume-unchanged", "lib")
    shutil.rmtree(made.root / "lib", ignore_errors=True)
    (made.root / "lib").symlink_to("../in")


def two_writes_in_one_tick(made: Repository, seen: str = "gitoxide racy-git") -> None:
    made.write({"src/a.py": "1\n"})
    made.git("add", "src")
    made.write({"src/a.py": "2\n"})


def file_moved_into_a_directory_of_its_name(
    made: Repository, seen: str = "lint-staged 947"
) -> None:
    made.git("mv", "src/a.py", "src/b")
    (made.root / "src" / "a.py").mkdir()
    made.git("mv", "src/b", "src/a.py/b")


def renamed_by_case_alone(made: Repository, seen: str = "lint-staged 707") -> None:
    made.git("mv", "src/a.py", "src/A.py")


def renamed_then_deleted(made: Repository, seen: str = "lint-staged 561") -> None:
    made.git("mv", "src/a.py", "src/b.py")
    (made.root / "src" / "b.py").unlink()


def lock_that_was_left(made: Repository, seen: str = "lint-staged 550") -> None:
    made.write({".git/index.lock": ""})


def first_commit_in_hand(made: Repository, seen: str = "lint-staged 771") -> None:
    shutil.rmtree(made.root / ".git")
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")


def merge_in_a_submodule(made: Repository, seen: str = "lint-staged 768") -> None:
    inner = other(made, "lib")
    made.git("add", "lib")
    conflict(inner, "merge")


def worktree_that_was_moved(made: Repository, seen: str = "t2406") -> None:
    made.git("worktree", "add", "-q", "w", "-b", "w")
    (made.root / "w").rename(made.root / "v")
    made.write({"v/scripts/check.sh": ""})


def ignore_rules_through_a_link(made: Repository, seen: str = "t0008") -> None:
    made.write({"rules": "AGENTS.md\n"})
    (made.root / ".gitignore").symlink_to("rules")


def attributes_through_a_link(made: Repository, seen: str = "t0003") -> None:
    made.write({"rules": "* filter=x\n"})
    (made.root / ".gitattributes").symlink_to("rules")


def gitmodules_through_a_link(made: Repository, seen: str = "t7450") -> None:
    made.write({"rules": '[submodule "a"]\n\tpath = a\n\turl = /x\n'})
    (made.root / ".gitmodules").symlink_to("rules")


def submodule_named_upwards(made: Repository, seen: str = "t7415") -> None:
    submodule_that_is_not_there(made)
    made.write({".gitmodules": '[submodule "../../evil"]\n\tpath = lib\n\turl = /x\n'})


def git_directory_in_capitals(made: Repository, seen: str = "t1014") -> None:
    made.write({"x/.GIT/HEAD": "ref: refs/heads/main\n", "git~1/HEAD": "x\n"})


def git_file_with_too_much(made: Repository, seen: str = "t0002") -> None:
    made.write({"x/.git": "gitdir: " + "a/" * 4000, "x/scripts/check.sh": ""})


def head_that_is_a_link(made: Repository, seen: str = "t1401") -> None:
    (made.root / ".git" / "HEAD").unlink()
    (made.root / ".git" / "HEAD").symlink_to("refs/heads/main")


def head_of_nothing(made: Repository, seen: str = "t1450") -> None:
    made.write({".git/HEAD": ""})


def reference_of_noughts(made: Repository, seen: str = "t1430") -> None:
    made.write({".git/refs/heads/main": b"\0" * 41})


def bare_with_files(made: Repository, seen: str = "t1501") -> None:
    made.git("config", "core.bare", "true")


def format_of_a_later_git(made: Repository, seen: str = "t1302") -> None:
    made.git("config", "core.repositoryFormatVersion", "99")


def unknown_extension(made: Repository, seen: str = "t1302") -> None:
    made.git("config", "core.repositoryFormatVersion", "1")
    made.git("config", "extensions.none", "true")


def objects_that_are_empty(made: Repository, seen: str = "t1060") -> None:
    for path in (made.root / ".git" / "objects").glob("??/*"):
        path.chmod(0o644)
        path.write_bytes(b"")


def graph_that_is_noise(made: Repository, seen: str = "t5318") -> None:
    made.git("commit-graph", "write", "--reachable")
    path = made.root / ".git" / "objects" / "info" / "commit-graph"
    path.chmod(0o644)
    path.write_bytes(b"CGPH" + b"\xff" * 200)


def pack_without_its_index(made: Repository, seen: str = "t5302") -> None:
    made.git("gc", "-q")
    for path in (made.root / ".git" / "objects" / "pack").glob("*.idx"):
        path.unlink()


def sparse_patterns_that_are_none(made: Repository, seen: str = "t1091") -> None:
    made.git("config", "core.sparseCheckout", "true")
    made.git("config", "core.sparseCheckoutCone", "true")
    made.write({".git/info/sparse-checkout": "[\n!/*\n\\\n"})


def names_that_are_no_text(made: Repository, seen: str = "t3900") -> None:
    for name in (b"\xff.md", b"\xe4/\xfc.md", b"u\xcc\x88.md"):
        path = os.path.join(os.fsencode(made.root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb"):
            pass
    made.commit()


def all_links_to_instructions(made: Repository, seen: str = "pre-commit 341, 191") -> None:
    made.commit()
    for name in ("gone", "dir"):
        (made.root / name).symlink_to("nowhere" if name == "gone" else "src")


def sequence_of_picks(made: Repository, seen: str = "lint-staged 1829") -> None:
    conflict(made, "cherry-pick")


def named(*, further: bool) -> list[Callable[[Repository], None]]:
    """The functions above that make a tree, those with a source or those without."""
    return [
        value
        for value in list(globals().values())
        if getattr(value, "__module__", "") == __name__
        and (code := getattr(value, "__code__", None)) is not None
        and code.co_varnames[: code.co_argcount] == (("made", "seen") if further else ("made",))
    ]


TREES, FURTHER = named(further=False), named(further=True)
# git's own calls for a second format are half of the time, and few of these depend on it
CASES = [(tree, form) for tree in TREES for form in ("sha1", "sha256")]
CASES += [(tree, "sha1") for tree in FURTHER]


def state(root: Path) -> dict[str, bytes]:
    """What lies in a work tree and what git was told, but for what git itself keeps."""
    return {
        str(path): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".git/" not in f"{path}"
    }


@pytest.mark.parametrize(
    ("tree", "format"), CASES, ids=[f"{form}-{tree.__name__}" for tree, form in CASES]
)
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
