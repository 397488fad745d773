"""The extension in a real VS Code: `code-server` in headless Chromium, used as a newcomer would.

Skipped where one of the three is absent: `code-server` ($CODE_SERVER or on PATH), `npm install` in
tests/browser, and `npm run package` in editors/vscode.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import program
from tests.command import repository

BROWSER = program.PLACE / "tests/browser"
PACKAGE = program.PLACE / "editors/vscode/agentslint.vsix"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SERVER = shlex.split(os.environ.get("CODE_SERVER", "")) or [shutil.which("code-server") or ""]
absent = pytest.mark.skipif(
    not (SERVER[0] and CHROMIUM and PACKAGE.is_file() and (BROWSER / "node_modules").is_dir()),
    reason="code-server, Chromium, npm install in tests/browser and npm run package in editors/vscode",
)
PATIENCE = 600
SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(
        tmp_path / "shop",
        {
            "AGENTS.md": "# Shop\n\nRun `make test` before you commit.\n\n"
            "Read [the guide](guides/guide.md) first.\n",
            "api/AGENTS.md": "# API\n\nHandlers live in `api/handlers.py`.\n",
            "api/handlers.py": "x = 1\n",
            "docs/guide.md": "# Guide\n",
            "Makefile": "test:\n\tpytest\n",
            ".gitignore": ".venv/\n",
        },
    )
    ours = root / ".venv/bin/agentslint"
    ours.parent.mkdir(parents=True)
    ours.write_text(
        f'#!/bin/sh\nPYTHONPATH={program.PLACE} exec {sys.executable} -m agentslint "$@"\n'
    )
    ours.chmod(0o755)
    return root


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A code-server with the packaged extension and nothing else."""
    user = tmp_path / "user"
    (user / "User").mkdir(parents=True)
    (user / "User/settings.json").write_text(json.dumps(SETTINGS))
    where = ["--user-data-dir", str(user), "--extensions-dir", str(tmp_path / "extensions")]
    env = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(
        [*SERVER, *where, "--install-extension", str(PACKAGE)],
        env=env,
        check=True,
        timeout=PATIENCE,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry"]
    more += ["--disable-update-check", "--disable-workspace-trust"]
    serving = subprocess.Popen([*SERVER, *where, *more], env=env, stdout=subprocess.DEVNULL)
    try:
        until_it_listens(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait()


def until_it_listens(port: int) -> None:
    for _ in range(PATIENCE):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("code-server does not listen")


@absent
@pytest.mark.timeout(2 * PATIENCE)
def test_a_newcomer_finds_the_fault_its_fix_and_the_chain(shop: Path, address: str) -> None:
    done = subprocess.run(
        ["node", "vscode.js", address, str(shop)],
        cwd=BROWSER,
        env={**os.environ, "CHROMIUM": str(CHROMIUM)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    assert "error" not in seen, seen
    assert seen["status"] == "Codex: 1 file, 0%"
    assert "guides/guide.md does not exist: did you mean docs/guide.md?" in seen["hover"]
    assert "Codex in ." in seen["hover"]
    assert any(link.endswith("/rules/dead_link.md") for link in seen["links"])
    assert any("Write docs/guide.md" in title for title in seen["actions"])
    assert seen["code"] == "Codex: 2 files, 0%"
    assert "Codex in api" in seen["explanation"] and "api/AGENTS.md" in seen["explanation"]
    assert "api" in seen["map"] and "Codex is told 2 files here" in seen["chain"]
