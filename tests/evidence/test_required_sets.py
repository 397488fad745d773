"""What is required, of 30 public repositories: as a maintainer labelled it, from the lines that matter."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.evidence import checks
from agentslint.evidence.checks import Required
from agentslint.repo import Repo

ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("required-sets.toml").read_text(encoding="utf-8")
)["repository"]
# what is not read yet, and why: each is wrong today
WRONG = {"autobrr/upbrr": "labels that name a part of the code, commands listed behind a gate"}


def required(row: dict[str, Any], text: str, repo: Repo) -> list[Required]:
    """The checks for the row's file, of a root document with this text in such a repository."""
    alone = chain.build(Repo.of({"AGENTS.md": text}), agents.get("codex"), ".")
    return [each for each in checks.required(alone, repo.exists) if each.governs(row["file"])]


def faults(row: dict[str, Any], found: Iterable[Required]) -> Iterator[str]:
    """What differs from the label."""
    wanted = [set(each.split(" | ")) for each in row["requires"]]
    have = set[str]()
    for each in found:
        names = {each.command, *each.others}
        have |= names
        if not any(one & names for one in wanted) and each.command not in row["accepts"]:
            yield f"asks for {each.command}"
    yield from (f"does not ask for {sorted(one)}" for one in wanted if not one & have)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_what_a_maintainer_would_require(row):
    files = {"AGENTS.md": row["says"], row["file"]: "", **dict.fromkeys(row.get("has", ()), "")}
    found = list(faults(row, required(row, row["says"], Repo.of(files))))
    assert bool(found) == (row["name"] in WRONG), found


def test_there_are_thirty():
    assert len({row["name"] for row in ROWS}) == 30
    assert len(ROWS) - len(WRONG) >= 27
