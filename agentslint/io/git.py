"""Git, asked through `git_command`: one answer, or a process that answers question after question."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from agentslint.io import git_command, git_patience, trace
from agentslint.io.git_process import ANY_EXIT, GitFailure, GitProcess
from agentslint.io.provenance import Provenance

__all__ = ["ANY_EXIT", "Git", "GitFailure", "GitProcess", "names", "whole"]

NO_OBJECT = b"0" * 24 + b" "  # the end of an id that stands for no object, or for half of one
ROOM = 4096  # bytes that a pipe takes at once where nothing else is in it


class Git:
    """The git repository whose work tree is `root`.

    `head` is the revision that questions about history start from, `index` the file that is
    asked for what is staged, where it is not the repository's own.
    """

    def __init__(self, root: str, *, head: str = "HEAD", index: str | None = None) -> None:
        self.root = root
        self.head = head
        self.index = index
        self.provenance = Provenance(root, index, head, self.start)
        # what history said in this run, by command and what it was given
        self.answers: dict[tuple[tuple[str, ...], bytes | None], bytes] = {}
        self._judging: GitProcess | None = None
        self._owner = os.getpid()
        self._verdicts: dict[str, bool] = {}
        self._refusals: dict[bool, str] = {}  # for commands that read the index, and others
        self._asked_settings: GitProcess | None = None
        self._settings: dict[str, str] | GitFailure | None = None

    def start(self, *words: str, piped: bool = False) -> GitProcess:
        """Start one git command; its `finish` takes what it prints.

        The answer of one of `git_command.DECIDED` is noted as that of HEAD. Raises GitFailure without
        git, and where git would wait for ever.
        """
        return self._start(words, piped=piped, by_ids=False)

    def start_by_ids(self, *words: str, piped: bool = False) -> GitProcess:
        """Start a command that names commits, trees and blobs by their ids alone, as `start` does.

        What HEAD is decides nothing about its answer.
        """
        return self._start(words, piped=piped, by_ids=True)

    def _start(self, words: tuple[str, ...], *, piped: bool, by_ids: bool) -> GitProcess:
        if why := self._refusal(words):
            trace.spoil("git was not asked")
            raise GitFailure(why)
        self.provenance.of(words, by_ids=by_ids)
        instead = self.provenance.instead(words) if trace.current() is not None else ()
        try:
            process = subprocess.Popen(
                git_command.line(self.root, words),
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=git_command.environment(self.root, self.index),
            )
            return GitProcess(self.root, self.index or "", words, process, instead)
        except OSError as error:
            trace.spoil("git could not be run")
            raise GitFailure(f"git: {error.strerror}") from None

    def _refusal(self, words: tuple[str, ...]) -> str:
        """Why git must not be asked this; "" where it may be. Looked at once, and for the index once."""
        reads = not git_command.INDEXED.isdisjoint(words)
        if reads not in self._refusals:
            self._refusals[reads] = git_command.refusal(self.root, self.index, words)
        return self._refusals[reads] or git_patience.refusal(self.root)

    def run(self, *words: str, given: bytes | None = None, fine: Sequence[int] = (0,)) -> bytes:
        """What a git command prints. Raises GitFailure for an exit code not in `fine`."""
        return self.start(*words, piped=given is not None).finish(given, fine)

    def begin_settings(self) -> None:
        """Have git begin on `settings`. Raises GitFailure without git."""
        if self._settings is None and self._asked_settings is None:
            self._asked_settings = self.start(*git_command.CONFIG)

    def settings(self) -> dict[str, str]:
        """What git's configuration says, by key: of several values the last. Raises GitFailure.

        Sections and names are in lower case; a name without a value counts as "true".
        """
        if self._settings is None:
            try:
                self.begin_settings()
                assert self._asked_settings is not None
                self._settings = dict(map(_setting, names(self._asked_settings.finish())))
            except GitFailure as failure:
                self._settings = failure
            self._asked_settings = None
        if isinstance(self._settings, GitFailure):
            raise self._settings
        return self._settings

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of `paths` that the ignore rules match, tracked or not.

        A path that git refuses to judge (beyond a symbolic link, in a submodule) is not.
        """
        waiting = [path for path in dict.fromkeys(paths) if path not in self._verdicts]
        while waiting:
            verdicts = self._judge(waiting)
            for path, verdict in zip(waiting, verdicts, strict=False):
                self._verdicts[path] = verdict
                trace.note(("ignored", self.root, path), verdict)
            del waiting[: len(verdicts)]
        return frozenset(path for path in paths if self._verdicts[path])

    def _judge(self, paths: Sequence[str]) -> list[bool]:
        """Whether git ignores each of the first of `paths`, of as many as it takes at once."""
        # one process answers every question of a run: it writes four fields a path, the second
        # of which is the line of the rule that decided, the third the rule
        if self._judging is None or self._owner != os.getpid():  # a fork cannot share it
            self._judging, self._owner = self.start(*git_command.JUDGE, piped=True), os.getpid()
        process = self._judging.process
        assert process.stdin is not None and process.stdout is not None
        asked = [os.fsencode(paths[0]) + b"\0"]
        left = ROOM - len(asked[0])
        for path in paths[1:]:
            question = os.fsencode(path) + b"\0"
            if (left := left - len(question)) < 0:
                break
            asked.append(question)
        try:
            process.stdin.write(b"".join(asked))
            process.stdin.flush()
        except BrokenPipeError:
            return [self._refused(process)]
        fields: list[bytes] = []
        verdicts: list[bool] = []
        held = b""
        while len(verdicts) < len(asked):
            self._judging.await_answer()
            some = os.read(process.stdout.fileno(), 1 << 16)
            if not some:
                return [*verdicts, self._refused(process)]
            *ended, held = (held + some).split(b"\0")
            fields += ended
            while len(fields) > 3:
                verdicts.append(bool(fields[2]) and not fields[2].startswith(b"!"))
                del fields[:4]
        return verdicts

    def _refused(self, process: subprocess.Popen[bytes]) -> bool:
        process.kill()
        process.wait()
        self._judging = None
        trace.spoil("git refused to judge a path")
        return False

    def excludes(self) -> list[str]:
        """The ignore files that lie outside the tree, the weakest first."""
        home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        named = self.run("config", "--path", "--get", "core.excludesFile", fine=(0, 1))
        own = self.run("rev-parse", "--git-path", "info/exclude")
        usual = os.path.join(home, "git", "ignore")
        return [
            os.fsdecode(named).rstrip("\n") or usual,
            os.path.join(self.root, os.fsdecode(own).rstrip("\n")),
        ]


def _setting(row: str) -> tuple[str, str]:
    key, line, value = row.partition("\n")
    return key, value if line else "true"


def whole(rows: bytes) -> bytes:
    """The rows of STAGE as they are. Raises GitFailure where the index ends too early.

    Git reads such an index without a word, as entries that are no object.
    """
    if NO_OBJECT in rows:
        raise GitFailure("index file: it ends too early")
    return rows


def names(answer: bytes) -> list[str]:
    """The file names of an answer that ends each with NUL."""
    return [name for name in os.fsdecode(answer).split("\0") if name]
