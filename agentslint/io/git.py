"""Git, asked through `command`: one answer, or a process that answers question after question."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import weakref
from collections.abc import Iterator, Sequence

from agentslint.io import disk_queries, git_command, trace
from agentslint.io.disk_queries import Unreadable

ANY_EXIT = range(256)
LARGEST = 1 << 22  # bytes of one of git's own files that are looked at
ROOM = 4096  # bytes that a pipe takes at once where nothing else is in it
LONGEST = 200  # characters of one line of git's that are shown


class GitFailure(Exception):
    """Git could not answer. The text is the first line of what it said."""


class Git:
    """The git repository whose work tree is `root`.

    `head` is the revision that questions about history start from, `index` the file that is
    asked for what is staged, where it is not the repository's own.
    """

    def __init__(self, root: str, *, head: str = "HEAD", index: str | None = None) -> None:
        self.root = root
        self._pinned: trace.Trace | None = None
        self._limited: trace.Trace | None = None
        self._tip: str | None = None
        self._tip_instead: tuple[tuple[trace.Question, object], ...] = ()
        self._judging: Asked | None = None
        self._owner = os.getpid()
        self._verdicts: dict[str, bool] = {}
        self.head = head
        self.index = index
        self._trap: str | None = None

    def start(self, *words: str, piped: bool = False, fixed: bool = False) -> Asked:
        """Start one git command; its `finish` takes what it prints.

        The answer of one of `command.DECIDED` is noted as that of HEAD, unless it is `fixed`: asked
        by the ids of objects, or noted by `grown` or `lacked`. Raises GitFailure without git, and
        where git would wait for ever.
        """
        if self._trap is None:
            self._trap = git_command.trap(self.root)
        if self._trap:
            trace.spoil("git was not asked")
            raise GitFailure(f"{self._trap} is no regular file")
        now = trace.current()
        if now is not None and words[0] in git_command.DECIDED:
            self._limit(now) if fixed else self._pin(now)
        instead = self._instead(words) if now is not None else ()
        try:
            process = subprocess.Popen(
                git_command.line(self.root, words),
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=git_command.environment(self.root, self.index),
            )
            return Asked(self, words, process, instead)
        except OSError as error:
            trace.spoil("git could not be run")
            raise GitFailure(f"git: {error.strerror}") from None

    def run(self, *words: str, given: bytes | None = None, fine: Sequence[int] = (0,)) -> bytes:
        """What a git command prints. Raises GitFailure for an exit code not in `fine`."""
        return self.start(*words, piped=given is not None).finish(given, fine)

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
            awaited(process)
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

    def tip(self) -> str:
        """The id of the commit that HEAD is, as this run takes it; "" for none, and without notes."""
        if trace.current() is None:
            return ""
        if self._tip is None:
            self._tip_instead = self._instead(git_command.HEAD)
            self._tip = ""  # where git does not answer, whoever asks it next says so
            with trace.recording(), contextlib.suppress(GitFailure):
                self._tip = os.fsdecode(self.run(*git_command.HEAD, fine=ANY_EXIT)).strip()
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
        self._on_tip(("grown", self.root, self.index or "", paths), (self._tip, length))

    def lacked(self, lines: bytes, answer: bytes) -> None:
        """Note the `answer` of `cat-file --batch-check` about paths of HEAD, one of `lines` each."""
        self._on_tip(("lacked", self.root, self.index or "", lines), trace.digest(answer))

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
            self.run(*git_command.HEAD, fine=ANY_EXIT)
            self._limit(now)

    def _limit(self, now: trace.Trace) -> None:
        """Note what decides the answers of `command.DECIDED` besides the commits and objects asked for."""
        if self._limited is now:
            return
        self._limited = now
        if ("git", self.root, self.index or "", git_command.CONFIG) not in now.answers:
            self.run(*git_command.CONFIG, fine=ANY_EXIT)
        files = ("--git-path", "shallow", "--git-path", "info/grafts")
        places, _ = self.start("rev-parse", *files).output()
        for place in os.fsdecode(places).splitlines():
            with contextlib.suppress(Unreadable):
                trace.ask("read", os.path.join(self.root, place), 1 << 22)

    def _instead(self, words: tuple[str, ...]) -> tuple[tuple[trace.Question, object], ...]:
        """Files whose state tells that a command would say the same, with that state; none for most."""
        folder = os.path.join(self.root, ".git")
        if not os.path.isdir(folder) or git_command.partial(self.index or ""):
            return ()
        asked: list[trace.Question] = []
        if words == git_command.STAGE:
            asked.append(("index", self.index or os.path.join(folder, "index")))
        elif words == git_command.SHALLOW:
            asked.append(("read", os.path.join(folder, "shallow"), LARGEST))
        elif words == git_command.HEAD:
            asked += _of_head(folder)
        if asked:
            asked.append(("read", os.path.join(folder, "config"), LARGEST))
        return tuple((question, trace.again(*question)) for question in asked)

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


class Asked:
    """A git command under way. `instead` are questions that need no git and answer for it."""

    def __init__(
        self,
        git: Git,
        words: tuple[str, ...],
        process: subprocess.Popen[bytes],
        instead: tuple[tuple[trace.Question, object], ...] = (),
    ) -> None:
        self.git = git
        self.words = words
        self.process = process
        self.instead = instead
        self.fault = ""  # what it said first, where it could not answer
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
        try:
            return self.process.communicate(given, git_command.PATIENCE)
        except subprocess.TimeoutExpired:
            raise _ended(self.process) from None

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
        question = ("git", self.git.root, self.git.index or "", self.words)
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


def awaited(process: subprocess.Popen[bytes]) -> None:
    """Wait until a command that was asked has something to read. Raises GitFailure."""
    assert process.stdout is not None
    poll = select.poll()
    poll.register(process.stdout, select.POLLIN)
    if not poll.poll(git_command.PATIENCE * 1000):
        raise _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> GitFailure:
    process.kill()
    process.wait()
    trace.spoil("git did not answer")
    return GitFailure(f"git did not answer within {git_command.PATIENCE} seconds")


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}...{line[-LONGEST // 2 :]}"


def names(answer: bytes) -> list[str]:
    """The file names of an answer that ends each with NUL."""
    return [name for name in os.fsdecode(answer).split("\0") if name]
