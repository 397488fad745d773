"""What several agents would be told in one place, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

from agentslint.model import Chain, Link
from agentslint.views import explain
from agentslint.views.explain import LinkRow

Schema = Literal["agentslint.comparison/1"]
SCHEMA: Schema = "agentslint.comparison/1"


class AgentRow(TypedDict):
    """What one agent is told."""

    agent: str
    title: str
    sources: list[str]
    lazy: list[str]
    used: int
    failure: str | None
    links: list[LinkRow]


class Comparison(TypedDict):
    """`explain --format json` of several agents."""

    schema: Schema
    root: str
    path: str
    directory: str
    agents: list[AgentRow]


@dataclass(frozen=True, slots=True)
class Reading:
    """Agents that are told the same files in the same order, and why none where one refuses."""

    titles: tuple[str, ...]
    start: tuple[str, ...]
    lazy: tuple[str, ...]
    failure: str = ""


def paths(chains: Iterable[Chain]) -> list[str]:
    """Every file that one of the agents meets, the user's last, outer ones before inner ones."""
    met: dict[str, Link] = {}
    for chain in chains:
        for link in chain.links:
            met.setdefault(link.path, link)

    def place(link: Link) -> tuple[bool, bool, int, str]:
        above = link.path.startswith("..")
        return link.level == "user", not above, link.path.count("/"), link.path

    return [link.path for link in sorted(met.values(), key=place)]


def mark(chain: Chain, path: str) -> str:
    """One agent's reading of one file, in four characters at most.

    Its place in the order sent; `+` once a file there is read; `~` behind it when cut; `-` when
    it is met and not sent, `w` when it waits for a file that it is for; nothing when it is not looked at.
    """
    start = [link.path for link in chain.start]
    for link in chain.sources:
        if link.path == path:
            cut = "~" if link.fate == "cut" else ""
            return f"{start.index(path) + 1}{cut}" if link.phase == "start" else f"+{cut}"
    met = [link.fate for link in chain.links if link.path == path]
    return "w" if "waiting" in met else "-" if met else ""


def readings(chains: Iterable[Chain]) -> list[Reading]:
    """Who is told the same, the largest company first."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[str]] = {}
    for chain in chains:
        start = tuple(_shown(link) for link in chain.start)
        lazy = tuple(_shown(link) for link in chain.sources if link.phase == "lazy")
        failure = chain.failure.text if chain.failure else ""
        groups.setdefault((start, lazy, failure), []).append(chain.agent.title)
    found = [Reading(tuple(titles), *told) for told, titles in groups.items()]
    return sorted(found, key=lambda reading: -len(reading.titles))


def document(chains: Iterable[Chain], root: str, path: str, start: str) -> Comparison:
    """The comparison as plain values, schema `comparison`, version 1."""
    return {
        "schema": SCHEMA,
        "root": root,
        "path": path,
        "directory": start,
        "agents": [
            {
                "agent": chain.agent.id,
                "title": chain.agent.title,
                "sources": [link.path for link in chain.start],
                "lazy": [link.path for link in chain.sources if link.phase == "lazy"],
                "used": chain.used,
                "failure": chain.failure.text if chain.failure else None,
                "links": [explain.link(link) for link in chain.links],
            }
            for chain in chains
        ],
    }


def _shown(link: Link) -> str:
    return f"{link.path} (cut)" if link.fate == "cut" else link.path
