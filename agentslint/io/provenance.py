"""What git's answers depend on, noted beside them: HEAD itself, a history that only grows, or one commit.

Whoever asks git about history does so through `git_history`, which notes this with every answer.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from agentslint.io import disk_queries, git_command, trace
from agentslint.io.disk_queries import Unreadable
from agentslint.io.git_process import ANY_EXIT, GitFailure, GitProcess

LARGEST = 1 << 22  # bytes of one of git's own files that are looked at


class Provenance:
    """What the answers of one repository's git depend on. `start` starts a git command.

    `head` is the revision that questions about history start from.
    """

    def __init__(
        self, root: str, index: str | None, head: str, start: Callable[..., GitProcess]
    ) -> None:
        self.root = root
        self.index = index or ""
        self.head = head
        self._start = start
        self._pinned: trace.Trace | None = None
        self._limited: trace.Trace | None = None
        self._limiting: list[trace.Question] = []
        self._tip: str | None = None
        self._tip_instead: tuple[tuple[trace.Question, object], ...] = ()

    def of(self, words: tuple[str, ...], *, by_ids: bool) -> None:
        """Note what the answer to a command depends on, besides the objects that it asks for."""
        now = trace.current()
        if now is not None and words[0] in git_command.DECIDED:
            self._limit(now) if by_ids else self._pin(now)

    def tip(self) -> str:
        """The id of the commit that HEAD is, as this run takes it; "" for none, and without notes."""
        if trace.current() is None:
            return ""
        if self._tip is None:
            self._tip_instead = self.instead(git_command.HEAD)
            self._tip = ""  # where git does not answer, whoever asks it next says so
            with trace.recording(), contextlib.suppress(GitFailure):
                self._tip = os.fsdecode(self._run(*git_command.HEAD)).strip()
        return self._tip

    def pin(self) -> None:
        """Note that what was asked holds for this HEAD and no other."""
        try:
            if (now := trace.current()) is not None:
                self._pin(now)
        except GitFailure:
            trace.spoil("git did not say what HEAD is")

    def grown(self, paths: tuple[str, ...] = (), length: int = 0) -> None:
        """Note that what was asked of history holds while commits only come on top of HEAD.

        That is while they touch none of `paths`; without any, while they delete nothing, and the main
        line, `length` commits so far, stays short enough to be read one by one.
        """
        self._on_tip(("grown", self.root, self.index, paths), (self._tip, length))

    def lacked(self, lines: bytes, answer: bytes) -> None:
        """Note the `answer` of `cat-file --batch-check` about paths of HEAD, one of `lines` each."""
        self._on_tip(("lacked", self.root, self.index, lines), trace.digest(answer))

    def _on_tip(self, question: trace.Question, answer: object) -> None:
        now = trace.current()
        if now is None:
            return
        if not self._tip or self.head != "HEAD":
            self.pin()
            return
        now.note(question, answer)
        if self._tip_instead:
            now.instead[question] = self._tip_instead

    def _pin(self, now: trace.Trace) -> None:
        if self._pinned is not now:
            self._pinned = now
            self._run(*git_command.HEAD)
            self._limit(now)

    def _limit(self, now: trace.Trace) -> None:
        """Note what decides the answers of `command.DECIDED` besides the commits and objects asked for."""
        if self._limited is now:
            return
        self._limited = now
        self._limiting = [("git", self.root, self.index, git_command.CONFIG)]
        if self._limiting[0] not in now.answers:
            self._run(*git_command.CONFIG)
        files = ("--git-path", "shallow", "--git-path", "info/grafts")
        places, _ = self._start("rev-parse", *files).output()
        for place in os.fsdecode(places).splitlines():
            self._limiting.append(("read", os.path.join(self.root, place), LARGEST))
            with contextlib.suppress(Unreadable):
                trace.ask("read", os.path.join(self.root, place), LARGEST)

    def limits(self, wanted: bool = True) -> bytes:
        """What tells one state of what `_limit` notes from another; empty where nobody keeps notes."""
        now = trace.current()
        if now is None or not wanted:
            return b""
        self._limit(now)
        told = [now.answers.get(each) for each in self._limiting]
        return b"" if None in told else repr(told).encode()

    def instead(self, words: tuple[str, ...]) -> tuple[tuple[trace.Question, object], ...]:
        """Files whose state tells that a command would say the same, with that state; none for most."""
        folder = os.path.join(self.root, ".git")
        if not os.path.isdir(folder) or git_command.partial(self.index):
            return ()
        asked: list[trace.Question] = []
        if words in (git_command.STAGE, git_command.BLOBS):
            asked.append(("index", self.index or os.path.join(folder, "index")))
        elif words == git_command.SHALLOW:
            asked.append(("read", os.path.join(folder, "shallow"), LARGEST))
        elif words == git_command.HEAD:
            asked += _of_head(folder)
        if asked:
            asked.append(("read", os.path.join(folder, "config"), LARGEST))
        return tuple((question, trace.again(*question)) for question in asked)

    def _run(self, *words: str) -> bytes:
        return self._start(*words).finish(fine=ANY_EXIT)


def _of_head(folder: str) -> Iterator[trace.Question]:
    """The files that say which commit HEAD is; none where another reference stands between."""
    head = os.path.join(folder, "HEAD")
    try:
        kind, _, name = disk_queries.read(head, LARGEST).partition(b": ")
        ref = os.path.join(folder, os.fsdecode(name.strip()))
        if kind != b"ref" or (
            disk_queries.kind(ref) == "file" and b":" in disk_queries.read(ref, LARGEST)
        ):
            return
    except Unreadable:
        return
    yield ("read", head, LARGEST)
    yield ("read", ref, LARGEST)
    yield ("index", os.path.join(folder, "packed-refs"))
    yield ("read", os.path.join(folder, "reftable", "tables.list"), LARGEST)
