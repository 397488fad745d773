"""Git, asked so that nothing of the repository is executed: no hooks, filters, pagers, fetches."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import IO

# What a repository's own configuration could make git run or reach, switched off for each call.
OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)


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
        self._judging: subprocess.Popen[bytes] | None = None
        self._verdicts: dict[str, bool] = {}
        self.head = head
        self.index = index

    def start(self, *words: str, piped: bool = False) -> subprocess.Popen[bytes]:
        """Start one git command; `finish` takes what it prints. Raises GitFailure without git."""
        line = ["git", "--no-optional-locks", "-C", self.root]
        for setting in OFF:
            line += ["-c", setting]
        try:
            return subprocess.Popen(
                [*line, *words],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment(),
            )
        except OSError as error:
            raise GitFailure(f"git: {error.strerror}") from None

    def run(self, *words: str, given: bytes | None = None, fine: Sequence[int] = (0,)) -> bytes:
        """What a git command prints. Raises GitFailure for an exit code not in `fine`."""
        return finish(self.start(*words, piped=given is not None), given, fine)

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of `paths` that the ignore rules match, tracked or not.

        A path that git refuses to judge (beyond a symbolic link, in a submodule) is not.
        """
        for path in paths:
            if path not in self._verdicts:
                self._verdicts[path] = self._judge(path)
        return frozenset(path for path in paths if self._verdicts[path])

    def _judge(self, path: str) -> bool:
        # one process answers every question of a run: it writes four fields a path, the second
        # of which is the line of the rule that decided, the third the rule
        if self._judging is None:
            words = ("check-ignore", "-z", "--stdin", "--no-index", "--verbose", "--non-matching")
            self._judging = self.start(*words, piped=True)
        process = self._judging
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(os.fsencode(path) + b"\0")
            process.stdin.flush()
        except BrokenPipeError:
            return self._refused(process)
        fields = [_until_nul(process.stdout) for _ in range(4)]
        if None in fields:
            return self._refused(process)
        rule = fields[2] or b""
        return bool(rule) and not rule.startswith(b"!")

    def _refused(self, process: subprocess.Popen[bytes]) -> bool:
        process.kill()
        process.wait()
        self._judging = None
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

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        # an empty `.git` must not send git to a repository further up
        above = os.path.dirname(os.path.realpath(self.root))
        if self.index is not None:
            kept["GIT_INDEX_FILE"] = self.index
        return kept | {
            "GIT_CEILING_DIRECTORIES": above,
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_PAGER": "cat",
            "LC_ALL": "C",
        }


def finish(
    process: subprocess.Popen[bytes],
    given: bytes | None = None,
    fine: Sequence[int] = (0,),
    warnings: list[str] | None = None,
) -> bytes:
    """Wait for a command that `Git.start` began. Raises GitFailure for other exit codes.

    What git could not look at on the way is added to `warnings`.
    """
    answer, said = process.communicate(given)
    lines = said.decode("utf-8", "surrogateescape").strip().splitlines()
    if process.returncode not in fine:
        raise GitFailure(_short(lines[0]) if lines else f"git exited with {process.returncode}")
    if warnings is not None:
        warnings += [_short(line) for line in lines if line.startswith("warning: could not ")]
    return answer


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
