"""Clients out of npm packages, and which releases of them are asked: pinned in CI, the newest each week."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NEWEST = "latest"
INSTALL = 90  # seconds that npm may take: without a registry it waits for minutes


def installed(folder: Path, *packages: str) -> bool:
    """Install packages below a folder; False where npm is not here, or cannot have them in time."""
    if shutil.which("npm") is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *packages]
    try:
        return subprocess.run(words, capture_output=True, timeout=INSTALL).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def releases(pinned: str) -> list[object]:
    """The releases that a test asks, as its parameters."""
    weekly = pytest.mark.skipif(
        "AGENTSLINT_NEWEST" not in os.environ, reason="asked by the weekly workflow"
    )
    return [pytest.param(pinned, id="pinned"), pytest.param(NEWEST, id="newest", marks=weekly)]
