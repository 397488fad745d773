"""What `check` prints: one repository's outcome in the form that was asked for."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import click

from agentslint.chain import detect
from agentslint.cli import terminal
from agentslint.cli.check_line import CommandLine
from agentslint.core.width import wrapped
from agentslint.lint import byte_marks, effective
from agentslint.lint.check import Outcome
from agentslint.lint.config import Config
from agentslint.lint.grouping import told_once
from agentslint.lint.session import Judged
from agentslint.model import SEVERITIES, Finding

FORMS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "rdjson")
# where a person reads: information is one line unless asked for
FOLDING = ("text", "concise")
# one cause is one finding there
PEOPLE = ("text", "concise", "github", "markdown")
# one document each: two of them in a row are none
DOCUMENTS = ("json", "sarif", "gitlab", "junit", "rdjson")


def rendered(judged: Judged, request: CommandLine) -> str:
    """One repository's outcome in the form asked for."""
    outcome = judged.outcome
    if request.show:
        from agentslint.cli import fix  # here, and not in each run

        return fix.difference(
            outcome, unsafe=request.unsafe, people=terminal.watched(request.output)
        )
    outcome = byte_marks.without(outcome)
    # a program gets each place by itself: it has its own way to group and to forget them
    told = told_once(outcome.findings) if request.form in PEOPLE else outcome.findings
    seen = tuple(
        finding for finding in told if finding.severity in failing(least_shown(judged, request))
    )
    if request.form == "text":
        return "".join(f"{line}\n" for line in page(judged, outcome, told, seen, request))
    module = importlib.import_module(f"agentslint.report.{request.form}")
    seen_only = replace(outcome, findings=seen)
    made = module.render(seen_only, judged.rules, failing(judged.config.fail_on))
    assert isinstance(made, str)
    return made


def least_shown(judged: Judged, request: CommandLine) -> str:
    """The least severity that is shown: as asked, else information is folded where a person reads.

    What makes the exit code 1 is always shown.
    """
    if request.min_severity is not None:
        return request.min_severity
    folds = request.form in FOLDING and not request.statistics and judged.config.fail_on != "info"
    return "warning" if folds else "info"


def page(
    judged: Judged,
    outcome: Outcome,
    told: Sequence[Finding],
    seen: tuple[Finding, ...],
    request: CommandLine,
) -> Iterator[str]:
    """The lines of the text form: what was found, in how much, and what to do next."""
    from agentslint.report import text

    wide = terminal.columns() if terminal.watched(request.output) else 0
    whole = replace(outcome, findings=tuple(told))
    if request.statistics:
        lines = list(text.statistics(outcome))
    else:
        style = functools.partial(click.style) if _coloured(request) else text.plain
        links = _addresses(judged, seen) if terminal.linking(request.output) else {}
        lines = list(
            text.lines(replace(outcome, findings=seen), style, wide, spaced=True, links=links)
        )
    yield from lines
    if request.quiet or not (outcome.files or lines):
        return
    if lines and not request.statistics:
        yield ""
    said = [text.summary(whole)]
    if not request.statistics:
        said += [*text.closing(whole, len(told) - len(seen)), *recognised(judged.config)]
    for sentence in said:
        yield from wrapped(sentence, wide)
    if seen and wide:
        yield from text.hints(replace(outcome, findings=seen), wide)


def _addresses(judged: Judged, seen: Iterable[Finding]) -> dict[str, str]:
    """Where the pages of the rules that report are on the web."""
    from agentslint.report import rule_page  # here, and not in each run

    named = {finding.rule for finding in seen}
    return {id: rule_page.address(judged.rules[id]) for id in named if id in judged.rules}


def recognised(settings: Config) -> Iterator[str]:
    """One line on the agents that were found here, where they are not the usual one alone."""
    found = settings.detected
    if found is None or (found.ids == (detect.USUAL,) and not found.others):
        return
    table = effective.table(settings)

    def named(ids: Iterable[str]) -> str:
        return ", ".join(
            f"{table[id].title} ({found.signs[id]})" for id in ids if id in found.signs
        )

    told = []
    if found.ids != (detect.USUAL,):
        narrow = "" if len(found.ids) == 1 else f"; --agent {found.ids[-1]} reads as that one alone"
        told.append(f"read as {named(found.ids)}{narrow}")
    if found.others:
        told.append(
            f"also here, but nobody has run the client, so it is not checked: {named(found.others)}"
        )
    yield "; ".join(told)


def _coloured(request: CommandLine) -> bool:
    return terminal.coloured(request.color, request.output)


def failing(fail_on: str) -> tuple[str, ...]:
    """The severities that make the exit code 1."""
    return () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
