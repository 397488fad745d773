"""One linear scan over the text of a block: code spans, links, images, strong, comments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.text.markdown import emphasis
from agentslint.text.markdown.emphasis import PUNCTUATION, Run
from agentslint.text.markdown.targets import target

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
    runs: list[Run] = field(default_factory=list)
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
    _strong(state, 0)
    state.spans.sort(key=lambda span: (span.start, -span.end))
    return state.spans


def fold(label: str) -> str:
    """A reference's label as labels are compared."""
    return " ".join(label.split()).casefold()


def _escape(state: _Scan, at: int) -> int:
    return at + 2 if state.text[at + 1 : at + 2] in PUNCTUATION else at + 1


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
    _strong(state, opener.runs)
    if not opener.image:
        state.floor = depth
    return span.end


def _link(state: _Scan, opener: _Opener, at: int) -> Span | None:
    kind = "image" if opener.image else "link"
    inner = (opener.at + 1 + opener.image, at)
    text = state.text
    if text.startswith("(", at + 1) and (found := target(text, at + 2)):
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


def _mark(state: _Scan, at: int) -> int:
    run = emphasis.run_at(state.text, at)
    state.runs.append(run)
    return at + run.size


def _strong(state: _Scan, bottom: int) -> None:
    """Pair the runs from `bottom` on and drop them."""
    runs = state.runs[bottom:]
    del state.runs[bottom:]
    state.spans += [Span("strong", *found) for found in emphasis.strong(runs)]


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
