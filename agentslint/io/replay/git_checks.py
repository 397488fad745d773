"""Notes that git has to answer again, each with what may answer in its place.

A note is a row of plain values. Its last is `instead`: questions to the disk that tell, while they
have the answers beside them, that git would say the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from agentslint.io import trace
from agentslint.io.git_command import HEAD, JUDGE, STAGE, now, objects, outcome
from agentslint.io.replay import history
from agentslint.io.replay.spawn import Spawned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class GitCheck:
    """A row at its place among others of its kind."""

    def __init__(self, rows: list[Any], at: int) -> None:
        self.rows, self.at = rows, at
        self.now: tuple[Any, ...] | None = None

    def needed(self) -> bool:
        """Whether git must be asked."""
        instead = self.rows[self.at][-1]
        fresh = tuple((question, trace.again(*question)) for question, _ in instead)
        if instead and fresh == instead:
            return False
        self.now = (*self.rows[self.at][:-1], fresh) if fresh != instead else None
        return True

    def start(self) -> Spawned:
        """Ask. Raises OSError and Trapped."""
        raise NotImplementedError

    def same(self, asked: Spawned) -> bool:
        """Whether the answer is what was noted. Raises OSError and Trapped."""
        raise NotImplementedError

    def moved(self) -> bool:
        """Once `same` was asked: whether HEAD is another commit, which the note names."""
        return False

    def renew(self) -> bool:
        """Put what holds now in the row's place; whether that is something else."""
        if self.now is not None:
            self.rows[self.at] = self.now
        return self.now is not None


class Command(GitCheck):
    """(root, index, words), how it ended, instead."""

    def start(self) -> Spawned:
        root, index, words = self.rows[self.at][0]
        return Spawned(root, now(index), words)

    def same(self, asked: Spawned) -> bool:
        return bool(asked.outcome() == self.rows[self.at][1])


class Staged(GitCheck):
    """root, index, how STAGE ended, the id of each path whose content was read, instead."""

    def start(self) -> Spawned:
        root, index, *_ = self.rows[self.at]
        return Spawned(root, now(index), STAGE)

    def same(self, asked: Spawned) -> bool:
        _, _, ended, read, _ = self.rows[self.at]
        answer, said = asked.output()
        if outcome(STAGE, asked.code, answer, said) != ended:
            return False
        ids = objects(answer) if read else {}
        return all(ids.get(path) == name for path, name in read.items())


class Ignored(GitCheck):
    """root, each path that git judged with whether it is ignored, instead."""

    def start(self) -> Spawned:
        root, paths, _ = self.rows[self.at]
        return Spawned(root, None, JUDGE, b"".join(os.fsencode(path) + b"\0" for path, _ in paths))

    def same(self, asked: Spawned) -> bool:
        fields = asked.output()[0].split(b"\0")
        judged = zip(fields[3::4], fields[2::4], strict=False)
        return bool(
            self.rows[self.at][1]
            == [
                (os.fsdecode(path), bool(rule) and not rule.startswith(b"!"))
                for path, rule in judged
            ]
        )


class Grown(GitCheck):
    """root, index, HEAD, length of the main line or 0, paths, instead: see `Git.grown`."""

    def start(self) -> Spawned:
        root, index, *_ = self.rows[self.at]
        return Spawned(root, now(index), HEAD)

    def same(self, asked: Spawned) -> bool:
        root, index, old, length, paths, instead = self.rows[self.at]
        new = os.fsdecode(asked.output()[0]).strip()
        if new == old:
            return True
        more = history.grown(root, old, new) if new else None
        if more is None or (length and history.stride(length + more) > 1):
            return False
        commands = [history.deletes(root, old, new)] if length else []
        commands += [history.touches(root, old, new, paths)] if paths else []
        self.now = (root, index, new, length and length + more, paths, (self.now or (instead,))[-1])
        # each is read to its end, or it would wait for that
        return not [command for command in commands if not history.silent(command)]

    def moved(self) -> bool:
        return self.now is not None and self.now[2] != self.rows[self.at][2]


class Lacked(GitCheck):
    """root, index, paths of HEAD, what git said of them, instead: see `Git.lacked`."""

    def start(self) -> Spawned:
        root, index, lines, *_ = self.rows[self.at]
        return Spawned(root, now(index), ("cat-file", "--batch-check", "--buffer"), lines)

    def same(self, asked: Spawned) -> bool:
        return bool(trace.digest(asked.output()[0]) == self.rows[self.at][3])


KINDS = {
    "commands": Command,
    "staged": Staged,
    "ignored": Ignored,
    "grown": Grown,
    "lacked": Lacked,
}


def notes(git: dict[str, list[Any]]) -> Iterator[GitCheck]:
    """The rows of `packed` notes, those first that take longest."""
    for kind, made in KINDS.items():
        for at in range(len(git[kind])):
            yield made(git[kind], at)
