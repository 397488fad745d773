"""One linear scan over the text of a block: code spans, links, images, strong, comments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container
from dataclasses import dataclass, field

from agentslint.core import lazy_re

_SPECIAL = lazy_re.compile(r"[\\`*_\[\]<!]")
_TICKS = lazy_re.compile(r"`+")
_AUTOLINK = lazy_re.compile(
    r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^<>\x00-\x20]*|[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
    r"@[A-Za-z0-9][A-Za-z0-9.-]{0,253})>",
    lazy_re.ASCII,
)
_TAG = lazy_re.compile(
    r"""<(?:/[A-Za-z][A-Za-z0-9-]*\s*|[A-Za-z][A-Za-z0-9-]*"""
    r"""(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*/?)>"""
)
_SPACE = lazy_re.compile(r"[ \t]*\n?[ \t]*")
_POINTED = lazy_re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_TITLE = lazy_re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)", lazy_re.DOTALL
)
_BARE = lazy_re.compile(r"\\[!-/:-@\[-`{-~]|[()]|[^\s()\\\x00-\x1f\x7f]+|\\")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_DEPTH = 32  # parentheses in a target; the parser's own limit
_LABEL = 1000  # characters in a reference's label; the format's own limit


@dataclass(frozen=True, slots=True)
class Span:
    """Something in a text: all of it, and what is inside its marks.

    For a link or image `target` is where the target stands, or None where a definition
    elsewhere has it: then `label` names the definition.
    """

    kind: str
    start: int
    end: int
    inner: tuple[int, int]
    target: tuple[int, int] | None = None
    label: str = ""


@dataclass(slots=True)
class _Run:
    """A run of `*` or `_` that can open or close emphasis."""

    mark: str
    at: int
    size: int
    whole: int
    opens: bool
    closes: bool
    live: bool = True


@dataclass(slots=True)
class _Opener:
    at: int
    image: bool
    runs: int
    crossed: bool = False


@dataclass(slots=True)
class _Scan:
    text: str
    labels: Container[str]
    spans: list[Span] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    openers: list[_Opener] = field(default_factory=list)
    floor: int = 0  # openers below it would put a link into a link
    ticks: dict[int, list[int]] | None = None
    missing: set[str] = field(default_factory=set)


def scan(text: str, labels: Container[str] = ()) -> list[Span]:
    """Every span of a text, by where it starts. `labels` are the known reference labels."""
    special = _SPECIAL.search(text)
    if special is None:
        return []
    state = _Scan(text, labels)
    at = 0
    while special := _SPECIAL.search(text, at):
        at = _STEPS[special[0]](state, special.start())
    _emphasis(state, 0)
    state.spans.sort(key=lambda span: (span.start, -span.end))
    return state.spans


def fold(label: str) -> str:
    """A reference's label as labels are compared."""
    return " ".join(label.split()).casefold()


def _escape(state: _Scan, at: int) -> int:
    return at + 2 if state.text[at + 1 : at + 2] in _PUNCTUATION else at + 1


def _code(state: _Scan, at: int) -> int:
    text = state.text
    if state.ticks is None:
        state.ticks = {}
        for run in _TICKS.finditer(text):
            state.ticks.setdefault(run.end() - run.start(), []).append(run.start())
    opening = _TICKS.match(text, at)
    assert opening is not None
    size = opening.end() - at
    starts = state.ticks.get(size, [])
    index = bisect_left(starts, opening.end())
    if index == len(starts):
        return opening.end()
    start, end = opening.end(), starts[index]
    inner = text[start:end]
    if len(inner) > 2 and inner[0] in " \n" and inner[-1] in " \n" and inner.strip(" \n"):
        start, end = start + 1, end - 1
    state.spans.append(Span("code", at, starts[index] + size, (start, end)))
    return starts[index] + size


def _angle(state: _Scan, at: int) -> int:
    text = state.text
    if link := _AUTOLINK.match(text, at):
        state.spans.append(Span("link", at, link.end(), link.span(1), link.span(1)))
        return link.end()
    for opening, closing, kind in (
        ("<!--", "-->", "comment"),
        ("<?", "?>", "html"),
        ("<![CDATA[", "]]>", "html"),
        ("<!", ">", "html"),
    ):
        if text.startswith(opening, at) and closing not in state.missing:
            end = text.find(closing, at + (2 if kind == "comment" else len(opening)))
            if end >= 0:
                end += len(closing)
                state.spans.append(Span(kind, at, end, (at, end)))
                return end
            state.missing.add(closing)
    if tag := _TAG.match(text, at):
        state.spans.append(Span("html", at, tag.end(), tag.span()))
        return tag.end()
    return at + 1


def _bang(state: _Scan, at: int) -> int:
    if not state.text.startswith("[", at + 1):
        return at + 1
    state.openers.append(_Opener(at, True, len(state.runs)))
    return at + 2


def _open(state: _Scan, at: int) -> int:
    state.openers.append(_Opener(at, False, len(state.runs)))
    return at + 1


def _close(state: _Scan, at: int) -> int:
    if not state.openers:
        return at + 1
    opener = state.openers.pop()
    depth = len(state.openers)
    allowed = opener.image or depth >= state.floor
    state.floor = min(state.floor, depth)
    span = _link(state, opener, at) if allowed else None
    if depth:
        state.openers[-1].crossed = True
    if span is None:
        return at + 1
    state.spans.append(span)
    _emphasis(state, opener.runs)
    if not opener.image:
        state.floor = depth
    return span.end


def _link(state: _Scan, opener: _Opener, at: int) -> Span | None:
    kind = "image" if opener.image else "link"
    inner = (opener.at + 1 + opener.image, at)
    text = state.text
    if text.startswith("(", at + 1) and (found := _target(text, at + 2)):
        start, stop, end = found
        return Span(kind, opener.at, end, inner, (start, stop))
    if not state.labels:
        return None
    end = at + 1
    label = ""
    if text.startswith("[", end):
        stop = text.find("]", end + 1, end + _LABEL)
        label = text[end + 1 : stop] if stop > 0 else ""
        end = stop + 1 if stop > 0 else end
    if not label and not opener.crossed and inner[1] - inner[0] < _LABEL:
        label = text[inner[0] : inner[1]]
    if label and fold(label) in state.labels:
        return Span(kind, opener.at, end, inner, None, fold(label))
    return None


def _target(text: str, at: int) -> tuple[int, int, int] | None:
    """Of `(target "title")` behind its parenthesis: where the target stands, and the end."""
    at = _skip(text, at)
    if pointed := _POINTED.match(text, at):
        start, stop, at = pointed.start(1), pointed.end(1), pointed.end()
    elif text.startswith("<", at):
        return None
    else:
        bare = _bare(text, at)
        if bare is None:
            return None
        start, stop, at = at, bare, bare
    behind = _skip(text, at)
    if behind > at and (title := _TITLE.match(text, behind)):
        behind = _skip(text, title.end())
    return (start, stop, behind + 1) if text.startswith(")", behind) else None


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _bare(text: str, at: int) -> int | None:
    depth = 0
    while part := _BARE.match(text, at):
        if part[0] == "(":
            depth += 1
            if depth > _DEPTH:
                return None
        elif part[0] == ")":
            if not depth:
                break
            depth -= 1
        at = part.end()
    return None if depth else at


def _mark(state: _Scan, at: int) -> int:
    text = state.text
    mark = text[at]
    end = at
    while end < len(text) and text[end] == mark:
        end += 1
    before = text[at - 1] if at else " "
    behind = text[end] if end < len(text) else " "
    left = not behind.isspace() and (
        not _punctuation(behind) or before.isspace() or _punctuation(before)
    )
    right = not before.isspace() and (
        not _punctuation(before) or behind.isspace() or _punctuation(behind)
    )
    if mark == "_":
        left, right = (
            left and (not right or _punctuation(before)),
            right and (not left or _punctuation(behind)),
        )
    state.runs.append(_Run(mark, at, end - at, end - at, left, right))
    return end


def _punctuation(character: str) -> bool:
    if character in _PUNCTUATION:
        return True
    if character < "\x80":
        return False
    from unicodedata import category

    return category(character)[0] in "PS"


def _emphasis(state: _Scan, bottom: int) -> None:
    """Pair the runs from `bottom` on and drop them: the format's own rules, in linear time."""
    runs = state.runs[bottom:]
    del state.runs[bottom:]
    stack: list[_Run] = []
    floors: dict[tuple[str, int, bool], int] = {}
    for run in runs:
        if run.closes:
            _pair(state, stack, run, floors)
        if run.opens and run.size:
            stack.append(run)


def _pair(
    state: _Scan, stack: list[_Run], run: _Run, floors: dict[tuple[str, int, bool], int]
) -> None:
    while run.size:
        key = (run.mark, run.whole % 3, run.opens)
        floor = floors.get(key, 0)
        index = len(stack) - 1
        while index >= floor and not _match(stack[index], run):
            index -= 1
        if index < floor:
            floors[key] = len(stack)
            return
        opener = stack[index]
        del stack[index + 1 :]
        floors.update((k, min(v, len(stack))) for k, v in floors.items())
        size = 2 if opener.size > 1 and run.size > 1 else 1
        opener.size -= size
        start = opener.at + opener.size
        if size == 2:
            inner = (start + 2, run.at)
            state.spans.append(Span("strong", start, run.at + 2, inner))
        run.at += size
        run.size -= size
        if not opener.size:
            stack.pop()


def _match(opener: _Run, closer: _Run) -> bool:
    if opener.mark != closer.mark:
        return False
    both = opener.closes or closer.opens
    thirds = (opener.whole + closer.whole) % 3 == 0
    return not (both and thirds and (opener.whole % 3 or closer.whole % 3))


_STEPS = {
    "\\": _escape,
    "`": _code,
    "<": _angle,
    "!": _bang,
    "[": _open,
    "]": _close,
    "*": _mark,
    "_": _mark,
}
