"""`agentslint review`: what only a reader can judge, put to one, and what came of it."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.check_output import failing
from agentslint.cli.exit_codes import CLEAN, FOUND, REFUSED
from agentslint.core.escape import quoted, shown
from agentslint.io import disk_queries, document_cache
from agentslint.io.kept_answers import Kept
from agentslint.lint import check, effective, measure, statements
from agentslint.lint.config import Config
from agentslint.model import SEVERITIES, Agent, Chain, Failure, File
from agentslint.repo import Repo
from agentslint.review import answers, asking, document, findings, prompt, report, selection
from agentslint.review.answers import Dropped, Judged
from agentslint.review.document import Outcome
from agentslint.review.judges import endpoint, program
from agentslint.review.judges.judge import Judge

LARGEST = 64 << 20  # bytes of a file of answers
KEY = "OPENAI_API_KEY"


def judge_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option(
                "--judge", "program_asked", metavar="CMD",
                help="Ask this program: the question on its standard input, JSON on its standard output.",
            ),
            click.option(
                "--model", "url", metavar="URL",
                help="Ask this OpenAI-compatible address, such as https://host/v1.",
            ),
            click.option("--model-name", metavar="NAME", help="The model to name to it."),
            click.option(
                "--key-env", metavar="NAME", default=KEY, show_default=True,
                help="The environment variable that holds its key.",
            ),
            click.option("--answers", "given", metavar="FILE", help="Take answers from this file."),
            click.option("--save", metavar="FILE", help="Write the answers that hold, for --answers."),
            click.option("--dry-run", is_flag=True, help="Print what would be sent; ask nobody."),
            click.option(
                "--questions", "most", type=click.IntRange(1, 10_000), default=60,
                show_default=True, metavar="N", help="Ask at most N questions.",
            ),
            click.option(
                "--tokens", type=click.IntRange(300, 100_000), default=1500,
                show_default=True, metavar="N", help="The dossier of a question has at most about N tokens.",
            ),
            click.option(
                "--batch", type=click.IntRange(1, 100), default=1, metavar="N",
                help="Send N questions at a time (default 1).",
            ),
            click.option(
                "--timeout", type=click.FloatRange(0.1, 3600), default=180, metavar="SECONDS",
                help="Wait so long for an answer (default 180).",
            ),
            click.option(
                "--retries", type=click.IntRange(0, 10), default=2, metavar="N",
                help="Ask again N times where an answer fails (default 2).",
            ),
            click.option(
                "--fail-on", type=click.Choice([*SEVERITIES, "never"]),
                help="The least severity that makes the exit code 1 (default warning).",
            ),
            click.option("--no-cache", is_flag=True, help="Ask all anew, and keep no answer."),
            click.option("-v", "--verbose", is_flag=True, help="Say which answers were dropped, and why."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line of `review`, by the names of its parameters."""

    path: str
    agents_asked: tuple[str, ...]
    config_file: str | None
    isolated: bool
    form: str
    output: str | None
    color: str
    program_asked: str | None
    url: str | None
    model_name: str | None
    key_env: str
    given: str | None
    save: str | None
    dry_run: bool
    most: int
    tokens: int
    batch: int
    timeout: float
    retries: int
    fail_on: str | None
    no_cache: bool
    verbose: bool

    @property
    def answered(self) -> bool:
        """Whether answers come from somewhere."""
        named = self.program_asked is not None or self.url is not None
        return not self.dry_run and (named or self.given is not None)


@click.command("review")
@click.argument("path", default=".")
@shared.agent_option
@shared.config_options
@shared.output_options("text", "json", "prompt")
@judge_options
def review_command(**given: Any) -> None:
    """Ask a model, or a program of yours, what no rule can decide, and verify its answers.

    Without --judge, --model or --answers it prints the questions: statements of the instruction files, each
    with the lines of the repository that speak of it. Nothing leaves this machine unless --judge or --model
    names who is asked. An answer that says "refuted" counts only where the lines it quotes are there.
    """
    request = Asked(**given)
    judge = _judge(request)
    repo = Repo.at(request.path)
    settings = effective.settings(
        repo, request.config_file, isolated=request.isolated, asked=request.agents_asked
    )
    agents = effective.asked_agents(request.agents_asked, settings)
    with (
        terminal.progress("reading instruction files") as tell,
        document_cache.shelf(repo.root, use=not request.no_cache),
    ):
        chains, files = _read(repo, agents, settings, request)
        verdicts = statements.read(repo, files)
        tell("looking for evidence")
        chosen = selection.of(
            repo, chains, files, verdicts, most=request.most, tokens=request.tokens
        )
        unread = tuple(measure.unjudged(repo, agents, files))
        found = Outcome(repo.root, [agent.id for agent in agents], len(files), chosen, unread)
        if request.answered:
            _answer(repo, found, judge, request, tell)
            _report(repo, found, files, settings)
    if request.save is not None:
        shared.put(json.dumps(document.answers(found.judged), indent=2) + "\n", request.save)
    shared.put(_text(repo, found, request), request.output)
    shared.note(found.unread)
    shared.note_missed(repo)
    for line in report.details(found) if request.verbose else ():
        click.echo(f"agentslint: {line}", err=True)
    raise SystemExit(_status(found, request, settings))


def _read(
    repo: Repo, agents: list[Agent], settings: Config, request: Asked
) -> tuple[list[Chain], tuple[File, ...]]:
    """The chains, and the instruction files that are asked about. Raises Failure where there is none."""
    inside = effective.within_root(repo, request.path)
    chains: list[Chain] = []
    found: dict[str, File] = {}
    for agent in agents:
        built = measure.judged(check.included(all_chains(repo, agent), settings))
        chains += built.values()
        files = instruction_files(built.values())
        found.update((file.path, file) for file in files if not settings.excludes(file.path))
    here = [file for path, file in sorted(found.items()) if _below(path, inside)]
    if not here:
        names = ", ".join(dict.fromkeys(name for agent in agents for name in agent.names))
        raise Failure(
            f"{shown(request.path)}: no instruction files ({names}): there is nothing to read"
        )
    return chains, tuple(here)


def _below(path: str, inside: str) -> bool:
    return inside == "." or path == inside or path.startswith(f"{inside}/")


def _judge(request: Asked) -> Judge | None:
    """Who is asked, None for nobody. Raises Failure."""
    if request.program_asked is not None and request.url is not None:
        raise Failure("--judge and --model: name one of them")
    if request.program_asked is not None:
        program.words_of(request.program_asked)
        return program.Program(request.program_asked, request.timeout)
    if request.url is None:
        return None
    if request.model_name is None:
        raise Failure("--model: name the model with --model-name")
    key = os.environ.get(request.key_env, "")
    endpoint.checked(request.url, key)
    return endpoint.Endpoint(request.url, request.model_name, key, request.timeout)


def _answer(
    repo: Repo, found: Outcome, judge: Judge | None, request: Asked, tell: Callable[[str], object]
) -> None:
    """Take the answers of a file, ask for the rest, and keep those that hold."""
    questions = found.selection.questions
    given = [] if request.given is None else _given(request.given)
    told = [row for row in given if not isinstance(row, Dropped)]
    found.dropped = [row for row in given if isinstance(row, Dropped)]
    here = list(answers.held(repo, questions, told))
    if judge is not None:
        known = [each.row["id"] for each in here if isinstance(each, Judged)]
        left = answers.unanswered(questions, known)
        kept = None if request.no_cache else Kept(repo.root)
        asked = asking.ask(
            judge, left, kept, batch=request.batch, retries=request.retries, tell=tell
        )
        fresh = [row for row in asked.rows if row["id"] not in set(known)]
        here += answers.held(repo, questions, fresh)
        found.dropped += asked.dropped
        found.unanswered = asked.failed
        found.calls, found.kept, found.retried = asked.asked, asked.kept, asked.retried
        found.sent, found.received = asked.sent, asked.received
    found.judged = [each for each in here if isinstance(each, Judged)]
    found.dropped += [each for each in here if isinstance(each, Dropped)]


def _given(path: str) -> list[answers.AnswerRow | Dropped]:
    """The answers of a file. Raises Failure where it holds none."""
    try:
        text = disk_queries.read(path, LARGEST).decode("utf-8", "replace")
    except disk_queries.Unreadable as error:
        raise Failure(f"--answers {path}: {error}") from None
    rows = list(answers.of_file(text))
    if rows and all(isinstance(row, Dropped) and not row.id for row in rows):
        assert isinstance(rows[0], Dropped)
        raise Failure(f"--answers {path}: {rows[0].reason}")
    return rows


def _report(repo: Repo, found: Outcome, files: tuple[File, ...], settings: Config) -> None:
    rules = effective.rules(repo, Config(), local_rules=False)
    applied = findings.reported(repo, found.judged, files, tuple(found.agents), settings, rules)
    found.findings = tuple(sorted(applied.findings, key=check.order))
    found.suppressed = len(applied.suppressed)


def _text(repo: Repo, found: Outcome, request: Asked) -> str:
    if request.form == "json":
        return quoted(json.dumps(document.document(found), indent=2)) + "\n"
    if request.form == "prompt":
        return prompt.page(found.selection.questions)
    if not request.answered:
        if request.dry_run:
            return prompt.page(found.selection.questions) + report.asked(found.selection) + "\n"
        return "".join(f"{row}\n" for row in report.questions(found.selection))
    from agentslint.report import text

    style = (
        functools.partial(click.style)
        if shared.coloured(request.color, request.output)
        else text.plain
    )
    outcome = check.Outcome(repo, tuple(found.agents), found.findings, found.files, 0, 0)
    rows = list(text.lines(outcome, style, spaced=True))
    return "".join(f"{row}\n" for row in (*rows, *([""] if rows else []), report.summary(found)))


def _status(found: Outcome, request: Asked, settings: Config) -> int:
    """The exit code; says so where nobody answered."""
    unanswered = _unanswered(found)
    if found.unread or (unanswered and not found.judged):
        return REFUSED
    levels = failing(request.fail_on or settings.fail_on)
    return FOUND if any(each.severity in levels for each in found.findings) else CLEAN


def _unanswered(found: Outcome) -> int:
    """How many questions have no whole answer; says so."""
    failed = len(found.unanswered)
    if failed:
        many = f"{failed} of {len(found.selection.questions)} questions"
        why = found.unanswered[0][1]
        click.echo(f"agentslint: {many} have no whole answer: {shown(why)}", err=True)
    return failed
