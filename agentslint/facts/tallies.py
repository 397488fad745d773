"""In how many ways the files and directories of a place can be counted, and what each way gives."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from agentslint.core import lazy_re
from agentslint.facts.code_files import is_code, is_test
from agentslint.repo import Repo

# files beside those that somebody counts
BESIDE = lazy_re.compile(r"[._].*|.*\.md|index\..*|mod\.rs|.*\.d\.ts", lazy_re.IGNORECASE)
_HIDDEN = lazy_re.compile(r"[._].*")
_BASE = lazy_re.compile(r"(?i:base|abstract).*|.*(?i:base|interface|trait|types?)|I[A-Z][a-z]\w*")

# what defines a thing at the edge of a file
_DEFINED = lazy_re.compile(
    r"^(?:(?:export|default|public|internal|abstract|final|sealed|data|declare|async|pub|partial)(?:\([a-z]+\))?\s+)*"
    r"(?:class|interface|enum|struct|trait|type|function|def|fn|func|module|object|record|const|let|var)\s+\w",
    lazy_re.M,
)
_MANY = 1000  # files that are read for what they define


@dataclass(frozen=True, slots=True)
class Tally:
    """What ways of counting give; `direct` of what lies right in a directory, `below` of all that is in it."""

    ways: frozenset[int]
    direct: int
    below: int


def files(repo: Repo, folder: str) -> Tally:
    """The files of a directory, with or without tests, indexes, pages, those of one ending, and what lies deeper."""
    return of(repo.listing.below(folder), folder)


def of(paths: Iterable[str], folder: str) -> Tally:
    """The same of some of its files."""
    below = _inside(paths, folder)
    direct = [path for path in below if "/" not in path]
    tests = is_test(f"{folder}/a.py")
    ways: set[int] = set()
    for some in (direct, below):
        ways |= _filtered(some, tests=tests)
    shown = [path for path in direct if not _HIDDEN.fullmatch(path)] or direct
    return Tally(frozenset(ways), len(shown), len(below))


def folders(repo: Repo, folder: str) -> Tally:
    """The directories of a directory, with or without hidden ones, those of tests, and deeper ones."""
    below = _inside(repo.listing.below(folder), folder)
    every = {path.rpartition("/")[0] for path in below if "/" in path}
    every |= {name[:at] for name in every for at, letter in enumerate(name) if letter == "/"}
    direct = {name for name in every if "/" not in name}
    coded = {path.partition("/")[0] for path in below if "/" in path and is_code(path)}
    leaves = {path.rpartition("/")[0] for path in below if "/" in path}
    ways = {
        len(some)
        for kind in (every, direct, coded, leaves)
        for some in (
            kind,
            {name for name in kind if not _HIDDEN.match(posixpath.basename(name))},
            {name for name in kind if not is_test(f"{name}/a.py") and not _HIDDEN.match(name)},
        )
    }
    shown = sum(not _HIDDEN.match(name) for name in direct)
    return Tally(frozenset(ways), shown, len(every))


def _inside(paths: Iterable[str], folder: str) -> list[str]:
    start = 0 if folder == "." else len(folder) + 1
    return [path[start:] for path in paths]


def _filtered(paths: Iterable[str], *, tests: bool) -> set[int]:
    """How many are left when any of these are left out, of all and of each ending."""
    # a large directory has many files and few kinds of them
    rows = Counter(
        (
            posixpath.splitext(path)[1].lower(),
            (
                bool(_HIDDEN.fullmatch(name := posixpath.basename(path))),
                bool(BESIDE.fullmatch(name)),
                not tests and (is_test(path) or "test" in name.lower()),
                not is_code(path),
                bool(_BASE.fullmatch(name.partition(".")[0])),
            ),
        )
        for path in paths
    )
    every = range(5)
    found: set[int] = set()
    for out in (out for size in range(6) for out in combinations(every, size)):
        left: Counter[str] = Counter()
        for (ending, marks), count in rows.items():
            if not any(marks[at] for at in out):
                left[ending] += count
        found |= {left.total(), *left.values()}
    return found


def definitions(repo: Repo, folder: str) -> int:
    """How many things the code below a directory defines at the edge of its files, as far as files are read."""
    paths = [path for path in repo.listing.below(folder) if is_code(path)][:_MANY]
    return sum(len(_DEFINED.findall(repo.text(path) or "")) for path in paths)
