"""A repository to its map: every directory with instructions, and what each chain makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from agentslint import __version__
from agentslint.chain import loss
from agentslint.chain.repository_chains import all_chains
from agentslint.core.json_schema import Keyword
from agentslint.lint import check
from agentslint.lint.config import Config
from agentslint.model import SEVERITIES, Agent, Chain, File, Finding, Link
from agentslint.repo import Repo, parents
from agentslint.views import explain
from agentslint.views.explain import ChainRow, DemandRow
from agentslint.views.findings import FindingRow

Schema = Literal["agentslint.map/1"]
SCHEMA: Schema = "agentslint.map/1"


class SpotRow(ChainRow):
    """One directory with instructions of its own."""

    parent: str | None
    depth: int
    directories: int
    own: list[str]
    demands: Annotated[
        list[DemandRow],
        Keyword("description", "Those of its own files, and those above that its own replace."),
    ]
    failure: str
    findings: Annotated[
        list[str], Keyword("description", "Fingerprints of the findings of this chain.")
    ]


class AtlasRow(TypedDict):
    """The map of one agent."""

    agent: str
    title: str
    directories: int
    spots: list[SpotRow]


class Map(TypedDict):
    """`map --format json`."""

    schema: Schema
    version: str
    root: str
    maps: list[AtlasRow]
    findings: list[FindingRow]


@dataclass(frozen=True, slots=True)
class Spot:
    """One directory with an instruction file of its own.

    parent       the nearest such directory above it, None for an outermost one
    depth        how many such directories lie above it
    own          the links of its chain that its parent's chain does not have
    directories  how many directories of the repository this chain is the nearest one for
    findings     those placed in its own files; each finding belongs to one spot of a map
    """

    chain: Chain
    parent: str | None
    depth: int
    own: tuple[Link, ...]
    directories: int
    findings: tuple[Finding, ...]

    @property
    def directory(self) -> str:
        return self.chain.directory

    @property
    def share(self) -> float | None:
        """How much of the budget the chain uses, 1.0 for all; None without a budget."""
        budget = self.chain.agent.budget
        if budget is None:
            return None
        return self.chain.used / budget if budget else 1.0

    @property
    def added(self) -> int:
        """Bytes of the budget that the spot's own files use."""
        return sum(link.bytes for link in self.own if link.level == "project")

    @property
    def lost(self) -> int:
        """Bytes of its own files that never reach the agent."""
        return sum(loss.bytes for loss in map(loss.loss, losers(self.own)))


@dataclass(frozen=True, slots=True)
class Atlas:
    """A repository as one agent is told it: its spots in tree order, parents before children."""

    agent: Agent
    spots: tuple[Spot, ...]
    findings: tuple[Finding, ...]
    directories: int

    @property
    def files(self) -> tuple[Link, ...]:
        """Every instruction file once, in the order of the spots."""
        return tuple(link for spot in self.spots for link in spot.own)


def build(
    agent: Agent,
    chains: Mapping[str, Chain],
    findings: Iterable[Finding],
    directories: Iterable[str],
) -> Atlas:
    """The map of the chains of one agent; `directories` are all that the repository has."""
    concerning = tuple(f for f in findings if not f.agents or agent.id in f.agents)
    places = set(directories)
    nearest = Counter(_nearest(folder, chains) for folder in places)
    by_path: dict[str, list[Finding]] = {}
    for finding in concerning:
        by_path.setdefault(finding.place.path, []).append(finding)
    spots: dict[str, Spot] = {}
    for folder in sorted(chains, key=_tree_order):
        above = _nearest(folder, chains, itself=False)
        known = {link.path for link in chains[above].links} if above is not None else set()
        own = tuple(link for link in chains[folder].links if link.path not in known)
        here = tuple(f for link in own for f in by_path.pop(link.path, ()))
        depth = 0 if above is None else spots[above].depth + 1
        spots[folder] = Spot(chains[folder], above, depth, own, nearest[folder], here)
    return Atlas(agent, tuple(spots.values()), concerning, len(places))


def whole(
    repo: Repo, agents: Iterable[Agent], findings: Iterable[Finding], config: Config
) -> Iterator[Atlas]:
    """The whole repository's map for each agent."""
    told = tuple(findings)
    for agent in agents:
        chains = check.included(all_chains(repo, agent), config)
        yield build(agent, chains, told, repo.listing.directories)


def files(atlases: Iterable[Atlas]) -> tuple[File, ...]:
    """Every instruction file of some maps that can be read, once, in path order."""
    met = (link for each in atlases for link in each.files)
    found = {link.path: link.file for link in met if link.file is not None}
    return tuple(found[path] for path in sorted(found))


def below(atlas: Atlas, directory: str) -> Atlas:
    """The part of a map that concerns one directory: what lies above it and below it."""
    if directory == ".":
        return atlas
    above = set(parents(directory))
    kept = tuple(
        spot
        for spot in atlas.spots
        if spot.directory in above or spot.directory.startswith(f"{directory}/")
    )
    paths = {link.path for spot in kept for link in spot.own}
    findings = tuple(f for f in atlas.findings if f.place.path in paths)
    return Atlas(atlas.agent, kept, findings, atlas.directories)


def losers(links: Iterable[Link]) -> Iterator[Link]:
    """Links of which something with a meaning does not reach the agent."""
    for link in links:
        if link.fate in ("cut", "dropped", "shadowed"):
            yield link


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, the worst first; those alone that occur."""
    number = Counter(finding.severity for finding in findings)
    return {level: number[level] for level in SEVERITIES if number[level]}


def document(atlases: Iterable[Atlas], root: str, findings: list[FindingRow]) -> Map:
    """The maps as plain values, schema `map`, version 1. `findings` are plain already."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "root": root,
        "maps": [_map(each) for each in atlases],
        "findings": findings,
    }


def _map(atlas: Atlas) -> AtlasRow:
    return {
        "agent": atlas.agent.id,
        "title": atlas.agent.title,
        "directories": atlas.directories,
        "spots": [_spot(spot, atlas.findings) for spot in atlas.spots],
    }


def _spot(spot: Spot, findings: tuple[Finding, ...]) -> SpotRow:
    chain = spot.chain
    told = explain.document(chain, "", chain.directory, [])
    own = {link.path for link in spot.own}
    return {
        "directory": told["directory"],
        "budget": told["budget"],
        "used": told["used"],
        "links": told["links"],
        "sources": told["sources"],
        "lazy": told["lazy"],
        "waiting": told["waiting"],
        "digest": told["digest"],
        "lost": told["lost"],
        "verification": told["verification"],
        "parent": spot.parent,
        "depth": spot.depth,
        "directories": spot.directories,
        "own": [link.path for link in spot.own],
        # what is demanded further up stands at the spots above
        "demands": [
            row
            for row in told["effective"]
            if row["path"] in own or (row["replaced_by"] and row["replaced_by"]["path"] in own)
        ],
        "failure": chain.failure.text if chain.failure else "",
        "findings": [f.fingerprint for f in explain.concerning(chain, findings)],
    }


def _nearest(folder: str, chains: Mapping[str, Chain], *, itself: bool = True) -> str | None:
    above = parents(folder)[::-1]
    if not itself:
        above = above[1:]
    return next((each for each in above if each in chains), None)


def _tree_order(folder: str) -> tuple[str, ...]:
    return () if folder == "." else tuple(folder.split("/"))
