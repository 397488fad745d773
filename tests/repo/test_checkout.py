"""What kind of checkout a repository is, with real ones of each kind, and what is said of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint.repo import Repo
from agentslint.repo.checkout import Checkout
from agentslint.repo.refusals import explained

from ..command import agentslint, git_that
from ..inside import told
from ..repositories import Repository

FILES = {
    "AGENTS.md": "Run `pytest` before each commit. See `docs/gone.md`.\n",
    "docs/gone.md": "x\n",
    "svc/AGENTS.md": "Read [it](old.md).\n",
    "src/a.py": "",
}
SHALLOW = (
    "this clone is shallow: what happened before its oldest commit was not looked at: "
    "run `git fetch --unshallow`"
)
OWNER = """#!/bin/sh
GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {git} "$@"
"""


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "origin")
    made.commit(FILES)
    made.commit({"AGENTS.md": f"{FILES['AGENTS.md']}Be brief.\n", "src/b.py": "b\n"})
    made.git("config", "uploadpack.allowFilter", "true")
    return made


def checkout(root: Path) -> Checkout:
    return Repo.at(str(root)).checkout


def test_each_kind_is_known(origin: Repository, tmp_path: Path) -> None:
    assert (checkout(origin.root).kind, checkout(origin.root).outer) == ("main", "")
    origin.git("worktree", "add", "-q", str(tmp_path / "w"), "-b", "w")
    tree = checkout(tmp_path / "w")
    assert (tree.kind, tree.outer) == ("worktree", str(origin.root))
    outer = Repository(tmp_path / "outer")
    outer.git("submodule", "--quiet", "add", f"file://{origin.root}", "libs/lib")
    inside = checkout(outer.root / "libs/lib")
    assert (inside.kind, inside.outer) == ("submodule", str(outer.root))
    (tmp_path / "plain").mkdir()
    assert checkout(tmp_path / "plain").kind == "none"
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / ".git").write_text(f"gitdir: {origin.root}/.git\n")
    assert checkout(tmp_path / "away").kind == "elsewhere"
    nested = Path(outer.root / "libs/lib")
    inner = Repository.__new__(Repository)
    inner.root, inner.when = nested, origin.when
    inner.git("worktree", "add", "-q", str(tmp_path / "deep"), "-b", "deep")
    assert checkout(tmp_path / "deep").kind == "worktree"


def test_a_shallow_clone_says_so_without_a_finding(origin: Repository, tmp_path: Path) -> None:
    origin.commit(
        {"AGENTS.md": "Run `pytest` before each commit.\n", "svc/AGENTS.md": "Be kind.\n"}
    )
    shallow = origin.clone(tmp_path / "c", "--depth=1")
    ran = told(shallow.root, "check", "--no-cache")
    assert (ran.status, ran.err) == (
        0,
        f"agentslint: note: {SHALLOW}\n",
    )
    ran = told(shallow.root, "check", "--no-cache", "--since", "HEAD~1")
    assert (ran.status, "is shallow: run `git fetch --unshallow`" in ran.err) == (2, True)


def test_a_blobless_clone_reads_no_missing_object_as_an_absent_file(
    origin: Repository, tmp_path: Path
) -> None:
    partial = origin.clone(tmp_path / "c", "--filter=blob:none")
    assert checkout(partial.root).partial == "blob:none"
    # all that it needs is here
    ran = told(partial.root, "check", "--no-cache")
    assert (ran.status, ran.err) == (1, "")
    for words in (["check", "--no-cache", "--since", "HEAD~1"], ["diff", "HEAD~1"]):
        ran = told(partial.root, *words)
        assert (ran.status, ran.out) == (2, ""), words
        assert ran.err == (
            "agentslint: AGENTS.md: what was recorded is not in this partial clone (blob:none): "
            "run `git fetch --refetch --no-filter`\n"
        )
    partial.git("fetch", "-q", "--refetch", "--no-filter")
    assert told(partial.root, "check", "--no-cache", "--since", "HEAD~1").status == 0


def test_a_treeless_clone_says_so(origin: Repository, tmp_path: Path) -> None:
    partial = origin.clone(tmp_path / "c", "--filter=tree:0")
    ran = told(partial.root, "check", "--no-cache")
    assert (ran.status, ran.err.count("run `git fetch --refetch --no-filter`")) == (1, 1), ran
    assert "this is a partial clone (tree:0)" in ran.err
    for words in (["check", "--no-cache", "--since", "HEAD~1"], ["diff", "HEAD~1"]):
        ran = told(partial.root, *words)
        assert (ran.status, "run `git fetch --refetch --no-filter`" in ran.err) == (2, True), ran
        assert "fatal" not in ran.err


def test_a_sparse_checkout_names_what_it_leaves_out(origin: Repository, tmp_path: Path) -> None:
    sparse = origin.clone(tmp_path / "c")
    sparse.git("sparse-checkout", "set", "src")
    ran = told(sparse.root, "check", "--no-cache")
    assert ran.err == (
        "agentslint: note: this checkout is sparse: svc/AGENTS.md is tracked but not checked out, "
        "and not checked: run `git sparse-checkout disable`, or `agentslint check --staged`\n"
    )
    assert "in 1 instruction file, 1 chain" in ran.out
    assert "svc/AGENTS.md:1:11: error[dead-link]" in told(sparse.root, "check", "--staged").out
    ran = told(sparse.root, "explain", "svc")
    assert ran.status == 2
    assert "svc: tracked, but not checked out: this checkout is sparse: run `git" in ran.err
    assert "no such file" in told(sparse.root, "explain", "nowhere").err


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.write({"AGENTS.md": "Run `pytest` before each commit.\n"})
    assert told(made.root, "check", "--no-cache").status == 0
    ran = told(made.root, "check", "--since", "HEAD", "--no-cache")
    assert (ran.status, ran.err) == (
        2,
        f"agentslint: HEAD: no such revision in {made.root}: there is no commit yet\n",
    )
    assert "there is no commit yet" in told(made.root, "diff", "HEAD").err
    assert "there is no commit yet" in told(made.root, "check", "-v", "--no-cache").err
    # an override asks how old it is
    made.write({"a/AGENTS.md": "One.\n", "a/AGENTS.override.md": "Two.\n"})
    for line in ("map", "claims", "explain a/AGENTS.md", "check"):
        assert "history" not in told(made.root, *line.split()).err


def test_another_owner(origin: Repository, tmp_path: Path) -> None:

    path = git_that(tmp_path, OWNER.format(git=shutil.which("git")))
    ran = agentslint("check", "--no-cache", cwd=origin.root, PATH=path)
    sentence = (
        "another user owns this repository, and git refuses to read it: run `git config --global "
        f"--add safe.directory {origin.root}`"
    )
    assert ran.status == 1
    assert ran.err == (
        f"agentslint: note: git's index, ignore rules and history were left out: {sentence}\n"
    )
    for words in (["check", "--since", "HEAD"], ["check", "--staged"], ["diff", "HEAD"]):
        ran = agentslint(*words, cwd=origin.root, PATH=path)
        assert (ran.status, sentence in ran.err, ran.err.count("\n")) == (2, True, 1), (words, ran)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_mount_of_another_owner_and_a_safe_directory(origin: Repository, tmp_path: Path) -> None:
    for place in (origin.root, origin.root / ".git"):
        os.chown(place, 4321, 4321)
    home = tmp_path / "home"
    home.mkdir()
    ran = agentslint("check", "--no-cache", cwd=origin.root, HOME=str(home))
    assert "another user owns this repository" in ran.err
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {origin.root}\n")
    ran = agentslint("check", "--no-cache", cwd=origin.root, HOME=str(home))
    assert ran.err == ""


def test_git_dir_in_the_environment_changes_nothing(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"AGENTS.md": "\n", "x.md": ""})
    usual = told(origin.root, "check", "--no-cache")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert told(origin.root, "check", "--no-cache") == usual


def index_of_noise(root: Path) -> None:
    (root / ".git" / "index").write_bytes(b"DIRC" + os.urandom(900))


def index_cut(root: Path) -> None:
    data = (root / ".git" / "index").read_bytes()
    (root / ".git" / "index").write_bytes(data[: len(data) // 2])


def index_flipped(root: Path) -> None:
    data = bytearray((root / ".git" / "index").read_bytes())
    data[5] ^= 0xFF
    (root / ".git" / "index").write_bytes(data)


@pytest.mark.parametrize("broken", [index_of_noise, index_cut, index_flipped])
def test_a_broken_index_is_one_sentence_and_one_exit_code(
    origin: Repository, broken: Callable[[Path], None]
) -> None:
    broken(origin.root)
    said = "git's index is damaged: run `rm -f .git/index && git reset`"
    for _ in range(3):
        ran = told(origin.root, "check", "--no-cache")
        assert (ran.status, ran.err) == (
            1,
            f"agentslint: note: git's index, ignore rules and history were left out: {said}\n",
        )
        staged = told(origin.root, "check", "--staged", "--no-cache")
        assert (staged.status, staged.err) == (
            2,
            f"agentslint: {origin.root}: the index cannot be read: {said}\n",
        )
        if broken is index_of_noise:
            broken(origin.root)


def test_a_missing_index_is_told(origin: Repository) -> None:
    (origin.root / ".git" / "index").unlink()
    ran = told(origin.root, "check", "--no-cache")
    assert "git's index is missing: no file counts as tracked: run `git reset`" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("config", "core.worktree", ".."), "git's configuration sets core.worktree = .."),
        (
            ("config", "core.excludesFile", "/x"),
            "core.excludesFile of this repository's own configuration is not followed",
        ),
        (("symbolic-ref", "HEAD", "refs/heads/none"), "HEAD names a branch that does not exist"),
        (("config", "extensions.worktreeConfig", "true"), "extensions.worktreeconfig = true"),
    ],
)
def test_what_is_unusual_is_told_who_asks(
    origin: Repository, words: tuple[str, ...], said: str
) -> None:
    origin.git(*words)
    assert said in told(origin.root, "check", "-v", "--no-cache").err
    assert said not in told(origin.root, "check", "--no-cache").err


def test_git_s_own_files_that_change_findings_are_told_who_asks(origin: Repository) -> None:
    info = origin.root / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "exclude").write_text("# usual\n*\n")
    (info / "grafts").write_text(f"{origin.git('rev-parse', 'HEAD')}\n")
    ran = told(origin.root, "check", "-v", "--no-cache")
    assert ".git/info/exclude ignores *\n" in ran.err
    assert ".git/info/grafts changes what history says" in ran.err


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("error: bad signature 0xacb00bd6", "git's index is damaged"),
        ("fatal: .git/index: index file smaller than expected", "git's index is damaged"),
        ("error: bad index version 2847", "git's index is damaged"),
        ("fatal: bad config line 16 in file .git/config", "git's configuration is broken"),
        ("fatal: detected dubious ownership in repository at '/x'", "another user owns"),
        ("fatal: not a git repository: /x", "its .git leads to no repository"),
        ("fatal: unknown repository extension found:", "this git is too old"),
        ("fatal: transport 'file' not allowed", "objects are missing from"),
        ("fatal: bad object HEAD", "objects are missing or damaged here: run `git fsck`"),
        ("error: index file .git/objects/pack/a.idx is too small", "objects are missing or"),
        (".git/index is no regular file", "git does not answer here (.git/index is no"),
        ("git: No such file or directory", "git does not answer here (git: No such"),
    ],
)
def test_git_s_complaints_have_one_sentence_each(said: str, meant: str) -> None:
    assert explained(said, "/r").startswith(meant)


def test_the_notes_are_in_every_document(origin: Repository, tmp_path: Path) -> None:
    shallow = origin.clone(tmp_path / "c", "--depth=1")
    ran = told(shallow.root, "check", "--no-cache", "--format", "json")
    assert json.loads(ran.out)["notes"] == [SHALLOW]
    ran = told(shallow.root, "check", "--no-cache", "--format", "sarif")
    (run,) = json.loads(ran.out)["runs"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (note["level"], note["message"]["text"]) == ("warning", SHALLOW)


def of_root(root: Path) -> Repository:
    found = Repository.__new__(Repository)
    found.root, found.when = root, 1_750_000_000
    return found


def test_whose_it_is_where_worktrees_and_submodules_meet(
    origin: Repository, tmp_path: Path
) -> None:
    url = f"file://{origin.root}"
    outer = Repository(tmp_path / "outer")
    outer.git("submodule", "--quiet", "add", url, "libs/lib")
    # a name that looks like git's directory of worktrees
    outer.git("submodule", "--quiet", "add", url, "worktrees/x")
    outer.commit()
    lib, named = outer.root / "libs/lib", outer.root / "worktrees/x"
    assert (checkout(named).kind, checkout(named).outer) == ("submodule", str(outer.root))
    # a worktree of the submodule
    of_root(lib).git("worktree", "add", "-q", ".claude/worktrees/w", "-b", "w")
    inner = checkout(lib / ".claude/worktrees/w")
    assert (inner.kind, inner.outer) == ("worktree", str(lib))
    assert not any("core.worktree" in said for said in inner.unusual())
    # a submodule of a worktree
    outer.git("worktree", "add", "-q", str(tmp_path / "side"), "-b", "side")
    of_root(tmp_path / "side").git("submodule", "--quiet", "update", "--init", "libs/lib")
    inner = checkout(tmp_path / "side/libs/lib")
    assert (inner.kind, inner.outer) == ("submodule", str(tmp_path / "side"))
    # a submodule of a submodule
    top = Repository(tmp_path / "top")
    top.git("submodule", "--quiet", "add", f"file://{outer.root}", "mid")
    of_root(top.root / "mid").git("submodule", "--quiet", "update", "--init", "libs/lib")
    inner = checkout(top.root / "mid/libs/lib")
    assert (inner.kind, inner.outer) == ("submodule", str(top.root / "mid"))
    # a worktree of a bare repository
    bare = origin.clone(tmp_path / "bare.git", "--bare")
    bare.git("worktree", "add", "-q", str(tmp_path / "of-bare"), "-b", "w")
    inner = checkout(tmp_path / "of-bare")
    assert (inner.kind, inner.outer) == ("worktree", str(bare.root))


def test_whose_repositories_may_be_read_is_what_the_environment_says(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As people hand it into a container."""
    monkeypatch.setenv("PATH", git_that(tmp_path, OWNER.format(git=shutil.which("git"))))
    settings = tmp_path / "settings"
    settings.write_text(f"[safe]\n\tdirectory = {origin.root}\n")
    counted = {"COUNT": "2", "KEY_0": "core.bare", "VALUE_0": "true"}
    counted |= {"KEY_1": "safe.directory", "VALUE_1": "*"}
    handed = [
        {"GLOBAL": str(settings)},
        counted,
        {"PARAMETERS": f"'a.b'='c' 'safe.directory'='{origin.root}'"},
        {"COUNT": "99999"},
    ]
    for extra in handed:
        with monkeypatch.context() as here:
            for name, value in extra.items():
                here.setenv(f"GIT_CONFIG_{name}", value)
            ran = told(origin.root, "check", "--no-cache")
            assert (ran.status, "another user owns" in ran.err) == (1, extra is handed[-1]), extra


@pytest.mark.parametrize("words", [("explain", "svc"), ("map",), ("claims",)])
def test_whoever_answers_without_git_says_so(origin: Repository, words: tuple[str, ...]) -> None:
    (origin.root / ".git" / "config").write_text("[core\n")
    ran = told(origin.root, *words)
    assert (ran.status, "were left out: git's configuration is broken" in ran.err) == (0, True)


def test_a_commit_from_a_missing_index_is_not_judged(
    origin: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    monkeypatch.chdir(origin.root)
    assert told(origin.root, "check", "--staged").status == 2
    monkeypatch.delenv("GIT_INDEX_FILE")
    (origin.root / ".git" / "index").unlink()
    ran = told(origin.root, "check", "--staged")
    assert (ran.status, "git's index is missing" in ran.err) == (2, True)


def test_without_git_none_is_blamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "AGENTS.md").write_text("Be brief.\n")
    for words in (["check", "--staged"], ["check", "--since", "HEAD"], ["diff", "HEAD"]):
        assert (
            "this is no git repository: no .git lies here or above\n" in told(tmp_path, *words).err
        )
    monkeypatch.setenv("GIT_DIR", "/home/me/.dotfiles")
    assert "GIT_DIR (/home/me/.dotfiles) is not followed" in told(tmp_path, "check", "--staged").err


def test_objects_that_are_gone_are_no_missing_commit(origin: Repository) -> None:
    origin.git("gc", "-q")
    for path in (origin.root / ".git" / "objects" / "pack").glob("*.idx"):
        path.unlink()
    ran = told(origin.root, "check", "--no-cache")
    gone = "history was left out: objects are missing or damaged here: run `git fsck`"
    assert (ran.status, ran.err) == (1, f"agentslint: note: {gone}\n")
    for words in (["check", "--since", "HEAD"], ["diff", "HEAD"]):
        ran = told(origin.root, *words)
        assert "HEAD: its commit is not among this repository's objects: run `git fsck`" in ran.err


def test_a_bare_repository_says_what_it_is(origin: Repository, tmp_path: Path) -> None:
    bare = origin.clone(tmp_path / "bare.git", "--bare")
    for words in (["check"], ["check", "--staged"], ["check", "--since", "HEAD"], ["diff", "HEAD"]):
        ran = told(bare.root, *words)
        assert (ran.status, "this is a bare repository, and no files lie" in ran.err) == (2, True)


def test_nothing_is_tracked_yet(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    made.write({"AGENTS.md": "Run `pytest` before each commit.\n"})
    said = "note: nothing is tracked yet: what a clone would hold was not looked at: run `git add`"
    assert said in told(made.root, "check", "--no-cache").err
    made.git("add", "-A")
    assert told(made.root, "check", "--no-cache").err == ""
