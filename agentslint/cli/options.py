"""Options and habits that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from agentslint.cli.terminal import coloured as coloured
from agentslint.core import interrupt
from agentslint.core.escape import logged, shown
from agentslint.io import trace
from agentslint.io.replay import runs
from agentslint.model import Agent

if TYPE_CHECKING:
    from agentslint.repo import Repo


def agent_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--agent",
        "agents_asked",
        multiple=True,
        metavar="ID",
        help="Read as this agent (repeatable; default: the agents whose files are here).",
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


def first(rows: list[Agent], form: str) -> list[Agent]:
    """The first of the agents that were found here, for a form that shows one; the others are told."""
    if len(rows) > 1:
        trace.spoil(trace.TOLD_ASIDE)
        others = ", ".join(row.id for row in rows[1:])
        click.echo(
            f"agentslint: --format {form} shows {rows[0].title} alone: for {others}, give --agent ID",
            err=True,
        )
    return rows[:1]


def note(sentences: Iterable[str]) -> None:
    """Say on standard error what was not looked at, a line each; such a run is not told again."""
    for sentence in sentences:
        trace.spoil(trace.TOLD_ASIDE)
        click.echo(f"agentslint: note: {shown(sentence)}", err=True)


def note_refusal(repo: Repo) -> None:
    """Say on standard error that git does not answer here, and what the answer is made without."""
    note_missed(repo)


def note_missed(repo: Repo) -> None:
    """Say on standard error what git and the disk did not answer, each of it once."""
    told = [sentence for sentence in dict.fromkeys(repo.missed()) if sentence not in repo.told]
    repo.told.update(told)
    note(told)


def note_unread(repo: Repo, rows: Iterable[Agent], done: str = "shown") -> None:
    """Say on standard error of which files of an agent's own it is not known what it is sent."""
    from agentslint.chain import detect

    for row in rows:
        if apart := detect.unread(repo, row):
            note([f"{apart}: what {row.title} is sent of it is not known, and not {done}"])


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
        runs.keep(sys.argv[1:], roots, status, _encoded(text))
    raise SystemExit(status)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
