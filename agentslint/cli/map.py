"""`agentslint map`: the repository's instruction tree as a picture."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable

import click

from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import shown
from agentslint.lint import effective, statements
from agentslint.lint.check import Outcome
from agentslint.lint.request import Request
from agentslint.lint.session import judge, without_known
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.views import map
from agentslint.views.map import Atlas

ONE_AGENT = ("svg", "mermaid")


@click.command("map")
@click.argument("path", default=".")
@shared.agent_option
@shared.config_options
@shared.output_options("text", "json", "html", "svg", "mermaid")
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
def map_command(
    path: str,
    agents_asked: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
    local_rules: bool,
) -> None:
    """Draw every directory that has instructions: its files and their fates, its budget, findings.

    A PATH inside the repository leaves what lies above it and below it. The html form is one
    page that asks for nothing from outside: click a directory and read its chain. Always exits
    0 when it could answer.
    """
    repo = Repo.at(path)
    shared.note_refusal(repo)
    place = effective.within_root(repo, path)
    directory = place if os.path.isdir(path) else os.path.dirname(place) or "."
    asked = Request(agents_asked, config_file, isolated, local_rules=local_rules)
    with terminal.progress("reading instruction files") as tell:
        judged = without_known(judge(repo, asked, tell), asked)
    rows = effective.asked_agents(agents_asked, judged.config)
    if judged.config.detected is not None and form in ONE_AGENT:
        rows = shared.first(rows, form)
    drawn = map.whole(repo, rows, judged.outcome.findings, judged.config)
    maps = [map.below(found, directory) for found in drawn]
    outcome = judged.outcome
    if form in ONE_AGENT and len(maps) > 1:
        raise Failure(f"--format {form}: one picture shows one agent: name one with --agent")
    if not any(found.spots for found in maps):
        names = ", ".join(dict.fromkeys(outcome.names))
        raise Failure(f"{shown(path)}: no instruction files ({names}): there is nothing to draw")
    shared.put(FORMS[form](maps, outcome, output, color), output)
    shared.note(outcome.unjudged)
    shared.note_missed(repo)
    raise SystemExit(CLEAN)


def as_text(maps: list[Atlas], outcome: Outcome, output: str | None, color: str) -> str:
    from agentslint.report.map import text
    from agentslint.report.text import plain

    style = functools.partial(click.style) if shared.coloured(color, output) else plain
    wide, spare = terminal.columns(output), terminal.ascii_only(output)
    drawn = (text.lines(found, style, wide, ascii_only=spare) for found in maps)
    return "\n".join("".join(f"{line}\n" for line in each) for each in drawn)


def as_json(maps: list[Atlas], outcome: Outcome, output: str | None, color: str) -> str:
    from agentslint.report import json
    from agentslint.views.findings import row

    kept = {finding.fingerprint for found in maps for finding in found.findings}
    plain = [row(each) for each in outcome.findings if each.fingerprint in kept]
    return json.text(map.document(maps, outcome.repo.root, plain)) + "\n"


def as_html(maps: list[Atlas], outcome: Outcome, output: str | None, color: str) -> str:
    from agentslint.report.map import html

    return html.text(maps, outcome, statements.read(outcome.repo, map.files(maps)))


def as_svg(maps: list[Atlas], outcome: Outcome, output: str | None, color: str) -> str:
    from agentslint.report.map import svg

    return svg.text(maps[0])


def as_mermaid(maps: list[Atlas], outcome: Outcome, output: str | None, color: str) -> str:
    from agentslint.report.map import mermaid

    return mermaid.text(maps[0])


FORMS: dict[str, Callable[[list[Atlas], Outcome, str | None, str], str]] = {
    "text": as_text,
    "json": as_json,
    "html": as_html,
    "svg": as_svg,
    "mermaid": as_mermaid,
}
