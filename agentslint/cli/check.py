"""`agentslint check`: lint the repositories that some paths lie in."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import click

from agentslint.cli import options as shared
from agentslint.cli import recent, terminal
from agentslint.cli.check_line import CommandLine
from agentslint.cli.check_options import (
    baseline_options,
    change_options,
    fix_options,
    rule_options,
)
from agentslint.cli.check_output import DOCUMENTS, FORMS, failing, least_shown, rendered
from agentslint.cli.exit_codes import CLEAN, FOUND, REFUSED
from agentslint.core.escape import shown
from agentslint.core.phrases import counted
from agentslint.io import document_cache, trace
from agentslint.io.git import GitFailure
from agentslint.lint import baseline, effective, path_filter
from agentslint.lint.session import (
    Judged,
    baseline_place,
    introduced,
    judge,
    rewritten,
    without_known,
)
from agentslint.model import Failure
from agentslint.repo import Repo


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@shared.agent_option
@shared.config_options
@shared.output_options(*FORMS)
@rule_options
@change_options
@baseline_options
@fix_options
@click.option(
    "--allow-empty",
    is_flag=True,
    help="Exit 0 where there is nothing to check: for a hook that serves many repositories.",
)
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
@click.option("--no-cache", is_flag=True, help="Read every document anew, and keep nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Share the work between at most N processes (default: as many as make it faster).",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge the dates in the files as of this day (default: the day of the last commit).",
)
@click.option(
    "--show-settings",
    is_flag=True,
    help="Print the settings in effect, each with its file and line; check nothing.",
)
@click.option(
    "--show-files", is_flag=True, help="Print the files that would be checked; check nothing."
)
@click.option("--statistics", is_flag=True, help="Print how often each rule reports, no more.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings alone.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was looked at.")
def check_command(**given: Any) -> None:
    """Lint the repository that each PATH lies in (default: the one you are in, all of it).

    With a PATH inside a repository, only the findings that concern it are reported. The whole
    repository is read all the same: a file at the root can break what is told further down.
    """
    request = CommandLine(**given)
    status, texts = CLEAN, []
    asked = asked_for(request)
    if request.show_settings or request.show_files:
        from agentslint.cli import check_shows

        told = check_shows.settings if request.show_settings else check_shows.files
        rows = (line for repo, inside in asked for line in told(repo, inside, request))
        shared.put("".join(f"{shown(line)}\n" for line in rows), request.output)
        raise SystemExit(CLEAN)
    for repo, inside in asked:
        try:
            judged = judgement(repo, inside, request)
        except (Failure, GitFailure) as error:
            if len(asked) == 1:
                raise
            trace.spoil(trace.TOLD_ASIDE)
            click.echo(f"agentslint: {shown(repo.root)}: {shown(str(error))}", err=True)
            status = REFUSED
            continue
        again = functools.partial(afresh, repo.root, inside, request)
        if request.mend and not request.show:
            from agentslint.cli import fix  # here, and not in each run

            judged = fix.mended(judged, again, unsafe=request.unsafe)
        if request.write_suppressions is not None:
            judged = suppressed(judged, again, request)
        text = rendered(judged, request)
        several = len(asked) > 1 and request.form in ("text", "markdown") and bool(text)
        texts.append(f"{shown(repo.root)}:\n{text}" if several else text)
        tell_apart(judged, request)
        status = max(status, verdict(judged, inside, request))
    if request.form in DOCUMENTS and len(texts) > 1:
        raise Failure(
            f"--format {request.form}: the paths lie in several repositories: check one at a time"
        )
    shared.end(
        "".join(texts),
        output=request.output,
        status=status,
        roots=[repo.root for repo, _ in asked],
        again=request.reads_only and status != REFUSED,
        # annotations are commands, and a difference is applied
        exact=request.form == "github" or request.show,
    )


def judgement(repo: Repo, inside: list[str], request: CommandLine) -> Judged:
    """What is to be reported of one repository."""
    writes = request.writes_baseline or request.write_suppressions is not None
    if writes and (request.staged or request.since):
        raise Failure(
            "--write-baseline and --write-suppressions: leave out --staged and --since: they hold the work tree"
        )
    if request.mend and (request.staged or request.since):
        raise Failure("--fix: leave out --staged and --since: it writes the work tree")
    with (
        terminal.progress("reading instruction files") as tell,
        document_cache.shelf(repo.root, use=not request.no_cache),
    ):
        here = Repo.staged(repo.root) if request.staged else repo
        judged = judge(here, request.asked, tell)
        recent.keep(request.asked, judged)
        if request.since is not None:
            judged = introduced(judged, request.asked, request.since, tell)
    asked = request.asked
    if request.writes_baseline:
        told = rewritten(judged, asked, configure=request.init_baseline)
        click.echo(f"agentslint: {shown(told)}", err=True)
        # what was written holds already, wherever it is named
        place = baseline_place(judged, asked) or baseline.NAME
        asked = replace(asked, baseline=os.path.join(repo.root, place))
    judged = without_known(judged, asked)
    agents = effective.asked_agents(request.agents_asked, judged.config)
    return judged.with_outcome(path_filter.narrowed(judged.outcome, inside, agents))


def suppressed(judged: Judged, again: Callable[[], Judged], request: CommandLine) -> Judged:
    """Write a comment for each finding that is shown, and say how many; what is left is returned."""
    from agentslint.lint import bulk_suppressions
    from agentslint.lint.fix import apply, plan

    reason = bulk_suppressions.checked(request.write_suppressions or "")
    shown_now = failing(least_shown(judged, request))
    repo = judged.outcome.repo
    wanted = [f for f in judged.outcome.findings if f.severity in shown_now]
    written = plan(repo, bulk_suppressions.comments(repo, wanted, reason))
    apply(written)
    judged = again()
    left = {f.fingerprint for f in judged.outcome.findings}
    done = sum(finding.fingerprint not in left for finding in wanted)
    where = counted(len(written.after), "file")
    click.echo(f"agentslint: suppressed {counted(done, 'finding')} in {where}", err=True)
    return judged


def afresh(root: str, inside: list[str], request: CommandLine) -> Judged:
    """What is to be reported of a repository whose files have changed."""
    return judgement(Repo.rooted(root), inside, request)


def asked_for(request: CommandLine) -> list[tuple[Repo, list[str]]]:
    """The repositories to judge, each with the paths to report on. Raises Failure."""
    name = request.stdin_filename
    if name is None and not request.paths:
        # wherever one stands in it, the repository is meant
        return [(Repo.at("."), ["."])]
    if name is None:
        return repositories(request.paths)
    if request.paths or request.staged or request.writes:
        raise Failure("--stdin-filename: use it alone: leave out paths and what writes")
    repo = Repo.at(os.path.dirname(name) or ".")
    path = effective.within_root(repo, name)
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    return [(repo.overlaid({path: text}), [path])]


def repositories(paths: Iterable[str]) -> list[tuple[Repo, list[str]]]:
    """The repositories that some paths lie in, each with those paths, relative to its root."""
    found: dict[str, tuple[Repo, list[str]]] = {}
    for path in paths:
        repo = Repo.at(path)
        known = found.setdefault(repo.root, (repo, []))
        known[1].append(effective.within_root(repo, path))
    return list(found.values())


def tell_apart(judged: Judged, request: CommandLine) -> None:
    """Say on stderr what could not be looked at, and with -v what was."""
    for fault in judged.outcome.faults:
        click.echo(f"agentslint: {shown(fault)}: the rest was checked without it", err=True)
        trace.spoil(trace.TOLD_ASIDE)
    shared.note((*judged.outcome.notes, *judged.outcome.unjudged))
    rows = effective.asked_agents(request.agents_asked, judged.config)
    shared.note_unread(judged.outcome.repo, rows, "checked")
    if request.verbose:
        for said in judged.outcome.unusual:
            click.echo(f"agentslint: {shown(said)}", err=True)
        click.echo(
            f"agentslint: {len(judged.chosen)} rules over {judged.outcome.directories} "
            f"directories of {shown(judged.outcome.repo.root)}, "
            f"configuration {shown(judged.config.path) or 'built in'}",
            err=True,
        )
        click.echo(f"agentslint: {_read(judged)}", err=True)


def _read(judged: Judged) -> str:
    """How many statements the instruction files make, and what became of them."""
    from agentslint.lint import statements
    from agentslint.report import claims as report
    from agentslint.views import claims

    repo = judged.outcome.repo
    files = tuple(repo.file(path) for path in judged.outcome.looked if repo.is_file(path))
    return report.summary(claims.totals(statements.read(repo, files)))


def verdict(judged: Judged, inside: list[str], request: CommandLine) -> int:
    """The exit code of one repository; says so where there was nothing to check."""
    outcome = judged.outcome
    status = CLEAN
    if any(f.severity in failing(judged.config.fail_on) for f in outcome.findings):
        status = FOUND
    if outcome.faults or outcome.unjudged:
        status = REFUSED
    if not outcome.files and not outcome.findings and last_one_goes(judged, request):
        trace.spoil("standard error is not told again")
        click.echo("agentslint: note: no instruction file is left: nothing was checked", err=True)
    for sentence in unchecked(judged, inside, request):
        trace.spoil(trace.TOLD_ASIDE)
        click.echo(f"agentslint: {shown(sentence)}", err=True)
        status = status if request.allow_empty else REFUSED
    return status


def last_one_goes(judged: Judged, request: CommandLine) -> bool:
    """Whether nothing is read because the commit deletes the last instruction file."""
    return request.staged and path_filter.deleted(judged.outcome.repo, judged.outcome.names)


def unchecked(judged: Judged, inside: list[str], request: CommandLine) -> Iterator[str]:
    """What was asked for and is nothing that could be checked, a sentence each."""
    outcome = judged.outcome
    if not outcome.files and not outcome.findings:
        # who deletes the last one may: there is nothing left to be wrong
        if not last_one_goes(judged, request):
            yield f"{outcome.repo.root}: {path_filter.nothing(outcome)}"
        return
    agents = effective.asked_agents(request.agents_asked, judged.config)
    yield from path_filter.unread(outcome, inside, agents)
