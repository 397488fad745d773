"""Whom Codex trusts: the `[projects]` table, looked up as Codex looks it up.

Facts from codex-cli 0.169.0 to 0.171.0, asked with trees (fixtures/conformance).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentslint.chain import worktrees
from agentslint.repo import Repo, join


class Trust:
    """The `[projects]` table of a user; with none to ask about, every project is trusted."""

    def __init__(self, repo: Repo, table: Any, top: str, *, known: bool) -> None:
        self.repo, self.top = repo, top
        self.levels = table if isinstance(table, Mapping) else {}
        self.known = known or bool(self.levels)

    def of(self, folder: str, *, cwd: bool = False) -> str | None:
        if not self.known:
            return "trusted"
        tried = [folder] if cwd else [folder, self.top]
        for path in tried:
            if (level := self._level(path)) is not None:
                return level
        main = main_checkout(self.repo, folder)
        return self._level(main) if main is not None else None

    def _level(self, path: str) -> str | None:
        for key in (self.repo.absolute(path), self.repo.real(path)):
            row = self.levels.get(key)
            if isinstance(row, Mapping) and row.get("trust_level") in ("trusted", "untrusted"):
                return str(row["trust_level"])
        return None


def main_checkout(repo: Repo, directory: str) -> str | None:
    """The repository root that trust is kept for: a worktree's main checkout; none in a submodule.

    A `.git` directory counts when it has a HEAD.
    """
    for folder in repo.upwards(directory):
        entry = join(folder, ".git")
        if repo.is_file(join(entry, "HEAD")):
            return folder
        if repo.is_file(entry):
            return worktrees.main_checkout(repo, folder)
    return None
