"""How an earlier run ended, told again where all that it asked of disk and git has the same answer.

A run is known by its command line, the day, this code, and what it can see of its environment.
What it asked is noted in `outside.trace`, kept with what it printed, and asked again before that is
printed again. Imports little: its time is what an unchanged run takes.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from agentslint.core import system
from agentslint.io import cache_dir, git_command, trace
from agentslint.io.replay import kept_file, verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COMMANDS = ("check", "explain")
# What of the environment this program, click or git reads, by how its name begins. Of git's own
# variables it is asked with few, and a commit names its author's date to every hook.
VARIABLES = tuple(
    "AGENTSLINT_ CLICOLOR COLUMNS FORCE_ GIT_CONFIG GIT_INDEX_FILE HOME KONSOLE_VERSION LANG LC_ LINES "
    "NO_COLOR PATH PYTHON STY TERM TMUX TZ USER VTE_VERSION WT_SESSION XDG_".split()
)

# what of this run's result is kept apart, by key, and what was taken of other runs depends on
_found: list[tuple[tuple[object, ...], Callable[[], Any]]] = []
_relied: list[dict[str, Any]] = []
# what keeps the ground of answers, with a run's notes: see `ground`
_grounds: list[Callable[[trace.Trace, dict[str, Any]], None]] = []


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
    _grounds.clear()
    if words[:1] and words[0] in COMMANDS and "--no-cache" not in words:
        with trace.recording():
            yield
    else:
        yield


def keep(words: list[str], roots: Iterable[str], status: int, told: bytes) -> None:
    """Keep how a run over the repositories at `roots` ended, where its notes tell all it depends on."""
    asked, found = trace.current(), _found[:]
    if asked is None or asked.spoilt not in ("", trace.TOLD_ASIDE):
        return
    place = _place(words)
    if not place or not all(map(cache_dir.folder, roots)) or not verify.settled(asked):
        return
    from agentslint.io.replay.pack import packed

    notes = packed(asked)
    for keep_ground in _grounds:
        keep_ground(asked, notes)
    if asked.spoilt:
        return
    kept = {"seal": _seal(), "asked": notes, "also": _relied}
    kept_file.write(place, {**kept, "status": status, "told": told})
    for key, plain in found:
        kept_file.write(_part(key), {**kept, "found": plain()})


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


def ground(keep: Callable[[trace.Trace, dict[str, Any]], None]) -> None:
    """Have `keep` called with the notes of this run, as they are and packed, where they may be kept."""
    _grounds.append(keep)


def _part(key: tuple[object, ...]) -> str:
    """The file that a part of a result is kept in; "" where none is."""
    home = cache_dir.folder(os.getcwd())
    facts = key, _environment(), system.user()
    known = repr(facts).encode("utf-8", "backslashreplace")
    return os.path.join(home, f"part-{trace.digest(known).hex()}") if home and system.SPAWNS else ""


def _standing(place: str) -> dict[str, Any] | None:
    """What is kept in a file, where everything that it depends on is as it was."""
    kept = kept_file.read(place)
    if kept is None or kept["seal"] != _seal():
        return None
    asked = [kept["asked"], *kept["also"]]
    if not all(map(verify.holds, asked)):
        return None
    if True in [each.pop("renewed", False) for each in asked]:
        kept_file.write(place, kept)
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
