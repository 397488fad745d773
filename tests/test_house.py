"""The house itself: lint, types, floors, and its own instructions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .command import HOME, agentslint

# From the ground up. A room may import from those before it, never from one after it.
FLOORS = """
    late interrupt tables globs outside store replay model cache repo commands shapes context shares
    secrets codex gemini markdown page vocabulary instructions scope precedence agents chain
    voices readings
    diagrams mentions hedges endings overrides standing lacking references tasks versions counts
    fingerprint declared rulebook config suppressions rounds check baseline fix effect
    explain compare progress atlas report examples evidence schemas server cli __main__
""".split()


def rooms() -> dict[str, set[str]]:
    """What each room of the package imports from the others, wherever in a module it does so."""
    found: dict[str, set[str]] = {}
    for path in sorted((HOME / "agentslint").rglob("*.py")):
        room = path.relative_to(HOME / "agentslint").parts[0].removesuffix(".py")
        if room != "__init__":
            wanted = {name.split(".")[1] for name in imports(path) if name.count(".")}
            found.setdefault(room, set()).update(wanted - {room, "__version__"})
    return found


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("agentslint."))
        elif isinstance(node, ast.ImportFrom) and node.module == "agentslint":
            yield from (f"agentslint.{name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agentslint."):
            yield node.module or ""


def test_imports_go_down_only() -> None:
    found = rooms()
    assert not found.keys() - set(FLOORS), "give the new room its floor"
    upwards = {
        (room, other)
        for room, others in found.items()
        for other in others
        if FLOORS.index(other) >= FLOORS.index(room)
    }
    assert upwards == set()


def test_rules_know_no_terminal_and_no_disk() -> None:
    for path in sorted((HOME / "rules").glob("*.py")):
        known = {name.split(".")[1] for name in imports(path) if name.count(".")}
        assert not known & {"cli", "report", "server"}, path.name


@pytest.mark.parametrize(
    "words",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "--strict", "agentslint", "rules"],
    ],
    ids=" ".join,
)
def test_lint_and_types(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_project_lints_itself() -> None:
    ran = agentslint("check", "--fail-on", "info", cwd=HOME)
    assert ran.status == 0, ran.out + ran.err
    assert "no findings in 1 instruction file, 1 chain" in ran.out
