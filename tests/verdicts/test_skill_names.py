"""Skills, subagents and commands that a text names: what git's history says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..command import git, repository
from ..inside import told
from .test_symbols import said

BEFORE = {
    ".agents/skills/shop-open-till/SKILL.md": "# Open the till\n\nCount the coins first.\n",
    ".agents/skills/shop-close/SKILL.md": "# Close\n",
    ".agents/skills/shop-kept/SKILL.md": "# Keep\n",
    ".claude/agents/stock-clerk.md": "Counts the shelves.\n",
}
OPEN = "shop-open-till is not there: .agents/skills/shop-open-till/SKILL.md went"
CLERK = "stock-clerk is not there: .claude/agents/stock-clerk.md went"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("| Morning | `shop-open-till` |", [OPEN]),
        ("Ask `stock-clerk` how many there are.", [CLERK]),
        ("```mermaid\ngraph TB\n  A[shop-open-till] --> B[shop-kept]\n```", [OPEN]),
        ("`shop-open-till` was removed.", []),
        ("Use `shop-kept`, and `other-tool` of the system.", []),
        # a package is called so still
        ("It is made by `shop-close`.", []),
    ],
)
def test_what_was_called_so(tmp_path: Path, text: str, messages: list[str]) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{text}\n", "go.py": "x = 1\n"})
    git(tmp_path, "rm", "-rq", ".agents/skills/shop-close", ".claude/agents/stock-clerk.md")
    git(tmp_path, "mv", ".agents/skills/shop-open-till", ".agents/skills/till-open-till")
    repository(tmp_path, {"package.json": '{"dependencies": {"shop-close": "1.0.0"}}\n'})
    found = said(tmp_path)
    assert [line.partition(" in ")[0] for line in found] == messages
    assert not messages or messages == [CLERK] or found[0].endswith("; till-open-till is there now")


def test_skills_that_one_commit_took_away_are_told_once(tmp_path: Path) -> None:
    skills = {
        f".agents/skills/till/{name}-till/SKILL.md": f"# {name}\n" for name in ("open", "shut")
    }
    kept = {".agents/skills/stock/SKILL.md": "# Stock\n"}
    text = "- Mornings: `open-till`.\n- Evenings: `shut-till`.\n"
    repository(tmp_path, {**skills, **kept, "AGENTS.md": text, "go.py": "x = 1\n"})
    git(tmp_path, "rm", "-rq", ".agents/skills/till")
    repository(tmp_path, {"go.py": "x = 2\n"})
    (line,) = told(tmp_path, "check", "--no-cache", "--format", "concise").out.splitlines()[:1]
    assert "open-till is not there" in line
    assert line.endswith("1 more place has the same cause")
