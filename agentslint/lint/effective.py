"""What is in effect in one repository: its configuration, the agents asked about, the rules there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace

from agentslint.chain import agents, detect, directories
from agentslint.io import trace
from agentslint.lint import config, registry
from agentslint.lint.config import Config
from agentslint.model import Agent, Failure, Rule
from agentslint.repo import Repo, parent


def asked_agents(asked: Iterable[str], settings: Config) -> list[Agent]:
    """The rows of the agents asked for, else of those that the configuration names, or that are here."""
    known = table(settings)
    wanted = asked or settings.agents or (detect.USUAL,)
    return [agents.get(name, known) for name in dict.fromkeys(wanted)]


def table(settings: Config) -> Mapping[str, Agent]:
    """Every agent's row, as the configuration adds to them and corrects them."""
    return agents.corrected(settings.rows, settings.path)


def settings(repo: Repo, file: str | None, *, isolated: bool, asked: Iterable[str] = ()) -> Config:
    """The effective configuration, with the agents to read as. Raises Failure where it cannot be read.

    One named by hand stands alone; else the nearest to each file counts. Where nobody names an
    agent, those count whose files or settings are here.
    """
    alone = isolated or file is not None
    found = own(repo, file, isolated=isolated)
    unnamed = not (asked or found.agents)
    names = detect.names(repo) if unnamed else _lasts(asked, found)
    # one question for all the names that anybody will ask for
    every = {*agents.SETTINGS, *agents.LOOKALIKES, *names}
    repo.expect(every)
    registry.builtin()  # while git looks
    repo.find(every)
    if unnamed:
        detected = detect.found(repo, table(found))
        found = replace(found, agents=detected.ids, detected=detected)
    if alone:
        return found
    folders = {parent(path) for path in repo.find(_lasts(asked, found))}
    return config.nest(found, repo, folders)


def own(repo: Repo, file: str | None, *, isolated: bool) -> Config:
    """The configuration of the root, or the named one, alone: nothing of the repository is walked."""
    if isolated and file is None:
        return Config()
    return config.named(file) if file is not None else config.load(repo)


def _lasts(asked: Iterable[str], found: Config) -> frozenset[str]:
    """The file names that the agents of a run look for."""
    names = (name for agent in asked_agents(asked, found) for name in agent.names)
    return frozenset(directories.lasts(names))


def rules(repo: Repo, found: Config, *, local_rules: bool) -> dict[str, Rule]:
    """Built-in, installed and local rules by id. Raises Failure where two share one."""
    packs = [registry.installed()]
    if packs[0] or found.packs:
        trace.spoil("rules that are not our own ask what nobody notes")
    for folder in found.packs:
        place = os.path.join(repo.root, folder)
        out = os.path.isabs(folder) or os.path.normpath(folder).startswith("..")
        if (out or repo.leaves(os.path.normpath(folder))) and not local_rules:
            raise Failure(
                f"rules: {folder}: leads out of the repository: it is read only with --local-rules"
            )
        packs.append(registry.local(place, folder, trusted=local_rules))
    known = dict(registry.builtin())
    for pack in packs:
        if twice := sorted(known.keys() & pack.keys()):
            raise Failure(f"rules: {twice[0]} is defined twice: rename one")
        known |= pack
    return known


def within_root(repo: Repo, path: str) -> str:
    """A path as given on the command line, relative to the repository's root."""
    found = os.path.relpath(os.path.abspath(path), repo.root)
    return found.replace(os.sep, "/")
