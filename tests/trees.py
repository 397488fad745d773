"""Trees for tests: the recordings' way of writing files, laid down on disk or in memory."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agentslint.repo import Special


def lay(root: Path, files: Mapping[str, Any]) -> None:
    """Write `files` below `root`; `{ROOT}` in link targets stands for its parent's tree."""
    modes: list[tuple[Path, int]] = []
    for name, entry in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry, str):
            path.write_bytes(entry.encode("utf-8", "surrogatepass"))
        elif isinstance(entry, bytes):
            path.write_bytes(entry)
        elif "base64" in entry:
            path.write_bytes(base64.b64decode(entry["base64"]))
        elif "text" in entry:
            path.write_bytes(entry["text"].encode())
        elif "symlink" in entry:
            path.symlink_to(entry["symlink"])
        elif entry.get("dir"):
            path.mkdir(exist_ok=True)
        elif entry.get("fifo"):
            os.mkfifo(path)
        if isinstance(entry, dict) and "mode" in entry:
            modes.append((path, int(entry["mode"], 8)))
    for path, mode in modes:
        path.chmod(mode)


def entries(files: Mapping[str, Any]) -> dict[str, str | bytes | Special]:
    """The same files as `Repo.of` takes them."""
    made: dict[str, str | bytes | Special] = {}
    for name, entry in files.items():
        if isinstance(entry, str | bytes):
            made[name] = entry
        elif entry.get("mode") == "0000":
            made[name] = Special("unreadable")
        elif "base64" in entry:
            made[name] = base64.b64decode(entry["base64"])
        elif "text" in entry:
            made[name] = entry["text"]
        elif "symlink" in entry:
            made[name] = Special("symlink", entry["symlink"])
        elif entry.get("dir"):
            made[name] = Special("directory")
        elif entry.get("fifo"):
            made[name] = Special("pipe")
    return made
