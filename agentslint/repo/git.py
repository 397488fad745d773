"""Git, asked so that nothing of the repository is executed: no hooks, filters, pagers, fetches."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence

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
    """The git repository whose work tree is `root`."""

    def __init__(self, root: str) -> None:
        self.root = root

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

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of `paths` that the ignore rules match, tracked or not."""
        rest = list(paths)
        if not rest:
            return frozenset()
        asked = b"\0".join(os.fsencode(path) for path in rest)
        try:
            # exit code 1 says that none of them is ignored
            answer = self.run(
                "check-ignore", "-z", "--stdin", "--no-index", given=asked, fine=(0, 1)
            )
        except GitFailure:
            # one path beyond a symbolic link or in a submodule spoils the answer for all
            half = len(rest) // 2
            return self.ignored(rest[:half]) | self.ignored(rest[half:]) if half else frozenset()
        return frozenset(names(answer))

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        # an empty `.git` must not send git to a repository further up
        above = os.path.dirname(os.path.realpath(self.root))
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


def names(answer: bytes) -> list[str]:
    """The file names of an answer that ends each with NUL."""
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]
