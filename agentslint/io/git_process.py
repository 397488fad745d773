"""One git command under way: what it prints, how it ended, and what it complains of."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import weakref
from collections.abc import Sequence

from agentslint.io import git_command, git_patience, trace

ANY_EXIT = range(256)
LONGEST = 200  # characters of one line of git's that are shown


class GitFailure(Exception):
    """Git could not answer. The text is the first line of what it said."""


class GitProcess:
    """A git command under way in `root`, with another index than its own where `index` names one.

    `instead` are questions that need no git and answer for it.
    """

    def __init__(
        self,
        root: str,
        index: str,
        words: tuple[str, ...],
        process: subprocess.Popen[bytes],
        instead: tuple[tuple[trace.Question, object], ...] = (),
    ) -> None:
        self.root = root
        self.index = index
        self.words = words
        self.process = process
        self.instead = instead
        self.fault = ""  # what it said first, where it could not answer
        self.whole = False  # whether it has answered, without a complaint
        # who drops it waits for nothing more; at the end of the program its pipes end it
        weakref.finalize(self, _dropped, process, os.getpid()).atexit = False

    def finish(
        self,
        given: bytes | None = None,
        fine: Sequence[int] = (0,),
        warnings: list[str] | None = None,
    ) -> bytes:
        """Wait for its end, and give what it prints. Raises GitFailure for other exit codes.

        What git could not look at on the way is added to `warnings`.
        """
        answer, said = self.output(given)
        code = self.process.returncode
        self.whole = code == 0 and not said
        self._note(given, code, answer, said)
        lines = said.decode("utf-8", "surrogateescape").strip().splitlines()
        if code not in (0, 1):
            self.fault = _short(lines[0]) if lines else f"git exited with {code}"
        if code not in fine:
            raise GitFailure(_short(lines[0]) if lines else f"git exited with {code}")
        if warnings is not None:
            warnings += [_short(line) for line in lines if line.startswith("warning: could not ")]
        return answer

    def output(self, given: bytes | None = None) -> tuple[bytes, bytes]:
        """What it prints and what it complains of, once it has ended. Raises GitFailure."""
        found: list[tuple[bytes, bytes]] = []
        give = [given]

        def ended(seconds: float) -> bool:
            try:
                # what was given once is kept
                found.append(self.process.communicate(give.pop() if give else None, seconds))
            except subprocess.TimeoutExpired:
                return False
            return True

        try:
            git_patience.wait(self.root, ended)
        except git_patience.Waited as why:
            raise _ended(self.process, why) from None
        return found[0]

    def await_answer(self) -> None:
        """Wait until it has something to read. Raises GitFailure."""
        assert self.process.stdout is not None
        if not hasattr(select, "poll"):
            return  # reading waits there, without an end
        poll = select.poll()
        poll.register(self.process.stdout, select.POLLIN)
        try:
            git_patience.wait(
                self.root, lambda seconds: bool(poll.poll(seconds * 1000)), git_patience.ANSWER
            )
        except git_patience.Waited as why:
            raise _ended(self.process, why) from None

    def stop(self) -> None:
        """End it: nobody waits for what it would say."""
        self.process.kill()
        self.process.communicate()

    def _note(self, given: bytes | None, code: int, answer: bytes, said: bytes) -> None:
        now = trace.current()
        if now is None or (self.words[0] in git_command.DECIDED and code == 0 and not said):
            return
        if given is not None:
            now.spoil(f"git {self.words[0]} was given what nobody kept")
            return
        question = ("git", self.root, self.index, self.words)
        now.note(question, git_command.outcome(self.words, code, answer, said))
        if self.instead:
            now.instead[question] = self.instead


def _dropped(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a command that nobody can ask any more: it would wait as long as this process lives."""
    if os.getpid() != owner:  # it is that of the process that this one was forked from
        return
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


def _ended(process: subprocess.Popen[bytes], why: git_patience.Waited) -> GitFailure:
    process.kill()
    process.wait()
    trace.spoil("git did not answer")
    return GitFailure(str(why))


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}...{line[-LONGEST // 2 :]}"
