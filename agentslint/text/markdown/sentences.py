"""Where the sentences of a block start and end, its spans left whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from agentslint.core import lazy_re
from agentslint.text import wording
from agentslint.text.markdown.inlines import Span

_CLOSERS = "\"'’”»)]*_"
_STOP = lazy_re.compile(
    # one set of characters comes first: what has none of them is gone through at once
    r"[.!?…。！？](?:"
    # a run that no space follows is tried once, not at each of its dots
    rf"(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*+[{lazy_re.escape(_CLOSERS)}]*+(?=\s)"
    rf"|(?<=[。！？])[。！？]*[」』）{lazy_re.escape(_CLOSERS)}]*)"
)
_SHORT = r"(?:«short»|(?:^|\s)\(?[A-Za-z])$"


# characters of one sentence: nobody writes more, and much is held against all of a sentence
_LONGEST = 2000


def sentences(
    text: str, spans: list[Span], breaks: Collection[int] = ()
) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text start and end. `breaks` are offsets of forced line breaks.

    What goes on for too long is taken apart, though never within a span.
    """
    if not text.strip():
        return
    masked = _masked(text, spans) if spans else text
    if not breaks and len(text) <= _LONGEST and _STOP.search(masked) is None:
        yield from _trim(text, 0, len(text))
        return
    start = 0
    for stop in (*_stops(masked, breaks), len(text)):
        # a break at the very end may lie behind a text that was trimmed
        stop = min(stop, len(text))
        while stop - start > _LONGEST and (cut := _cut(masked, start)) < stop:
            yield from _trim(text, start, cut)
            start = cut
        yield from _trim(text, start, stop)
        start = stop


def _cut(masked: str, start: int) -> int:
    """Where a sentence that is too long goes on as another: behind a word, or within a long one."""
    end = start + _LONGEST
    space = masked.rfind(" ", start + _LONGEST // 2, end)
    if space > 0:
        return space + 1
    # a span has no mark of its own that it ends
    while masked.startswith("X", end):
        end += 1
    return end


def _stops(masked: str, breaks: Collection[int]) -> Iterator[int]:
    # within a span no line end is left, and none breaks
    forced = [at for at in sorted(breaks) if masked[at - 1 : at] in ("\n", "")]
    index = 0
    for stop in _STOP.finditer(masked):
        while index < len(forced) and forced[index] < stop.end():
            yield forced[index]
            index += 1
        if stop[0][0] in ".…" and not _ends(masked, stop):
            continue
        yield stop.end()
    yield from forced[index:]


def _ends(masked: str, stop: lazy_re.Match[str]) -> bool:
    rest = masked[stop.end() : stop.end() + 4].lstrip()
    if rest[:1].islower():
        return False
    return not (
        stop[0] == "."
        and wording.pattern("sentence", _SHORT).search(
            masked, max(stop.start() - 8, 0), stop.start()
        )
    )


def _masked(text: str, spans: list[Span]) -> str:
    """The text with every stop blotted out that ends no sentence."""
    parts = []
    at = 0
    for span in spans:
        if span.kind == "strong" or span.start < at:
            continue
        parts.append(text[at : span.start])
        parts.append("X" * (span.end - span.start))
        at = span.end
    return "".join(parts) + text[at:]


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    bare = part.lstrip()
    start += len(part) - len(bare)
    if bare:
        yield start, start + len(bare.rstrip())
