"""Git, asked so that nothing of the repository is executed: no hooks, filters, pagers, fetches."""

from __future__ import annotations

import contextlib
import os
import select
import stat
import subprocess
from collections.abc import Sequence

from agentslint.outside import trace
from agentslint.outside.questions import Unreadable

TYPE_CHECKING = False  # typing's own costs a replay 5 ms
if TYPE_CHECKING:
    from typing import IO

# What a repository's own configuration could make git run or reach, switched off for each call.
OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.orderFile=/dev/null",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)


ANY_EXIT = range(256)
HEAD = ("rev-parse", "--verify", "--quiet", "HEAD")
# Commands whose answer a commit decides for ever, with git's configuration: not asked again.
DECIDED = frozenset({"cat-file", "diff-tree", "log", "ls-tree", "rev-list"})
JUDGE = ("check-ignore", "-z", "--stdin", "--no-index", "--verbose", "--non-matching")
STAGE = ("ls-files", "-z", "--stage")

LONGEST = 200  # characters of one line of git's that are shown
PATIENCE = 600  # seconds for one answer: git waits for ever where a pipe lies in a file's place

# What git opens before it answers anything; a pipe or a device among them is a trap.
OPENED = (
    ".git",
    ".git/HEAD",
    ".git/commondir",
    ".git/config",
    ".git/config.worktree",
    ".git/index",
    ".git/info/attributes",
    ".git/info/exclude",
    ".git/objects/info/alternates",
    ".git/packed-refs",
    ".git/shallow",
    ".gitattributes",
    ".gitignore",
)


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
        self._judging: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._verdicts: dict[str, bool] = {}
        self.head = head
        self.index = index
        self._trap: str | None = None

    def start(self, *words: str, piped: bool = False) -> Asked:
        """Start one git command; its `finish` takes what it prints.

        Raises GitFailure without git, and where git would wait for ever.
        """
        if self._trap is None:
            self._trap = _trap(self.root)
        if self._trap:
            trace.spoil("git was not asked")
            raise GitFailure(f"{self._trap} is no regular file")
        now = trace.current()
        if now is not None and words[0] in DECIDED:
            self._pin(now)
        line = ["git", "--no-optional-locks", "-C", self.root]
        for setting in OFF:
            line += ["-c", setting]
        instead = self._instead() if words == STAGE else ()
        try:
            process = subprocess.Popen(
                [*line, *words],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment(),
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
        for path in paths:
            if path not in self._verdicts:
                self._verdicts[path] = self._judge(path)
                trace.note(("ignored", self.root, path), self._verdicts[path])
        return frozenset(path for path in paths if self._verdicts[path])

    def _judge(self, path: str) -> bool:
        # one process answers every question of a run: it writes four fields a path, the second
        # of which is the line of the rule that decided, the third the rule
        if self._judging is None or self._owner != os.getpid():  # a fork cannot share it
            self._judging, self._owner = self.start(*JUDGE, piped=True).process, os.getpid()
        process = self._judging
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(os.fsencode(path) + b"\0")
            process.stdin.flush()
        except BrokenPipeError:
            return self._refused(process)
        awaited(process)
        fields = [_until_nul(process.stdout) for _ in range(4)]
        if None in fields:
            return self._refused(process)
        rule = fields[2] or b""
        return bool(rule) and not rule.startswith(b"!")

    def _refused(self, process: subprocess.Popen[bytes]) -> bool:
        process.kill()
        process.wait()
        self._judging = None
        trace.spoil("git refused to judge a path")
        return False

    def _pin(self, now: trace.Trace) -> None:
        """Note what decides the answers of `DECIDED`: they are not asked again."""
        if self._pinned is now:
            return
        self._pinned = now
        self.run(*HEAD, fine=ANY_EXIT)
        self.run("config", "-z", "--list", fine=ANY_EXIT)
        files = ("--git-path", "shallow", "--git-path", "info/grafts")
        places, _ = self.start("rev-parse", *files).output()
        for place in os.fsdecode(places).splitlines():
            with contextlib.suppress(Unreadable):
                trace.ask("read", os.path.join(self.root, place), 1 << 22)

    def _instead(self) -> tuple[tuple[trace.Question, object], ...]:
        """Files whose state tells that the index still says the same, with that state."""
        folder = os.path.join(self.root, ".git")
        if trace.current() is None or not os.path.isdir(folder):
            return ()
        index = self.index or os.path.join(folder, "index")
        asked = (("index", index), ("read", os.path.join(folder, "config"), 1 << 20))
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

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        # an empty `.git` must not send git to a repository further up
        above = os.path.dirname(os.path.realpath(self.root))
        if self.index is not None:
            kept["GIT_INDEX_FILE"] = self.index
        return kept | {
            # stronger than protocol.*.allow, by which a configuration allows one of its own
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_CEILING_DIRECTORIES": above,
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_PAGER": "cat",
            "LC_ALL": "C",
        }


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
            return self.process.communicate(given, PATIENCE)
        except subprocess.TimeoutExpired:
            raise _ended(self.process) from None

    def outcome(self) -> tuple[object, ...]:
        """How it ended, as it is noted, for a command that is asked again."""
        answer, said = self.output()
        return outcome(self.process.returncode, answer, said)

    def stop(self) -> None:
        """End it: nobody waits for what it would say."""
        self.process.kill()
        self.process.communicate()

    def _note(self, given: bytes | None, code: int, answer: bytes, said: bytes) -> None:
        now = trace.current()
        if now is None or (self.words[0] in DECIDED and code == 0 and not said):
            return
        if given is not None:
            now.spoil(f"git {self.words[0]} was given what nobody kept")
            return
        question = ("git", self.git.root, self.git.index or "", self.words)
        now.note(question, outcome(code, answer, said))
        if self.instead:
            now.instead[question] = self.instead


def awaited(process: subprocess.Popen[bytes]) -> None:
    """Wait until a command that was asked has something to read. Raises GitFailure."""
    assert process.stdout is not None
    poll = select.poll()
    poll.register(process.stdout, select.POLLIN)
    if not poll.poll(PATIENCE * 1000):
        raise _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> GitFailure:
    process.kill()
    process.wait()
    trace.spoil("git did not answer")
    return GitFailure(f"git did not answer within {PATIENCE} seconds")


def _trap(root: str) -> str:
    """The first of the files that git opens at once which is a pipe, a socket or a device."""
    for name in OPENED:
        try:
            mode = os.stat(os.path.join(root, name)).st_mode
        except (OSError, ValueError):
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return name
    return ""


def outcome(code: int, answer: bytes, said: bytes) -> tuple[object, ...]:
    """How a command ended, short enough to keep."""
    return code, trace.digest(answer), trace.digest(said)


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}...{line[-LONGEST // 2 :]}"


def _until_nul(stream: IO[bytes]) -> bytes | None:
    """The next field of an answer that ends each with NUL; None where it ends."""
    field = bytearray()
    while (byte := stream.read(1)) != b"\0":
        if not byte:
            return None
        field += byte
    return bytes(field)


def names(answer: bytes) -> list[str]:
    """The file names of an answer that ends each with NUL."""
    return [name for name in os.fsdecode(answer).split("\0") if name]
