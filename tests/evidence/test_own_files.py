"""What a command is given or writes beside the work is no part of the work that it judges."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ..command import agentslint, repository
from ..program import WORDS, environment

TREE = {"AGENTS.md": "Run `make test` before you commit.\n", "Makefile": "test:\n\ttrue\n"}


def test_a_receipt_that_lies_in_the_work_tree_fits(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", TREE)
    (root / "new.py").write_text("x = 1\n")
    for form in ("json", "in-toto"):
        words = ("receipt", "--base", "HEAD", "--format", form, "--output", "r.json")
        assert agentslint(*words, cwd=root).status == 0
        first = (root / "r.json").read_bytes()
        told = agentslint("receipt", "verify", "r.json", cwd=root)
        assert "the receipt fits" in told.out, told
        assert agentslint(*words, cwd=root).status == 0
        assert (root / "r.json").read_bytes() == first
    (root / "more.py").write_text("y = 1\n")
    assert "the receipt fits" not in agentslint("receipt", "verify", "r.json", cwd=root).out


def test_a_handoff_that_lies_in_the_work_tree_is_no_work(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", TREE)
    (root / "new.py").write_text("x = 1\n")
    with open(root / "pr-body.md", "wb") as body:
        words = [*WORDS, "handoff", "--draft", "--base", "HEAD"]
        subprocess.run(words, cwd=root, stdout=body, check=True, env=environment())
    assert "pr-body.md" not in (root / "pr-body.md").read_text()
    told = agentslint("handoff", "pr-body.md", "--base", "HEAD", cwd=root).out
    assert "(1 file, +1" in told
