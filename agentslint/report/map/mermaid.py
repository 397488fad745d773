"""A map as a Mermaid flowchart, which GitHub and GitLab draw in any Markdown file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.core.escape import shown
from agentslint.report.map.text import label, trouble
from agentslint.views.map import Atlas, Spot

# Mermaid refuses a diagram of more than 500 edges or 50,000 characters (its maxEdges and
# maxTextSize; GitHub does not raise them).
MOST_EDGES = 400
MOST_CHARACTERS = 48_000
LONGEST = 60
SAFE = lazy_re.compile(r"[^\w ./,:%-]")
CLASSES = """\
  classDef fine fill:#e6f4ea,stroke:#2e7d32,color:#10391a
  classDef tight fill:#fff4d6,stroke:#b7791f,color:#4a3205
  classDef lost fill:#fde7e7,stroke:#c62828,color:#5b1010"""


def text(atlas: Atlas) -> str:
    """The flowchart; deep directories are gathered where Mermaid would refuse their number."""
    deepest = max((spot.depth for spot in atlas.spots), default=0)
    drawn = ""
    for depth in range(deepest, -1, -1):
        shallow = sum(spot.depth <= depth for spot in atlas.spots)
        if shallow > MOST_EDGES and depth:
            continue
        drawn = "\n".join(_lines(atlas, depth)) + "\n"
        if len(drawn) <= MOST_CHARACTERS:
            break
    return drawn


def _lines(atlas: Atlas, depth: int) -> Iterator[str]:
    yield "flowchart LR"
    kept = [spot for spot in atlas.spots if spot.depth <= depth][:MOST_EDGES]
    left_out = len(atlas.spots) - len(kept)
    ids = {spot.directory: f"d{number}" for number, spot in enumerate(kept)}
    gathered = Counter(_holder(spot, ids, atlas) for spot in atlas.spots) if left_out else Counter()
    for spot in kept:
        more = gathered[spot.directory] - 1
        words = [*_words(spot), *([f"{more} more below"] if more > 0 else [])]
        told = "<br/>".join(_escaped(word) for word in words)
        yield f'  {ids[spot.directory]}["{told}"]:::{_class(spot)}'
    for spot in kept:
        if spot.parent is not None:
            yield f"  {ids[spot.parent]} --> {ids[spot.directory]}"
    yield CLASSES


def _holder(spot: Spot, ids: dict[str, str], atlas: Atlas) -> str:
    by_folder = {each.directory: each for each in atlas.spots}
    while spot.directory not in ids and spot.parent is not None:
        spot = by_folder[spot.parent]
    return spot.directory


def _words(spot: Spot) -> Iterator[str]:
    name = label(spot)
    yield name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    for link in spot.own:
        fate = "" if link.fate in ("read", "imported") else f" {link.fate}"
        yield f"{link.path.rpartition('/')[2]} {link.size:,} B{fate}"
    if spot.share is not None:
        yield f"{spot.share:.0%} of the budget"
    yield from ([", ".join(trouble(spot))] if spot.findings else [])


def _class(spot: Spot) -> str:
    if spot.lost or spot.chain.failure or (spot.share or 0) >= 1:
        return "lost"
    return "tight" if (spot.share or 0) > 0.9 or spot.findings else "fine"


def _escaped(word: str) -> str:
    """A label in which nothing is markup: Mermaid's own entities, by code point."""
    return SAFE.sub(lambda match: f"#{ord(match[0])};", shown(word))
