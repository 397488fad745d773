"""What agentslint says a directory's instructions are, against what Codex was recorded to send."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from agentslint import chain
from agentslint.chain import agents, codex_settings
from agentslint.model import Failure, User
from agentslint.repo import Repo

from ..trees import entries, lay

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "conformance"
CASES = [
    json.loads(line)
    for name in ("codex-0.169.0.jsonl", "codex-0.169.0-random.jsonl")
    for line in (RECORDINGS / name).read_bytes().splitlines()
]

ONLY_CODEX = {
    "trust-flag-does-not-override-untrusted": "--trust makes codex itself refuse to start",
}
ASKED = [case for case in CASES if case["name"] not in ONLY_CODEX]


def expected(case: dict[str, Any]) -> dict[str, Any] | str:
    if case.get("expected_error"):
        return "error"
    sources = {"sources": case["expected_sources"]} if "expected_sources" in case else {}
    return {
        "instructions": case["expected_instructions"],
        "directory": case["expected_directory"],
        **sources,
    }


def answer(
    case: dict[str, Any],
    repo: Repo,
    cwd: str,
    root: str,
    home: str,
    env: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What a recording holds, from the code that `explain` uses."""
    words = case.get("args", [])
    given = [word for before, word in itertools.pairwise(words) if before == "-c"]
    profile = next((word for before, word in itertools.pairwise(words) if before == "-p"), None)
    user = User(env or {"CODEX_HOME": home}, codex_settings.settings(given), profile)
    built = chain.build(repo, agents.get("codex"), os.path.relpath(cwd, repo.root), user)

    def shown(path: str) -> str:
        path = repo.absolute(path)
        if path.startswith(home + "/"):
            return "{CODEX_HOME}" + path.removeprefix(home)
        return "{ROOT}" + path.removeprefix(root)

    project = any(link.level == "project" for link in built.sources)
    found = {
        "instructions": chain.text(built),
        "directory": shown(built.directory) if project else None,
    }
    if "expected_sources" in case:
        found["sources"] = [shown(link.path) for link in built.sources]
    return found


def with_root(value: Any, root: str) -> Any:
    if isinstance(value, str):
        return value.replace("{ROOT}", root)
    if isinstance(value, list):
        return [with_root(item, root) for item in value]
    if isinstance(value, dict):
        return {with_root(key, root): with_root(item, root) for key, item in value.items()}
    return value


def placed(case: dict[str, Any], root: str) -> dict[str, Any]:
    """The case with {ROOT} filled in wherever it stands for the tree, file contents aside."""
    made = {**case}
    for part in ("files", "codex_home"):
        made[part] = {
            path: with_root(entry, root)
            if isinstance(entry, dict) and "symlink" in entry
            else entry
            for path, entry in case.get(part, {}).items()
        }
    for part in ("config", "args", "cd_arg"):
        if part in case:
            made[part] = with_root(case[part], root)
    home = made["codex_home"]
    home["config.toml"] = toml(made.get("config", {})) + home.get("config.toml", "")
    return made


def toml(config: dict[str, Any]) -> str:
    return "".join(f"{key} = {value(item)}\n" for key, item in config.items())


def value(item: Any) -> str:
    if isinstance(item, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {value(v)}" for k, v in item.items()) + "}"
    return json.dumps(item)


@pytest.mark.parametrize("case", ASKED, ids=[case["name"] for case in ASKED])
def test_on_disk(case: dict[str, Any], tmp_path: Path) -> None:
    if case.get("as_user") and os.geteuid() == 0:
        pytest.skip("root may read everything")
    root, home = str(tmp_path / "tree"), str(tmp_path / "home")
    case = placed(case, root)
    (tmp_path / "tree").mkdir()
    (tmp_path / "home").mkdir()
    lay(tmp_path / "tree", case["files"])
    lay(tmp_path / "home", case["codex_home"])
    cwd = os.path.normpath(os.path.join(root, case.get("cd_arg", case["cwd"])))
    if case.get("launch") == "chdir":
        cwd = os.path.realpath(cwd)
    try:
        found: dict[str, Any] | str = answer(case, Repo.at(cwd), cwd, root, home)
    except Failure:
        found = "error"
    assert expected(case) == found


IN_MEMORY = [case for case in ASKED if case["name"] != "path-missing-cwd"]


@pytest.mark.parametrize("case", IN_MEMORY, ids=[case["name"] for case in IN_MEMORY])
def test_in_memory(case: dict[str, Any]) -> None:
    root, home = "/tree", "/home"
    case = placed(case, root)
    files = entries(case["files"])
    files |= {f"{home}/{path}": entry for path, entry in entries(case["codex_home"]).items()}
    repo = Repo.of(files, root=root)
    cwd = os.path.normpath(os.path.join(root, case.get("cd_arg", case["cwd"])))
    if case.get("launch") == "chdir":
        cwd = repo.real(cwd)
    try:
        found: dict[str, Any] | str = answer(case, repo, cwd, root, home)
    except Failure:
        found = "error"
    assert expected(case) == found


def test_left_out_are_few_and_known() -> None:
    names = {case["name"] for case in CASES}
    assert set(ONLY_CODEX) <= names
    assert len(ASKED) == len(CASES) - len(ONLY_CODEX)


@pytest.mark.parametrize(
    ("files", "starts"),
    [({".codex": ""}, True), ({".codex/config.toml/a": ""}, False), ({".codex/a": ""}, True)],
    ids=["a file for a directory", "a directory for a file", "nothing there"],
)
def test_where_the_projects_settings_are_looked_for(files: dict[str, str], starts: bool) -> None:
    """As codex-cli 0.169.0 did when it was asked."""
    repo = Repo.of({"AGENTS.md": "Use four spaces.\n", **files})
    try:
        built = chain.build(repo, agents.get("codex"), ".", User({}))
    except Failure:
        assert not starts
    else:
        assert starts
        assert [link.path for link in built.sources] == ["AGENTS.md"]
