"""Git sees this tree and no other: whatever its configuration says, all commands see the same files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentslint.io import git_patience
from agentslint.lint.request import Request
from agentslint.repo import Repo
from agentslint.server import answers

from ..command import git, repository
from ..inside import told

BAD = "See `src/gone.py`.\n"
# what a configuration could say to make git list another tree, or this one otherwise
SETTINGS = {
    "core.worktree": ("../..", "../src", "{outside}"),
    "core.bare": ("true",),
    "core.ignoreCase": ("true", "false"),
    "core.excludesFile": ("{outside}/ignore", "../ignore", "~/none", "/dev/zero"),
    "core.attributesFile": ("/dev/zero", "{outside}/ignore"),
    "core.sparseCheckout": ("true",),
    "core.untrackedCache": ("true",),
    "core.fsmonitor": ("/bin/false",),
    "diff.relative": ("true",),
    "log.follow": ("true",),
    "mailmap.file": ("/dev/zero",),
    "i18n.logOutputEncoding": ("UTF-16",),
    "include.path": ("inner", "{outside}/inner", "/dev/zero", "config"),
    "index.sparse": ("true",),
    "submodule.recurse": ("true",),
    "status.showUntrackedFiles": ("no",),
}
pairs = [(key, value) for key, values in SETTINGS.items() for value in values]


def made(tmp_path: Path) -> tuple[Path, Path]:
    """A repository with an untracked file of instructions, and a tree beside it with others."""
    outside = tmp_path / "outside"
    (outside / "src").mkdir(parents=True)
    (outside / "src" / "AGENTS.md").write_text("elsewhere\n")
    (outside / "other" / "deep").mkdir(parents=True)
    (outside / "other" / "deep" / "AGENTS.md").write_text("elsewhere\n")
    (outside / "ignore").write_text("AGENTS.md\n")
    (outside / "inner").write_text("[core]\n\tworktree = /nowhere\n\texcludesFile = /dev/zero\n")
    root = repository(tmp_path / "r", {"AGENTS.md": BAD, "src/x.py": "", "api/agents.md": BAD})
    (root / ".git" / "inner").write_text(f"[core]\n\tworktree = {outside}\n")
    (root / "src" / "AGENTS.md").write_text(BAD)
    return root, outside


def configure(file: Path, key: str, value: str) -> None:
    """Set a key by hand: git itself reads what is included first, and may not come back."""
    section, _, name = key.partition(".")
    with open(file, "a", encoding="utf-8") as config:
        config.write(f"[{section}]\n\t{name} = {value}\n")


def seen(root: Path) -> set[str]:
    """The files of instructions that `check`, `map` and `explain` know, each held against the others."""
    git_patience.begin()
    checked = json.loads(told(root, "check", "--format", "json").out)
    found = {finding["path"] for finding in checked["findings"] if finding["rule"] == "dead-path"}
    mapped = json.loads(told(root, "map", "--format", "json").out)["maps"][0]["spots"]
    of_map = {spot["directory"]: spot["sources"] for spot in mapped}
    assert found == {path for paths in of_map.values() for path in paths}
    assert checked["checked"]["chains"] == len(of_map)
    for folder, sources in of_map.items():
        explained = json.loads(told(root, "explain", folder, "--format", "json").out)
        assert explained["sources"] == sources
    return found


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_changes_nothing_that_is_seen(tmp_path: Path, key: str) -> None:
    root, outside = made(tmp_path)
    for value in SETTINGS[key]:
        configure(root / ".git" / "config", key, value.format(outside=outside))
        assert seen(root) == {"AGENTS.md", "src/AGENTS.md"}, value


@given(chosen=st.lists(st.sampled_from(pairs), min_size=2, max_size=5), worktree=st.booleans())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_check_explain_and_map_agree(
    tmp_path: Path, chosen: list[tuple[str, str]], worktree: bool
) -> None:
    shutil.rmtree(tmp_path / "r", ignore_errors=True)
    shutil.rmtree(tmp_path / "outside", ignore_errors=True)
    root, outside = made(tmp_path)
    if worktree:
        git(root, "config", "extensions.worktreeConfig", "true")
    for number, (key, value) in enumerate(chosen):
        file = "config.worktree" if worktree and number % 2 else "config"
        configure(root / ".git" / file, key, value.format(outside=outside))
    assert seen(root) == {"AGENTS.md", "src/AGENTS.md"}


@pytest.mark.parametrize(
    ("section", "key", "fact"),
    [
        ("core", "bare = x", "git's index, ignore rules and history were left out"),
        # git tells its configuration, and lists nothing
        ("core", "abbrev = x", "git's index, ignore rules and history were left out"),
        ('submodule "x"', "ignore = all\n[push]\n\tdefault = x", "ignore rules and history"),
        # it lists files, and has no history
        ("diff", "wsErrorHighlight = x", "history was left out"),
    ],
)
def test_each_command_says_what_git_did_not_answer(
    tmp_path: Path, section: str, key: str, fact: str
) -> None:
    root, _ = made(tmp_path)
    git(root, "mv", "src/x.py", "src/y.py")
    git(root, "commit", "-q", "-m", "moved")
    (root / "AGENTS.md").write_text(f"{BAD}And `src/x.py`.\n")
    with open(root / ".git" / "config", "a", encoding="utf-8") as config:
        config.write(f"[{section}]\n\t{key}\n")
    lines = ["check", "map", "explain", "explain --all-agents", "explain --format prompt"]
    if "history was" not in fact:
        lines += ["claims", "review --questions 1"]  # those that may not ask for history
    else:
        lines = lines[:3]
    for line in lines:
        for _ in range(2):  # nor is it forgotten of what is told again
            git_patience.begin()
            assert told(root, *line.split()).err.count(fact) == 1, line
    notes = json.loads(told(root, "claims", "--format", "json").out)["notes"]
    assert "history was" in fact or any(fact in note for note in notes)
    assert fact in answers.check(answers.Desk(str(root), Request()))


def test_a_root_that_looks_like_gits_own_directory(tmp_path: Path) -> None:
    root, _ = made(tmp_path)
    for name in ("HEAD", "objects", "refs", "index"):
        os.rename(root / ".git" / name, root / name)
    (root / "config").write_text("[core]\n\tbare = true\n\tworktree = ../outside\n")
    assert seen(root) == {"AGENTS.md", "src/AGENTS.md"}
    assert "its .git leads to no repository" in told(root, "check").err


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def flipped(data: bytes) -> bytes:
    return data[:80] + bytes([data[80] ^ 1]) + data[81:]


@pytest.mark.parametrize("harm", [cut, flipped, lambda data: data[:-1], lambda data: b""])
def test_an_index_that_is_not_what_was_written(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    """One sentence and one exit code for each command, however much of it is left."""
    root = repository(tmp_path / "r", {f"src/{n}.py": "" for n in range(9)} | {"AGENTS.md": BAD})
    index = root / ".git" / "index"
    index.write_bytes(harm(index.read_bytes()))
    fact = "git's index is damaged: run `rm -f .git/index && git reset`"
    for line, status in {
        "check": 1,
        "check --staged": 2,
        "check --since HEAD": 0,
        "receipt --base HEAD": 2,
        "ledger check --base HEAD": 2,
        "map": 0,
    }.items():
        ran = told(root, *line.split())
        assert (ran.status, ran.err.count(fact)) == (status, 1), (line, ran)


def test_an_index_without_a_checksum_is_believed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": BAD})
    index = root / ".git" / "index"
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    assert Repo.at(str(root)).listing.tracked == {"AGENTS.md"}


def test_what_lies_behind_a_link_is_not_asked_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git ends where it is, and a run whose answers are not whole is not kept."""
    spoilt: list[str] = []
    monkeypatch.setattr("agentslint.io.trace.spoil", spoilt.append)
    root = repository(tmp_path / "r", {"kept/a.md": "a\n", ".gitignore": "out/\n"})
    (root / "link").symlink_to("kept")
    git(root, "add", ".")
    repo = Repo.at(str(root))
    assert repo.ignored(["link/a.md", "out/a.md", "kept/a.md"]) == {"out/a.md"}
    assert spoilt == []
