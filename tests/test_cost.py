"""What a check costs, in steps that are the same on every machine: none may double unseen.

Whoever needs more steps for a good reason raises a number here, and says why in the commit.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .command import HOME, git, repository

# What people write, a line of each kind: each package of the repository says all of it.
TEXT = """# The {name} package

{name} keeps the orders of a shop. It is written in Python 3.11 and served on port 8000.

## Layout

- `src/{name}/` has the code, `src/{name}/orders.py` the orders and `createOrder()` in it.
- There are three packages: `alpha`, `beta` and `gamma`. Each package has its own README.
- No Dockerfile yet. Secrets are in `.env`, which is never committed.

| file | what it is |
|---|---|
| `Makefile` | the targets that all packages share |
| `pyproject.toml` | dependencies, and how Ruff is set up |

## Verify

Run `make test` before every commit, and `make lint` when you changed Python:

```sh
make test    # the unit tests
pytest -k orders
```

## Conventions

- Always use four spaces, and keep lines under 100 characters.
- Prefer `pathlib` over `os.path`; never import from `tests/`.
- We use Black and ruff; mypy is strict. Max retries is `MAX_RETRIES = 3`.
- Commit messages are in English; branch from `main`, not from `develop`.
- If a change touches the API, update `docs/api.md` and ask Jane for a review.
- When in doubt, follow the README: it takes precedence over this file.
- Do not edit generated files; the old scripts in `scripts/` were removed.
"""
PACKAGES = 6
# steps of one check: as many as were counted on 30 November 2026, and a third more
BUDGET = {
    "git": 33,  # commands started
    "compiled": 550,  # patterns, those of Python's library and of the parser among them
    "cased": 10_000,  # letters of sets in patterns that were looked at for another letter case
    "asked": 19_000,  # shapes of words, each of a text: may it match?
    "tried": 2_400,  # those that had to be tried
    "documents": PACKAGES + 1,  # instruction files read: each once
}


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """The steps of one check in a repository with some history, for all agents that it has files for."""
    files = {"Makefile": "test:\n\tpytest\nlint:\n\truff check\n", "CLAUDE.md": "@AGENTS.md\n"}
    names = [f"part_{number}" for number in range(PACKAGES)]
    for name in names:
        files[f"{name}/AGENTS.md"] = TEXT.format(name=name)
        files[f"{name}/src/{name}/orders.py"] = "MAX_RETRIES = 3\n\n\ndef create_order(): ...\n"
        files[f"{name}/scripts/run.py"] = ""
    files["AGENTS.md"] = TEXT.format(name="shop")
    root = repository(tmp_path_factory.mktemp("cost") / "repo", files)
    git(root, "rm", "-q", *(f"{name}/scripts/run.py" for name in names))
    git(root, "commit", "-q", "-m", "less")
    done = subprocess.run(
        [sys.executable, "-m", "tests.steps"], cwd=root, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HOME)},
        capture_output=True, check=True,
    )  # fmt: skip
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("step", BUDGET)
def test_a_check_takes_no_more_steps(step: str, steps: dict[str, int]) -> None:
    assert 0 < steps[step] <= BUDGET[step], steps


def test_most_patterns_are_not_tried(steps: dict[str, int]) -> None:
    assert steps["tried"] < steps["asked"] / 8
