"""Tree diagrams in fences to paths: drawn with lines, or by indentation alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentslint.core import lazy_re

# what stands before an entry: vertical lines and blanks, then a branch
_BRANCH = lazy_re.compile(r"^([\s│┃|\u00a0]*)([├└┣┗+`|][─━\-]{1,3}>?|[├└])[ \u00a0]*")
_NAME = lazy_re.compile(r"[\w.@+~-]+(?:/[\w.@+~-]+)*/?")
# the items of a list in a fence are entries too, and a first `/` is the root's
_INDENTED = lazy_re.compile(r"^([ \t]*)(?:[-*•] )?/?([\w.@+-]+(?:/[\w.@+-]+)*/)(?=\s|$)")
# what a reader is to fill in; in what is said of a top it leads nowhere else
_HOLE = lazy_re.compile(r"[<{\[*$]")
_COMMENT = lazy_re.compile(r"^\s*(?://|#|--)\s+")
# a directory at the left edge; where a diagram has several, none is the name of the whole
_FLUSH = lazy_re.compile(r"[\w.@+-]+(?:/[\w.@+-]+)*/(?=\s|$)")
# a file among them; what is said of it stands apart
_FILED = lazy_re.compile(
    r"^([ \t]*)(?:[-*•] )?([\w@+-][\w.@+-]*\.[A-Za-z]\w{0,9})(?=\s{2}|\s+#|\s*$)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a diagram: its path from the diagram's top, and where its name stands.

    `line` is the line as drawn, `span` where the name stands in the whole text, `parent` the
    path of the entry above it, `top` what the whole diagram hangs from.
    """

    path: str
    line: str
    span: tuple[int, int]
    parent: str
    top: str = ""


def entries(text: str) -> Iterator[Entry]:
    """The entries of a tree diagram; none for a text that is not one.

    The top is the line before the first branch where that is a directory; its own name is
    part of no entry's path but stands as `parent` with a trailing slash. Of several tops each is
    an entry too.
    """
    lines = text.split("\n")
    drawn = sum(1 for line in lines if _BRANCH.match(line))
    if drawn >= 2:
        yield from _drawn(lines)
    elif _is_indented(lines):
        yield from _indented(lines)


@lru_cache(maxsize=16)
def elided(text: str) -> frozenset[str]:
    """The lines of a diagram with "..." among the entries beside them: some are left out."""
    return frozenset(
        line
        for beside in _siblings(text)
        if any(other[_depth(other) :].startswith(("...", "…")) for other in beside)
        for line in beside
    )


def _siblings(text: str) -> Iterator[list[str]]:
    """The lines of a diagram, those that stand beside each other together; lines of guides alone left out."""
    open_: list[tuple[int, list[str]]] = []
    for line in (*text.split("\n"), ""):
        depth = _depth(line)
        while open_ and (open_[-1][0] > depth or not line.strip()):
            yield open_.pop()[1]
        if not open_ or open_[-1][0] < depth:
            open_.append((depth, []))
        if line.strip("│┃| \t\u00a0") and not _is_note(line):
            open_[-1][1].append(line)


def _is_note(line: str) -> bool:
    """Whether a line says something beside the guides, of the entry above it: "│   - Order, Cart"."""
    said = line.lstrip("│┃| \t\u00a0")
    beside = line.strip()[:1] in "│┃|" and said[:2] in ("- ", "# ", "• ", "* ", "→ ")
    return beside and not _BRANCH.match(line)


def _depth(line: str) -> int:
    """Where the name of an entry begins."""
    return len(line) - len(line.lstrip("│┃|├└┣┗+`─━-> \t\u00a0"))


def _drawn(lines: list[str]) -> Iterator[Entry]:
    at = 0
    open_: list[tuple[int, str | None]] = []
    top: str | None = ""
    several = sum(1 for line in lines if _FLUSH.match(line)) > 1
    for line in lines:
        branch = _BRANCH.match(line)
        if branch is None:
            if several and (flush := _FLUSH.match(line)):
                yield Entry(flush[0], line, (at, at + flush.end()), "")
            # a line without a branch begins a new tree; behind a guide it goes on with what is said above
            if line.strip() and line.strip()[0] not in "│┃|":
                open_, top = [], _top(line)
        else:
            depth = len(branch[1].expandtabs(4).replace("\u00a0", " "))
            while open_ and open_[-1][0] >= depth:
                open_.pop()
            above = open_[-1][1] if open_ else top
            name = _NAME.match(line, branch.end())
            whole = name is not None and not line[name.end() : name.end() + 1].strip()
            path = None
            # nothing below a name that is no path can be placed
            if name is not None and whole and above is not None:
                path = f"{above.rstrip('/')}/{name[0]}" if above else name[0]
                span = (at + name.start(), at + name.end())
                yield Entry(path, line, span, above, top or "")
            open_.append((depth, path))
        at += len(line) + 1


def _top(line: str) -> str | None:
    """The directory that a tree hangs from; empty for the root, None for what is no path."""
    # "// apps/gateway/src/": in the comment of a language
    line = _COMMENT.sub("", line)
    word = (line.split() or [""])[0].rstrip(":")
    if word in (".", "./"):
        return ""
    if _NAME.fullmatch(word):
        if word.endswith("/"):
            return word
        # "apps/api/src": a path alone on its line, or with a comment behind it
        if "/" in word and lazy_re.fullmatch(
            r"\s*(?:[#(←—–].*)?", line.split(word, 1)[1].lstrip(":")
        ):
            return f"{word}/"
    return None if _HOLE.search(line.partition(" #")[0]) else ""


def _is_indented(lines: list[str]) -> bool:
    """Whether next to every line is a name, a comment behind it at most, and folders hold others."""
    filled = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    folders = [found for line in filled if (found := _INDENTED.match(line))]
    if len(folders) >= 4 and len(folders) * 10 >= len(filled) * 8:
        return True
    files = [found for line in filled if (found := _FILED.match(line))]
    names = len(folders) + len(files)
    if not folders or not files or names < 4 or names * 10 < len(filled) * 8:
        return False
    top = len(folders[0][1])
    if folders[0].string == filled[0] and all(len(found[1]) > top for found in files):
        return True
    # several folders side by side, and files between them
    return len(folders) >= 2 and sum(len(found[1]) > top for found in files) * 2 >= len(files)


def _indented(lines: list[str]) -> Iterator[Entry]:
    at = 0
    open_: list[tuple[int, str | None]] = []
    top = _only_top(lines)
    for line in lines:
        name = _INDENTED.match(line) or _FILED.match(line)
        depth = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if line.strip():
            while open_ and open_[-1][0] >= depth:
                open_.pop()
        above = open_[-1][1] if open_ else ""
        if line.strip() and (name is None or above is None):
            open_.append((depth, None))  # nothing below a name that is no path can be placed
        elif name and above is not None:
            path = above + name[2]
            yield Entry(path, line, (at + name.start(2), at + name.end(2)), above, top)
            if path.endswith("/"):
                open_.append((depth, path))
        at += len(line) + 1


def _only_top(lines: list[str]) -> str:
    """The directory that begins an indented diagram, where all else lies in it; empty without one."""
    filled = [line.expandtabs(4) for line in lines if line.strip()]
    first = _INDENTED.match(filled[0])
    if first is None:
        return ""
    margin = len(first[1].expandtabs(4))
    inside = all(len(line) - len(line.lstrip()) > margin for line in filled[1:])
    return first[2] if inside and len(filled) > 1 else ""


@lru_cache(maxsize=16)
def loose(text: str) -> frozenset[str]:
    """The lines of a diagram beside which it draws what is no path: `*.svg`, `{a,b}/`, `<name>/`."""
    paths = {entry.line for entry in entries(text)}
    return frozenset(
        line for beside in _siblings(text) if not paths.issuperset(beside) for line in beside
    )
