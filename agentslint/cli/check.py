"""`agentslint check`: lint the repositories that some paths lie in."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import click

from agentslint import check, config
from agentslint.check import Outcome
from agentslint.cli import CLEAN, FOUND, REFUSED, terminal
from agentslint.cli import options as shared
from agentslint.model import SEVERITIES, Failure, Severity
from agentslint.repo import Repo
from agentslint.report.escape import shown


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@shared.agent_option
@shared.config_options
@shared.output_options("text", "json")
@click.option("--select", multiple=True, metavar="RULE", help="Run this rule alone (repeatable).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not run this rule (repeatable).")
@click.option(
    "--severity",
    "severities",
    multiple=True,
    metavar="RULE=LEVEL",
    help="Report this rule at this level (repeatable).",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    help="The least severity that makes the exit code 1 (default warning).",
)
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings alone.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was looked at.")
def check_command(
    paths: tuple[str, ...],
    agents_asked: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severities: tuple[str, ...],
    fail_on: str | None,
    local_rules: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lint the repository that each PATH lies in (default: here).

    A PATH inside a repository narrows what is reported, never what is read: a root file can
    break a nested chain.
    """
    status, texts = CLEAN, []
    for repo, inside in repositories(paths or (".",)):
        found = shared.settings(repo, config_file, isolated=isolated)
        rules = shared.rules(repo, found, local_rules=local_rules)
        found = config.settle(
            config.override(found, select, ignore, levels(severities), fail_on), rules
        )
        chosen = check.selected(rules, found.select, found.ignore)
        with terminal.progress("reading instruction files") as tell:
            asked = shared.asked_agents(agents_asked, found)
            outcome = check.run(repo, asked, chosen, found, watch=tell)
        outcome = check.narrowed(outcome, inside)
        texts.append(rendered(outcome, form, quiet=quiet, colour=shared.coloured(color, output)))
        for note in outcome.notes:
            click.echo(f"agentslint: note: {shown(note)}", err=True)
        if verbose:
            click.echo(
                f"agentslint: {len(chosen)} rules over {outcome.directories} directories "
                f"of {shown(repo.root)}",
                err=True,
            )
        status = max(status, verdict(outcome, found.fail_on))
    if form == "json" and len(texts) > 1:
        raise Failure("--format json: the paths lie in several repositories: check one at a time")
    shared.put("".join(texts), output)
    raise SystemExit(status)


def repositories(paths: Iterable[str]) -> list[tuple[Repo, list[str]]]:
    """The repositories that some paths lie in, each with those paths, relative to its root."""
    found: dict[str, tuple[Repo, list[str]]] = {}
    for path in paths:
        repo = Repo.at(path)
        known = found.setdefault(repo.root, (repo, []))
        known[1].append(shared.within_root(repo, path))
    return list(found.values())


def rendered(outcome: Outcome, form: str, *, quiet: bool, colour: bool) -> str:
    """One repository's outcome in the form asked for."""
    if form == "json":
        from agentslint.report import json

        return json.text(json.document(outcome)) + "\n"
    from agentslint.report import text

    style = functools.partial(click.style) if colour else text.plain
    told = list(text.lines(outcome, style))
    if not quiet and (outcome.files or told):
        told.append(text.summary(outcome))
    return "".join(f"{line}\n" for line in told)


def verdict(outcome: Outcome, fail_on: str) -> int:
    """The exit code of one repository; says so where there was nothing to check."""
    if not outcome.files and not outcome.findings:
        names = ", ".join(dict.fromkeys(outcome.names))
        click.echo(
            f"agentslint: {shown(outcome.repo.root)}: no instruction files ({names}): "
            "nothing was checked",
            err=True,
        )
        return REFUSED
    if fail_on == "never":
        return CLEAN
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return FOUND if any(f.severity in failing for f in outcome.findings) else CLEAN


def levels(given: Iterable[str]) -> dict[str, Severity]:
    """`RULE=LEVEL` words to a table. Raises Failure for another word."""
    found: dict[str, Severity] = {}
    for word in given:
        rule, _, level = word.partition("=")
        if level not in SEVERITIES:
            raise Failure(f"--severity {word}: write RULE={'|'.join(SEVERITIES)}")
        found[rule] = level
    return found
