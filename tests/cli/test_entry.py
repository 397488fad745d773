"""How the program starts: from what is installed, and from nothing that lies in the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..command import HOME, agentslint
from ..repositories import Repository

PLANTED = (
    *("click", "re", "zlib", "marshal", "pathspec", "markdown_it", "jsonschema", "yaml"),
    *("sitecustomize", "usercustomize", "tomllib", "datetime", "rules/__init__", "typing"),
)
INSTALLED = shutil.which("agentslint", path=os.path.dirname(sys.executable))
WAYS = {
    "module": [sys.executable, "-m", "agentslint"],
    "module, safe path": [sys.executable, "-P", "-m", "agentslint"],
    "command": [INSTALLED or ""],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("line", ["check", "explain .", "map", "--version"])
def test_nothing_of_the_working_directory_is_imported(tmp_path: Path, way: str, line: str) -> None:
    if not WAYS[way][0]:
        pytest.skip("not installed")
    made = Repository(tmp_path / "r")
    run = f"open({str(tmp_path / 'ran')!r}, 'a').write(__file__)\n"
    files = {f"{name}.py": run for name in PLANTED}
    if way != "module":  # SECURITY.md: what is not promised
        files["agentslint/__init__.py"] = files["agentslint/__main__.py"] = run
        files |= {f"{name}.py": run for name in ("importlib", "contextlib", "types", "hashlib")}
    made.commit(
        {"AGENTS.md": "See `src/gone.py`.\n", "agentslint.toml": "fail-on = 'never'\n", **files}
    )
    env = {**os.environ, "AGENTSLINT_NO_CACHE": "1"}
    env |= {} if way == "command" else {"PYTHONPATH": str(HOME)}
    done = subprocess.run([*WAYS[way], *line.split()], cwd=made.root, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


def test_the_list_of_commands_says_whole_sentences(tmp_path: Path) -> None:
    told = agentslint("--help", cwd=tmp_path).out
    assert "..." not in told.partition("Options:")[2]


@pytest.mark.parametrize("name", ["receipt", "handoff", "bridge"])
def test_an_option_says_more_than_that_it_may_be_repeated(tmp_path: Path, name: str) -> None:
    assert "  Repeatable." not in agentslint(*name.split(), "--help", cwd=tmp_path).out
