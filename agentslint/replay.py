"""How an earlier run ended, told again where all that it asked of disk and git has the same answer.

A run is known by its command line, the day, this code, and what it can see of its environment.
What it asked is noted in `outside.trace`, kept with what it printed, and asked again before that is
printed again. Imports little: its time is what an unchanged run takes.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator

from agentslint import store
from agentslint.outside import command, retrace, trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAGIC = b"agentslint run 1\n"
COMMANDS = ("check", "explain")
# What of the environment this program, click or git reads, by how its name begins. Of git's own
# variables it is asked without, and a commit names its author's date to every hook.
VARIABLES = tuple(
    "AGENTSLINT_ CLICOLOR COLUMNS FORCE_COLOR GIT_INDEX_FILE HOME LANG LC_ LINES NO_COLOR PATH "
    "PYTHON TERM TZ USER XDG_".split()
)
LARGEST = 1 << 23  # bytes of one run that are kept


def answer(words: list[str]) -> tuple[int, bytes] | None:
    """The exit code and standard output of a command line, where it would end as it did."""
    place = _place(words)
    try:
        kept = _read(place) if place else None
        if kept is None or kept["seal"] != _seal() or not retrace.holds(kept["asked"]):
            return None
        if kept["asked"].pop("renewed", False):
            _write(place, kept)
    except (LookupError, TypeError, ValueError, EOFError):
        return None  # nothing of ours
    with contextlib.suppress(OSError):
        os.utime(place)  # what was used lately stays longest
    return kept["status"], kept["told"]


@contextlib.contextmanager
def noted(words: list[str]) -> Iterator[None]:
    """Take the notes that `keep` wants, for a command line that may be kept."""
    if words[:1] and words[0] in COMMANDS and "--no-cache" not in words:
        with trace.recording():
            yield
    else:
        yield


def keep(words: list[str], roots: Iterable[str], status: int, told: bytes) -> None:
    """Keep how a run over the repositories at `roots` ended, where its notes tell all it depends on."""
    asked = trace.current()
    if asked is None or asked.spoilt:
        return
    place = _place(words)
    if not place or not all(map(store.folder, roots)) or not retrace.settled(asked):
        return
    from agentslint.outside.packed import packed

    _write(place, {"seal": _seal(), "asked": packed(asked), "status": status, "told": told})


def _place(words: list[str]) -> str:
    """The file that a run of this command line is kept in; "" where none is."""
    if not words or words[0] not in COMMANDS:
        return ""
    try:
        home = store.folder(os.getcwd())
        facts = (
            words,
            os.getcwd(),
            sorted(_seen(row) for row in os.environ.items() if row[0].startswith(VARIABLES)),
            [_end(stream) for stream in (sys.stdout, sys.stderr)],
            os.getuid(),
        )
        known = repr(facts).encode("utf-8", "backslashreplace")
    except (OSError, ValueError, AttributeError):  # a stream that is closed is None
        return ""
    return os.path.join(home, f"run-{trace.digest(known).hex()}") if home else ""


def _seen(variable: tuple[str, str]) -> tuple[str, str]:
    """A variable as it counts: git numbers the index of a commit of some paths alone."""
    name, value = variable
    if name == "GIT_INDEX_FILE" and command.partial(value):
        value = os.path.dirname(value) + "/partial"
    return name, value


def _seal() -> tuple[object, ...]:
    """What a run depends on besides its command line and what it asks: the day, and this code."""
    return *time.localtime()[:3], *store.stamp()


def _end(stream: Any) -> tuple[str, tuple[int, ...]]:
    """What text for a stream depends on: how it is written, and how wide the terminal is."""
    if not stream.isatty():
        return stream.encoding, (0, 0)
    return stream.encoding, tuple(os.get_terminal_size(stream.fileno()))


def _read(place: str) -> dict[str, Any] | None:
    found = store.opened(place)
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


def _write(place: str, run: dict[str, Any]) -> None:
    body = marshal.dumps(run)
    if len(body) > LARGEST:
        return
    data = MAGIC + zlib.crc32(body).to_bytes(4, "little") + body
    folder, temporary = os.path.dirname(place), f"{place}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        store.make_room(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
        os.replace(temporary, place)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
