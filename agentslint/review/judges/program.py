"""A program of the user's as a judge: the prompt on its standard input, the answer on its standard output."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from typing import IO

from agentslint.model import Failure
from agentslint.review.judges.judge import JudgeFailure, Reply

MOST = 4 << 20  # bytes of an answer that are read
TELLING = 200  # characters of what it said on standard error


@dataclass(frozen=True, slots=True)
class Program:
    """A command as the user wrote it, split into words: no shell reads it. `timeout` is in seconds."""

    command: str
    timeout: float

    @property
    def name(self) -> str:
        return f"program {self.command}"

    def ask(self, prompt: str) -> Reply:
        """Raises JudgeFailure where it ends with another code than 0, or not in time; Failure where there is none."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            # files, no pipes: a program that reads nothing, or says too much, holds nobody up
            given.write(prompt.encode("utf-8", "replace"))
            given.seek(0)
            code = self._run(given, out, err)
            out.seek(0)
            text = out.read(MOST + 1)
            if code != 0:
                raise JudgeFailure(f"it ended with exit code {code}{_said(err)}")
        if len(text) > MOST:
            raise JudgeFailure(f"it answered more than {MOST >> 20} MB", again=False)
        return Reply(text.decode("utf-8", "replace"))

    def _run(self, given: IO[bytes], out: IO[bytes], err: IO[bytes]) -> int:
        words = words_of(self.command)
        try:
            process = subprocess.Popen(
                words, stdin=given, stdout=out, stderr=err, start_new_session=True
            )
        except OSError as error:
            raise Failure(f"--judge: {words[0]}: {error.strerror}") from None
        try:
            return process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            raise JudgeFailure(f"it gave no answer in {self.timeout:g} seconds") from None
        finally:
            if process.returncode is None:
                _end(process)


def words_of(command: str) -> list[str]:
    """A command as words. Raises Failure for what is none."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Failure(f"--judge: {error}") from None
    if not words:
        raise Failure("--judge: no command: write the program and its arguments")
    return words


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program, and what it started."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _said(err: IO[bytes]) -> str:
    err.seek(0, os.SEEK_END)
    err.seek(max(0, err.tell() - TELLING))
    said = " ".join(err.read().decode("utf-8", "replace").split())
    return f": {said}" if said else ""
