"""`agentslint survey`: `check` over many repositories, into JSON Lines."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN, FOUND
from agentslint.cli.session import one_agent, text_of
from agentslint.model import Failure
from agentslint.repo import GitFailure, Repo

if TYPE_CHECKING:
    from agentslint.evidence.survey import Options


@click.command("survey")
@click.argument("repositories", nargs=-1, metavar="[REPO]...")
@click.option("--from", "listed", metavar="FILE", help="A file of paths, one a line; `-`: stdin.")
@click.option("--output", required=True, metavar="FILE", help="JSON Lines, in the order asked for.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one a core).")
@click.option("--timeout", type=click.FloatRange(1), default=600.0, help="Seconds for one.")
@click.option("--scheduler", metavar="ADDRESS", help="A dask.distributed cluster instead.")
@click.option("--select", multiple=True, metavar="RULE", help="Run this rule alone (repeatable).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not run this rule (repeatable).")
@shared.agent_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def survey_command(
    repositories: tuple[str, ...],
    listed: str | None,
    output: str,
    jobs: int | None,
    timeout: float,
    scheduler: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    agents_asked: tuple[str, ...],
    quiet: bool,
) -> None:
    """Check every REPO; a survey that was stopped goes on when it is started again.

    Exits 1 where a repository could not be checked: its row says why.
    """
    from agentslint.evidence import survey
    from agentslint.evidence.cluster import Dask
    from agentslint.evidence.workers import Local

    paths = [*repositories, *filter(None, (text_of(listed) if listed else "").splitlines())]
    if not paths:
        raise Failure("no repository to survey: name some, or a file of them with --from")
    options = survey.Options(one_agent(agents_asked).id, select, ignore)
    engine: survey.Engine = Local(examine, jobs or os.cpu_count() or 1, timeout)
    if scheduler:
        engine = Dask(examine, scheduler)
    # imported once, before the processes are forked
    importlib.import_module("agentslint.lint.session")
    terminal = os.isatty(2)

    def progress(done: int, every: int, bad: int) -> None:
        step = max(1, every // 20)
        if quiet or not (terminal or done == every or done % step == 0):
            return
        told = f"{done} of {every} repositories" + (f", {bad} failed" if bad else "")
        click.echo(f"\r{told}" if terminal else told, err=True, nl=not terminal or done == every)

    paths = [os.path.abspath(path) for path in paths]
    _, bad = survey.run(paths, options, output, engine, progress)
    raise SystemExit(FOUND if bad else CLEAN)


def examine(path: str, options: Options) -> dict[str, Any]:
    """The row of one repository. Nothing is raised: what went wrong is in the row."""
    from agentslint.chain import agents
    from agentslint.evidence import survey
    from agentslint.lint.request import Request
    from agentslint.lint.session import judge, without_known

    try:
        if not os.path.isdir(path):
            raise Failure(f"{path}: not a directory: name a repository")
        asked = Request((options.agent,), select=options.select, ignore=options.ignore)
        judged = without_known(judge(Repo.anew(Repo.at(path).root), asked), asked)
        return survey.checked(path, judged.outcome, agents.get(options.agent))
    except (Failure, GitFailure) as failure:
        return survey.failed(path, str(failure))
    except MemoryError:
        return survey.failed(path, "there was not enough memory")
    except Exception as error:  # one repository never stops the rest
        return survey.failed(path, f"internal error: {type(error).__name__}: {str(error)[:200]}")
