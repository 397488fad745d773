"""`agentslint diff`: what agents are told, before and after, in real repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentslint.cli.schemas import diff

from ..program import run
from ..repositories import Repository

FILES = {
    "AGENTS.md": "# R\n\nUse black to format Python.\n\nRun `make test` before review.\n\nNever push.\n",
    "api/AGENTS.md": "Use snake_case names.\n",
    "api/deep/AGENTS.md": "Write docstrings.\n",
    "web/app.js": "",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit(FILES)
    return made


def changes(repository: Repository, *words: str) -> list[dict[str, Any]]:
    done = run(repository.root, "diff", "--format", "json", *words)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator(diff()).validate(found)
    made: list[dict[str, Any]] = found["changes"]
    return made


def test_nothing(repository: Repository) -> None:
    assert changes(repository, "HEAD") == []
    repository.write({"web/app.js": "1"})
    assert changes(repository, "HEAD") == []
    assert run(repository.root, "diff", "HEAD").stdout == "no change in what agents are told\n"


def test_a_root_edit_reaches_every_directory(repository: Repository) -> None:
    text = FILES["AGENTS.md"].replace("black", "ruff format").replace("make test", "make check")
    repository.write({"AGENTS.md": text.replace("Never push.\n", "Ask first.\n")})
    (only,) = changes(repository, "HEAD")
    assert only["directories"] == [".", "api", "api/deep"]
    assert only["files"] == {"entered": [], "left": [], "changed": ["AGENTS.md"]}
    assert only["bytes"]["after"] - only["bytes"]["before"] == len("ruff format") - 5 + 1 - 1
    pairs = [(p["before"]["text"], p["after"]["text"]) for p in only["replaced"]]
    assert pairs == [
        ("Use black to format Python.", "Use ruff format to format Python."),
        ("Run `make test` before review.", "Run `make check` before review."),
    ]
    assert [i["text"] for i in only["lost"]] == ["Never push."]
    assert [i["text"] for i in only["gained"]] == ["Ask first."]
    assert [v["command"] for v in only["verification"]["gained"]] == ["make check"]
    assert [v["command"] for v in only["verification"]["lost"]] == ["make test"]


def test_an_override_and_a_removed_file(repository: Repository) -> None:
    repository.commit({"api/AGENTS.override.md": "Be brief.\n", "api/deep/AGENTS.md": None})
    found = changes(repository, "HEAD~1", "HEAD")
    assert [change["directories"] for change in found] == [["api"], ["api/deep"]]
    api, deep = (change["files"] for change in found)
    assert [link["path"] for link in api["entered"]] == ["api/AGENTS.override.md"]
    assert [(link["path"], link["fate"]) for link in api["left"]] == [("api/AGENTS.md", "shadowed")]
    assert [(link["path"], link["fate"]) for link in deep["left"]] == [
        ("api/AGENTS.md", "shadowed"),
        ("api/deep/AGENTS.md", "removed"),
    ]
    # the other way round
    back = changes(repository, "HEAD", "HEAD~1")
    assert back[0]["gained"] == api_lost(found[0])


def api_lost(change: dict[str, Any]) -> Any:
    assert change["lost"]
    return change["lost"]


def test_a_move_between_files_changes_nothing_that_is_told(repository: Repository) -> None:
    repository.write(
        {
            "api/AGENTS.md": "Be brief.\n\nUse snake_case names.\n",
            "api/deep/AGENTS.md": "Be brief.\n",
        }
    )
    repository.commit()
    repository.write({"api/deep/AGENTS.md": "Be brief.\n\nWrite docstrings.\n"})
    (only,) = changes(repository, "HEAD")
    assert [i["text"] for i in only["gained"]] == ["Write docstrings."]
    assert only["lost"] == []


def test_what_the_budget_drops_is_lost(repository: Repository) -> None:
    repository.write({"AGENTS.md": FILES["AGENTS.md"] + "It is so.\n" * 3600})
    found = changes(repository, "HEAD")
    deep = next(change for change in found if "api/deep" in change["directories"])
    assert {link["path"]: link["fate"] for link in deep["files"]["left"]} == {
        "api/AGENTS.md": "dropped",
        "api/deep/AGENTS.md": "dropped",
    }
    assert "Write docstrings." in [i["text"] for i in deep["lost"]]


def test_text_tells_each_change_once(repository: Repository) -> None:
    repository.write(
        {"AGENTS.md": FILES["AGENTS.md"] + "\nAsk first.\n", "web/AGENTS.md": "Use CSS modules.\n"}
    )
    text = run(repository.root, "diff", "HEAD").stdout
    assert text.count("Ask first.") == 1
    assert "with what changed in ./" in text
    assert "  + web/AGENTS.md  read" in text
    markdown = run(repository.root, "diff", "HEAD", "--format", "markdown").stdout
    assert "- now sent: `web/AGENTS.md`: read" in markdown


def test_hostile_text_formats_nothing(repository: Repository) -> None:
    repository.write({"AGENTS.md": "Run `x` <script> | @someone\x1b[2J [a](http://b).\n"})
    for form in ("text", "markdown"):
        said = run(repository.root, "diff", "HEAD", "--format", form).stdout
        assert "\x1b" not in said
    assert "<script" not in said.replace("\\<", "")
    assert "@someone" not in said


def test_an_unknown_revision_is_refused(repository: Repository) -> None:
    done = run(repository.root, "diff", "nowhere")
    assert (done.returncode, "nowhere: no such revision" in done.stderr) == (2, True)
    assert run(repository.root, "diff", "--", "--output=/tmp/x").returncode == 2
