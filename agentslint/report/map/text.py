"""A map as a tree of text: the whole of it at 72 columns and wider, without bars where there is less."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.loss import loss
from agentslint.core.escape import shown
from agentslint.core.width import width, wrapped
from agentslint.model import Link
from agentslint.report.explain import FATES
from agentslint.report.text import COLOURS, Style, plain
from agentslint.views.map import Atlas, Spot, counted, losers

BAR = 10
ENOUGH = 72  # columns of a terminal from which on bars are drawn
BRANCHES: tuple[str, ...] = ("├─ ", "└─ ", "│  ", "   ")
PLAIN_BRANCHES: tuple[str, ...] = ("+- ", "`- ", "|  ", "   ")
BARS, PLAIN_BARS = ("▓", "█", "░"), ("=", "#", "-")
LEAST_NAME, ENOUGH_NAME, LONGEST_FILE, SHORT_FILE = 12, 40, 18, 13  # columns


def lines(
    atlas: Atlas, style: Style = plain, columns: int = 80, *, ascii_only: bool = False
) -> Iterator[str]:
    """The tree of directories: their files with fates, and how full each chain's budget is."""
    for line in wrapped(headline(atlas), columns):
        yield style(line, bold=True)
    yield ""
    bars = PLAIN_BARS if ascii_only else BARS
    dots = "..." if ascii_only else "…"
    bar = BAR if columns >= ENOUGH else 0
    longest = LONGEST_FILE if bar else SHORT_FILE
    files = min(longest, max((width(_file(link)) for link in atlas.files), default=0))
    branches = PLAIN_BRANCHES if ascii_only else BRANCHES
    room, brief = _room(atlas, branches, columns - files - bar - 20)
    if brief:
        branches = tuple(branch[:1] + branch[2:] for branch in branches)
    for spot, (first, after) in zip(atlas.spots, _prefixes(atlas.spots, branches), strict=True):
        name = first + padded(shown(label(spot)), room - width(first), dots)
        for number, link in enumerate(spot.own or (None,)):
            cells = [padded(after, room, dots) if number else name]
            cells.append(padded(_file(link), files, dots) if link else " " * files)
            cells.append(f"{link.size:>9,}" if link else " " * 9)
            cells.append(_bar(spot, style, bars, bar) if number == 0 else " " * (bar + 5))
            cells += [style(word, fg=fg) for word, fg in _tail(spot, link, number == 0, brief)]
            yield "  ".join(cells).rstrip()
    yield ""
    for line, look in _legend(atlas, bars if bar else None):
        for part in wrapped(line, columns):
            yield style(part, **look)


def _room(atlas: Atlas, branches: tuple[str, ...], left: int) -> tuple[int, bool]:
    """Columns for the names, and whether the rest of a row must be brief for their sake."""
    prefixes = [width(first) for first, _ in _prefixes(atlas.spots, branches)]
    names = [width(shown(label(spot))) for spot in atlas.spots]
    wanted = max((a + b for a, b in zip(prefixes, names, strict=True)), default=0)

    def tail(brief: bool) -> int:
        rows = (
            _tail(spot, link, link is spot.own[0], brief)
            for spot in atlas.spots
            for link in spot.own
        )
        return max((sum(2 + len(word) for word, _ in row) for row in rows), default=0)

    room = left - tail(brief=False)
    if room >= min(wanted, ENOUGH_NAME):
        return min(room, wanted), False
    least = max(prefixes) * 2 // 3 + LEAST_NAME
    return min(wanted, max(least, left - tail(brief=True))), True


def headline(atlas: Atlas) -> str:
    """One line: the agent, how much there is, and the budget."""
    budget = atlas.agent.budget
    held = f"{budget:,} bytes a chain" if budget is not None else "no budget"
    files = len(atlas.files)
    return (
        f"{shown(atlas.agent.title)}: {files:,} instruction file{'' if files == 1 else 's'} "
        f"for {atlas.directories:,} director{'y' if atlas.directories == 1 else 'ies'}, {held}"
    )


def label(spot: Spot) -> str:
    """A directory as its parent's row leaves it to be named."""
    if spot.parent in (None, "."):
        return spot.directory
    return spot.directory[len(spot.parent or "") + 1 :]


def trouble(spot: Spot) -> list[str]:
    """The findings of a spot, counted in words."""
    return [
        f"{number} {level}{'' if number == 1 or level == 'info' else 's'}"
        for level, number in counted(spot.findings).items()
    ]


def padded(text: str, room: int, dots: str = "…") -> str:
    """A text in exactly `room` terminal columns: its middle goes where it is longer."""
    if width(text) <= room:
        return text + " " * (room - width(text))
    tail = max(1, (room - len(dots)) * 2 // 3)
    end = text[-tail:]
    while width(end) > tail:
        end = end[1:]
    start = text[: room - len(dots) - width(end)]
    while width(start) + len(dots) + width(end) > room:
        start = start[:-1]
    short = start + dots + end
    return short + " " * (room - width(short))


def _prefixes(spots: tuple[Spot, ...], branches: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The lines drawn before each directory's name, and under it where it has more files."""
    fork, end, pass_by, nothing = branches
    last = {spot.parent: spot.directory for spot in spots}
    by_folder = {spot.directory: spot for spot in spots}
    holders = {spot.parent for spot in spots}
    for spot in spots:
        first, after, here = "", pass_by if spot.directory in holders else "", spot
        while here.parent is not None:
            final = last[here.parent] == here.directory
            line = nothing if final else pass_by
            first = ((end if final else fork) if here is spot else line) + first
            after = line + after
            here = by_folder[here.parent]
        yield first, after


def _file(link: Link) -> str:
    return shown(link.path.rpartition("/")[2])


def _bar(spot: Spot, style: Style, bars: tuple[str, str, str], bar: int) -> str:
    if (share := spot.share) is None:
        return f"{spot.chain.used:>{bar + 5},}"
    budget = spot.chain.agent.budget or 1
    full = min(bar, round(share * bar))
    own = min(full, round(spot.added / budget * bar))
    colour = "red" if share >= 1 else "yellow" if share > 0.9 else "green"
    if not bar:
        return style(f"{share:>5.0%}", fg=colour)
    drawn = style(bars[0] * (full - own) + bars[1] * own, fg=colour) + bars[2] * (bar - full)
    return f"{drawn} {share:>4.0%}"


def _tail(spot: Spot, link: Link | None, first: bool, brief: bool) -> Iterator[tuple[str, str]]:
    """What is to be said of a row, as (words, colour)."""
    if link is not None and link.fate not in ("read", "imported"):
        lost = f", {loss(link).bytes:,} lost" if link.fate == "cut" and not brief else ""
        yield f"{link.fate}{lost}", FATES[link.fate]
    if first:
        for level, words in zip(counted(spot.findings), trouble(spot), strict=True):
            yield words[: words.index(" ") + 2].replace(" ", "") if brief else words, COLOURS[level]


def _legend(
    atlas: Atlas, bars: tuple[str, str, str] | None
) -> Iterator[tuple[str, dict[str, object]]]:
    """Sentences below the tree, each with its style."""
    if atlas.agent.budget is not None and bars:
        yield f"{bars[0]} inherited  {bars[1]} its own files  {bars[2]} free", {"dim": True}
    lost = list(losers(atlas.files))
    if lost:
        size = sum(loss(link).bytes for link in lost)
        files = f"{len(lost)} file{'' if len(lost) == 1 else 's'} cut, dropped or shadowed"
        yield f"{files}: {size:,} bytes never reach {shown(atlas.agent.title)}", {}
    if waiting := [link for link in atlas.files if link.fate == "waiting"]:
        size = sum(link.size for link in waiting)
        one = len(waiting) == 1
        wait = f"{len(waiting)} rule file{' waits' if one else 's wait'}"
        yield f"{wait} for the files {'it is' if one else 'they are'} for: {size:,} bytes", {}
    for spot in atlas.spots:
        if spot.chain.failure:
            yield f"{shown(spot.directory)}: {shown(spot.chain.failure.text)}", {"fg": "red"}
