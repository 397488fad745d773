"""One file of plain values that is kept between runs: whole, ours, or not there.

Imports little: a replay is told by it.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import zlib

from agentslint.core import system
from agentslint.io import cache_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAGIC = b"agentslint run 1\n"
LARGEST = 1 << 23  # bytes of one that is kept


def read(place: str) -> dict[str, Any] | None:
    """What is in a file, where it is ours and whole."""
    found = cache_dir.opened(place)
    if found is None:
        return None
    file, size = found
    try:
        data = os.read(file, size)
    except OSError:
        return None
    finally:
        os.close(file)
    head, checksum = len(MAGIC), data[len(MAGIC) : len(MAGIC) + 4]
    body = memoryview(data)[head + 4 :]
    if not data.startswith(MAGIC) or zlib.crc32(body).to_bytes(4, "little") != checksum:
        return None
    kept: dict[str, Any] = marshal.loads(body)
    return kept


def write(place: str, kept: dict[str, Any], largest: int = LARGEST) -> None:
    """Put values into a file, where they are not too many and the disk takes them."""
    body = marshal.dumps(kept)
    if len(body) > largest:
        return
    data = MAGIC + zlib.crc32(body).to_bytes(4, "little") + body
    folder, temporary = os.path.dirname(place), f"{place}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        cache_dir.make_room(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | system.NOFOLLOW | system.BINARY
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
        os.replace(temporary, place)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
