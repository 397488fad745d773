"""How much of each file is sent: blank files, files that are too large, and the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.chain.walk import Lost
from agentslint.model import Agent, ChainFailure, Link, measure
from agentslint.repo import READ_LIMIT, Repo, Unreadable
from agentslint.text.blank import blank


def spend(repo: Repo, agent: Agent, met: list[Link]) -> list[Link]:
    """Fill the links with their files and spend the budget in the order sent.

    Raises Lost where one file that cannot be read loses all.
    """
    left = agent.budget
    links: list[Link] = []
    for link in met:
        if link.fate in ("shadowed", "dropped", "waiting"):
            links.append(filled(repo, link))
        elif left == 0:
            links.append(lost(filled(repo, link), _spent(agent)))
        else:
            try:
                link = _take(repo, agent, link, left if agent.overflow == "cut" else None)
            except Unreadable as error:
                if agent.unreadable == "lose-all":
                    raise Lost(link.path, str(error), met) from None
                link = lost(link, f"it cannot be read ({error})")
            if left is not None and agent.overflow == "cut":
                left = max(0, left - measure(link, agent.unit))
            links.append(link)
    return links


def fill(repo: Repo, agent: Agent, met: list[Link]) -> list[Link]:
    """The links with their files, whatever the budget."""
    return spend(repo, replace(agent, budget=None), met)


def overflow(agent: Agent, links: Iterable[Link]) -> ChainFailure | None:
    """Why nothing is sent at all: more than the agent's model takes; None where it fits."""
    if agent.budget is None or agent.overflow != "nothing":
        return None
    total = sum(link.bytes for link in links if link.phase == "start")
    if total <= agent.budget:
        return None
    told = f"{total:,} bytes are more than {agent.title} can send ({agent.budget:,}): it stops"
    return ChainFailure("too-large", told)


def lost(link: Link, why: str) -> Link:
    """The same link with nothing of it sent."""
    kept = link.fate in ("shadowed", "waiting")
    return link if kept else replace(link, fate="dropped", bytes=0, why=why)


def dropped(links: Iterable[Link], why: str) -> Iterator[Link]:
    """Every link with nothing of it sent, for one reason."""
    for link in links:
        yield lost(link, why)


def filled(repo: Repo, link: Link) -> Link:
    """With the file's text where it can be had: nothing is lost if it cannot."""
    try:
        file = repo.file(link.path)
    except Unreadable:
        return link
    return replace(link, file=file, size=file.size)


def _take(repo: Repo, agent: Agent, link: Link, left: int | None) -> Link:
    file = repo.file(link.path)
    if agent.file_limit is not None and file.size > agent.file_limit:
        why = f"{file.size:,} bytes are more than {agent.title} reads of one file"
        return replace(link, fate="dropped", size=file.size, why=why, file=file)
    room = len(file.data) if left is None else left
    if left is not None and agent.unit == "characters":
        room = len(file.data.decode("utf-8", "replace")[:left].encode("utf-8", "replace"))
    taken = file.data[:room]
    if blank(taken.decode("utf-8", "replace")):
        if file.size <= room:
            return replace(link, fate="empty", size=file.size, why="only white space", file=file)
        why = f"what the cut to {room} bytes leaves of it is only white space"
        return replace(link, fate="dropped", size=file.size, why=why, file=file)
    if file.size > len(taken):
        if left is None:
            why = f"its first {READ_LIMIT} bytes were looked at"
            return replace(link, size=file.size, bytes=file.size, why=why, file=file)
        why = f"the budget ends after {len(taken)} of its {file.size} bytes"
        if len(taken) == READ_LIMIT:
            why = f"only its first {READ_LIMIT} bytes were looked at"
        return replace(link, fate="cut", size=file.size, bytes=len(taken), why=why, file=file)
    return replace(link, fate="read", size=file.size, bytes=len(taken), file=file)


def _spent(agent: Agent) -> str:
    if agent.budget == 0:
        return f"a budget of 0 bytes ({agent.budget_from}) turns project files off"
    budget = f"{agent.budget}-byte" if agent.unit == "bytes" else f"{agent.budget}-character"
    return f"the files above use up the {budget} budget"
