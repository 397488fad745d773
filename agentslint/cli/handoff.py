"""`agentslint handoff`: Change, Verify, Risk, Review held against the diff they speak of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from agentslint.cli import options as shared
from agentslint.cli import own_files
from agentslint.cli.exit_codes import CLEAN, FOUND
from agentslint.cli.ledger import load, place
from agentslint.cli.session import one_agent, text_of
from agentslint.core.escape import quoted, shown
from agentslint.model import Failure
from agentslint.repo import Repo

if TYPE_CHECKING:
    from agentslint.evidence.diff_size import Limits


@click.command("handoff")
@click.argument("file", required=False)
@click.option("--base", metavar="REV", help="The diff since here (with --staged: HEAD).")
@click.option("--staged", is_flag=True, help="Take what is in the index, as a commit-msg hook.")
@click.option(
    "--session",
    "sessions",
    multiple=True,
    metavar="FILE",
    help="A session file that shows what was run (repeatable).",
)
@click.option(
    "--ledger",
    "asked",
    metavar="FILE",
    help="The ledger, where there is one (default: .agentslint/ledger.jsonl).",
)
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    metavar="FILE",
    help="A receipt that shows it (repeatable).",
)
@click.option(
    "--require-evidence", is_flag=True, help="Exit 1, not 2, where nothing shows what was run."
)
@click.option("--draft", is_flag=True, help="Print one with the facts filled in.")
@click.option("--max-files", type=click.IntRange(1), help="Files of one focused change (30).")
@click.option("--max-lines", type=click.IntRange(1), help="Lines of it, added and deleted (800).")
@click.option("--max-directories", type=click.IntRange(1), help="Top-level directories of it (4).")
@click.option("--generated", multiple=True, metavar="GLOB", help="Counts apart. Repeatable.")
@shared.agent_option
@shared.output_options("text", "json")
def handoff_command(
    file: str | None,
    base: str | None,
    staged: bool,
    sessions: tuple[str, ...],
    asked: str | None,
    receipts: tuple[str, ...],
    require_evidence: bool,
    draft: bool,
    max_files: int | None,
    max_lines: int | None,
    max_directories: int | None,
    generated: tuple[str, ...],
    agents_asked: tuple[str, ...],
    form: str,
    output: str | None,
    color: str,
) -> None:
    """Check a handoff FILE (`-`: standard input) against the diff since REV.

    A handoff is a pull request's body, a commit message or a note with the sections Change,
    Verify, Risk and Review. As a commit-msg hook: `agentslint handoff --staged "$1"`.
    """
    from agentslint.evidence import (
        diff_size,
        handoff,
        handoff_draft,
        handoff_report,
        handoff_sections,
        ledger,
        proof,
        session_file,
    )
    from agentslint.repo import changes

    if not draft and file is None:
        raise Failure(
            "no handoff to check: name a file, `-` for standard input, or ask for --draft"
        )
    if base is None and not staged:
        raise Failure("no diff to hold it against: give --base REV, or --staged in a hook")
    repo = Repo.at(".")
    read = [session_file.read(each) for each in sessions]
    agent = one_agent(agents_asked, read)
    text = handoff_sections.message(text_of(file)) if file and not draft else ""
    if staged and not draft and handoff_sections.automatic(text):
        click.echo("agentslint: note: git wrote this message: not checked", err=True)
        raise SystemExit(CLEAN)
    path = place(repo, asked)
    diff = ledger.work(changes.since(repo.git, base or "HEAD", staged=staged), path)
    diff = own_files.apart(diff, own_files.given(repo, (file, output, *receipts, *sessions)))
    given = {"files": max_files, "lines": max_lines, "directories": max_directories}
    limits = limits_of(repo, {key: most for key, most in given.items() if most}, generated)
    proofs = [proof.prove(each, repo, agent) for each in read]
    coverage = None
    if repo.exists(path):
        coverage = ledger.coverage(repo, agent, diff, load(repo, path)[0])
    kept = [row for row in map(receipt_in, receipts) if row["diff"].get("digest") == diff.digest]
    measured = diff_size.measure(diff, limits)
    facts = handoff.gather(repo, agent, diff, measured, limits, proofs, coverage, kept)
    if draft:
        shared.put(handoff_draft.draft(repo, agent, facts), output)
        raise SystemExit(CLEAN)
    problems = list(handoff.check(text, facts, repo))
    if form == "json":
        told = quoted(json.dumps(handoff_report.document(problems, facts), indent=2)) + "\n"
    else:
        name = "handoff" if file == "-" else str(file)
        told = "".join(f"{shown(row)}\n" for row in handoff_report.lines(problems, name, facts))
    shared.put(told, output)
    if problems or facts.proven:
        raise SystemExit(FOUND if problems else CLEAN)
    if require_evidence:
        raise SystemExit(FOUND)
    if staged:  # a hook asks before any commit: what it cannot know holds nobody up
        raise SystemExit(CLEAN)
    raise Failure(f"Verify is unproven: {handoff_report.UNPROVEN}")


def receipt_in(path: str) -> dict[str, Any]:
    """A receipt that was not changed after it was made. Raises Failure for any other file."""
    from agentslint.cli.receipt import parsed
    from agentslint.evidence import receipt_comparison

    found = parsed(text_of(path), path)
    if not receipt_comparison.whole(found):
        raise Failure(f"{path}: the receipt was changed after it was made: its digest does not fit")
    return found


def limits_of(repo: Repo, given: dict[str, int], generated: tuple[str, ...]) -> Limits:
    """What still is one focused diff: as given, else as configured, else the usual."""
    from agentslint.evidence.diff_size import Limits
    from agentslint.lint import config

    found = dict(config.load(repo).evidence)
    found.pop("ledger", None)
    apart = (*found.pop("generated", ()), *generated)
    return Limits(**{**found, **given}, generated=apart)
