"""What files said before: the texts that commits changed or deleted, newest first, within bounds.

Trees are compared, never texts, and each old text is read by the id of its object: a clone that
lacks some of them answers with the rest. Of a short history every
commit is compared with its parent; of a long one some of the main line, those among them that
changed the documents in question: what came and went between two is missed.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from agentslint.io.git_history import GitHistory
from agentslint.repo import Repo
from agentslint.repo.commits import Commit, Pair, change, commit, rows
from agentslint.repo.contents import Contents
from agentslint.repo.deletions import COMMIT_LIMIT
from agentslint.repo.renames import Change

NEWEST = 300  # commits that are each compared with their parent, or with the next of the main line
SPREAD = 20  # of a longer one: so many of the main line, spread evenly, and as many that changed the documents
MOST = 800  # old texts
BYTES = 3 << 20  # in all of them
ROWS = 10_000  # replaced texts, the newest, among which those are chosen
PARTS = 4  # in which the comparing is asked for: those rows are often full before the last
CHANGES = 100  # commits to one file among which the one is looked for that took something


@dataclass(frozen=True, slots=True)
class Old:
    """An old text of a file, and what took it away: `commit`, or one of those in `span`.

    `new` is the id of what the file said then, "" where it was deleted.
    """

    path: str
    data: bytes
    commit: Commit | None
    span: tuple[str, str]
    new: str


@dataclass(frozen=True, slots=True)
class _Replaced:
    commit: Commit | None
    span: tuple[str, str]
    path: str
    before: str
    after: str


def texts(
    repo: Repo,
    documents: Iterable[str],
    endings: Iterable[str],
    likely: Callable[[str], bool],
    *,
    bare: bool = False,
) -> Iterator[Old]:
    """The old texts of the files with one of some `endings`, the newest first.

    Those whose path is `likely` come before all others, then those of deleted files; with `bare` a
    likely one that was deleted needs no ending. Holds for this
    HEAD. Silent without git, and where git cannot answer.
    """
    known = tuple(sorted(endings))
    wanted = tuple(map(os.fsencode, known))
    every = _replaced(repo, list(documents), wanted)
    of_code = (row for row in every if row.path.endswith(known) or (bare and likely(row.path)))
    replaced = list(islice(of_code, ROWS))
    replaced.sort(key=lambda row: (not likely(row.path), row.after != ""))
    ids = list(dict.fromkeys(row.before for row in replaced))[:MOST]
    found = dict(Contents(repo).blobs(ids, BYTES))
    told = set()
    for row in replaced:
        if row.before in found and (row.path, row.before) not in told:
            told.add((row.path, row.before))
            yield Old(row.path, found[row.before], row.commit, row.span, row.after)


def dated(repo: Repo, old: Old, name: bytes) -> Old:
    """An old text with the commit of its span that took a name out of the file, where it is found."""
    if repo.git is None or old.commit is not None:
        return old
    git = GitHistory(repo.git, repo.history.notes)
    found: list[tuple[Commit, Change]] = []
    new, before_it = old.span
    for part in git.between(before_it, new, old.path, CHANGES).split(b"\x01")[1:]:
        words = part.split(b"\0")
        for head, path in rows(b"\0".join(words[3:])):
            made = commit(words[0], words[1], words[2])
            found += [(made, each) for each in (change(head, path) if path else ())]
    texts = dict(Contents(repo).blobs(id for _, each in found for id in (each.before, each.after)))
    for made, each in found:
        before, after = texts.get(each.before, b""), texts.get(each.after, b"")
        if each.status in "MD" and name in before and name not in after:
            return replace(old, data=before, commit=made, new=_left(each))
    return old


def _left(change: Change) -> str:
    """The id of what a change leaves of a file, "" where it deletes it."""
    return "" if change.status == "D" else change.after


def _replaced(repo: Repo, documents: list[str], endings: tuple[bytes, ...]) -> Iterator[_Replaced]:
    """Each text that the main line replaced, newest first."""
    if repo.git is None:
        return
    git = GitHistory(repo.git, repo.history.notes)
    alone, times = _each(repo, git)
    olds = alone or _points(git, list(times), documents)
    places = {name: place for place, name in enumerate(times)}
    for (name, old), found in _compared(repo, git, list(olds.items()), endings):
        single = name in alone or places[old] - places[name] == 1
        made = commit(name, times[name]) if single else None
        span = os.fsdecode(name), os.fsdecode(old)
        for each in found:
            yield _Replaced(made, span, each.path, each.before, _left(each))


def _compared(
    repo: Repo, git: GitHistory, pairs: list[Pair], endings: tuple[bytes, ...]
) -> Iterator[tuple[Pair, list[Change]]]:
    """What git says of each pair of commits; a part of them at a time, as far as it is asked for."""
    known = repo.history.compared
    part = -(-len(pairs) // PARTS) or 1
    for start in range(0, len(pairs), part):
        asked = pairs[start : start + part]
        new = {name: old for name, old in asked if ((name, old), endings) not in known}
        for name, old in new.items():
            known[(name, old), endings] = []
        given = b"".join(b"%s %s\n" % pair for pair in new.items())
        answer = git.compared(given, "--diff-filter=DM", "--no-abbrev") if new else b""
        found: list[Change] = []
        for head, path in rows(answer):
            if path is None:
                name = head.strip()
                found = known.setdefault(((name, new.get(name, b"")), endings), [])
            elif path.endswith(endings) or _bare(head, path):
                found += change(head, path)
        for pair in asked:
            yield pair, known[pair, endings]


def _bare(head: bytes, path: bytes) -> bool:
    """Whether a row deletes a file whose name has no ending: a header, a script."""
    return head.endswith(b"D") and b"." not in path[path.rfind(b"/") + 1 :]


def _each(repo: Repo, git: GitHistory) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """Of a short history each commit with its first parent; of a long one none. And the commits' times."""
    rows = git.every(NEWEST + 1)
    if len(rows) > NEWEST:
        return {}, dict(islice(repo.history.main_line.items(), COMMIT_LIMIT))
    return {row[1]: row[2] for row in rows if len(row) > 2}, {row[1]: row[0] for row in rows}


def _points(git: GitHistory, line: list[bytes], documents: list[str]) -> dict[bytes, bytes]:
    """The commits of the main line whose trees are compared, each with the next."""
    if len(line) <= NEWEST:
        return dict(itertools.pairwise(line))
    known = set(line)
    own = [name for name in git.touching(line, documents) if name in known] if documents else []
    picked = {line[0], line[-1], *line[:: len(line) // SPREAD]}
    picked.update(own[:: max(1, len(own) // SPREAD)])
    return dict(itertools.pairwise(name for name in line if name in picked))
