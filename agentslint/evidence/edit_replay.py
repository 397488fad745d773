"""The edits of a session done again, from the contents it began with: what each file then holds.

Nothing is run: a patch is text, and so is what a here-document writes. Where the result is what a
diff holds, the session's edits and nothing else made it, whatever ran beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from agentslint.core import lazy_re
from agentslint.evidence.check_states import FileEdit

Read = Callable[[str], str | None]
HUNK = lazy_re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")
SED = lazy_re.compile(
    r"s(?P<mark>[/|,#!@])(?P<old>(?:\\.|(?!(?P=mark)).)*)(?P=mark)(?P<new>(?:\\.|(?!(?P=mark)).)*)(?P=mark)(?P<flags>[gI]*)"
)
LITERAL = lazy_re.compile(r"[^\\*\[\]^$.+?(){}|&\n]*(?:\\[./|+()?{}][^\\*\[\]^$.+?(){}|&\n]*)*")
LARGEST = 8 << 20  # characters of a file whose edits are done again


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds after all edits of a session.

    text   None where it is gone; `known` is false where it cannot be told
    by     what may have changed it besides, or is why its content is not known
    """

    text: str | None
    known: bool
    by: tuple[str, ...] = ()


@dataclass
class _Replay:
    read: Read
    held: dict[str, Content] = field(default_factory=dict)

    def of(self, path: str) -> Content:
        if path not in self.held:
            self.held[path] = Content(self.read(path), True)
        return self.held[path]


def replay(edits: Iterable[FileEdit], read: Read) -> dict[str, Content]:
    """The files that some edits leave, by path. `read` gives what they held before all of them.

    A command that may have changed anything leaves each file as it was, and is named beside it:
    that it changed nothing shows where the outcome is the one that was expected.
    """
    known = _Replay(read)
    loose: dict[str, None] = {}
    for edit in edits:
        if not edit.inside:
            continue
        if edit.path == ".":
            loose[edit.by] = None
            continue
        old = known.of(edit.path)
        known.held[edit.path] = _after(old, edit, known)
    return {path: replace(each, by=(*each.by, *loose)) for path, each in known.held.items()}


def _after(old: Content, edit: FileEdit, known: _Replay) -> Content:
    op = edit.op
    if edit.before is not None and op is not None and op.kind != "write":
        old = Content(edit.before, True, old.by)
    if not edit.sure:
        return replace(old, by=(*old.by, edit.by))
    if op is None:
        return Content(None, False, (*old.by, edit.by))
    if op.kind == "delete":
        return Content(None, True)
    if op.kind == "write":
        return Content(op.text, True)
    if op.source:
        old = known.of(op.source)
    if not old.known:
        return replace(old, by=(*old.by, edit.by))
    if op.kind == "copy":
        return old
    if old.text is None and op.kind == "append":
        return Content(op.text, True)
    if old.text is None or len(old.text) > LARGEST:
        return Content(None, False, (*old.by, edit.by))
    found = OPS[op.kind](old.text, op.text)
    return (
        Content(found, True, old.by)
        if found is not None
        else Content(None, False, (*old.by, edit.by))
    )


def unified(text: str, diff: str) -> str | None:
    """A text with a unified diff applied, None where a line of it is not what the diff says."""
    rows = diff.split("\n")
    lines = _lines(text)
    found: list[str] = []
    at = place = 0
    while place < len(rows):
        head = HUNK.match(rows[place])
        place += 1
        if head is None:
            continue
        start = int(head[1]) - (0 if head[2] == "0" else 1)
        if start < at or start > len(lines):
            return None
        found += lines[at:start]
        at = start
        while place < len(rows) and rows[place][:1] in (" ", "+", "-") and rows[place]:
            sign, line = rows[place][0], rows[place][1:]
            bare = rows[place + 1 : place + 2] == ["\\ No newline at end of file"]
            ending = "" if bare else "\n"
            place += 1 + bare
            if sign != "+":
                if at >= len(lines) or lines[at] != line + ending:
                    return None
                at += 1
            if sign != "-":
                found.append(line + ending)
    return "".join(found + lines[at:])


def section(text: str, patch: str) -> str | None:
    """A text with one file's part of a Codex patch applied: context is found, not counted."""
    lines = text.split("\n")
    if lines[-1:] == [""]:
        lines.pop()
    found: list[str] = []
    at = 0
    for anchors, old, new, ends in _chunks(patch):
        for anchor in anchors:
            place = _seek(lines, [anchor], at, end=False)
            if place is None:
                return None
            found, at = found + lines[at : place + 1], place + 1
        place = len(lines) if not old else _seek(lines, old, at, end=ends)
        if place is None:
            return None
        found, at = found + lines[at:place] + new, place + len(old)
    found += lines[at:]
    return "".join(f"{line}\n" for line in found)


def _chunks(patch: str) -> Iterator[tuple[list[str], list[str], list[str], bool]]:
    anchors, old, new = list[str](), list[str](), list[str]()
    ends = False
    for row in patch.split("\n"):
        if row.startswith("@@"):
            if old or new:
                yield anchors, old, new, ends
                anchors, old, new, ends = [], [], [], False
            anchors += [row[3:]] if row[3:] else []
        elif row == "*** End of File":
            ends = True
        elif row[:1] in (" ", "", "-", "+") and not row.startswith("***"):
            old += [row[1:]] if row[:1] != "+" else []
            new += [row[1:]] if row[:1] != "-" else []
    # a patch ends with the line that follows it
    if old[-1:] == [""] and new[-1:] == [""] and patch.endswith("\n"):
        old, new = old[:-1], new[:-1]
    if old or new:
        yield anchors, old, new, ends


def _seek(lines: list[str], wanted: list[str], start: int, *, end: bool) -> int | None:
    """Where some lines stand from `start` on: as they are, else without blanks at their ends."""
    for same in (str, str.rstrip, str.strip):
        row = [same(line) for line in wanted]
        last = len(lines) - len(row)
        order = [last, *range(start, last + 1)] if end and last >= start else range(start, last + 1)
        for place in order:
            if [same(line) for line in lines[place : place + len(row)]] == row:
                return place
    return None


def _sed(text: str, script: str) -> str | None:
    """A text after `s/OLD/NEW/`, where OLD and NEW are plain text."""
    match = SED.fullmatch(script.strip())
    if match is None or not LITERAL.fullmatch(match["old"]) or "&" in match["new"]:
        return None
    old = lazy_re.sub(r"\\(.)", r"\1", match["old"])
    new = lazy_re.sub(r"\\(.)", r"\1", match["new"])
    if not old or lazy_re.search(r"\\[0-9n]", match["new"]) or "I" in match["flags"]:
        return None
    count = -1 if "g" in match["flags"] else 1
    return "\n".join(line.replace(old, new, count) for line in text.split("\n"))


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [text.rpartition("\n")[2]] * (
        not text.endswith("\n")
    )


OPS: dict[str, Callable[[str, str], str | None]] = {
    "append": lambda text, more: text + more,
    "unified": unified,
    "section": section,
    "sed": _sed,
}
