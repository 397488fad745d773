"""What is kept between runs lies in one folder of the user's: where, what is believed, how much.

Each file in it is a convenience and nothing more. `cache` keeps what documents say, `replay` how
runs ended.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys

from agentslint import __version__
from agentslint.core import system

OFF = "AGENTSLINT_NO_CACHE"
LIMIT = 1 << 26  # bytes of all files together; those not used for longest go first
LARGEST = 1 << 25  # bytes of one file that is believed


def folder(root: str) -> str:
    """Where files about what lies at `root` are kept; "" for nowhere.

    Nowhere is where the user switched it off, and inside of `root` or of any repository: what is
    kept is believed, and a repository could bring it.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    if os.environ.get(OFF) or not os.path.isabs(base):
        return ""
    here = os.path.realpath(os.path.join(base, "agentslint"))
    inside = os.path.join(os.path.realpath(root), "")
    above = here
    while above != (above := os.path.dirname(above)):
        if os.path.lexists(os.path.join(above, ".git")):
            return ""
    return "" if os.path.join(here, "").startswith(inside) else here


def opened(path: str) -> tuple[int, int] | None:
    """A file that is ours to believe, opened, with its size in bytes; else None."""
    try:
        # a pipe in its place must not hold the run up
        flags = system.READING | system.NOFOLLOW
        file = os.open(path, flags)
    except OSError:
        return None
    found = os.fstat(file)
    ours = stat.S_ISREG(found.st_mode) and found.st_uid == system.user()
    if not ours or found.st_size > LARGEST:
        os.close(file)
        return None
    return file, found.st_size


def make_room(folder: str) -> None:
    """Delete the files that were written longest ago, until those left are within the limit.

    And what runs left that were killed while they wrote.
    """
    rows = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                if _left(entry.name):
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)
                    continue
                facts = entry.stat(follow_symlinks=False)
                rows.append((facts.st_mtime, facts.st_size, entry.path))
    total = sum(size for _, size, _ in rows)
    for _, size, path in sorted(rows):
        if total <= LIMIT - LARGEST:
            break
        with contextlib.suppress(OSError):
            os.unlink(path)
        total -= size


def _left(name: str) -> bool:
    """Whether a file is one that was being written, by a process that is no more.

    One that writes from another machine loses it, and nothing but what it would have kept.
    """
    number = name.rpartition(".")[2]
    if not ("." in name and number.isdecimal() and len(number) < 10):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


def stamp(rooms: tuple[str, ...] = ()) -> tuple[object, ...]:
    """What tells this code from another: Python's version, and every file of some rooms.

    Without `rooms` that is all of the package, the built-in rules, and where packages lie.
    """
    rows: list[object] = [__version__, sys.implementation.cache_tag, sys.hexversion]
    rows.append(marshal.version)
    here = os.path.dirname(os.path.dirname(__file__))
    waiting = [os.path.join(here, room) for room in rooms] or [here]
    if not rooms:
        beside = os.path.join(os.path.dirname(here), "rules")
        waiting += [beside] if not os.path.isdir(os.path.join(here, "rules")) else []
        for place in sys.path:
            with contextlib.suppress(OSError):
                rows.append((place, os.stat(place or ".").st_mtime_ns))
    for place in waiting:
        with os.scandir(place) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith((".py", ".toml", ".md")):
                    facts = entry.stat()
                    rows.append((entry.path, facts.st_mtime_ns, facts.st_size))
                elif not rooms and "." not in entry.name and entry.name != "__pycache__":
                    waiting.append(entry.path)
    return tuple(rows)
