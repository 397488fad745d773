"""A command run again and again, each time with another of its writing system calls failing.

Run as a program: reads a job as JSON (`Job`), writes one row as JSON for each run. A run is a fork of
this process with the functions of `os` replaced that change the disk; files opened to be written are
made of `os.write`, so that every call is one of them. The first run lets all of them pass.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import functools
import importlib
import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from agentslint import cli
from agentslint.evidence import survey
from agentslint.io import cache_dir, document_cache
from agentslint.io.replay import kept_file
from agentslint.lint import registry
from agentslint.model import Failure
from agentslint.repo import append, write

# how the call ends: the disk is full from then on, this call fails, it is cut short and the disk is
# full, the process is killed before it, within it, or interrupted
MODES = ("full", "broken", "short", "kill", "kill within", "interrupt")
CALLS = (
    "open write fsync replace rename unlink mkdir ftruncate fchmod chmod utime link symlink rmdir "
    "fchown truncate"
).split()
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# what a full disk still does
FREEING = ("unlink", "ftruncate", "truncate", "fchmod", "chmod", "rmdir", "fchown")


@dataclass(frozen=True)
class Job:
    """`words` are run in a copy of `tree`, below the folder `room`, in each of `modes`."""

    words: tuple[str, ...]
    room: str
    tree: str
    modes: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    stdin: str = ""


@dataclass(frozen=True)
class Row:
    """One run: the call that was spoilt (0 and "" for none), how it ended, and the files after it.

    `again` and `after` are the exit code of the same command undisturbed, and the files after that;
    of a command that was not killed they are left out.
    """

    number: int
    call: str
    status: int
    err: str
    files: dict[str, str]
    again: int
    after: dict[str, str]


def run(job: Job) -> dict[str, list[Row]]:
    """Every run of a job by its mode, in a process of its own. The first of each is undisturbed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults"],
        input=json.dumps(asdict(job)),
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONUTF8": "1", **job.env},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[Row]] = {mode: [] for mode in job.modes}
    for line in done.stdout.splitlines():
        mode, row = json.loads(line)
        found[mode].append(Row(**row))
    return found


def main() -> None:
    job = Job(**json.loads(sys.stdin.read()))
    if job.words[0] in cli.COMMANDS:
        # once, for all that are forked
        importlib.import_module(f"agentslint.cli.{cli.COMMANDS[job.words[0]]}")
        importlib.import_module("agentslint.lint.session")
        registry.builtin()
    for mode in job.modes:
        for number in itertools.count():
            row = attempt(job, mode, number)
            if number and not row.call:
                break
            print(json.dumps((mode, asdict(row))), flush=True)


def attempt(job: Job, mode: str, number: int) -> Row:
    """A run in a fresh copy whose call `number` is spoilt; none for 0."""
    room = Path(job.room) / "run"
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(job.tree, room, symlinks=True)
    met = Path(job.room) / "met"
    met.write_text("")
    status, err = forked(job, mode, room, number, met)
    files = state(room)
    call = met.read_text()
    if not number:
        return Row(number, "", status, err, files, status, files)
    if not call or not (mode.startswith("kill") or job.words[0] in PIECES):
        return Row(number, call, status, err, files, 0, {})
    again, _ = forked(job, mode, room, 0, met)
    return Row(number, call, status, err, files, again, state(room))


def state(room: Path) -> dict[str, str]:
    """Every file but git's own, by its content."""
    return {
        str(path.relative_to(room)): path.read_text(errors="replace")
        for path in sorted(room.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def forked(job: Job, mode: str, room: Path, number: int, met: Path) -> tuple[int, str]:
    log = Path(job.room) / "err"
    child = os.fork()
    if child == 0:
        os.chdir(room / "r")
        for target, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
            os.dup2(os.open(os.devnull, flags), target)
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        sys.argv = ["agentslint", *job.words]
        status = 70
        try:
            if number:
                Spoilt(number, mode, str(room), met)
                builtins.open = opened  # type: ignore[assignment]
            PIECES.get(job.words[0], command)()
            status = 0
        except SystemExit as done:
            status = int(done.code or 0)
        except KeyboardInterrupt:
            status = 130
        except Failure as failure:
            print(failure, file=sys.stderr)
            status = 2
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, how = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(how), log.read_text(errors="replace")


def command() -> None:
    """The command line, as a person types it."""
    cli.main()


def replaced() -> None:
    write.replace_file("out", b"new\n" * 200)


def appended() -> None:
    append.append_line(".", "folder/lines.jsonl", b'["new"]\n')


def moved() -> None:
    write.move("old", "out/new" if os.path.isdir("out") else "moved")


def removed() -> None:
    write.remove("old")


def shelved() -> None:
    with document_cache.shelf("/r"):
        for number in range(3):
            data = b"%d" % number
            document_cache.kept(
                "kind", "name", data, lambda: "made" * 9000, lambda it: it, lambda it: it
            )


def noted() -> None:
    kept_file.write(f"{cache_dir.folder('/r')}/run-{'0' * 40}", b"how a run ended" * 9000)


def surveyed() -> None:
    def engine(paths: Any, options: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in paths:
            yield path, survey.failed(path, "it is " + "long " * 40)

    survey.run(["a", "b"], survey.Options(), "out", engine, lambda *_: None)


# what writes, without the command around it
PIECES: dict[str, Callable[[], None]] = {
    "replace_file": replaced,
    "append_line": appended,
    "move": moved,
    "remove": removed,
    "shelf": shelved,
    "run": noted,
    "survey": surveyed,
}


class Spoilt:
    """Replaces what changes the disk below `room`: call `number` ends as `mode` says."""

    def __init__(self, number: int, mode: str, room: str, met: Path) -> None:
        self.number, self.mode, self.room, self.met = number, mode, room, met
        self.count, self.pid = 0, os.getpid()
        self.ours: set[int] = set()
        self.real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in CALLS}
        for name in CALLS:
            setattr(os, name, functools.partial(self.call, name))

    def call(self, name: str, *args: Any, **named: Any) -> Any:
        real = self.real[name]
        if os.getpid() != self.pid or not self.counts(name, args):
            return real(*args, **named)
        self.count += 1
        if self.count == self.number:
            return self.spoil(name, args, named)
        # a directory that has room for a name may still take one
        full = self.mode in ("full", "short") and name not in (*FREEING, "replace", "rename")
        if full and self.count > self.number:
            self.end()
        found = real(*args, **named)
        if name == "open":
            self.ours.add(found)
        return found

    def counts(self, name: str, args: tuple[Any, ...]) -> bool:
        """Whether a call changes the disk below the room."""
        if name == "open" and not args[1] & WRITES:
            return False
        if isinstance(args[0], int):
            return args[0] in self.ours
        return os.path.abspath(os.fsdecode(args[0])).startswith(self.room)

    def spoil(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        handle = self.real["open"](self.met, os.O_WRONLY)
        self.real["write"](handle, name.encode())
        os.close(handle)
        if name == "write" and self.mode in ("short", "kill within"):
            half = bytes(args[1])[: len(args[1]) // 2]
            done = self.real["write"](args[0], half) if half else 0
            if self.mode == "short" and done:
                return done
        elif self.mode == "kill within":
            with contextlib.suppress(OSError):
                self.real[name](*args, **named)
        return self.end()

    def end(self) -> NoReturn:
        if self.mode.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.mode == "interrupt":
            raise KeyboardInterrupt
        code = errno.EIO if self.mode == "broken" else errno.ENOSPC
        raise OSError(code, os.strerror(code))


class Raw(io.RawIOBase):
    """A file made of the functions of `os`."""

    def __init__(self, handle: int, path: object, *, closes: bool) -> None:
        self.handle, self.name, self.closes = handle, path, closes

    def fileno(self) -> int:
        return self.handle

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return os.write(self.handle, data)

    def readinto(self, buffer: Any) -> int:
        data = os.read(self.handle, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return os.lseek(self.handle, offset, whence)

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        os.ftruncate(self.handle, size)
        return size

    def close(self) -> None:
        if not self.closed and self.closes:
            os.close(self.handle)
        super().close()


def opened(file: Any, mode: str = "r", *args: Any, closefd: bool = True, **named: Any) -> Any:
    """`open` whose files are made of the functions of `os`, where they are written as bytes."""
    if not set(mode) & set("wax+") or "b" not in mode:
        return PLAIN(file, mode, *args, closefd=closefd, **named)
    handle = file
    if not isinstance(file, int):
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        flags |= (os.O_TRUNC if "w" in mode else 0) | (os.O_APPEND if "a" in mode else 0)
        handle = os.open(file, flags, 0o666)
    raw = Raw(handle, file, closes=closefd)
    return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)


PLAIN = builtins.open

if __name__ == "__main__":
    main()
