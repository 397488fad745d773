"""The built wheel, in an empty environment outside the checkout, does the main job."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from .command import HOME, repository


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory, "agentslint")


def built(tmp_path_factory: pytest.TempPathFactory, name: str, **more: Any) -> Path:
    """The wheel, built from a copy, so that the build leaves nothing in the checkout."""
    copy = tmp_path_factory.mktemp("source") / name
    listed = subprocess.run(
        ["git", "-C", HOME, "ls-files", "-z", "-co", "--exclude-standard"],
        check=True,
        capture_output=True,
    ).stdout
    for name in listed.decode().split("\0"):
        if name and (HOME / name).is_file() and not name.startswith("fixtures/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((HOME / name).read_bytes())
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", out, copy],
        check=True,
        capture_output=True,
        timeout=300,
        **more,
    )
    return next(out.glob("agentslint_chain-*.whl"))


def test_it_is_the_same_whoever_builds_it_where_and_when(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another directory, other times of the files, another umask, clock zone and locale."""
    env = {**os.environ, "TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    time.sleep(2.1)  # an archive counts in steps of two seconds
    other = built(tmp_path_factory, "elsewhere/deeper", umask=0o077, env=env)
    assert wheel.read_bytes() == other.read_bytes()


def test_it_carries_the_rules_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    pages = {Path(name).name for name in names if name.startswith("agentslint/rules/")}
    assert {path.name for path in (HOME / "rules").glob("*.*")} <= pages
    assert "agentslint/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "fixtures/", "rules/"))]


def test_it_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "env"
    venv.create(place, with_pip=True)
    pip = [place / "bin" / "pip", "install", "-q", "--disable-pip-version-check", wheel]
    subprocess.run(pip, check=True, capture_output=True, timeout=300)
    shop = repository(
        tmp_path / "shop",
        {
            "AGENTS.md": "Run `make test` before every commit.\n",
            "AGENTS.override.md": "",
            "Makefile": "test:\n\tpytest\n",
        },
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [place / "bin" / "agentslint", *words],
            cwd=shop,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin"},
        )

    found = run("check")
    assert found.returncode == 1, found
    assert "error[empty-override]" in found.stdout
    assert run("explain", "--format", "prompt").stdout == ""
    assert run("rule", "empty-override").stdout.startswith("# empty-override\n")
    assert run("--version").stdout.startswith("agentslint, version ")
