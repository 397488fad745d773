"""Git for a replay, without `subprocess`: to import that takes longer than a small repository does."""

from __future__ import annotations

import os
import select

from agentslint.io import git_command, git_patience

KILL, PIPE = 9, 13  # SIGKILL and SIGPIPE, without the weight of `signal`

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Trapped(Exception):
    """Git would wait for ever, or did."""


class Spawned:
    """A git command under way. Raises OSError without git, Trapped where it must not be asked."""

    def __init__(
        self, root: str, index: str | None, words: tuple[str, ...], given: bytes = b""
    ) -> None:
        if git_command.refusal(root, index, words):
            raise Trapped
        self._root = root
        source, self._given = os.pipe()
        self._answer, answer = os.pipe()
        self._said, said = os.pipe()
        self._open = {self._given, self._answer, self._said}
        self._pid = 0
        try:
            self._pid = os.posix_spawnp(
                "git",
                git_command.line(root, words),
                git_command.environment(root, index),
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, end, at) for at, end in enumerate((source, answer, said))
                ],
                # Python ignores it, and a child would inherit that
                setsigdef=[PIPE],
            )
        finally:
            for end in (source, answer, said):
                os.close(end)
            if not self._pid:
                self.stop()
        self.code = -1  # how it ended, once its output is read
        self._words = words
        self._left = memoryview(given)
        os.set_blocking(self._given, False)
        self._write()

    def outcome(self) -> tuple[Any, ...]:
        """How it ended, as `command.outcome` says it."""
        answer, said = self.output()
        return git_command.outcome(self._words, self.code, answer, said)

    def output(self) -> tuple[bytes, bytes]:
        """What it prints and what it complains of, once it has ended. Raises Trapped."""
        parts: dict[int, list[bytes]] = {self._answer: [], self._said: []}
        poll = select.poll()
        for end in parts:
            poll.register(end, select.POLLIN)
        if self._given in self._open:
            poll.register(self._given, select.POLLOUT)
        while not self._open.isdisjoint(parts):
            for end in self._ready(poll):
                if end == self._given:
                    self._write()
                elif data := os.read(end, 1 << 20):
                    parts[end].append(data)
                else:
                    self._close(end)
                if end not in self._open:
                    poll.unregister(end)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        self._pid = 0
        self.stop()
        answer, said = (b"".join(found) for found in parts.values())
        return answer, said

    def _ready(self, poll: select.poll) -> list[int]:
        """The pipes that something can be done with now. Raises Trapped."""
        found: list[int] = []

        def some(seconds: float) -> bool:
            found.extend(end for end, _ in poll.poll(seconds * 1000))
            return bool(found)

        try:
            git_patience.wait(self._root, some)
        except git_patience.Waited:
            raise Trapped from None
        return found

    def stop(self) -> None:
        """End it: nobody waits for what it would say."""
        if self._pid:
            os.kill(self._pid, KILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
        for end in tuple(self._open):
            self._close(end)

    def _write(self) -> None:
        """Give it what it takes now of what it is to be given."""
        try:
            while self._left:
                self._left = self._left[os.write(self._given, self._left) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._left = memoryview(b"")
        self._close(self._given)

    def _close(self, end: int) -> None:
        self._open.discard(end)
        os.close(end)
