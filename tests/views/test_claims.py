"""`agentslint claims` as a person and a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from agentslint.cli.schemas import OUTPUTS

from ..command import agentslint, repository

FILES = {
    "AGENTS.md": "Node 18+ is used. See `src/app.ts`, and `src/gone.ts` if present.\n",
    "package.json": '{"name": "shop", "engines": {"node": ">=22"}}\n',
    "src/app.ts": "export const a = 1\n",
    "web/AGENTS.md": "# Web\n\nCurrently empty - all is in the root.\n\nThere is no `Makefile` here.\n",
    "web/page.ts": "export const b = 1\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def test_each_statement_has_its_verdict_and_evidence(shop: Path) -> None:
    ran = agentslint("claims", cwd=shop)
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "AGENTS.md:1:1: refuted[version] Node 18+: package.json:1 requires >=22",
        "AGENTS.md:1:24: verified[path] src/app.ts is there",
        "AGENTS.md:1:42: undecided[path] src/gone.ts: the text takes it back: optional",
        "web/AGENTS.md:3:1: refuted[absence] Currently empty: web/page.ts is tracked",
        "web/AGENTS.md:5:1: verified[absence] There is no `Makefile` here: nothing is tracked there",
        "5 statements: 2 verified, 2 refuted, 1 undecided",
    ]


def test_a_path_narrows_what_is_told_and_what_is_counted(shop: Path) -> None:
    ran = agentslint("claims", "web", cwd=shop)
    assert ran.out.splitlines()[-1] == "2 statements: 1 verified, 1 refuted, 0 undecided"
    assert all(line.startswith("web/") for line in ran.out.splitlines()[:-1])


def test_what_is_undecided_alone(shop: Path) -> None:
    lines = agentslint("claims", "--undecided", cwd=shop).out.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["undecided[path]"]
    assert lines[-1] == "5 statements: 2 verified, 2 refuted, 1 undecided"


def test_json_is_what_its_schema_says(shop: Path) -> None:
    found = json.loads(agentslint("claims", "--format", "json", cwd=shop).out)
    jsonschema.validate(found, OUTPUTS["claims"]())
    assert found["totals"] == {"statements": 5, "verified": 2, "refuted": 2, "undecided": 1}
    assert found["statements"][0]["facts"][0]["path"] == "package.json"


def test_a_verbose_check_ends_with_the_same_line(shop: Path) -> None:
    ran = agentslint("check", "-v", cwd=shop)
    assert "agentslint: 5 statements: 2 verified, 2 refuted, 1 undecided" in ran.err.splitlines()


def test_without_instructions_there_is_nothing_to_read(tmp_path: Path) -> None:
    ran = agentslint("claims", cwd=repository(tmp_path / "bare", {"a.py": "a = 1\n"}))
    assert (ran.status, ran.out) == (2, "")
    assert "there is nothing to read" in ran.err
