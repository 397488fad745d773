"""A linked worktree inside its main checkout: what of the main checkout still counts there."""

from __future__ import annotations

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.model import User
from agentslint.repo import Repo

HERE = "/main/.claude/worktrees/t"
TREE = {
    "/main/.git/HEAD": "ref: refs/heads/main\n",
    "/main/.git/worktrees/t/HEAD": "ref: refs/heads/t\n",
    "/main/.git/worktrees/t/commondir": "../..\n",
    f"{HERE}/.git": "gitdir: /main/.git/worktrees/t\n",
    "/main/CLAUDE.md": "Of main.\n",
    "/main/AGENTS.md": "Of main.\n",
    "/main/CLAUDE.local.md": "Mine.\n",
    "/main/.claude/rules/x.md": "A rule.\n",
    f"{HERE}/pkg/f": "",
}
OWN = "../../.."


@pytest.mark.parametrize(
    ("agent", "own", "read"),
    [
        ("claude-code", "CLAUDE.md", [f"{OWN}/CLAUDE.local.md", "CLAUDE.md"]),
        ("pi", "CLAUDE.md", [f"{OWN}/AGENTS.md", "CLAUDE.md"]),
        ("pi", "AGENTS.md", ["AGENTS.md"]),
        ("pi", "pkg/AGENTS.md", [f"{OWN}/AGENTS.md", "pkg/AGENTS.md"]),
    ],
)
def test_main_checkout(agent: str, own: str, read: list[str]) -> None:
    """As Claude Code 2.1.332 and pi 1.6.0 did when they were asked."""
    repo = Repo.of({**TREE, f"{HERE}/{own}": "Of the tree.\n"}, root=HERE)
    built = chain.build(repo, agents.get(agent), "pkg", User({"HOME": "/nobody"}))
    assert [link.path for link in built.sources] == read


def test_worktree_elsewhere() -> None:
    files = {path.replace(HERE, "/beside/t"): text for path, text in TREE.items()}
    files["/main/.git/worktrees/t/gitdir"] = "/beside/t/.git\n"
    files["/beside/CLAUDE.md"] = "Above.\n"
    repo = Repo.of(files, root="/beside/t")
    built = chain.build(repo, agents.get("claude-code"), ".", User({"HOME": "/nobody"}))
    assert [link.path for link in built.sources] == ["../CLAUDE.md"]
