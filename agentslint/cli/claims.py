"""`agentslint claims`: every statement that was read, with its verdict and the evidence."""

from __future__ import annotations

import functools

import click

from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.exit_codes import CLEAN, REFUSED
from agentslint.core.escape import shown
from agentslint.io import document_cache
from agentslint.lint import effective, measure, statements
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.views import claims


@click.command("claims")
@click.argument("path", default=".")
@click.option("--undecided", is_flag=True, help="Print only what nothing here decides.")
@shared.agent_option
@shared.config_options
@shared.output_options("text", "json")
def claims_command(
    path: str,
    undecided: bool,
    agents_asked: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
) -> None:
    """List what the instruction files state of the repository: true, wrong or undecided, with the evidence.

    A path, a version, a count, a file that is said not to be there: each is verified or refuted by
    what the repository holds, or undecided, with the evidence or the reason. A PATH inside the
    repository narrows what is printed. Exits 0 when it could answer, and 2 when it read a part of a file
    alone.
    """
    repo = Repo.at(path)
    shared.note_refusal(repo)
    inside = effective.within_root(repo, path)
    settings = effective.settings(repo, config_file, isolated=isolated, asked=agents_asked)
    agents = effective.asked_agents(agents_asked, settings)
    with terminal.progress("reading instruction files"), document_cache.shelf(repo.root):
        found = statements.files(repo, agents, settings)
        if not found:
            names = ", ".join(dict.fromkeys(name for agent in agents for name in agent.names))
            raise Failure(
                f"{shown(path)}: no instruction files ({names}): there is nothing to read"
            )
        read = statements.read(repo, found)
    asked = [file for file in found if statements.below(file.path, inside)]
    unread = tuple(measure.unjudged(repo, agents, asked))
    here = [one for one in read if statements.below(one.claim.place.path, inside)]
    told = [one for one in here if one.state == "undecided"] if undecided else here
    if form == "json":
        from agentslint.report import json

        ids = [agent.id for agent in agents]
        notes = (*unread, *dict.fromkeys(repo.missed()))
        text = json.text(claims.document(here, told, repo.root, ids, len(found), notes)) + "\n"
    else:
        from agentslint.report import claims as report
        from agentslint.report.text import plain

        style = functools.partial(click.style) if shared.coloured(color, output) else plain
        wide = terminal.columns() if terminal.watched(output) else 0
        rows = [*report.lines(told, style, wide), report.summary(claims.totals(here))]
        text = "".join(f"{row}\n" for row in rows)
    shared.put(text, output)
    shared.note(unread)
    shared.note_missed(repo)
    raise SystemExit(REFUSED if unread else CLEAN)
