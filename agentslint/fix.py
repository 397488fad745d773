"""Findings to corrected files: what to write, shown as a difference or written in one step each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agentslint import late as re
from agentslint.model import Edit, Failure, Finding, Place, Rename
from agentslint.repo import Repo, Unreadable
from agentslint.repo.write import move, remove, replace_file

QUOTED = re.compile(r'[\x00-\x1f"\\\x7f]')


@dataclass(frozen=True, slots=True)
class Plan:
    """What would mend some findings.

    before, after   the bytes of each file that is edited, by path
    renames         files that are moved or deleted, once they are edited
    mended          the findings that this mends
    """

    repo: Repo
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    renames: tuple[Rename, ...] = ()
    mended: tuple[Finding, ...] = ()


def plan(repo: Repo, findings: Iterable[Finding], *, unsafe: bool = False) -> Plan:
    """What to write for the findings that have a safe fix, or with `unsafe` any fix.

    A fix is taken whole or not at all: where it overlaps one that was taken before, or a file
    of it cannot be written, it waits for another run.
    """
    edits: dict[str, list[tuple[int, int, bytes]]] = {}
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
        if any(_overlaps(edits.get(path, []), spot) for path, spot in placed):
            continue
        for path, spot in placed:
            if spot not in edits.setdefault(path, []):
                edits[path].append(spot)
        renames |= {one.path: one for one in fix.renames}
        mended.append(finding)
    after = {path: _edited(before[path], spots) for path, spots in edits.items()}
    kept = {path: before[path] for path in after}
    return Plan(repo, kept, after, tuple(renames.values()), tuple(mended))


def diff(found: Plan) -> Iterator[str]:
    """The lines of a unified difference that `git apply` takes."""
    moved = {rename.path: rename.to for rename in found.renames}
    for path in sorted({*found.after, *moved}):
        to = moved.get(path, path)
        old = found.before.get(path)
        old = found.repo.file(path).data if old is None else old
        new = found.after.get(path, old) if to else b""
        yield f"diff --git {_quoted('a/' + path)} {_quoted('b/' + (to or path))}"
        if not to:
            yield "deleted file mode 100644"
        elif to != path:
            yield from (f"rename from {_quoted(path)}", f"rename to {_quoted(to)}")
        if old != new:
            names = _quoted(f"a/{path}"), _quoted(f"b/{to}") if to else "/dev/null"
            yield from _hunks(old, new, *names)


def _quoted(path: str) -> str:
    """A path in a difference, quoted as git does where a character of it would end or hide it."""
    if not QUOTED.search(path):
        return path
    return '"' + QUOTED.sub(lambda met: rf"\{ord(met[0]):03o}", path) + '"'


def apply(found: Plan) -> None:
    """Write a plan. Raises Failure, naming the file, where one has changed in the meantime."""
    root = found.repo.root
    for path, data in found.before.items():
        with open(os.path.join(root, path), "rb") as file:
            if file.read(len(data) + 1) != data:
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
) -> list[tuple[str, tuple[int, int, bytes]]] | None:
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


def span_of(data: bytes, place: Place) -> tuple[int, int] | None:
    """The bytes that a place covers; None where the file has no such place."""
    lines = data.split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    ends = []
    for number, column in ((place.line, place.column), (place.end_line, place.end_column)):
        if not 1 <= number <= len(lines):
            return None
        offset = _offset(lines[number - 1], column - 1)
        if offset is None:
            return None
        ends.append(starts[number - 1] + offset)
    return (ends[0], ends[1]) if ends[0] <= ends[1] else None


def _offset(line: bytes, characters: int) -> int | None:
    """How many bytes the first characters of a line take; None where it has fewer.

    Bytes that are no UTF-8 count as they are shown: U+FFFD for each maximal bad stretch.
    """
    text = line.decode("utf-8", "replace")
    if characters > len(text):
        return None
    if "\ufffd" not in text[:characters]:
        return len(text[:characters].encode("utf-8", "surrogatepass"))
    size = 0
    while len(line[:size].decode("utf-8", "replace")) < characters or not _whole(line, size):
        size += 1
    return size


def _whole(line: bytes, size: int) -> bool:
    """Whether a character begins at this byte, or the line ends."""
    head, tail = line[:size].decode("utf-8", "replace"), line[size:].decode("utf-8", "replace")
    return head + tail == line.decode("utf-8", "replace")


def _real(repo: Repo, path: str) -> str | None:
    """The file behind a path, relative to the root; None for one that lies outside."""
    top = os.path.realpath(repo.root)
    real = os.path.relpath(repo.real(path), top).replace(os.sep, "/")
    return None if real.startswith("..") or real.split("/")[0] == ".git" else real


def _movable(repo: Repo, rename: Rename, taken: dict[str, Rename]) -> bool:
    """Whether a file can be moved or deleted: it is there, its new place is free and inside."""
    if taken.get(rename.path, rename) != rename:
        return False
    if rename.to and (repo.exists(rename.to) or any(o.to == rename.to for o in taken.values())):
        return taken.get(rename.path) == rename
    folder = os.path.dirname(rename.path) or "."
    return repo.is_file(rename.path) and _real(repo, folder) is not None


def _overlaps(spots: Iterable[tuple[int, int, bytes]], new: tuple[int, int, bytes]) -> bool:
    return any(
        spot != new and spot[0] < max(new[1], new[0] + 1) and new[0] < max(spot[1], spot[0] + 1)
        for spot in spots
    )


def _edited(data: bytes, spots: Iterable[tuple[int, int, bytes]]) -> bytes:
    for start, end, text in sorted(spots, reverse=True):
        data = data[:start] + text + data[end:]
    return data


def _hunks(old: bytes, new: bytes, old_name: str, new_name: str) -> Iterator[str]:
    import difflib

    rows = difflib.unified_diff(_lines(old), _lines(new), old_name, new_name, lineterm="\n")
    for row in rows:
        yield row.removesuffix("\n")
        if not row.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(data: bytes) -> list[str]:
    """Lines with their ends, split at line feeds alone, as git does."""
    text = data.decode("utf-8", "surrogateescape")
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])
