"""What git says of commits, kept from run to run: never asked again, and never believed of another history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentslint.io import document_cache, git_process, trace
from agentslint.io.git import Git
from agentslint.io.git_history import GitHistory

from ..command import git, repository


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("AGENTSLINT_NO_CACHE", raising=False)
    made = repository(tmp_path / "repo", {"a.py": "a = 1\n", "b.py": ""})
    git(made, "rm", "-q", "b.py")
    git(made, "commit", "-q", "-m", "less")
    return made


def asked(root: Path, monkeypatch: pytest.MonkeyPatch, *, notes: bool = True) -> tuple[bytes, int]:
    """The deletions of a history, and how often git was asked for anything that reads it."""
    count = 0
    finish = git_process.GitProcess.finish

    def counted(self: git_process.GitProcess, *more: Any, **named: Any) -> bytes:
        nonlocal count
        count += self.words[0] in ("log", "diff-tree", "rev-list")
        return finish(self, *more, **named)

    with monkeypatch.context() as patch, document_cache.shelf(str(root)):
        patch.setattr(git_process.GitProcess, "finish", counted)
        if not notes:
            return GitHistory(Git(str(root)), []).log(["b.py"]), count
        with trace.recording():
            history = GitHistory(Git(str(root)), [])
            return b"".join(history.log(["b.py"]) for _ in range(2)), count


def test_it_is_asked_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, once = asked(root, monkeypatch)
    again, never = asked(root, monkeypatch)
    assert (once, never) == (1, 0)
    assert first == again and first.count(b"b.py") == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda root: git(root, "commit", "-q", "--allow-empty", "-m", "more"),
        lambda root: git(root, "checkout", "-q", "--detach", "HEAD~1"),
        lambda root: git(root, "config", "core.abbrev", "9"),
        lambda root: (root / ".git/info/grafts").write_text(git(root, "rev-parse", "HEAD")),
        lambda root: (root / ".git/shallow").write_text(git(root, "rev-parse", "HEAD")),
    ],
    ids=["a commit", "another commit", "configuration", "grafts", "shallow"],
)
def test_it_is_asked_anew(
    change: Callable[[Path], object], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(root, monkeypatch)
    change(root)
    _, count = asked(root, monkeypatch)
    assert count == 1


def test_what_git_could_not_read_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = git(root, "rev-parse", "HEAD~1^{tree}").strip()
    lost = root / ".git/objects" / tree[:2] / tree[2:]
    data = lost.read_bytes()
    lost.unlink()
    broken, _ = asked(root, monkeypatch)
    lost.write_bytes(data)
    whole, count = asked(root, monkeypatch)
    assert count == 1
    assert whole != broken


def test_without_notes_nothing_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = [asked(root, monkeypatch, notes=False)[1] for _ in range(2)]
    assert counts == [1, 1]
