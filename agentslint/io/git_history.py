"""Git's history, asked so that every answer is noted with what it depends on.

An answer holds for the commits that were asked by their ids, for this HEAD alone, or for as long as
commits only come on top of it: each question knows which, and no caller has to say it.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Sequence

from agentslint.io import document_cache
from agentslint.io.git import ANY_EXIT, Git, GitFailure, GitProcess
from agentslint.io.replay.history import stride

# What reads history, and says that it could not; the rest asks whether something is there.
READS = ("diff-tree", "log", "rev-list")
UNBORN = ("unknown revision", "bad revision 'HEAD'")  # what git says of a branch without a commit
LOOKS = 2048  # paths of commits that are asked for before a long history is read for them
STEP = 256  # commits between two that are looked at in a line that grows
SHORT = 1 << 16  # bytes of an answer that is remembered for whoever asks the same in this run
FORM = "--format=%x01%H%x00%ct%x00%s"


class GitHistory:
    """Questions about the commits behind HEAD. `faults` takes what git could not read.

    An answer is what git printed of it: nothing where it failed.
    """

    def __init__(self, git: Git, faults: list[str]) -> None:
        self._git = git
        self._faults = faults
        self.head = git.head

    def log(self, paths: Sequence[str], *options: str) -> bytes:
        """The commits that touch any of `paths`, each with its raw changes behind a byte 1."""
        return self._log(self.head, paths, *options)

    def _log(self, span: str, paths: Sequence[str], *options: str) -> bytes:
        below = tuple(map(literal, paths))
        self._git.provenance.tip()
        answer = self._noted(
            "log", "--full-history", "--raw", "--no-renames", "--no-abbrev", "-z", "--root",
            *options, FORM, span, "--", *below,
        )  # fmt: skip
        self._git.provenance.grown(below)
        return answer

    def count_since(self, commit: str, directory: str) -> int:
        """How many commits after one touched a directory."""
        self._git.provenance.tip()
        below = () if directory == "." else (literal(directory),)
        span = f"{commit}..{self.head}"
        answer = self._noted("rev-list", "--count", span, "--", *below).strip()
        if below:
            self._git.provenance.grown(below)
        else:
            self._git.provenance.pin()  # every commit counts
        return int(answer) if answer.isdigit() else 0

    def main_line(self, most: int) -> dict[bytes, bytes]:
        """The ids of the first parents from HEAD on, newest first, each with its time in seconds."""
        tip = self._git.provenance.tip()
        words = ("rev-list", "--first-parent", "--timestamp", f"-n{most}", self.head)
        rows = (row.partition(b" ") for row in self._noted(*words).splitlines())
        found = {name: seconds for seconds, _, name in rows}
        if found:
            # one that is read commit by commit tells the same while none on top deletes anything
            whole = stride(len(found)) == 1 and next(iter(found)) == os.fsencode(tip)
            provenance = self._git.provenance
            provenance.grown((), len(found)) if whole else provenance.pin()
        return found

    def held(self, paths: Iterable[str], tops: dict[str, str]) -> dict[str, bytes]:
        """Those of `paths` that HEAD holds, with the ids of their contents.

        `tops` has for each path a directory that it lies in, or itself: where HEAD lacks that, it
        lacks the path. That nothing is held is noted by itself; any other answer is HEAD's own.
        """
        asked = list(paths)
        self._git.provenance.tip()
        lines, answer, known = self._at_head(list(dict.fromkeys(tops[path] for path in asked)))
        if not known:
            self._git.provenance.lacked(lines, answer)
            return {}
        found = self._at_head([path for path in asked if tops[path] in known])[2]
        self._git.provenance.pin()
        return found

    def _at_head(self, paths: list[str]) -> tuple[bytes, bytes, dict[str, bytes]]:
        """What git was asked and said of some paths of HEAD, and the ids of those that it holds."""
        head = self.head
        lines = "".join(f"{head}:{path}\n" for path in paths).encode("utf-8", "surrogateescape")
        # without a flush after each line
        answer = self._noted("cat-file", "--batch-check", "--buffer", given=lines)
        rows = zip(paths, map(bytes.split, answer.splitlines()), strict=False)
        held = {path: words[0] for path, words in rows if words[1:2] in ([b"blob"], [b"tree"])}
        return lines, answer, held

    def compared(self, pairs: bytes, *options: str) -> bytes:
        """The raw changes between the commits of each line, two ids a line."""
        words = ("diff-tree", "--stdin", "-r", "-z", "--no-renames", "--always", *options)
        return self._noted(*words, given=pairs)

    def blob(self, name: str, most: int) -> bytes | None:
        """The blob with an id; None where the clone lacks it, or it has more than `most` bytes."""
        size = self._noted("cat-file", "-s", name).strip()
        if not size.isdigit() or int(size) > most:
            return None
        return self._noted("cat-file", "blob", name)

    def touching(self, line: Sequence[bytes], paths: Sequence[str]) -> list[bytes]:
        """The commits of the main `line` that touch any of `paths`, newest first. For this HEAD alone.

        What was long before any of them was there is not read.
        """
        self._git.provenance.pin()
        spread = line[:: max(1, len(line) // max(8, min(64, LOOKS // max(1, len(paths)))))]
        span = self._span(spread, paths)
        return self._noted("rev-list", "--first-parent", span, "--", *map(literal, paths)).split()

    def log_since(self, line: Sequence[bytes], paths: Sequence[str], *options: str) -> bytes:
        """What `log` says of some paths, without what was long before any of them was there.

        `line` is the whole main line. The commits that are looked at are counted from its first, so
        that those which come on top change nothing.
        """
        step = STEP
        while len(line) * len(paths) > LOOKS * step:
            step *= 2
        return self._log(self._span(line[::-1][::step][::-1], paths), paths, *options)

    def _span(self, spread: Sequence[bytes], paths: Sequence[str]) -> str:
        """The commits since the newest of a `spread` at and below which none of `paths` was there."""
        names = [os.fsencode(path) for path in paths if "\n" not in path]
        given = b"".join(b"%s:%s\n" % (commit, name) for commit in spread for name in names)
        kinds = self._noted(
            "cat-file", "--batch-check=%(objecttype)", "--buffer", given=given
        ).splitlines()
        if not names or len(kinds) != len(spread) * len(names):
            return self.head
        have = [at // len(names) for at, kind in enumerate(kinds) if kind in (b"blob", b"tree")]
        without = spread[max(have, default=-1) + 1 :]
        return f"{os.fsdecode(without[0])}..{self.head}" if without else self.head

    def every(self, most: int) -> list[list[bytes]]:
        """The newest commits behind HEAD, branches included: time, id and parents. For this HEAD alone."""
        self._git.provenance.pin()
        words = ("rev-list", "--parents", "--timestamp", f"-n{most}", self.head)
        return [row.split() for row in self._noted(*words).splitlines()]

    def between(self, old: str, new: str, path: str, most: int) -> bytes:
        """The commits of the main line from one to another that touch a path, as `log` has them."""
        form = ("--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "-z", f"-n{most}")
        return self._noted("log", *form, FORM, f"{old}..{new}", "--", literal(path))

    def blame(self, path: str) -> bytes:
        """Which commit wrote each line that HEAD has of a file, in git's porcelain format.

        Of HEAD, never of the work tree: to read that one, git would run the filters of the repository.
        """
        words = ("blame", "--porcelain", "--no-textconv", "--ignore-revs-file=", self.head)
        return self.of_head(*words, "--", path)

    def touched(self, most: int) -> bytes:
        """The newest commits, each with the names of the files that it changed. For this HEAD alone."""
        self._git.provenance.pin()
        form = ("--name-only", "--no-renames", "-z", f"-n{most}")
        return self._noted("log", *form, FORM, self.head)

    def objects(self, names: Iterable[str], *, texts: bool) -> bytes:
        """What `cat-file --batch` prints of some ids: their heads, or their `texts` too.

        A partial clone ends at the first that it lacks: what comes before it is given.
        """
        given = "".join(f"{name}\n" for name in names).encode("ascii")
        how = "--batch" if texts else "--batch-check"
        return self._noted("cat-file", how, "--buffer", given=given) if given else b""

    def of_head(self, *words: str) -> bytes:
        """What any other command prints: noted as the answer for this HEAD, and no other."""
        return self._answer(words, None, by_ids=False)

    def _noted(self, *words: str, given: bytes | None = None) -> bytes:
        """What a command prints of which the question itself notes what it depends on."""
        return self._answer(words, given, by_ids=True)

    def _answer(self, words: tuple[str, ...], given: bytes | None, *, by_ids: bool) -> bytes:
        """What git prints. What it could not read (a missing tree) is a fault, the rest is used."""
        if not by_ids or words[0] not in READS:
            return self._asked(words, given, by_ids=by_ids)[0]
        known, question = self._git.answers, (words, given)
        if question not in known:
            # of what was said before, git's own notes are the same
            self._git.provenance.of(words, by_ids=True)
            answer = self._kept(words, given)
            if len(answer) > SHORT:
                return answer
            known[question] = answer
        return known[question]

    def _kept(self, asked: tuple[str, ...], given: bytes | None) -> bytes:
        """What git prints of commits, from an earlier run if it can be: what they say never changes."""
        limits = self._git.provenance.limits(document_cache.lasts())
        words = self._by_ids(asked) if limits else ()
        if not words:
            return self._asked(asked, given, by_ids=True)[0]
        answer, _ = document_cache.kept(
            "history", "\0".join(words), limits + (given or b""),
            lambda: self._asked(words, given, by_ids=True),
            lambda told: zlib.compress(told[0], 1), lambda packed: (zlib.decompress(packed), True),
            lambda told: told[1],
        )  # fmt: skip
        return answer

    def _by_ids(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """A command with the commit that HEAD is in its place: HEAD may move, what is kept may not; () for another name."""
        span = f"..{self.head}"
        if not any(word == self.head or word.endswith(span) for word in words):
            return words
        tip = self._git.provenance.tip()
        if self.head != "HEAD" or not tip:
            return ()
        named = (tip if word == self.head else word for word in words)
        return tuple(
            word.removesuffix(span) + f"..{tip}" if word.endswith(span) else word for word in named
        )

    def _asked(
        self, words: tuple[str, ...], given: bytes | None, *, by_ids: bool
    ) -> tuple[bytes, bool]:
        """What git prints, and whether that is all, and nothing was wrong."""
        start = self._git.start_by_ids if by_ids else self._git.start
        try:
            asked: GitProcess = start(*words, piped=given is not None)
            answer = asked.finish(given, ANY_EXIT)
        except GitFailure as failure:
            self._faults.append(f"history: {failure}")
            return b"", False
        # without a commit there is no history
        if words[0] in READS and asked.fault and not any(one in asked.fault for one in UNBORN):
            self._faults.append(f"history: {asked.fault}")
        return answer, asked.whole


def literal(path: str) -> str:
    """A path as git is asked for it: no letter of it is a pattern."""
    return f":(top,literal){path}"
