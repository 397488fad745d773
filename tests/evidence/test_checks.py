"""Whether a command is the one that is asked for: of a session's steps and of a handoff's lines alike."""

from __future__ import annotations

import pytest

from agentslint.evidence import checks
from agentslint.evidence.shell import Step


@pytest.mark.parametrize(
    ("line", "required", "expected"),
    [
        ("bash -lc 'cd x && CI=1 uv run pytest -q tests/unit'", "pytest", True),
        ("npm run test -- --watch=false", "npm test", True),
        ("pnpm t", "pnpm run test", True),
        (".venv/bin/pytest", "python -m pytest", True),
        ("make lint test", "make test", True),
        ("make lint", "make test", False),
        ("echo make test", "make test", False),
        ("git commit -m 'make test'", "make test", False),
        ("make fmt && make lint", "make lint && make fmt", True),
        ("make fmt", "make lint && make fmt", False),
        ("cargo test -p core", "cargo test -p <crate>", True),
        ("pytest tests/unit", "pytest tests", True),
        ("pytest tests/a.py", "pytest TEST_PATH", True),
        ("turbo run test lint", "turbo run test", True),
        ("turbo run lint", "turbo test", False),
        ("", "make", False),
        ("make", "", False),
    ],
)
def test_a_line_names_a_requirement(line: str, required: str, expected: bool) -> None:
    assert checks.names(line, required) is expected


@pytest.mark.parametrize(
    ("command", "typed", "fit"),
    [
        ("pytest TEST_PATH", "pytest tests/a.py", "whole"),
        ("turbo run test", "turbo run test lint", "whole"),
        ("turbo run test", "turbo test", "whole"),
        ("turbo run test", "turbo run test --filter web", "part"),
        ("just test", "just test lint", "whole"),
        ("make test", "make lint test", "whole"),
    ],
)
def test_runners_of_several_tasks_and_placeholders(command: str, typed: str, fit: str) -> None:
    step = Step(tuple(typed.split()), "", "passed")
    assert checks.fits(checks.Required(command, "", "", 1), step) == fit
