"""What several agents are told in one place, as one table of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.core.escape import shown
from agentslint.core.width import width, wrapped
from agentslint.model import Chain
from agentslint.report.text import Style, plain
from agentslint.views import compare

CELL = 4
MOST = 12  # agents in one table
LEAST = 24  # columns of a path


def lines(
    chains: Sequence[Chain], start: str, reading: str = "", style: Style = plain, columns: int = 80
) -> Iterator[str]:
    """A row for each file, a column for each agent, and then who is told the same."""
    where = "the root" if start == "." else shown(start)
    then = f", then {shown(reading)} is read" if reading else ""
    yield style(f"What {len(chains)} agents are told: started in {where}{then}", bold=True)
    files = compare.paths(chains)
    if not files:
        yield "  nothing: none of them has an instruction file here"
        return
    for at in range(0, len(chains), MOST):
        yield ""
        yield from _table(chains[at : at + MOST], files, style, columns)
    yield ""
    yield style("a number: its place in the order sent; +: once a file there is read;", dim=True)
    yield style("~: cut; -: met and not sent; blank: not looked at", dim=True)
    if any(link.fate == "waiting" for chain in chains for link in chain.links):
        yield style("w: a rule that waits until a file is read that it is for", dim=True)
    yield ""
    yield from _alike(chains, style, columns)


def _table(
    chains: Sequence[Chain], files: Sequence[str], style: Style, columns: int
) -> Iterator[str]:
    room = max(LEAST, columns - CELL * len(chains) - 1)
    heads = [chain.agent.id[: CELL - 1] for chain in chains]
    yield " " * room + "".join(f"{head:>{CELL}}" for head in heads)
    for path in files:
        marks = "".join(f"{compare.mark(chain, path):>{CELL}}" for chain in chains)
        yield f"{_fitted(shown(path), room)}{marks}".rstrip()
    sent = "".join(f"{_short(sum(k.bytes for k in chain.start)):>{CELL}}" for chain in chains)
    yield style(f"{'bytes at the start':<{room}}{sent}", dim=True)


def _alike(chains: Sequence[Chain], style: Style, columns: int) -> Iterator[str]:
    found = compare.readings(chains)
    if len(found) == 1 and not found[0].failure:
        yield style("All are told the same.", fg="green")
        return
    for reading in found:
        who = shown(", ".join(reading.titles))
        told = ", ".join(shown(path) for path in reading.start) or "nothing"
        told += f" ({shown(reading.failure)})" if reading.failure else ""
        later = ", then " + ", ".join(map(shown, reading.lazy)) if reading.lazy else ""
        yield from wrapped(f"{who}: {told}{later}", columns)


def _fitted(path: str, room: int) -> str:
    """A path in its columns: what is too long loses its beginning."""
    if width(path) >= room:
        while width(path) > room - 4:
            path = path[1:]
        path = f"...{path}"
    return path + " " * max(0, room - width(path))


def _short(size: int) -> str:
    """A size in three characters."""
    for unit in ("", "k", "M"):
        if size < (1000 if not unit else 100):
            return f"{size}{unit}"
        size = round(size / 1000)
    return "big"
