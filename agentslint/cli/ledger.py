"""`agentslint ledger`: what was changed and how it was verified, one line a task, in the repository."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN, FOUND
from agentslint.cli.session import one_agent
from agentslint.core.escape import quoted, shown
from agentslint.model import Failure
from agentslint.repo import Repo

if TYPE_CHECKING:
    from agentslint.evidence.proof import Proof

PATH = ".agentslint/ledger.jsonl"
HELD = 2  # by which a Stop hook holds its agent up
TASK = 80  # characters
LIMIT = 256 * 1024 * 1024  # bytes of a ledger that are read


@click.group("ledger")
def ledger_command() -> None:
    """An append-only record of tasks and their verification: .agentslint/ledger.jsonl.

    Each entry is one line. Beside it stands a .gitattributes with `merge=union`, so that two
    branches that both add entries merge without a conflict.
    """


def ledger_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--ledger", "asked", metavar="FILE", help=f"The ledger, in the repository ({PATH})."
    )(command)


@ledger_command.command("add")
@click.option("--session", "sessions", multiple=True, metavar="FILE", help="What ran (repeatable).")
@click.option("--base", metavar="REV", help="Where the work began (default: the session's commit).")
@click.option("--staged", is_flag=True, help="Take what is in the index, not the work tree.")
@click.option("--task", default="", help="What it was about, in one line.")
@click.option("--command", "commands", multiple=True, metavar="COMMAND=EXIT", help="Repeatable.")
@click.option(
    "--verified",
    multiple=True,
    metavar="COMMAND=EXIT",
    help="A check that you ran after the last change, and its exit code. Repeatable.",
)
@click.option("--tool", "tools", multiple=True, metavar="SERVER.TOOL", help="Repeatable.")
@shared.agent_option
@ledger_option
def add(
    sessions: tuple[str, ...],
    base: str | None,
    staged: bool,
    task: str,
    commands: tuple[str, ...],
    verified: tuple[str, ...],
    tools: tuple[str, ...],
    agents_asked: tuple[str, ...],
    asked: str | None,
) -> None:
    """Add one entry, from session files or from what you state. Prints its id."""
    from agentslint.evidence import ledger, proof, session_file
    from agentslint.repo import changes

    repo, path = Repo.at("."), place(Repo.at("."), asked)
    read = [session_file.read(file) for file in sessions]
    agent = one_agent(agents_asked, read)
    proofs = [proof.prove(each, repo, agent) for each in read]
    diff = changes.since(repo.git, base or began(proofs), staged=staged)
    diff = ledger.work(diff, path)
    if not diff.changes:
        raise Failure(f"nothing changed since {diff.base[:7]}: name an earlier --base")
    stated = ledger.Stated(pairs(commands, "--command"), pairs(verified, "--verified"), tools)
    found = ledger.entry(repo, agent, diff, now(), task, proofs, stated)
    append(repo, path, found)
    shared.put(f"{found['id']}\n", None)
    raise SystemExit(CLEAN)


@ledger_command.command("check")
@click.option("--base", required=True, metavar="REV", help="The diff since here is to be covered.")
@click.option("--staged", is_flag=True, help="Take what is in the index, not the work tree.")
@click.option(
    "--session", "sessions", multiple=True, metavar="FILE", help="Prove the entries. Repeatable."
)
@shared.agent_option
@shared.output_options("text", "json")
@ledger_option
def check(
    base: str,
    staged: bool,
    sessions: tuple[str, ...],
    agents_asked: tuple[str, ...],
    form: str,
    output: str | None,
    color: str,
    asked: str | None,
) -> None:
    """Say whether the diff since REV is covered; exit 1 where it is not.

    Each changed file must be in an entry with the content it has now, and each check that the
    file's own chain requires must have passed after its last change. With --session an entry
    counts as far as its session files bear it out; without, it is taken as stated, which is said.
    """
    from agentslint.evidence import ledger, ledger_report, proof, session_file
    from agentslint.repo import changes

    repo = Repo.at(".")
    path = place(repo, asked)
    diff = ledger.work(changes.since(repo.git, base, staged=staged), path)
    (entries, notes), said = load(repo, path), list[str]()
    read = [session_file.read(each) for each in sessions]
    agent = one_agent(agents_asked, read)
    if read:
        proofs = [proof.prove(each, repo, agent) for each in read]
        told = list(ledger.proven(repo, agent, diff, entries, proofs))
        said += [f"{each['id']} does not count: {why}" for each, why in told if why]
        entries = [each for each, why in told if not why]
    elif entries:
        said.append("taken as stated, for want of --session: what the entries say")
    found = ledger.coverage(repo, agent, diff, entries)
    if form == "json":
        text = quoted(json.dumps(ledger_report.document(found, [*notes, *said]), indent=2)) + "\n"
    else:
        text = "".join(f"{shown(line)}\n" for line in (*ledger_report.lines(found), *said))
    shared.put(text, output)
    raise SystemExit(FOUND if found.gaps else CLEAN)


@ledger_command.command("hook")
@click.argument("event", required=False)
@click.option("--gate", is_flag=True, help="Hold the agent up while its loop is open, once.")
@ledger_option
def hook(event: str | None, gate: bool, asked: str | None) -> None:
    """Add the entry of the session that a client's hook tells of: EVENT, or standard input.

    For the Stop hook of Claude Code and of Codex, and for Codex's notify: docs/evidence.md. What
    cannot be entered is said on standard error, with exit code 1: it never stops the agent. With
    --gate an open loop is exit code 2, by which both hold the agent up and tell it what is missing.
    """
    from agentslint.evidence import hook_events, json_lines, proof, session_file

    try:
        told = hook_events.read(event if event is not None else json_lines.text("-"))
        repo = Repo.at(told.directory or ".")
        # the client says itself that the turn is over, whatever it writes behind it
        read = session_file.read(told.file or session_of(repo, told.session))
        found = dataclasses.replace(read, finished=True)
        proved = proof.prove(found, repo, one_agent((), [found]))
        entered(repo, proved, place(repo, asked))
    except Failure as failure:
        click.echo(f"agentslint: note: {shown(str(failure))}", err=True)
        raise SystemExit(FOUND) from None
    if gate and proved.verdict == "open" and not told.again:
        for line in proved.missing:
            click.echo(shown(f"The loop is open: {line}"), err=True)
        raise SystemExit(HELD)
    raise SystemExit(CLEAN)


@ledger_command.command("list")
@shared.output_options("text", "json")
@ledger_option
def entries_command(form: str, output: str | None, color: str, asked: str | None) -> None:
    """Print the entries, oldest first."""
    from agentslint.evidence import ledger_report

    repo = Repo.at(".")
    entries, _ = load(repo, place(repo, asked))
    if form == "json":
        text = quoted(json.dumps(entries, indent=2)) + "\n"
    else:
        text = "".join(f"{shown(line)}\n" for line in ledger_report.rows(entries))
    shared.put(text, output)
    raise SystemExit(CLEAN)


def session_of(repo: Repo, session: str) -> str:
    """The file of a session in this repository by its id. Raises Failure."""
    from agentslint.cli.session import newest

    found = [path for path in newest(repo, every=True) if session in os.path.basename(path)]
    if not found:
        raise Failure(f"session {session}: no file of it is there yet")
    return found[0]


def entered(repo: Repo, proved: Proof, path: str) -> None:
    """Add the entry of a session, unless its last one says the same. Raises Failure."""
    from agentslint.evidence import ledger
    from agentslint.repo import changes

    diff = ledger.work(changes.since(repo.git, began([proved])), path)
    if not diff.changes:
        return
    agent = one_agent((), [proved.session])
    made = ledger.entry(repo, agent, diff, now(), task_of(proved), [proved])
    mine = (
        [each for each in load(repo, path)[0] if _of(each) == _of(made)]
        if repo.exists(path)
        else []
    )
    if not mine or list(ledger.differences(_results(mine[-1]), _results(made))):
        append(repo, path, made)


def task_of(proved: Proof) -> str:
    """The first line of what the agent said last, to stand for its task."""
    lines = [line.strip() for line in proved.session.message.splitlines() if line.strip()]
    return lines[0][:TASK] if lines else ""


def _of(entry: dict[str, Any]) -> list[Any]:
    rows = entry.get("sessions")
    return (
        [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )


def _results(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry says of the work, whatever the session went on to say."""
    return {key: entry.get(key) for key in ("diff", "files", "verification")}


def append(repo: Repo, path: str, entry: dict[str, Any]) -> None:
    """Write an entry behind the others. Raises Failure."""
    from agentslint.evidence import ledger
    from agentslint.repo.append import append_line, make_file

    if path == PATH:
        make_file(repo.root, ".agentslint/.gitattributes", ledger.ATTRIBUTES.encode())
    if append_line(repo.root, path, ledger.line(entry)):
        click.echo(f"agentslint: note: {path}: half a line of a crash was cut off", err=True)


def now() -> str:
    """The time in UTC, to the second."""
    found = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return found.replace("+00:00", "Z")


def load(repo: Repo, path: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries of the ledger; what is none is said on standard error. Raises Failure."""
    from agentslint.evidence import json_lines, ledger

    file = os.path.join(repo.root, path)
    if repo.exists(path) and not repo.is_file(path):
        raise Failure(f"{path}: not a regular file: remove it")
    entries, notes = ledger.read(json_lines.text(file, LIMIT)) if repo.exists(path) else ([], [])
    if not repo.exists(path):
        notes = ["it does not exist: `agentslint ledger add` makes it"]
    for note in notes:
        click.echo(f"agentslint: note: {path}: {shown(note)}", err=True)
    return entries, notes


def place(repo: Repo, asked: str | None) -> str:
    """The ledger's path in the repository: asked for, configured, or the usual one.

    Raises Failure for one that leads out.
    """
    from agentslint.lint import config

    found = os.path.normpath(asked or config.load(repo).evidence.get("ledger") or PATH)
    if repo.outside(found):
        raise Failure(
            f"ledger {found}: leads out of the repository, or into its git directory: "
            "name another path in it"
        )
    return found


def began(proofs: Iterable[Proof]) -> str:
    """The commit that the first session began at, where it is known, or HEAD.

    Claude Code notes none: it is the last one before the session, where an edit saw what that holds.
    """
    known = [each.commit.git.head for each in proofs if each.commit and each.commit.git]
    return known[0] if known else "HEAD"


def pairs(given: Iterable[str], option: str) -> tuple[tuple[str, int], ...]:
    """`COMMAND=EXIT` taken apart at the last `=`. Raises Failure."""
    found = []
    for word in given:
        command, equals, code = word.rpartition("=")
        if not equals or not code.isdecimal():
            raise Failure(f"{option} {word}: no exit code: write COMMAND=EXIT, as `make test=0`")
        found.append((command, int(code)))
    return tuple(found)
