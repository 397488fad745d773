"""Options and habits that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

import click

from agentslint import agents, config, interrupt, replay, rulebook
from agentslint.chain import places
from agentslint.cli.terminal import coloured as coloured
from agentslint.config import Config
from agentslint.model import Agent, Failure, Rule
from agentslint.outside import trace
from agentslint.repo import Repo, parent
from agentslint.report.escape import logged


def agent_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--agent",
        "agents_asked",
        multiple=True,
        metavar="ID",
        help="Read as this agent (repeatable; default codex; see `agentslint agents`).",
    )(command)


def config_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--isolated", is_flag=True, help="Ignore every configuration file.")(
        command
    )
    return click.option(
        "--config", "config_file", metavar="FILE", help="Use this configuration file."
    )(command)


def output_options(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        command = click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="Colour the text (auto: on a terminal without NO_COLOR).",
        )(command)
        command = click.option("--output", metavar="FILE", help="Write there instead.")(command)
        return click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            default=formats[0],
            help=f"The form of the output (default {formats[0]}).",
        )(command)

    return with_options


def asked_agents(asked: Iterable[str], settings: Config) -> list[Agent]:
    """The rows of the agents asked for, else of those that the configuration names."""
    known = table(settings)
    return [agents.get(name, known) for name in dict.fromkeys(asked or settings.agents)]


def table(settings: Config) -> Mapping[str, Agent]:
    """Every agent's row, as the configuration adds to them and corrects them."""
    return agents.corrected(settings.rows, settings.path)


def settings(repo: Repo, file: str | None, *, isolated: bool, asked: Iterable[str] = ()) -> Config:
    """The configuration in force. Raises Failure where it cannot be read.

    One named by hand stands alone; else the nearest to each file counts.
    """
    if isolated or file is not None:
        return Config() if file is None else config.named(file)
    found = config.load(repo)
    names = [agent.names for agent in asked_agents(asked, found)]
    # one question for all the names that anybody will ask for
    lasts = [places.lasts(each) for each in names]
    every = {*agents.SETTINGS, *agents.LOOKALIKES, *(name for each in lasts for name in each)}
    repo.expect(every)
    rulebook.builtin()  # while git looks
    repo.find(every)
    folders = {parent(path) for each in lasts for path in repo.find(each)}
    return config.nest(found, repo, folders)


def rules(repo: Repo, found: Config, *, local_rules: bool) -> dict[str, Rule]:
    """Built-in, installed and local rules by id. Raises Failure where two share one."""
    packs = [rulebook.installed()]
    if packs[0] or found.packs:
        trace.spoil("rules that are not our own ask what nobody notes")
    for folder in found.packs:
        place = os.path.join(repo.root, folder)
        out = os.path.isabs(folder) or os.path.normpath(folder).startswith("..")
        if (out or repo.leaves(os.path.normpath(folder))) and not local_rules:
            raise Failure(
                f"rules: {folder}: leads out of the repository: it is read only with --local-rules"
            )
        packs.append(rulebook.local(place, folder, trusted=local_rules))
    known = dict(rulebook.builtin())
    for pack in packs:
        if twice := sorted(known.keys() & pack.keys()):
            raise Failure(f"rules: {twice[0]} is defined twice: rename one")
        known |= pack
    return known


def put(text: str, output: str | None, *, exact: bool = False) -> None:
    """Write a result to standard output or to a file. Raises Failure; never half a file.

    Unless `exact`, no line of it is a command to the runner of a workflow that logs it.
    """
    interrupt.heed()
    data = _encoded(text if exact or output is not None else logged(text))
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from agentslint.repo.write import replace_file

    replace_file(output, data)


def end(
    text: str,
    *,
    output: str | None,
    status: int,
    roots: Iterable[str],
    again: bool,
    exact: bool = False,
) -> NoReturn:
    """Write a result and exit. With `again` it is told again while `roots` stay as they are."""
    text = text if exact or output is not None else logged(text)
    put(text, output, exact=True)
    if again and output is None:
        replay.keep(sys.argv[1:], roots, status, _encoded(text))
    raise SystemExit(status)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def within_root(repo: Repo, path: str) -> str:
    """A path as given on the command line, relative to the repository's root."""
    found = os.path.relpath(os.path.abspath(path), repo.root)
    return found.replace(os.sep, "/")
