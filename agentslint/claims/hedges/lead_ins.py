"""What stands above takes back too: the header of a column, a heading, a lead-in."""

from __future__ import annotations

from functools import lru_cache

from agentslint.claims.hedges.view import Span
from agentslint.claims.hedges.words import CROSS, Kind, blotted, scan, whole
from agentslint.model import Piece

SHORT = 9  # words of a lead-in that says one thing of all of its items
# What a lead-in, a table's header or a heading says of a place below it.
_ABOVE: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("optional", ("present", "optional")),
    ("elsewhere", ("elsewhere", "outside")),
    ("example", ("example", "instance", "sketched")),
    ("past", ("past",)),
    ("made", ("made",)),
    ("planned", ("planned",)),
    ("negated", ("negated", "none")),
)


def below(piece: Piece) -> Kind:
    """How what stands over a cell or an item takes back whatever it holds: `Old`, "Never:"."""
    if piece.kind == "cell":
        return "past" if outdated(str(piece.info.get("header", ""))) else ""
    if piece.kind != "item":
        return ""
    headings = piece.info["headings"]
    span = Span(piece.text, 0, 0, str(piece.info.get("intro", "")), "", headings, True, True)
    if past_above(span):
        return "past"
    return "negated" if banned(span, clause=0) else ""


def introduced(span: Span) -> Kind:
    """How the list, table or heading that a place stands in takes back that it is there."""
    for text in (span.intro, span.header, *span.headings[-1:]):
        bare = blotted(text)
        marks = scan(bare)
        for kind, tables in _ABOVE:
            if kind == "negated" and text is span.intro and not bare.rstrip().endswith(":"):
                continue
            if any(table in marks for table in tables):
                return kind
    return ""


def outdated(header: str) -> bool:
    """Whether a column holds what is not to be taken: `Old path`, `Before`, `Wrong`, a cross."""
    return bool(header) and _outdated(header)


@lru_cache(maxsize=256)
def _outdated(header: str) -> bool:
    return CROSS.search(header) is not None or whole(header, "old")


@lru_cache(maxsize=256)
def shown(text: str) -> bool:
    """Whether a heading or a lead-in says that what stands below is shown, and not asked for."""
    marks = scan(blotted(text))
    return "shown" in marks or "present" in marks or CROSS.search(text) is not None


def banned(span: Span, clause: int) -> bool:
    """Whether a span is what an item of a bare ban speaks of: "Never:", "- restore `src/old`"."""
    if not span.listed or not span.opens:
        return False
    above = span.intro.split("\n", 1)[0] or (span.headings[-1] if span.headings else "")
    return bool(above) and clause == 0 and whole(above, "ban")


def past_above(span: Span) -> bool:
    """Whether a short lead-in says that its items are no more: "Removed in v2:"."""
    above = span.intro.split("\n", 1)[0].rstrip(" *_")
    short = above.endswith((":", "：")) and len(above.split()) <= SHORT
    return span.listed and short and "past" in scan(blotted(above))
