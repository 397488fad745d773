"""agentslint in a process that notes what it opens, writes and starts, by Python's audit events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .command import HOME, Ran

CHILD = """
import json, os, sys
seen = {"opened": [], "written": [], "started": [], "reached": []}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
           "os.chmod", "os.chown", "os.utime", "shutil.rmtree", "shutil.move"}
STARTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
def text(value):
    return os.fsdecode(value) if isinstance(value, (str, bytes)) else str(value)
def place(value):
    return os.path.join(os.getcwd(), text(value))
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        writes = (args[2] or 0) & WRITES
        seen["written" if writes else "opened"].append(place(args[0]))
    elif event in ("os.listdir", "os.scandir") and isinstance(args[0], (str, bytes)):
        seen["opened"].append(place(args[0]))
    elif event in CHANGES:
        seen["written"] += [place(each) for each in args[:2] if isinstance(each, (str, bytes))]
    elif event in STARTS:
        line = args[1] if event == "subprocess.Popen" else args
        seen["started"].append([text(word) for word in line])
    elif event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        seen["reached"].append(text(args[-1]))
log = os.environ.pop("WATCH_LOG")
sys.addaudithook(hook)
from agentslint.__main__ import main
sys.argv = ["agentslint", *sys.argv[1:]]
try:
    main()
finally:
    known = {key: list(rows) for key, rows in seen.items()}
    with open(log, "w") as file:
        json.dump(known, file)
"""


@dataclass(frozen=True)
class Watched:
    """What a run did: paths opened to read, paths written, programs started, addresses reached."""

    ran: Ran
    opened: frozenset[str]
    written: frozenset[str]
    started: tuple[tuple[str, ...], ...]
    reached: tuple[str, ...]


def watch(*words: str, cwd: Path, stdin: str = "", **env: str) -> Watched:
    """Run `agentslint WORDS` in a directory, and say what it did."""
    handle, log = tempfile.mkstemp()
    os.close(handle)
    around = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **env, "WATCH_LOG": log}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *words],
        cwd=cwd,
        env=around,
        capture_output=True,
        timeout=60,
        input=stdin.encode(),
    )
    told = [part.decode("utf-8", "surrogateescape") for part in (done.stdout, done.stderr)]
    seen = json.loads(Path(log).read_text() or "{}")
    os.unlink(log)
    assert seen, told
    return Watched(
        Ran(done.returncode, *told),
        frozenset(map(os.path.realpath, seen["opened"])),
        frozenset(map(os.path.realpath, seen["written"])),
        tuple(map(tuple, seen["started"])),
        tuple(seen["reached"]),
    )
