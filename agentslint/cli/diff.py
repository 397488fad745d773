"""`agentslint diff`: how the effective instructions of each directory changed between revisions."""

from __future__ import annotations

import functools

import click

from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.exit_codes import CLEAN
from agentslint.lint import effective
from agentslint.repo import Repo
from agentslint.views import diff
from agentslint.views.diff import Effect


@click.command("diff")
@click.argument("base")
@click.argument("head", default="")
@shared.agent_option
@shared.config_options
@shared.output_options("text", "markdown", "json")
def diff_command(
    base: str,
    head: str,
    agents_asked: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
) -> None:
    """Show how what agents are told changed from BASE to HEAD (default: the working tree).

    For each directory: which files came into its chain and which left it, how many bytes are
    sent, which instructions were gained, lost and replaced, and which checks. Always exits 0
    when it could answer.
    """
    here = Repo.at(".")
    before = Repo.at_revision(here.root, base)
    after = Repo.at_revision(here.root, head) if head else here
    found: list[Effect] = []
    with terminal.progress("comparing instruction chains") as tell:
        settings = effective.settings(after, config_file, isolated=isolated, asked=agents_asked)
        for agent in effective.asked_agents(agents_asked, settings):
            tell(f"comparing instruction chains as {agent.id}")
            found += diff.effects(before, after, agent)
    shared.put(rendered(found, here, base, head, form, output, color), output)
    raise SystemExit(CLEAN)


def rendered(
    effects: list[Effect],
    repo: Repo,
    base: str,
    head: str,
    form: str,
    output: str | None,
    color: str,
) -> str:
    """The comparison in the form asked for."""
    from agentslint.report import diff as report
    from agentslint.report import json
    from agentslint.report.text import plain

    if form == "json":
        return json.text(diff.document(effects, repo.root, base, head)) + "\n"
    if form == "markdown":
        return "".join(f"{line}\n" for line in report.markdown(effects, base, head))
    coloured = terminal.coloured(color, output)
    told = list(report.lines(effects, functools.partial(click.style) if coloured else plain))
    return "".join(f"{line}\n" for line in told) or "no change in what agents are told\n"
