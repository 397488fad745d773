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
from collections.abc import Callable, Iterable, Iterator

from agentslint.core import system
from agentslint.io import cache_dir, git_command, trace
from agentslint.io.replay import verify

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

# what of this run's result is kept apart, by key, and what was taken of other runs depends on
_found: list[tuple[tuple[object, ...], Callable[[], Any]]] = []
_relied: list[dict[str, Any]] = []


def answer(words: list[str]) -> tuple[int, bytes] | None:
    """The exit code and standard output of a command line, where it would end as it did."""
    place = _place(words)
    try:
        kept = _standing(place) if place else None
        ended = None if kept is None else (kept["status"], kept["told"])
    except Exception:
        return None  # nothing of ours: whatever is wrong with it
    return ended if ended and isinstance(ended[0], int) and isinstance(ended[1], bytes) else None


@contextlib.contextmanager
def noted(words: list[str]) -> Iterator[None]:
    """Take the notes that `keep` wants, for a command line that may be kept."""
    _found.clear()
    _relied.clear()
    if words[:1] and words[0] in COMMANDS and "--no-cache" not in words:
        with trace.recording():
            yield
    else:
        yield


def keep(words: list[str], roots: Iterable[str], status: int, told: bytes) -> None:
    """Keep how a run over the repositories at `roots` ended, where its notes tell all it depends on."""
    asked, found = trace.current(), _found[:]
    if asked is None or asked.spoilt:
        return
    place = _place(words)
    if not place or not all(map(cache_dir.folder, roots)) or not verify.settled(asked):
        return
    from agentslint.io.replay.pack import packed

    kept = {"seal": _seal(), "asked": packed(asked), "also": _relied}
    _write(place, {**kept, "status": status, "told": told})
    for key, plain in found:
        _write(_part(key), {**kept, "found": plain()})


def find(key: tuple[object, ...]) -> Any:
    """What an earlier run had `found` under a key, where it would be found again; else None."""
    try:
        kept = _standing(place) if (place := _part(key)) else None
        if kept is None:
            return None
        found = kept["found"]
        relied = [kept["asked"], *kept["also"]]
    except Exception:  # whatever is wrong with it
        return None
    # how this run ends depends on all that the other asked
    _relied.extend(relied)
    return found


def found(key: tuple[object, ...], plain: Callable[[], Any]) -> None:
    """Have `keep` keep a part of this run's result as well, as plain values, under a key."""
    _found.append((key, plain))


def _part(key: tuple[object, ...]) -> str:
    """The file that a part of a result is kept in; "" where none is."""
    home = cache_dir.folder(os.getcwd())
    facts = key, _environment(), system.user()
    known = repr(facts).encode("utf-8", "backslashreplace")
    return os.path.join(home, f"part-{trace.digest(known).hex()}") if home and system.SPAWNS else ""


def _standing(place: str) -> dict[str, Any] | None:
    """What is kept in a file, where everything that it depends on is as it was."""
    kept = _read(place)
    if kept is None or kept["seal"] != _seal():
        return None
    asked = [kept["asked"], *kept["also"]]
    if not all(map(verify.holds, asked)):
        return None
    if True in [each.pop("renewed", False) for each in asked]:
        _write(place, kept)
    with contextlib.suppress(OSError):
        os.utime(place)  # what was used lately stays longest
    return kept


def _place(words: list[str]) -> str:
    """The file that a run of this command line is kept in; "" where none is."""
    if not words or words[0] not in COMMANDS or not system.SPAWNS:
        return ""
    try:
        home = cache_dir.folder(os.getcwd())
        facts = (
            words,
            os.getcwd(),
            _environment(),
            [_end(stream) for stream in (sys.stdout, sys.stderr)],
            system.user(),
        )
        known = repr(facts).encode("utf-8", "backslashreplace")
    except (OSError, ValueError, AttributeError):  # a stream that is closed is None
        return ""
    return os.path.join(home, f"run-{trace.digest(known).hex()}") if home else ""


def _environment() -> list[tuple[str, str]]:
    return sorted(_seen(row) for row in os.environ.items() if row[0].startswith(VARIABLES))


def _seen(variable: tuple[str, str]) -> tuple[str, str]:
    """A variable as it counts: git numbers the index of a commit of some paths alone."""
    name, value = variable
    if name == "GIT_INDEX_FILE" and git_command.partial(value):
        value = os.path.dirname(value) + "/partial"
    return name, value


def _seal() -> tuple[object, ...]:
    """What a run depends on besides its command line and what it asks: the day, and this code."""
    return *time.localtime()[:3], *cache_dir.stamp()


def _end(stream: Any) -> tuple[str, tuple[int, ...]]:
    """What text for a stream depends on: how it is written, and how wide the terminal is."""
    if not stream.isatty():
        return stream.encoding, (0, 0)
    return stream.encoding, tuple(os.get_terminal_size(stream.fileno()))


def _read(place: str) -> dict[str, Any] | None:
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


def _write(place: str, run: dict[str, Any]) -> None:
    body = marshal.dumps(run)
    if len(body) > LARGEST:
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
