"""A map as a Mermaid flowchart, which GitHub and GitLab draw in any Markdown file."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from agentslint.core import lazy_re
from agentslint.core.escape import shown
from agentslint.report.map.text import label, trouble
from agentslint.views.map import Atlas, Spot, losers

# Mermaid refuses a diagram of more than 500 edges or 50,000 characters (its maxEdges and
# maxTextSize; GitHub does not raise them).
MOST_EDGES = 400
MOST_CHARACTERS = 48_000
LONGEST = 60
MANY = 12  # directories from which on each takes one line, and those without trouble share a box
FEWEST = 3  # directories that share one
NAMED = 6  # lines of names in such a box
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
    together = _together(kept, atlas) if len(kept) > MANY else {}
    apart = [spot for spot in kept if all(spot not in each for each in together.values())]
    for spot in apart:
        more = gathered[spot.directory] - 1
        told = _short(spot) if len(kept) > MANY else _words(spot)
        words = [*told, *([f"{more} more below"] if more > 0 else [])]
        yield _box(ids[spot.directory], words, _class(spot))
    for number, spots in enumerate(together.values()):
        yield _box(f"g{number}", _names(spots), "fine")
    for spot in apart:
        if spot.parent is not None:
            yield f"  {ids[spot.parent]} --> {ids[spot.directory]}"
    for number, above in enumerate(together):
        yield f"  {ids[above]} --> g{number}"
    yield CLASSES


def _box(id: str, words: Iterable[str], kind: str) -> str:
    told = "<br/>".join(_escaped(word) for word in words)
    return f'  {id}["{told}"]:::{kind}'


def _together(spots: list[Spot], atlas: Atlas) -> dict[str, list[Spot]]:
    """The directories without trouble and with nothing below them, by the one above, where they are some."""
    above = {spot.parent for spot in atlas.spots}
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.parent is not None and spot.directory not in above and _class(spot) == "fine":
            found.setdefault(spot.parent, []).append(spot)
    return {parent: each for parent, each in found.items() if len(each) >= FEWEST}


def _names(spots: list[Spot]) -> Iterator[str]:
    """How many directories share a box, then their names, a few to a line."""
    yield f"{len(spots)} directories without findings"
    lines = textwrap.wrap(
        ", ".join(label(spot).replace(" ", "\u00a0") for spot in spots),
        LONGEST,
        break_on_hyphens=False,
    )
    yield from lines[:NAMED]
    if len(lines) > NAMED:
        yield "…"


def _short(spot: Spot) -> Iterator[str]:
    """A directory in one line: its name, its share of the budget, what is wrong."""
    lost = [link.fate for link in losers(spot.own)]
    share = [] if spot.share is None else [f"{spot.share:.0%}"]
    told = [*share, *lost[:1], *(trouble(spot) if spot.findings else [])]
    yield f"{next(_words(spot))}: {', '.join(told)}" if told else next(_words(spot))


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
