"""`agentslint bridge`: surveys, ledgers, receipts and analytics to one review note."""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.cli.receipt import parsed
from agentslint.cli.session import text_of
from agentslint.core.escape import quoted, shown
from agentslint.model import Failure

if TYPE_CHECKING:
    from agentslint.evidence.bridge import Bridge

KEY = "CODEX_ANALYTICS_KEY"


@click.command("bridge")
@click.option(
    "--survey", "surveys", multiple=True, metavar="FILE", help="What `survey` wrote (repeatable)."
)
@click.option(
    "--ledger",
    "ledgers",
    multiple=True,
    metavar="[REPO=]FILE",
    help="A ledger, and whose it is (repeatable).",
)
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    metavar="[REPO=]FILE",
    help="A receipt, and whose it is (repeatable).",
)
@click.option("--analytics", multiple=True, metavar="FILE", help="An export, CSV or JSON.")
@click.option("--log", "logs", multiple=True, metavar="FILE", help="OTLP or CODEX_LOG. Repeatable.")
@click.option("--pull", is_flag=True, help=f"Ask the Codex Analytics API, with the key in {KEY}.")
@click.option("--workspace", metavar="ID", help="The workspace to ask about.")
@click.option("--days", type=click.IntRange(1, 90), default=28, show_default=True)
@click.option("--until", metavar="DATE", help="The day after the last (default: today, UTC).")
@click.option("--url", metavar="URL", help="Another base address of the API.")
@click.option("--identifiers", is_flag=True, help="Keep who the rows are about.")
@click.option(
    "--before", "earlier", multiple=True, metavar="FILE", help="An earlier survey. Repeatable."
)
@shared.output_options("markdown", "json", "html", "csv", "parquet")
def bridge_command(
    surveys: tuple[str, ...],
    ledgers: tuple[str, ...],
    receipts: tuple[str, ...],
    analytics: tuple[str, ...],
    logs: tuple[str, ...],
    pull: bool,
    workspace: str | None,
    days: int,
    until: str | None,
    url: str | None,
    identifiers: bool,
    earlier: tuple[str, ...],
    form: str,
    output: str | None,
    color: str,
) -> None:
    """Which repositories need stricter verification, which instruction files are stale, which
    workflows keep producing diffs that cannot be reviewed: each with its reason, and approval or
    follow-up.

    Only --pull uses the network. Who did what is left out unless --identifiers asks for it.
    """
    from agentslint.evidence import bridge, bridge_report, client_logs

    if not (surveys or ledgers or receipts or analytics or logs or pull):
        raise Failure("nothing to join: give --survey, --ledger, --receipt, --analytics or --pull")
    found = bridge.Bridge()
    gather(found, surveys, ledgers, receipts, earlier)
    for path in logs:
        found.log(client_logs.read(text_of(path)))
    for row in rows(analytics):
        found.analytics.add(row)
    if pull:
        for kind, each in pulled(workspace, days, until, url, people=identifiers):
            found.analytics.add(each, kind)
    note = found.note(people=identifiers)
    if form == "parquet":
        if output is None:
            raise Failure("--format parquet: name the file with --output")
        bridge_report.parquet(note, output)
        raise SystemExit(CLEAN)
    if form == "csv":
        told = bridge_report.csv_text(note)
    elif form == "json":
        told = quoted(json.dumps(note, indent=2)) + "\n"
    else:
        written = bridge_report.markdown(note) if form == "markdown" else bridge_report.page(note)
        told = "".join(f"{shown(line)}\n" for line in written)
    shared.put(told, output)
    raise SystemExit(CLEAN)


def gather(
    found: Bridge,
    surveys: Iterable[str],
    ledgers: Iterable[str],
    receipts: Iterable[str],
    earlier: Iterable[str] = (),
) -> None:
    """Take in every file. Raises Failure for one that is not what it is given as."""
    from agentslint.evidence import json_lines, ledger, survey

    surveys, earlier = list(surveys), list(earlier)
    paths = {_path(row) for file in (*surveys, *earlier) for row in survey.read(file)}
    called = short_names(paths)
    for path in surveys:
        for row in survey.read(path):
            found.survey(row, called[_path(row)])
    for path in earlier:
        for row in survey.read(path):
            found.earlier(row, called[_path(row)])
    for given in ledgers:
        name, path = named(given)
        entries, notes = ledger.read(json_lines.text(path, 2**28))
        for note in notes:
            click.echo(f"agentslint: note: {shown(path)}: {shown(note)}", err=True)
        for entry in entries:
            found.entry(entry, name)
    for given in receipts:
        name, path = named(given)
        found.receipt({"digest": "", **parsed(text_of(path), path)}, name)


def _path(row: Mapping[str, object]) -> str:
    return str(row.get("repository")).rstrip("/")


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """What to call repositories: the last parts of their paths, as many as tell them apart."""
    found, left, parts = dict[str, str](), sorted(paths), 1
    while left:
        names = {path: "/".join(path.split("/")[-parts:]) for path in left}
        times = Counter(names.values())
        found |= {p: n for p, n in names.items() if times[n] == 1 or parts > p.count("/")}
        left, parts = [path for path in left if path not in found], parts + 1
    return found


def named(given: str) -> tuple[str, str]:
    """`REPO=FILE` taken apart; without a name the directory that holds the file gives one."""
    name, equals, path = given.partition("=")
    if equals and name:
        return name, path
    parts = [part for part in os.path.abspath(given).split(os.sep)[:-1] if part != ".agentslint"]
    return (parts[-1] if parts else "") or "/", given


def rows(files: Iterable[str]) -> Iterator[dict[str, object]]:
    """The rows of analytics exports."""
    from agentslint.evidence import analytics

    for path in files:
        yield from analytics.parse(text_of(path), path)


def pulled(
    workspace: str | None, days: int, until: str | None, url: str | None, *, people: bool
) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows of the API. Raises Failure without a key or a workspace."""
    from agentslint.evidence import analytics

    key = os.environ.get(KEY, "")
    if not key:
        raise Failure(
            f"--pull: {KEY} is not set: it takes a key with codex.enterprise.analytics.read"
        )
    if not workspace:
        raise Failure("--pull: no workspace: give --workspace ID")
    try:
        today = datetime.datetime.now(datetime.UTC).date()
        last = datetime.date.fromisoformat(until) if until else today
    except ValueError:
        raise Failure(f"--until {until}: not a day: write it as 2026-11-22") from None
    end = int(datetime.datetime.combine(last, datetime.time(), datetime.UTC).timestamp())
    source = analytics.Source(workspace, key, analytics.reachable(url or analytics.BASE))
    for kind in analytics.KINDS:
        for row in source.pull(kind, end - days * 86400, end, people=people):
            yield kind, row
