"""Processes on this machine that examine repositories; one that dies or hangs costs its own row."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from agentslint.evidence import survey
from agentslint.evidence.survey import Examine, Options

TASKS = 100  # repositories after which a process is replaced: its memory is given back
GRACE = 0.2  # seconds between looks at the clock


class Local:
    """`jobs` processes, each given `seconds` for one repository."""

    def __init__(self, examine: Examine, jobs: int, seconds: float = 600) -> None:
        self.examine, self.jobs, self.seconds = examine, jobs, seconds

    def __call__(
        self, paths: Sequence[str], options: Options
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        waiting = deque(paths)
        workers = [_Worker(self.examine, options) for _ in range(min(self.jobs, len(paths)))]
        try:
            while waiting or any(worker.path for worker in workers):
                for index, worker in enumerate(workers):
                    if waiting and not worker.path:
                        if worker.spent:
                            worker.stop()
                            workers[index] = worker = _Worker(self.examine, options)
                        worker.give(waiting.popleft())
                wait([worker.pipe for worker in workers if worker.path], timeout=GRACE)
                for index, worker in enumerate(workers):
                    if worker.path and (answer := worker.answer(self.seconds)) is not None:
                        yield worker.path, answer
                        worker.path = ""
                        if not worker.alive:
                            worker.stop()
                            workers[index] = _Worker(self.examine, options)
        finally:
            for worker in workers:
                worker.stop()


class _Worker:
    """One process and the repository that it looks at."""

    def __init__(self, examine: Examine, options: Options) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_serve, args=(theirs, examine, options), daemon=True
        )
        self.process.start()
        theirs.close()
        self.path, self.since, self.given = "", 0.0, 0
        self.alive = True

    @property
    def spent(self) -> bool:
        return self.given >= TASKS

    def give(self, path: str) -> None:
        self.path, self.since, self.given = path, time.monotonic(), self.given + 1
        self.pipe.send(path)

    def answer(self, seconds: float) -> dict[str, Any] | None:
        """The row, or that of a process which died or took too long, or None so far."""
        if self.pipe.poll():
            try:
                found = self.pipe.recv()
                assert isinstance(found, dict)
                return found
            except (EOFError, OSError):
                self.alive = False
                self.process.join(5)
                code = self.process.exitcode
                why = f"by signal {-code}" if code is not None and code < 0 else f"with {code}"
                return survey.failed(self.path, f"the process that looked at it ended {why}")
        if time.monotonic() - self.since > seconds:
            self.alive = False
            return survey.failed(self.path, f"it took more than {seconds:g} seconds")
        return None

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection, examine: Examine, options: Options) -> None:
    """Examine what the parent sends, for as long as it is there."""
    parent = os.getppid()
    # an interrupt is the parent's to answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            # a sibling may hold the parent's end open after the parent was killed
            while not pipe.poll(1):
                if os.getppid() != parent:
                    return
            pipe.send(examine(pipe.recv(), options))
    except (EOFError, OSError):
        return
