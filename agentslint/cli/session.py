"""`agentslint session`: what agent sessions prove about the loop that they closed or left open."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN, FOUND
from agentslint.core.escape import quoted, shown
from agentslint.model import Agent, Failure, User
from agentslint.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentslint.evidence.proof import Proof, Question
    from agentslint.evidence.session import Session

# which verdicts make the exit code 1
FAILING = {
    "error": frozenset({"open"}),
    "warning": frozenset({"open", "unknown"}),
    "info": frozenset({"open", "unknown"}),
    "never": frozenset[str](),
}


@click.command("session")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@shared.agent_option
@shared.output_options("text", "json")
@click.option("--root", "seen", default="", metavar="DIR", help="What the session saw as the root.")
@click.option("--base", metavar="REV", help="Name what was touched outside the diff since REV.")
@click.option(
    "--handoff", metavar="FILE", help="The text that should name the tools (default: last message)."
)
@click.option("--all", "every", is_flag=True, help="Without a FILE: every session, not the newest.")
@click.option(
    "--fail-on",
    type=click.Choice(list(FAILING)),
    default="warning",
    help="error: an open loop; warning: an unknown one as well (default).",
)
def session_command(
    files: tuple[str, ...],
    agents_asked: tuple[str, ...],
    form: str,
    output: str | None,
    color: str,
    seen: str,
    base: str | None,
    handoff: str | None,
    every: bool,
    fail_on: str,
) -> None:
    """Judge session FILEs against the repository you are in: is the loop closed?

    A FILE is a rollout-*.jsonl or .jsonl.zst that Codex keeps, the output of
    `codex exec --json`, or a session of Claude Code; `-` reads standard input. Without one, the
    newest session of this repository under $CODEX_HOME or ~/.claude is taken.
    """
    from agentslint.evidence import proof, session_file

    repo = Repo.at(".")
    asked = question(repo, seen, base, handoff)
    sessions = [session_file.read(path) for path in files or newest(repo, every=every)]
    proofs = [proof.prove(each, repo, one_agent(agents_asked, [each]), asked) for each in sessions]
    shared.put(rendered(proofs, form), output)
    verdicts = {each.verdict for each in proofs}
    raise SystemExit(CLEAN if FAILING[fail_on].isdisjoint(verdicts) else FOUND)


def question(repo: Repo, seen: str, base: str | None, handoff: str | None) -> Question:
    """What the options ask. Raises Failure for a revision or file that is not there."""
    from agentslint.evidence.proof import Question
    from agentslint.repo import changes

    diff = changes.since(repo.git, base).paths if base else None
    return Question(seen, text_of(handoff) if handoff else "", diff)


def text_of(path: str) -> str:
    """A text file given on the command line, `-` being standard input. Raises Failure."""
    from agentslint.evidence import json_lines

    return json_lines.text(path)


def one_agent(asked: tuple[str, ...], sessions: Sequence[Session] = ()) -> Agent:
    """The one agent a session or receipt is about: asked for, or the one whose client wrote them all.

    Raises Failure for several.
    """
    from agentslint.chain import agents

    if len(asked) > 1:
        raise Failure("--agent: give one: a session is one agent's")
    clients = {each.client for each in sessions}
    return agents.get(asked[0] if asked else clients.pop() if len(clients) == 1 else "codex")


def newest(repo: Repo, *, every: bool) -> list[str]:
    """Session files of this repository, of Codex and of Claude Code. Raises Failure for none."""
    from agentslint.chain import codex_settings
    from agentslint.evidence import session_file

    home = codex_settings.home(User(dict(os.environ))) or ""
    # there may be thousands: without --all no more are opened than it takes
    claude = os.environ.get("CLAUDE_CONFIG_DIR") or os.path.expanduser("~/.claude")
    rows = session_file.found(home, repo.root, claude)
    found = list(itertools.islice(rows, None if every else 2))
    if not found:
        raise Failure(
            f"no session of {repo.root} below {home}/sessions or {claude}/projects: name a session file"
        )
    if len(found) > 1 and not every:
        click.echo("agentslint: note: there are older sessions: --all", err=True)
    return found if every else found[:1]


def rendered(proofs: list[Proof], form: str) -> str:
    """Proofs in the form asked for; several as JSON are one array."""
    from agentslint.evidence import session_report

    if form == "json":
        import json

        found = [session_report.document(each) for each in proofs]
        return quoted(json.dumps(found[0] if len(found) == 1 else found, indent=2)) + "\n"
    told = ["\n".join(map(shown, session_report.lines(each))) for each in proofs]
    return "\n\n".join(told) + "\n"
