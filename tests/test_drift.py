"""What only a real repository shows: dates against commits, and manifests that would run."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, registry
from agentslint.repo import Repo

from .repositories import Repository

RULES = registry.builtin()


def findings(root: Path, rule: str, today: datetime.date | None = None) -> list[str]:
    outcome = check.run(Repo.at(str(root)), [AGENTS["codex"]], {rule: RULES[rule]}, today=today)
    return [finding.message for finding in outcome.findings]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "shop")


def test_current_as_of_a_day_long_past_is_stale_once_commits_followed(repository):
    later = datetime.date(2026, 6, 1)
    repository.commit({"AGENTS.md": "> **Status:** current as of **2025-06-16**.\n"})
    assert findings(repository.root, "stale-claim", later) == []
    repository.commit({"shop.py": "1\n"})
    assert findings(repository.root, "stale-claim", later) == [
        "Status: current as of 2025-06-16: that was 350 days and 1 commit ago"
    ]
    assert findings(repository.root, "stale-claim", datetime.date(2025, 9, 1)) == []


def test_last_updated_is_held_against_the_last_change(repository):
    commit = "Last updated: 2025-01-01\n"
    repository.commit({"AGENTS.md": commit})
    assert findings(repository.root, "stale-claim") == []
    name = repository.commit({"AGENTS.md": commit + "Keep it short.\n"})
    assert findings(repository.root, "stale-claim") == [
        f"Last updated: 2025-01-01: {name[:9]} changed this file on 2025-06-17"
    ]


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("<!-- Generated: 2025-01-01 | Updated: 2025-01-01 -->\n", "Generated: 2025-01-01"),
        ("# Shop\n\n**Generated:** 2025-01-01\n**Commit:** 349317d\n", "Generated: 2025-01-01"),
        ("# Shop\n\n生成日期: 2025-01-01\n", "生成日期: 2025-01-01"),
        ("| Owner: us | Updated: 2025-01-01 |\n", "Updated: 2025-01-01"),
    ],
)
def test_a_stamp_that_no_later_change_moved(repository, stamp, told):
    repository.commit({"AGENTS.md": stamp})
    name = repository.commit({"AGENTS.md": stamp + "Keep it short.\n"})
    assert findings(repository.root, "stale-claim") == [
        f"{told}: {name[:9]} changed this file on 2025-06-17"
    ]


def test_manifests_are_read_and_never_executed(repository, tmp_path):
    marker = tmp_path / "ran"
    touch = f"touch {marker}"
    repository.commit(
        {
            "Makefile": f"X := $(shell {touch})\n$(eval $(shell {touch}))\ninclude $(shell {touch})\n",
            "noxfile.py": f"import os\nos.system({touch!r})\n",
            "setup.py": f"import os\nos.system({touch!r})\n",
            "justfile": f"x := `{touch}`\na:\n",
            "Rakefile": f"`{touch}`\ntask :a\n",
            "settings.gradle": f"'{touch}'.execute()\n",
            "package.json": f'{{"scripts": {{"preinstall": "{touch}"}}}}',
            "AGENTS.md": "`make a`, `nox -s a`, `just b`, `rake b`, `./gradlew :a:b`, `npm run b`, Python 3.1\n",
        }
    )
    outcome = check.run(Repo.at(str(repository.root)), [AGENTS["codex"]], RULES)
    assert {f.rule for f in outcome.findings} >= {"unrunnable-command"}
    assert not marker.exists()


def test_a_sparse_checkout_hides_no_manifest_that_is_tracked(repository):
    repository.commit({"AGENTS.md": "Run `make gone`.\n", "Makefile": "all:\n"})
    (repository.root / "Makefile").unlink()
    assert findings(repository.root, "unrunnable-command") == []


def test_a_test_file_that_was_deleted_cannot_be_run(repository):
    line = "`pytest tests/till_test.py::test_open`, `pytest tests/new_test.py`, `pytest tests/bar_test.py`\n"
    repository.commit({"AGENTS.md": line, "tests/till_test.py": "1\n", "tests/shop_test.py": "1\n"})
    assert findings(repository.root, "unrunnable-command") == []
    repository.commit({"tests/till_test.py": None})
    assert findings(repository.root, "unrunnable-command") == [
        "pytest tests/till_test.py::test_open cannot run: there is no tests/till_test.py; it was deleted"
    ]


def test_a_program_that_no_manifest_declares(repository):
    project = '[project]\nname = "shop"\n[dependency-groups]\ndev = ["pytest>=8"]\n'
    repository.commit(
        {
            "pyproject.toml": project,
            "package.json": '{"devDependencies": {"@biomejs/biome": "2"}}',
            "AGENTS.md": "`uv run pytest`, `uv run mypy .`, `uv run --with mypy mypy`, `uv run shop`\n\n"
            "`pnpm exec biome check`, `pnpm exec eslint .`, `npx eslint .`\n",
        }
    )
    assert findings(repository.root, "unrunnable-command") == [
        "uv run mypy cannot run: no manifest here declares mypy",
        "pnpm exec eslint cannot run: no manifest here declares eslint",
    ]


def test_a_near_name_comes_with_its_fix(repository):
    package = '{"scripts": {"check:types": "tsc", "lint": "eslint ."}}'
    repository.commit(
        {"package.json": package, "AGENTS.md": "Run `pnpm check-types` and `npm lint`.\n"}
    )
    outcome = check.run(
        Repo.at(str(repository.root)),
        [AGENTS["codex"]],
        {"unrunnable-command": RULES["unrunnable-command"]},
    )
    fixes = [finding.fix for finding in outcome.findings]
    assert [(f.safe, f.edits[0].text, f.edits[0].place.column) for f in fixes if f] == [
        (True, "check:types", 11),
        (False, "run lint", 33),
    ]


def test_a_hostile_line_of_commands_takes_seconds_at_most(repository):
    line = "make a;" * 20_000
    spans = "`make b && make c` " * 3_000
    repository.commit({"Makefile": "all:\n", "AGENTS.md": f"```sh\n{line}\n```\n\n{spans}\n"})
    start = time.monotonic()
    assert len(findings(repository.root, "unrunnable-command")) > 100
    assert time.monotonic() - start < 30
