"""Overrides with a past: what git's history says of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, registry
from agentslint.model import Finding
from agentslint.repo import Repo
from tests.repositories import Repository

TODAY = date(2026, 11, 22)
RULES = "Run `make test` before review.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "here")


def found(repository: Repository, today: date | None = TODAY) -> list[Finding]:
    rules = {"stale-override": registry.builtin()["stale-override"]}
    repo = Repo.at(str(repository.root))
    return list(check.run(repo, [AGENTS["codex"]], rules, today=today).findings)


def told(repository: Repository, today: date | None = TODAY) -> list[str]:
    return [finding.message for finding in found(repository, today)]


def test_a_stated_day_has_passed(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "# Freeze\n\nTemporary until October 1, 2026.\n"})
    (finding,) = found(repository)
    assert finding.message == "its stated end, 2026-10-01, passed 52 days before 2026-11-22"
    assert (finding.place.line, finding.place.column, finding.place.end_column) == (3, 1, 32)
    assert finding.fix is not None
    assert (finding.fix.safe, finding.fix.renames[0].to) == (False, "")


@pytest.mark.parametrize("today", [date(2026, 10, 1), date(2026, 9, 30)])
def test_the_last_day_is_no_end_yet(repository: Repository, today: date) -> None:
    repository.commit(
        {"AGENTS.override.md": "<!-- expires: 2026-10-01 -->\nFreeze.\n", "AGENTS.md": RULES}
    )
    repository.commit({"x": "x"})
    assert told(repository, today) == []
    assert told(repository) == ["its stated end, 2026-10-01, passed 52 days before 2026-11-22"]


def test_front_matter_states_an_end(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "---\nexpires: 2026-10-01\n---\nFreeze.\n"})
    assert told(repository) == ["its stated end, 2026-10-01, passed 52 days before 2026-11-22"]


def test_the_release_is_tagged(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "Remove once v2.0 is released.\n"})
    assert told(repository) == []
    repository.git("tag", "v2.0.0")
    assert told(repository) == ["it was to end with release v2.0: v2.0.0 is of 2025-06-16"]


def test_the_issue_is_closed(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "Remove when #48 is closed.\n"})
    repository.commit({"x": "x"}, "Look at #48 and #481")
    assert told(repository) == []
    commit = repository.commit({"x": "y"}, "New checkout (#48)")
    said = f"{commit[:9]} (2025-06-18) says 'New checkout (#48)'"
    assert told(repository) == [f"it was to end with #48: {said}"]


def test_the_branch_is_merged(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "Delete after `feature/pay` is merged.\n"})
    repository.git("checkout", "-q", "-b", "feature/pay")
    repository.commit({"x": "x"})
    repository.git("checkout", "-q", "main")
    assert told(repository) == []
    repository.git("merge", "-q", "--no-ff", "feature/pay")
    (message,) = told(repository)
    assert message.startswith("it was to end with branch feature/pay: ")


def test_the_hidden_file_has_changed(repository: Repository) -> None:
    first = repository.commit({"AGENTS.md": RULES, "AGENTS.override.md": "Be brief.\n"})
    last = repository.commit(
        {"AGENTS.md": RULES + "\n## Security\n\nNever log tokens.\n"}, "Tokens"
    )
    (finding,) = found(repository, date(2025, 7, 1))
    assert finding.message == (
        f"it was last touched in {first[:9]} (2025-06-16), and AGENTS.md, which it hides, has "
        f"changed once since, last in {last[:9]} (2025-06-17)"
    )
    assert [(note.place.path, note.place.line) for note in finding.related] == [("AGENTS.md", 3)]


def test_an_override_touched_with_its_sibling_is_fresh(repository: Repository) -> None:
    repository.commit({"AGENTS.md": RULES, "AGENTS.override.md": "Be brief.\n"})
    repository.commit({"AGENTS.md": RULES * 2, "AGENTS.override.md": "Be very brief.\n"})
    assert told(repository, date(2025, 7, 1)) == []


def test_work_went_on_under_it(repository: Repository) -> None:
    files = {"api/AGENTS.md": RULES, "api/AGENTS.override.md": "Be brief.\n", "api/x": "x"}
    commit = repository.commit(files)
    for number in range(40):
        repository.commit({"elsewhere" if number else "api/x": str(number)})
    assert told(repository) == []  # whatever the day: nobody worked under it after that
    repository.commit({"api/x": "z"})
    (message,) = told(repository)
    assert message == told(repository, date(2030, 1, 1))[0]
    assert message == (
        f"it states no end and was last touched in {commit[:9]} (2025-06-16): "
        "api has seen 2 commits in the 41 days after that"
    )


def test_without_a_day_the_last_commit_is_held_against_an_end(repository: Repository) -> None:
    repository.commit({"AGENTS.override.md": "Freeze. Expires: 2025-06-16\n"})
    assert told(repository, None) == []
    repository.commit({"x": "x"})
    assert told(repository, None) == ["its stated end, 2025-06-16, passed 1 day before 2025-06-17"]


@pytest.mark.parametrize(
    "text",
    [
        "Ignore `AGENTS.md` here. It is content of the template that we ship.\n",
        "Read `AGENTS.md` first.\n",
    ],
)
def test_what_is_hidden_on_purpose_may_change(repository: Repository, text: str) -> None:
    repository.commit({"AGENTS.md": RULES, "AGENTS.override.md": text})
    repository.commit({"AGENTS.md": RULES * 2})
    assert told(repository) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"AGENTS.override.md": "Be brief.\n"}, id="it hides nothing"),
        pytest.param(
            {"AGENTS.md": RULES, "AGENTS.override.md": "Read `AGENTS.md` first.\n"},
            id="it hands over",
        ),
        pytest.param(
            {"AGENTS.md": RULES, "AGENTS.override.md": "Be brief. Expires: 2030-01-01\n"},
            id="its end has not come",
        ),
    ],
)
def test_age_alone_says_nothing(repository: Repository, files: dict[str, str]) -> None:
    repository.commit(files)
    repository.commit({"x": "x"})
    assert told(repository) == []


def test_a_copy_that_has_drifted(repository: Repository) -> None:
    lines = [f"Rule {number} of the shop.\n" for number in range(8)]
    repository.commit({"AGENTS.md": "".join(lines), "AGENTS.override.md": "".join(lines[:6])})
    assert told(repository, date(2025, 6, 20)) == [
        "6 of 6 of its lines are copied from AGENTS.md, which has changed since"
    ]


def test_without_a_blob_the_commit_is_named(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.commit({"AGENTS.md": RULES, "AGENTS.override.md": "Be brief.\n"})
    last = repository.commit({"AGENTS.md": "New.\n"}, "New rules")
    partial = repository.clone(tmp_path / "partial", "--filter=blob:none")
    partial.git("remote", "remove", "origin")
    (finding,) = found(partial, date(2025, 6, 20))
    notes = [note.message for note in finding.related]
    assert notes == [f"last changed in {last[:9]} (2025-06-17): New rules"]


def test_nothing_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    repository.commit(
        {
            "AGENTS.md": RULES,
            "AGENTS.override.md": "Remove when #1 is closed, or v1.0 is released, or `x` is merged.\n",
        }
    )
    repository.commit({"AGENTS.md": RULES * 2})
    marker = tmp_path / "ran"
    repository.plant(marker)
    assert len(found(repository)) == 1
    assert not marker.exists()
