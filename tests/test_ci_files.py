"""What CI files say, held to the validators of others."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .program import PLACE

CI = [
    ("vendor.github-actions", "action.yml"),
    ("vendor.github-workflows", ".github/workflows/agentslint.yml"),
    ("vendor.github-workflows", ".github/workflows/audit.yml"),
    ("vendor.github-workflows", ".github/workflows/clients.yml"),
    ("vendor.github-workflows", ".github/workflows/editors.yml"),
    ("vendor.gitlab-ci", "ci/agentslint.gitlab-ci.yml"),
]


def test_the_workflow_of_the_readme_is_valid(tmp_path: Path) -> None:
    """It was once a piece of a job: what one copies has to be a file that GitHub takes."""
    pytest.importorskip("check_jsonschema")
    shown = re.findall(r"^```yaml\n(.*?)^```$", (PLACE / "README.md").read_text(), re.S | re.M)
    [workflow] = [text for text in shown if "jobs:" in text]
    copied = tmp_path / "agentslint.yml"
    copied.write_text(workflow)
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", CI[1][0], str(copied)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("schema", "path"), CI)
def test_ci_files_are_valid(schema: str, path: str) -> None:
    pytest.importorskip("check_jsonschema")
    more = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, path]
    done = subprocess.run(words, cwd=PLACE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


ZIZMOR = shutil.which("zizmor", path=os.path.dirname(sys.executable)) or shutil.which("zizmor")


@pytest.mark.skipif(ZIZMOR is None, reason="pip install zizmor")
def test_zizmor_finds_nothing() -> None:
    assert ZIZMOR is not None
    words = [ZIZMOR, "--offline", "--persona=auditor", "action.yml", ".github"]
    done = subprocess.run(words, cwd=PLACE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
