"""Unsaved texts over a repository: everything that is asked of it answers as if they were saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint import chain
from agentslint.chain.agents import AGENTS
from agentslint.repo import Repo, Special, Unreadable

SAVED = {".git/HEAD": "", "AGENTS.md": "saved\n", "CLAUDE.md": Special("symlink", "AGENTS.md")}


def test_an_unsaved_text_stands_for_the_saved_one() -> None:
    repo = Repo.of(SAVED).overlaid({"AGENTS.md": "unsaved é\n"})
    assert repo.text("AGENTS.md") == "unsaved é\n"
    assert repo.size("AGENTS.md") == len("unsaved é\n".encode())
    assert repo.text("CLAUDE.md") == "unsaved é\n"
    assert repo.text("./x/../AGENTS.md") == "unsaved é\n"
    assert repo.text("/repo/AGENTS.md") == "unsaved é\n"
    assert Repo.of(SAVED).text("AGENTS.md") == "saved\n"


def test_a_file_that_is_not_saved_yet_is_found_and_read() -> None:
    repo = Repo.of(SAVED).overlaid({"api/v1/AGENTS.md": "new\n"})
    assert repo.find(["AGENTS.md"]) == ("AGENTS.md", "api/v1/AGENTS.md")
    assert repo.kind("api") == "directory"
    assert "api/v1/AGENTS.md" in repo.listing.untracked
    found = chain.build(repo, AGENTS["codex"], "api/v1")
    assert [link.path for link in found.sources] == ["AGENTS.md", "api/v1/AGENTS.md"]


def test_what_is_not_held_is_what_lies_below() -> None:
    repo = Repo.of({**SAVED, "x": Special("unreadable")}).overlaid({"AGENTS.md": "new\n"})
    assert repo.kind("missing") == "missing"
    assert repo.target("CLAUDE.md") == "AGENTS.md"
    with pytest.raises(Unreadable):
        repo.file("x")


@pytest.mark.parametrize(
    ("saved", "held", "seen"),
    [
        (b"\xef\xbb\xbfsame", "same", b"\xef\xbb\xbfsame"),
        (b"\xef\xbb\xbfold", "new", b"\xef\xbb\xbfnew"),
        (b"caf\xe9", "caf\ufffd", b"caf\xe9"),
        (b"caf\xe9", "cafe", b"cafe"),
    ],
)
def test_bytes_that_an_editor_does_not_show_are_kept(saved: bytes, held: str, seen: bytes) -> None:
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": saved}).overlaid({"AGENTS.md": held})
    assert repo.file("AGENTS.md").data == seen


def test_a_repository_on_disk_without_git_is_walked_with_what_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("root\n")
    repo = Repo.at(str(tmp_path)).overlaid({"sub/AGENTS.md": "below\n"})
    assert repo.find(["agents.md"]) == ("AGENTS.md", "sub/AGENTS.md")
    assert sorted(repo.tree.walk()) == [("AGENTS.md", "file"), ("sub/AGENTS.md", "file")]
