"""Findings to corrected files: what to write, shown as a difference or written in one step each."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.io import disk_queries
from agentslint.lint.fix.spans import Spot, edited, room, span_of, take
from agentslint.model import Edit, Failure, Finding, Rename
from agentslint.repo import Repo, Unreadable
from agentslint.repo.write import move, remove, replace_file
from agentslint.repo.write_target import refuse_shared

QUOTED = lazy_re.compile(r'[\x00-\x1f"\\\x7f]')


@dataclass(frozen=True, slots=True)
class Plan:
    """What would mend some findings.

    before, after   the bytes of each file that is edited, by path
    edits           what makes the one of the other, sorted
    renames         files that are moved or deleted, once they are edited
    mended          the findings that this mends
    """

    repo: Repo
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    edits: dict[str, list[Spot]] = field(default_factory=dict)
    renames: tuple[Rename, ...] = ()
    mended: tuple[Finding, ...] = ()


def plan(repo: Repo, findings: Iterable[Finding], *, unsafe: bool = False) -> Plan:
    """What to write for the findings that have a safe fix, or with `unsafe` any fix.

    A fix is taken whole or not at all: where it overlaps one that was taken before, or a file
    of it cannot be written, it waits for another run.
    """
    edits: dict[str, list[Spot]] = {}
    before: dict[str, bytes] = {}
    renames: dict[str, Rename] = {}
    mended = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        placed = _placed(repo, fix.edits, before)
        if placed is None or not all(_movable(repo, one, renames) for one in fix.renames):
            continue
        if not _apart(placed, edits):
            continue
        for path, spot in placed:
            take(edits.setdefault(path, []), spot)
        renames |= {one.path: one for one in fix.renames}
        mended.append(finding)
    after = {path: edited(before[path], spots) for path, spots in edits.items()}
    kept = {path: before[path] for path in after}
    return Plan(repo, kept, after, edits, tuple(renames.values()), tuple(mended))


def diff(found: Plan) -> Iterator[str]:
    """The lines of a unified difference that `git apply` takes."""
    from agentslint.lint.fix.unified_diff import hunks

    moved = {rename.path: rename.to for rename in found.renames}
    for path in sorted({*found.after, *moved}):
        to = moved.get(path, path)
        old = found.before.get(path)
        old = found.repo.file(path).data if old is None else old
        spots = found.edits.get(path, []) if to else [(0, len(old), b"")]
        yield f"diff --git {_quoted('a/' + path)} {_quoted('b/' + (to or path))}"
        if not to:
            yield "deleted file mode 100644"
        elif to != path:
            yield from (f"rename from {_quoted(path)}", f"rename to {_quoted(to)}")
        names = _quoted(f"a/{path}"), _quoted(f"b/{to}") if to else "/dev/null"
        yield from hunks(old, spots, *names)


def _quoted(path: str) -> str:
    """A path in a difference, quoted as git does where a character of it would end or hide it."""
    if not QUOTED.search(path):
        return path
    return '"' + QUOTED.sub(lambda met: rf"\{ord(met[0]):03o}", path) + '"'


def apply(found: Plan) -> None:
    """Write a plan. Raises Failure, naming the file, where one has changed in the meantime."""
    root = found.repo.root
    for path, data in found.before.items():
        try:
            now = disk_queries.read(os.path.join(root, path), len(data) + 1)
            # before the first is written: all of them are, or none
            refuse_shared(path, os.stat(os.path.join(root, path)))
        except (Unreadable, OSError) as error:
            raise Failure(
                f"{path}: cannot be read any more ({error}): nothing was written"
            ) from None
        if now != data:
            raise Failure(f"{path}: it was changed while it was checked: run --fix again")
    for path, data in found.after.items():
        replace_file(os.path.join(root, path), data)
    for rename in found.renames:
        place = os.path.join(root, rename.path)
        if rename.to:
            move(place, os.path.join(root, rename.to))
        else:
            remove(place)


def _placed(
    repo: Repo, edits: Iterable[Edit], known: dict[str, bytes]
) -> list[tuple[str, Spot]] | None:
    """Where edits fall in the bytes of their files; None where one cannot be placed."""
    found = []
    for edit in edits:
        path = _real(repo, edit.place.path)
        if path is None:
            return None
        if path not in known:
            try:
                file = repo.file(path)
            except Unreadable:
                return None
            if file.size > len(file.data):
                return None
            known[path] = file.data
        span = span_of(known[path], edit.place)
        if span is None:
            return None
        found.append((path, (*span, edit.text.encode("utf-8", "surrogateescape"))))
    return found


def _real(repo: Repo, path: str) -> str | None:
    """The file behind a path, relative to the root; None for one outside, or in another repository."""
    top = os.path.realpath(repo.root)
    real = os.path.relpath(repo.real(path), top).replace(os.sep, "/")
    if real.startswith("..") or real.split("/")[0] == ".git":
        return None
    # what another repository holds is not ours to write, whether a link or a path leads there
    return None if repo.other_repository(posixpath.dirname(real)) else real


def _movable(repo: Repo, rename: Rename, taken: dict[str, Rename]) -> bool:
    """Whether a file can be moved or deleted: it is there, its new place is free and inside."""
    if taken.get(rename.path, rename) != rename:
        return False
    if rename.to and (repo.exists(rename.to) or any(o.to == rename.to for o in taken.values())):
        return taken.get(rename.path) == rename
    folder = os.path.dirname(rename.path) or "."
    return repo.is_file(rename.path) and _real(repo, folder) is not None


def _apart(placed: Iterable[tuple[str, Spot]], taken: dict[str, list[Spot]]) -> bool:
    """Whether the edits of a fix overlap none of those taken, and not each other."""
    own: dict[str, list[Spot]] = {}
    for path, spot in placed:
        mine = own.setdefault(path, [])
        if not (room(taken.get(path, []), spot) and room(mine, spot)):
            return False
        take(mine, spot)
    return True
