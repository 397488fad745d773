"""One input through one target under a time guard, and where a failing one is kept."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from . import readers

SECONDS = 2.0  # of processor time that an input under 64 KB may take


class Slow(AssertionError):
    """An input that takes too long."""


@dataclass(frozen=True)
class Failing:
    """What broke: one line, the kind that makes two the same, and the input's file."""

    target: str
    said: str
    kind: str
    file: Path | None = None


def tried(target: str, data: bytes, *, seconds: float = SECONDS) -> Failing | None:
    """What one input breaks, if anything."""
    start = time.process_time()
    try:
        readers.TARGETS[target](data)
        if len(data) <= readers.LONGEST and (used := time.process_time() - start) > seconds:
            raise Slow(f"{used:.1f} s for {len(data)} bytes")
    except Exception as error:
        rows = traceback.extract_tb(error.__traceback__)
        ours = [row for row in rows if "/agentslint/" in row.filename or "/rules/" in row.filename]
        row = (ours or rows)[-1]
        where = f"{Path(row.filename).name}:{row.lineno}"
        said = f"{type(error).__name__} at {where}: {error!s:.300}".replace("\n", " ")
        return Failing(target, said, f"{target} {type(error).__name__} {where}")
    return None


def kept(target: str, data: bytes, folder: Path) -> Path:
    """Write the input to a file that says which target it breaks."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def smaller(failing: Failing, data: bytes, *, seconds: float = 20) -> bytes:
    """A part of the input that still breaks the same, found by leaving out more and more."""
    until = time.monotonic() + seconds
    step = len(data) // 2
    while step and time.monotonic() < until:
        at = 0
        while at < len(data) and time.monotonic() < until:
            shorter = data[:at] + data[at + step :]
            again = tried(failing.target, shorter)
            if again is not None and again.kind == failing.kind:
                data = shorter
            else:
                at += step
        step //= 2
    return data
