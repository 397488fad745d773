"""A map as one SVG picture, light and dark, that asks for nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from agentslint.chain.loss import loss
from agentslint.core.escape import shown
from agentslint.core.width import width
from agentslint.model import Link
from agentslint.report.map.text import headline, label, padded, trouble
from agentslint.views.map import Atlas, Spot, counted

ROW, TOP, MARGIN, STEP = 24, 64, 20, 18
BAR, LETTER = 160, 7.3  # a bar's width, and a letter's in the 12-pixel monospaced face
LEAST_NAMES, MOST_NAMES, FILES = 120, 420, 420  # columns, in pixels
STYLE = """
svg { background: #ffffff; color: #1b1f24 }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: currentColor }
.title { font-size: 15px; font-weight: 600 } .dim { fill: #66707b }
.line { stroke: #c4ccd4; fill: none } .free { fill: #e6eaee }
.inherited { fill: #9bbf9f } .own { fill: #2e7d32 }
.tight .own { fill: #b7791f } .tight .inherited { fill: #e2c58a }
.full .own { fill: #c62828 } .full .inherited { fill: #e59a9a }
.cut, .warning { fill: #8a5a00 } .dropped, .shadowed, .error { fill: #b3261e }
.empty { fill: #66707b } .info { fill: #1a5fb4 }
@media (prefers-color-scheme: dark) {
  svg { background: #14181d; color: #e4e8ec } .dim, .empty { fill: #9aa5b1 }
  .line { stroke: #3d4650 } .free { fill: #2a313a } .inherited { fill: #3f6b45 }
  .own { fill: #5dbb63 } .tight .own { fill: #e0a93b } .tight .inherited { fill: #7d6226 }
  .full .own { fill: #ef6b63 } .full .inherited { fill: #7f3a37 }
  .cut, .warning { fill: #e8b44f } .dropped, .shadowed, .error { fill: #f28b82 }
  .info { fill: #8ab4f8 }
}"""


def text(atlas: Atlas) -> str:
    """The picture: a row for each file, a bar for each directory."""
    return "".join(f"{line}\n" for line in _lines(atlas))


def _lines(atlas: Atlas) -> Iterator[str]:
    rows = sum(max(1, len(spot.own)) for spot in atlas.spots)
    tall = TOP + rows * ROW + MARGIN
    names = _names(atlas)
    wide = max(MARGIN * 2 + names + BAR + FILES, MARGIN * 2 + int(len(headline(atlas)) * 9.2))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" '
        f'viewBox="0 0 {wide} {tall}" role="img">'
    )
    yield f"<title>{_safe(headline(atlas))}</title>"
    yield f"<style>{STYLE}\n</style>"
    yield f'<text class="title" x="{MARGIN}" y="32">{_safe(headline(atlas))}</text>'
    at: dict[str, int] = {}
    row = 0
    for spot in atlas.spots:
        at[spot.directory] = middle = TOP + row * ROW + ROW // 2
        if spot.parent is not None:
            yield _branch(spot, at[spot.parent], middle)
        yield from _spot(spot, middle, names)
        row += max(1, len(spot.own))
    yield "</svg>"


def _branch(spot: Spot, above: int, middle: int) -> str:
    x = MARGIN + (spot.depth - 1) * STEP + 5
    return f'<path class="line" d="M{x} {above + 9}V{middle}H{x + STEP - 8}"/>'


def _names(atlas: Atlas) -> int:
    """The width that the names need, in pixels."""
    needed = (s.depth * STEP + width(shown(label(s))) * LETTER for s in atlas.spots)
    return int(min(MOST_NAMES, max(LEAST_NAMES, *needed, 0) + STEP))


def _spot(spot: Spot, middle: int, names: int) -> Iterator[str]:
    x = MARGIN + spot.depth * STEP
    room = max(8, int((names - spot.depth * STEP) / LETTER))
    name = shown(label(spot))
    yield (
        f'<text x="{x}" y="{middle + 4}">{_safe(padded(name, min(room, width(name))))}'
        f"<title>{_safe(spot.directory)}: in force in {spot.directories:,} directories</title>"
        "</text>"
    )
    yield from _bar(spot, MARGIN + names + 10, middle)
    right = MARGIN + names + BAR + 70
    for number, link in enumerate(spot.own):
        counts = _counts(spot) if number == 0 else ""
        yield _file(link, right, middle + number * ROW + 4, counts)


def _bar(spot: Spot, x: int, middle: int) -> Iterator[str]:
    share, budget = spot.share, spot.chain.agent.budget
    if share is None or not budget:
        told = f"{spot.chain.used:,} bytes"
        yield f'<text class="dim" x="{x}" y="{middle + 4}">{told}</text>'
        return
    full = min(1.0, share) * BAR
    own = min(full, spot.added / budget * BAR)
    level = "full" if share >= 1 else "tight" if share > 0.9 else "roomy"
    y = middle - 5
    yield f'<g class="{level}">'
    yield f"<title>{spot.chain.used:,} of {budget:,} bytes, {spot.added:,} its own</title>"
    yield f'<rect class="free" x="{x}" y="{y}" width="{BAR}" height="10" rx="2"/>'
    yield f'<rect class="inherited" x="{x}" y="{y}" width="{full:.1f}" height="10" rx="2"/>'
    yield (
        f'<rect class="own" x="{x + full - own:.1f}" y="{y}" width="{own:.1f}" '
        'height="10" rx="2"/></g>'
    )
    yield f'<text class="dim" x="{x + BAR + 8}" y="{middle + 4}">{share:.0%}</text>'


def _file(link: Link, x: int, y: int, counts: str) -> str:
    name = shown(link.path.rpartition("/")[2])
    fate = ""
    if link.fate not in ("read", "imported"):
        lost = f", {loss(link).bytes:,} lost" if link.fate == "cut" else ""
        fate = f' <tspan class="{link.fate}">{link.fate}{lost}</tspan>'
    why = f"<title>{_safe(link.why)}</title>" if link.why else ""
    size = f'<tspan class="dim">{link.size:,}</tspan>'
    return (
        f'<text x="{x}" y="{y}">{_safe(padded(name, min(20, width(name))))} '
        f"{size}{fate}{counts}{why}</text>"
    )


def _counts(spot: Spot) -> str:
    pairs = zip(counted(spot.findings), trouble(spot), strict=True)
    return "".join(f' <tspan class="{level}">{word}</tspan>' for level, word in pairs)


def _safe(text: str) -> str:
    return escape(shown(text))
