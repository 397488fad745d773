"""Eight faults that readers of the code reported, each by what somebody would have met."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint.evidence import checks, receipt
from agentslint.evidence.shell import Step

from .inside import told
from .repositories import Repository


def repository(tmp_path: Path, files: dict[str, str]) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit(files)
    return made


def found(root: Path, *words: str) -> list[str]:
    """The findings of a command: rule, path and line of each."""
    shown = json.loads(told(root, *words, "--format", "json").out)["findings"]
    return [f"{one['rule']} {one['path']}:{one['line']}" for one in shown]


def commands(tmp_path: Path, text: str) -> list[str]:
    """What is said of commands in an AGENTS.md whose Makefile has `build` and nothing else."""
    files = {"AGENTS.md": text, "Makefile": "build:\n\ttrue\n"}
    root = repository(tmp_path, files).root
    return found(root, "check", "--select", "unrunnable-command")


def test_check_and_explain_agree_on_what_concerns_a_directory(tmp_path: Path) -> None:
    """`check pkg` said clean where `explain pkg` listed findings of the same chain."""
    files = {
        "AGENTS.md": "Run `make gone` first. See [a](gone.md), and `src/gone.py`.\n",
        "Makefile": "build:\n\ttrue\n",
        "pkg/a.py": "",
    }
    root = repository(tmp_path, files).root
    listed = found(root, "explain", "pkg")
    assert len(listed) >= 2
    assert found(root, "check", "pkg") == listed


def older(made: dict[str, object]) -> None:
    made["version"] = "0.0.1"


def older_with_fewer_fields(made: dict[str, object]) -> None:
    older(made)
    del made["boundaries"]


@pytest.mark.parametrize("change", [older, older_with_fewer_fields])
def test_a_receipt_is_verified_after_an_upgrade(
    tmp_path: Path, change: Callable[[dict[str, object]], None]
) -> None:
    """Another version's receipt was refused for its `version`, or for a field that was added since."""
    repo = repository(
        tmp_path,
        {
            "AGENTS.md": "Run `make test` before each commit.\n",
            "Makefile": "test:\n\ttrue\n",
            "a.py": "a = 1\n",
        },
    )
    repo.write({"a.py": "a = 2\n"})
    made = json.loads(told(repo.root, "receipt", "--base", "HEAD", "--format", "json").out)
    change(made)
    place = tmp_path / "old.json"
    place.write_text(receipt.text(receipt._sealed(made)))
    ran = told(repo.root, "receipt", "verify", str(place))
    assert (ran.status, "agentslint 0.0.1 made it" in ran.out) == (0, True), ran
    # what both versions write still has to be so
    made["verdict"] = "closed"
    place.write_text(receipt.text(receipt._sealed(made)))
    assert told(repo.root, "receipt", "verify", str(place)).status == 1


@pytest.mark.parametrize("other", ["pkg/.pre-commit-config.yaml", "pkg/tox.ini", "pkg/nx.json"])
def test_another_tools_manifest_makes_no_task_missing(tmp_path: Path, other: str) -> None:
    """`rake build` with a sibling's Rakefile was an error once a manifest of another tool was near."""
    files = {"pkg/AGENTS.md": "Run `rake build` first.\n", "sib/Rakefile": "task :build\n"}
    repo = repository(tmp_path, files)
    alone = found(repo.root, "check", "--select", "unrunnable-command")
    repo.commit({other: "{}\n"})
    assert found(repo.root, "check", "--select", "unrunnable-command") == alone == []


def test_the_body_of_a_heredoc_is_no_command(tmp_path: Path) -> None:
    text = "Run:\n\n```sh\ncat > a.txt <<'EOF'\nmake gone\nEOF\nmake lost\n```\n"
    assert commands(tmp_path, text) == ["unrunnable-command AGENTS.md:7"]


@pytest.mark.parametrize(
    "line",
    [
        "if make gone; then make build; fi",
        "if test -d x; then make gone; fi",
        "for each in a b; do make gone; done",
        "while ! make gone; do make build; done",
        "! make gone",
    ],
)
def test_commands_of_conditions_loops_and_negations_are_judged(tmp_path: Path, line: str) -> None:
    assert commands(tmp_path, f"Before committing, run `{line}`.\n") == [
        "unrunnable-command AGENTS.md:1"
    ]
    assert commands(tmp_path, f"Run `{line.replace('gone', 'build')}` first.\n") == []


@pytest.mark.parametrize(
    ("required", "ran"),
    [
        ("pytest TEST_PATH", "pytest tests/a.py"),
        ("pytest <path>", "pytest tests/a.py"),
        ("npm test -- {file}", "npm test -- a.js"),
    ],
)
def test_a_placeholder_is_the_same_for_handoff_and_session(required: str, ran: str) -> None:
    """`pytest TEST_PATH` was run for the handoff and not for the session."""
    step = Step(tuple(ran.split()), "", "passed")
    assert checks.names(ran, required)
    assert checks.fits(checks.Required(required, "", "", 1), step) == "whole"


@pytest.mark.parametrize(
    ("required", "ran"),
    [
        ("turbo run test", "turbo run test lint"),
        ("just test", "just test lint"),
        ("make test", "make test lint"),
        ("task test", "task test lint"),
        ("nox -s test", "nox -s lint test"),
        ("tox -e test", "tox -e lint,test"),
    ],
)
def test_a_task_is_whole_beside_others_whatever_runs_it(required: str, ran: str) -> None:
    """`turbo run test lint` was a part of `turbo run test`, and `just test lint` was whole."""
    step = Step(tuple(ran.split()), "", "passed")
    assert checks.names(ran, required)
    assert checks.fits(checks.Required(required, "", "", 1), step) == "whole"


@pytest.mark.parametrize(
    ("required", "ran"),
    [
        ("turbo run test lint", "turbo run test"),
        ("nox -s test lint", "nox -s test"),
        ("nox", "nox -s test"),
        ("tox -e lint,test", "tox -e lint"),
        ("tox", "tox -e lint"),
    ],
)
def test_fewer_tasks_are_less(required: str, ran: str) -> None:
    step = Step(tuple(ran.split()), "", "passed")
    assert checks.fits(checks.Required(required, "", "", 1), step) != "whole"
