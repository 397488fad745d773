"""`agentslint explain`: what is in effect for a file or directory, and why."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable

import click

from agentslint import chain
from agentslint.chain import agents, codex_settings
from agentslint.cli import options as shared
from agentslint.cli import recent, terminal
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import shown
from agentslint.io import document_cache, trace
from agentslint.lint import effective
from agentslint.lint.grouping import told_once
from agentslint.lint.request import Request
from agentslint.model import Agent, Chain, ChainFailure, Failure, Finding, User
from agentslint.repo import Repo
from agentslint.views import explain
from agentslint.views.absent import absent

# what a program takes as one document, and what is sent to one agent
ONE_ANSWER = ("json", "prompt")


@click.command("explain")
@click.argument("path", default=".")
@shared.agent_option
@click.option("--all-agents", is_flag=True, help="What every agent is told here, side by side.")
@click.option(
    "--from",
    "start",
    metavar="DIRECTORY",
    help="The agent starts there, and then reads PATH: what is sent only then is marked +.",
)
@shared.config_options
@shared.output_options("text", "json", "markdown", "prompt")
@click.option("--user", is_flag=True, help="Add the user's own level ($CODEX_HOME, ...).")
@click.option(
    "-c",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a Codex configuration key for this question (repeatable).",
)
@click.option(
    "-p",
    "profile",
    metavar="NAME",
    help="With --user: as Codex started with this profile ($CODEX_HOME/NAME.config.toml).",
)
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
def explain_command(
    path: str,
    agents_asked: tuple[str, ...],
    all_agents: bool,
    start: str | None,
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
    user: bool,
    given: tuple[str, ...],
    profile: str | None,
    local_rules: bool,
) -> None:
    """Show what the agent is told when it works in PATH: every file met, with its fate.

    Where PATH is a file, the agent is taken to start in its directory; --from names another. The path is
    made absolute as it is written; symbolic links in it are kept, as Codex keeps them. The exit code is 0
    whenever there is an answer.
    """
    # a repository may begin between where the agent starts and what it reads
    repo = Repo.at(path if start is None else start)
    shared.note_refusal(repo)
    place = effective.within_root(repo, path)
    folder = repo.kind(place) == "directory"
    directory = place if folder else os.path.dirname(place) or "."
    # the rules that wait for this file come with it, wherever the agent starts
    reading = "" if folder else place
    if start is not None:
        reading = f"{place}/." if folder else place
        directory = effective.within_root(repo, start)
    later = reading if start is not None else ""
    done = functools.partial(
        shared.end,
        output=output,
        status=CLEAN,
        roots=[repo.root],
        again=not user,
        exact=form == "prompt",
    )
    asker = who_asks(user, given, profile)
    asked = Request(agents_asked, config_file, isolated, local_rules=local_rules)
    if not all_agents and form != "prompt" and (known := recent.find(repo.root, asked)):
        name, every = known
        with document_cache.shelf(repo.root, write=False):
            built = chain.build(repo, agents.get(name), directory, asker, reading=reading)
            here = list(explain.concerning(built, every))
            shared.note_unread(repo, [built.agent])
            shared.note_missed(repo)
            done(rendered(repo, built, place, later, here, form, output, color))
    found = effective.settings(repo, config_file, isolated=isolated)
    if all_agents:
        rows = agents.everyone(effective.table(found).values())
        rows = effective.asked_agents(agents_asked, found) if agents_asked else rows
        chains = [or_refused(repo, row, directory, asker, reading) for row in rows]
        shared.note_missed(repo)
        done(compared(repo, chains, place, later, form, output, color))
    rows = effective.asked_agents(agents_asked, found)
    if found.detected is not None and form in ONE_ANSWER:
        rows = shared.first(rows, form)
    chains = [chain.build(repo, agent, directory, asker, reading=reading) for agent in rows]
    if form == "prompt":
        shared.note_missed(repo)
        done("".join(chain.text(built) or "" for built in chains))
    every = findings_of(repo, asked) if not user else findings_if_any(repo, asked)
    tell_nothing(repo, path, chains)
    shared.note_unread(repo, rows)
    shared.note_missed(repo)
    # what several are told of alike is said once
    together = form == "text" and len(chains) > 1
    texts = [
        rendered(
            repo,
            built,
            place,
            later,
            [] if together else concerning(built, every),
            form,
            output,
            color,
        )
        for built in chains
    ]
    if together and (those := concerning_any(chains, every)):
        from agentslint.report import explain as report

        told = report.found(those, styled(output, color), terminal.columns(output))
        texts.append("".join(f"{line}\n" for line in told))
    done(("\n" if form == "text" else "").join(texts))


def who_asks(user: bool, given: tuple[str, ...], profile: str | None) -> User:
    """The user of this process, or nobody. Raises Failure for a profile of nobody's."""
    settings = codex_settings.settings(given)
    if not user:
        if profile is not None:
            raise Failure(f"-p {profile}: a profile is the user's own: give --user too")
        return User({}, settings)
    environ = dict(os.environ)
    if home := environ.get("CODEX_HOME"):
        environ["CODEX_HOME"] = os.path.abspath(home)
    return User(environ, settings, profile)


def or_refused(repo: Repo, row: Agent, directory: str, asker: User, reading: str) -> Chain:
    """One agent's chain among several: an agent that refuses to start does not silence the others."""
    try:
        return chain.build(repo, row, directory, asker, reading=reading)
    except Failure as failure:
        return Chain(row, directory, (), directory, ChainFailure("refused", str(failure)))


def findings_if_any(repo: Repo, asked: Request) -> tuple[Finding, ...]:
    """What `check` says, which asks for no user: a note where the settings of the project stop it."""
    try:
        return findings_of(repo, asked)
    except Failure as failure:
        click.echo(f"agentslint: note: findings were left out: {shown(str(failure))}", err=True)
        return ()


def compared(
    repo: Repo,
    chains: list[Chain],
    place: str,
    reading: str,
    form: str,
    output: str | None,
    color: str,
) -> str:
    """Several agents' readings side by side, in the form asked for. Raises Failure."""
    from agentslint.report import compare as report
    from agentslint.report import json
    from agentslint.views import compare

    start = chains[0].directory if chains else "."
    if form == "json":
        return json.text(compare.document(chains, repo.root, place, start)) + "\n"
    if form != "text":
        raise Failure(f"--all-agents --format {form}: write text or json")
    style = styled(output, color)
    told = report.lines(chains, start, reading and place, style, terminal.columns(output))
    return "".join(f"{line}\n" for line in told)


def concerning(built: Chain, every: Iterable[Finding]) -> list[Finding]:
    """Those of some findings that are about a chain as its agent reads it, one for each cause."""
    return concerning_any([built], every)


def concerning_any(chains: Iterable[Chain], every: Iterable[Finding]) -> list[Finding]:
    """Those of some findings that are about one of some chains, one for each cause."""
    known = tuple(every)
    kept: set[int] = set()
    for built in chains:
        own = tuple(f for f in known if not f.agents or built.agent.id in f.agents)
        kept.update(map(id, explain.concerning(built, own)))
    return list(told_once([f for f in known if id(f) in kept]))


def findings_of(repo: Repo, asked: Request) -> tuple[Finding, ...]:
    """What `check` says of the repository."""
    from agentslint.lint.session import judge

    with terminal.progress("reading instruction files") as tell, document_cache.shelf(repo.root):
        judged = judge(repo, asked, tell)
    recent.keep(asked, judged)
    return judged.outcome.findings


def tell_nothing(repo: Repo, path: str, chains: Iterable[Chain]) -> None:
    """Say on standard error that nothing is told there, which an answer of no lines would leave open."""
    built = tuple(chains)
    if any(each.links or each.failure for each in built):
        return
    trace.spoil(trace.TOLD_ASIDE)
    names = ", ".join(dict.fromkeys(name for each in built for name in each.agent.names))
    outside = "" if repo.git is not None else ", and this is no git repository"
    click.echo(
        f"agentslint: note: {shown(path)}: no instruction files ({names}){outside}", err=True
    )


def whose(repo: Repo) -> str:
    """What repository this one belongs to, where it is a worktree or a submodule; else ""."""
    checkout = repo.checkout
    return f"this is a {checkout.kind} of {checkout.outer}" if checkout.outer else ""


def rendered(
    repo: Repo,
    built: Chain,
    place: str,
    reading: str,
    findings: list[Finding],
    form: str,
    output: str | None,
    color: str,
) -> str:
    """One agent's explanation in the form asked for."""
    from agentslint.report import explain as report
    from agentslint.report import json
    from agentslint.views.findings import row

    missing = absent(repo, built, place if reading else "")
    if form == "json":
        plain = [row(finding) for finding in findings]
        return json.text(explain.document(built, repo.root, place, plain, missing)) + "\n"
    if form == "markdown":
        return "".join(f"{line}\n" for line in report.markdown(built, findings))
    told = report.lines(
        built,
        findings,
        styled(output, color),
        terminal.columns(output),
        ascii_only=terminal.ascii_only(output),
        missing=missing,
        whose=whose(repo),
    )
    return "".join(f"{line}\n" for line in told)


def styled(output: str | None, color: str) -> Callable[..., str]:
    """How lines are written there: with colours, or as they are."""
    from agentslint.report.text import plain

    return functools.partial(click.style) if shared.coloured(color, output) else plain
