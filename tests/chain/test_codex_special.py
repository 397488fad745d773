"""Codex's settings of machine, user and profile, worktrees and their trust: as the real client was recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentslint.model import Failure
from agentslint.repo import Repo

from ..trees import entries
from .test_conformance import RECORDINGS, answer, expected, with_root

CASES = [
    json.loads(line) for line in (RECORDINGS / "codex-special.jsonl").read_bytes().splitlines()
]
ONLY_CODEX = {
    "user-other-key-wrong-type": "of a key that decides nothing here, only codex knows the type",
    "project-other-wrong-type-trusted": "the same",
}
ASKED = [case for case in CASES if case["name"] not in ONLY_CODEX]
ROOT, HOME = "/tree", "/home/u/.codex"


@pytest.mark.parametrize("case", ASKED, ids=[case["name"] for case in ASKED])
def test_recording(case: dict[str, Any]) -> None:
    wanted, case = expected(case), with_root(case, ROOT)
    files = entries(case["files"])
    files |= {
        f"{HOME}/{path}": entry for path, entry in entries(case.get("codex_home", {})).items()
    }
    files |= {
        f"/etc/codex/{path}": entry for path, entry in entries(case.get("system", {})).items()
    }
    files.setdefault(f"{HOME}/version.json", "{}")
    repo = Repo.of(files, root=ROOT)
    cwd = f"{ROOT}/{case.get('cwd', '')}".rstrip("/")
    env = {"HOME": "/home/u", "CODEX_HOME": HOME} | case.get("env", {})
    env = {name: value for name, value in env.items() if value is not None}
    try:
        found: dict[str, Any] | str = answer(case, repo, cwd, ROOT, HOME, env)
    except Failure as failure:
        assert "start" in str(failure) or "-c" in str(failure)
        found = "error"
    assert wanted == found


def test_left_out_are_known() -> None:
    assert set(ONLY_CODEX) <= {case["name"] for case in CASES}
