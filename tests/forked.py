"""`python -m agentslint` without its start: a process of its own, forked from one that has imported it.

The start takes 0.3 s of a processor and a fork 0.03 s, and the tests run the program thousands of
times. Each run has its own process, environment, directory, streams and exit code, as ever; what it
finds made are modules, words and patterns, which each run would make anew and alike. A run with
other options of Python, or on a system without `pidfd_open`, is a process from the start.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

HOME = Path(__file__).parent.parent
WORDS = [sys.executable, "-m", "agentslint"]
PYTHON = {"PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}  # the options of Python that a fork has
BARE = {**PYTHON, "PATH": "/usr/bin:/bin"}  # an environment of nobody's
APART = ("agentslint.__main__", "agentslint.server")  # the program; what others' packages are for
DOCUMENT = (
    "# Shop\n\nRun `make test` before review. Never edit `src/app.py`.\n\n- Use pnpm, not npm.\n"
)
STARTING = threading.Lock()  # one server, of whichever threads ask first
Ran = subprocess.CompletedProcess[bytes]


def run(
    words: Sequence[str],
    cwd: str | Path,
    env: Mapping[str, str],
    *,
    given: bytes = b"",
    timeout: float = 300,
) -> Ran:
    """Run `agentslint WORDS` in a directory. Raises TimeoutExpired, after the run is killed."""
    command = [*WORDS, *words]
    options = {name: value for name, value in env.items() if name.startswith("PYTHON")}
    if options != PYTHON or not hasattr(os, "pidfd_open"):
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, timeout=timeout, input=given
        )
    os.stat(cwd)  # a directory that is gone is an error of the test, as it is for a process
    with contextlib.ExitStack() as opened:
        files = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(4)]
        order, into, out, err = files
        order.write(json.dumps([list(words), os.fspath(cwd), dict(env)]).encode())
        into.write(given)
        order.seek(0)
        into.seek(0)
        ours, theirs = map(opened.enter_context, socket.socketpair(type=socket.SOCK_SEQPACKET))
        socket.send_fds(server(), [b"run"], [each.fileno() for each in (*files, theirs)])
        theirs.close()
        status = _status(ours, command, timeout)
        for stream in (out, err):
            stream.seek(0)
        return Ran(command, status, out.read(), err.read())


def text(
    words: Sequence[str], cwd: str | Path, env: Mapping[str, str], *, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """The same, with what was printed as text."""
    done = run(words, cwd, env, given=given.encode())
    out, err = (each.decode("utf-8", "surrogateescape") for each in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _status(ours: socket.socket, command: list[str], timeout: float) -> int:
    ours.settimeout(timeout)
    pid = int(ours.recv(32))
    try:
        return int(ours.recv(32))
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        raise subprocess.TimeoutExpired(command, timeout) from None


def server() -> socket.socket:
    """What this process asks for runs; the server ends with it."""
    with STARTING:
        return _started()


@functools.cache
def _started() -> socket.socket:
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.Popen(
        [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
        cwd=HOME,
        env={**kept, **PYTHON},
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()
    return ours


def serve(asked: socket.socket) -> None:
    """Fork a run for each question, and answer with its process and then its status."""
    ready()
    running: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for fd in select.select([asked.fileno(), *running], [], [])[0]:
            if fd != asked.fileno():
                pid, answer = running.pop(fd)
                os.close(fd)
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                with contextlib.suppress(OSError):  # nobody waits any more
                    answer.send(b"%d" % status)
                answer.close()
                continue
            said, fds, _, _ = socket.recv_fds(asked, 32, 5)
            if not said:
                return
            answer = socket.socket(fileno=fds.pop())
            pid = os.fork()
            if not pid:
                for each in (asked, answer, *(held for _, held in running.values())):
                    each.close()
                child(*fds)
            for fd in fds:
                os.close(fd)
            running[os.pidfd_open(pid)] = (pid, answer)
            answer.send(b"%d" % pid)


def ready() -> None:
    """Have made what each run makes anew: modules, words, patterns."""
    import agentslint
    from agentslint.chain.agents import AGENTS
    from agentslint.lint import check, config, registry
    from agentslint.repo import Repo

    for module in pkgutil.walk_packages(agentslint.__path__, "agentslint."):
        if not module.name.startswith(APART):
            importlib.import_module(module.name)
    if sys.path[0] == str(HOME):
        del sys.path[0]  # what `-m` puts there; it is on the path a second time
    known = registry.builtin()
    files = {"AGENTS.md": DOCUMENT, "src/app.py": "", "Makefile": "test:\n\ttrue\n"}
    settings = config.settle(config.Config(), known)
    check.run(Repo.of(files), [AGENTS["codex"]], known, settings, known=known)
    gc.collect()
    gc.freeze()  # a run that collects would copy every page of it


def child(order: int, *streams: int) -> None:
    """The run: it ends as a process does, and never returns."""
    status = 1
    try:
        with open(order, "rb") as told:
            words, cwd, env = json.load(told)
        for at, fd in enumerate(streams):
            os.dup2(fd, at)
            os.close(fd)
        read, wrote, warned = io.FileIO(0), io.FileIO(1, "w"), io.FileIO(2, "w")
        sys.stdin = io.TextIOWrapper(io.BufferedReader(read), "utf-8", "surrogateescape")
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(wrote), "utf-8", "surrogateescape")
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(warned), "utf-8", "backslashreplace", None, True
        )
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        importlib.invalidate_caches()
        status = program(words)
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def program(words: list[str]) -> int:
    """What `python -m agentslint` runs, and its exit code where it comes back."""
    from agentslint import __main__

    sys.argv = [__main__.__file__, *words]
    try:
        __main__.program()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
