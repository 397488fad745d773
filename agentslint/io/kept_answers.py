"""What a reader answered, kept between runs: one line of JSON an answer, written as each arrives.

A convenience and nothing more: what is broken, foreign or cannot be written is passed over, and whoever
reads an answer holds it against the repository again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from typing import Any

from agentslint.core import parsing
from agentslint.io import cache_dir


class Kept:
    """The answers of earlier runs about the repository at `root`, by key."""

    def __init__(self, root: str) -> None:
        folder = cache_dir.folder(root)
        name = "answers-" + hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        self._path = os.path.join(folder, name) if folder else ""
        self._rows = self._read()

    def get(self, key: str) -> Any:
        """The value under a key, None where there is none."""
        return self._rows.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a value from now on: a run that is interrupted has kept all before it."""
        self._rows[key] = value
        if not self._path:
            return
        row = json.dumps([key, value]).encode() + b"\n"
        with contextlib.suppress(OSError):
            folder = os.path.dirname(self._path)
            os.makedirs(folder, mode=0o700, exist_ok=True)
            cache_dir.make_room(folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(self._path, flags, 0o600)
            try:
                os.write(handle, row)
            finally:
                os.close(handle)

    def _read(self) -> dict[str, Any]:
        opened = cache_dir.opened(self._path) if self._path else None
        if opened is None:
            return {}
        file, size = opened
        with open(file, "rb") as handle:
            data = handle.read(size)
        return dict(_rows(data))


def _rows(data: bytes) -> list[tuple[str, Any]]:
    """The whole rows of a file; what a killed run left half written is none."""
    found = []
    for line in data.split(b"\n")[:-1]:
        with contextlib.suppress(ValueError):
            row = parsing.json(line.decode("utf-8"))
            if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str):
                found.append((row[0], row[1]))
    return found
