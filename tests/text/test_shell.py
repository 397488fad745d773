"""Shell lines: simple commands, wrappers, and whether one line runs another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.text.shell import canonical, runs, simple, split, unwrap


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("make test", [("make", "test")]),
        ("$ make test  # the suite", [("make", "test")]),
        ("CI=1 FOO='a b' npm test", [("npm", "test")]),
        ("cd libs/a && make lint; make test", [("make", "lint"), ("make", "test")]),
        ("pytest -k \"a and b\" 'x y'", [("pytest", "-k", "a and b", "x y")]),
        ("pytest 2>&1 | tail -5 > out.txt", [("pytest",), ("tail", "-5")]),
        ("cargo test \\\n  --workspace", [("cargo", "test", "--workspace")]),
        ("(cd web && pnpm test) || exit 1", [("pnpm", "test"), ("exit", "1")]),
        ("cargo nextest run -p <package>", [("cargo", "nextest", "run", "-p", "<package>")]),
        ("echo $(git status) ${HOME}", [("echo", "$(git status)", "${HOME}")]),
        ("it's", [("it's",)]),
        ("", []),
    ],
)
def test_split(line: str, expected: list[tuple[str, ...]]) -> None:
    assert [command.words for command in split(line)] == expected


def test_a_directory_and_its_environment_are_kept() -> None:
    (command,) = simple("cd services && cd api && CI=1 bash -lc 'cd src && make test'")
    assert (command.words, command.directory) == (("make", "test"), "services/api/src")
    assert command.environment == ("CI=1",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("uv run --with x pytest -q", "pytest -q"),
        ("poetry run python -m pytest", "pytest"),
        ("npx --yes vitest run", "vitest run"),
        ("pnpm exec -- eslint .", "eslint ."),
        ("sudo -u app env A=1 timeout 30 make test", "make test"),
        ("conda run -n py311 pytest", "pytest"),
        ("bundle exec rspec", "rspec"),
        ("docker compose exec -T web pytest", "pytest"),
        ("uv run", "uv run"),
        ("npm run test", "npm run test"),
    ],
)
def test_unwrap(line: str, expected: str) -> None:
    assert " ".join(unwrap(line.split())) == expected


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
        ("pytest tests/unit", "pytest tests", False),
        ("", "make", False),
        ("make", "", False),
    ],
)
def test_runs(line: str, required: str, expected: bool) -> None:
    assert runs(line, required) is expected


@given(st.text(alphabet="ab $'\"\\;&|<>(){}#=\n-./", max_size=40))
def test_any_text_comes_apart(line: str) -> None:
    for command in simple(line):
        assert command.words
        assert 0 <= command.start <= command.end <= len(line)
        assert canonical(command.words)


@given(st.lists(st.from_regex(r"q[a-z0-9./]{0,6}", fullmatch=True), min_size=1, max_size=5))
def test_a_line_runs_itself_through_any_wrapper(words: list[str]) -> None:
    line = " ".join(words)
    assert runs(f"cd x && CI=1 bash -lc '{line}'", line)
