"""Work split between this process and forked ones, each of which does a share and tells what came out.

A share whose process fails in any way is done here instead: nothing is lost but time, and an error
is raised where it can be seen. What a share learned on the way is handed over with its result: the
questions it asked of disk and git, and what documents say.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from agentslint.chain.context import Context
from agentslint.io import document_cache, trace
from agentslint.lint import kept_answers
from agentslint.model import Chain, File
from agentslint.repo import parent

T = TypeVar("T")

MOST = 4  # processes; more wait for one another's memory
# bytes of instruction files for which a further process pays
WORTH = 1 << 16
AHEAD = 1 << 14  # bytes that are read before there is another: what each would load is loaded once
OURS = 0.85  # the share of this process, where that of another is 1: what spans shares is done here


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a repository's files and chains; the `first` is done in this process."""

    files: tuple[File, ...]
    chains: Mapping[str, Chain]
    first: bool = True

    @property
    def directories(self) -> Iterator[tuple[str, tuple[File, ...], Chain | None]]:
        """Each directory in order, with the files that lie in it and its chain, where it has one."""
        files: dict[str, list[File]] = {}
        for file in self.files:
            files.setdefault(parent(file.path), []).append(file)
        for folder in sorted({*files, *self.chains}):
            yield folder, tuple(files.get(folder, ())), self.chains.get(folder)

    def cut(self) -> tuple[Part, Part] | None:
        """Its first directory and the rest; None where that one is large, or all of it."""
        names = [folder for folder, _, _ in self.directories]
        files = tuple(file for file in self.files if parent(file.path) == names[0])
        if len(names) < 2 or sum(len(file.data) for file in files) > AHEAD:
            return None
        others = tuple(file for file in self.files if parent(file.path) != names[0])
        own = {folder: chain for folder, chain in self.chains.items() if folder == names[0]}
        left = {folder: chain for folder, chain in self.chains.items() if folder != names[0]}
        return Part(files, own, self.first), Part(others, left, self.first)


def parts(context: Context, jobs: int) -> list[Part]:
    """A repository's files and chains in at most `jobs` parts, in path order."""
    sizes: Counter[str] = Counter()
    for file in context.files:
        # what was said of the others is known
        sizes[parent(file.path)] += len(file.data) if kept_answers.new(context, file) else 1
    total = sum(sizes.values())
    jobs = min(jobs, len(sizes), 1 + total // WORTH)
    if jobs < 2:
        return [Part(context.files, context.chains)]
    limits = [total * (OURS + n) / (OURS + jobs - 1) for n in range(jobs - 1)]
    cuts: list[str] = []
    sum_so_far = 0
    for folder in sorted(sizes):
        sum_so_far += sizes[folder]
        if len(cuts) < len(limits) and sum_so_far >= limits[len(cuts)]:
            cuts.append(folder)
    files: list[list[File]] = [[] for _ in range(jobs)]
    chains: list[dict[str, Chain]] = [{} for _ in range(jobs)]
    for file in context.files:
        files[bisect_left(cuts, parent(file.path))].append(file)
    for folder, chain in context.chains.items():
        chains[bisect_left(cuts, folder)][folder] = chain
    rows = zip(files, chains, strict=True)
    return [Part(tuple(some), each, not number) for number, (some, each) in enumerate(rows)]


def ahead(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """What is done before other processes start, and what then: words and patterns load with the first."""
    found = parts[0].cut() if len(parts) > 1 else None
    return ([found[0]], [found[1], *parts[1:]]) if found else ([], parts)


def jobs(asked: int | None) -> int:
    """How many processes may run: as asked, else as many as this one may use. At least 1.

    Where another thread runs, a forked process could wait for what that thread holds: then 1.
    """
    if threading.active_count() > 1 or not hasattr(os, "fork") or sys.platform == "darwin":
        return 1
    if asked is not None:
        return max(asked, 1)
    able = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(able or 1, MOST)


def done(parts: Sequence[Part], work: Callable[[Part], T]) -> list[T]:
    """`work(part)` of each part, in order: the first here, each other in a process of its own."""
    if len(parts) < 2:
        return [work(part) for part in parts]
    import pickle  # here, and not in each process that is forked off

    with contextlib.ExitStack() as running:
        others = [running.enter_context(_started(part, work)) for part in parts[1:]]
        found = [work(part) for part in parts[:1]]
        for part, other in zip(parts[1:], others, strict=True):
            try:
                result, asked, learned = pickle.load(other)
            except (EOFError, OSError, pickle.UnpicklingError):
                found.append(work(part))
                continue
            trace.add(asked)
            document_cache.add(learned)
            found.append(result)
        return found


@contextlib.contextmanager
def _started(part: Part, work: Callable[[Part], T]) -> Iterator[BinaryIO]:
    """A process that does one part; what it pickled can be read, and is whole or ends early."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(ours)
            _serve(part, work, theirs)
            status = 0
        finally:
            # nothing of the parent's may be flushed or closed a second time
            os._exit(status)
    os.close(theirs)
    try:
        with open(ours, "rb") as answer:
            yield answer
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, 9)
        os.waitpid(child, 0)


def _serve(part: Part, work: Callable[[Part], T], pipe: int) -> None:
    import pickle

    with (
        contextlib.suppress(Exception),
        document_cache.collecting() as learned,
        trace.apart() as asked,
    ):
        result = work(part)
        with open(pipe, "wb") as answer:
            pickle.dump((result, asked and asked.plain(), learned), answer, 5)
