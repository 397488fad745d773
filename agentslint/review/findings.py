"""Verdicts of a reader that hold, as findings: marked as a reader's word, with the lines that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from agentslint.lint import check, suppressions
from agentslint.lint.config import OFF, Config
from agentslint.model import File, Finding, Note, Place, Rule
from agentslint.repo import Repo
from agentslint.review.answers import Judged
from agentslint.review.prompt import masked

CLAIM, PAIR = "reviewed-claim", "reviewed-contradiction"
SHOWN = 120  # characters of a line that is quoted


def reported(
    repo: Repo,
    judged: Iterable[Judged],
    files: Iterable[File],
    agents: tuple[str, ...],
    config: Config,
    rules: Mapping[str, Rule],
) -> suppressions.Applied:
    """What is reported: weighed as the configuration says, less what a comment suppresses."""
    found = [
        replace(each, agents=agents) for each in _weighed(_findings(repo, judged), config, rules)
    ]
    comments = [each for file in files for each in suppressions.read(file, rules)]
    return suppressions.apply(check.settled(repo, found), comments)


def _findings(repo: Repo, judged: Iterable[Judged]) -> Iterator[Finding]:
    for one in judged:
        if one.row["verdict"] != "refuted":
            continue
        why = masked(" ".join(one.row["why"].split())).rstrip(".")
        if one.question.kind == "pair":
            other = one.question.statements[0].place
            note = _note(repo, other)
            said = f"a reader finds that {other.path}:{other.line} says otherwise: {why}"
            yield Finding(one.place, said, (note,), rule=PAIR)
        else:
            notes = tuple(dict.fromkeys(_note(repo, place) for place in one.quotes))
            yield Finding(one.place, f"a reader finds this wrong: {why}", notes, rule=CLAIM)


def _note(repo: Repo, place: Place) -> Note:
    said = _line(repo, place)
    # without an extent: the message has the line, masked
    start = replace(place, end_line=place.line, end_column=place.column)
    return Note(start, f"says: {said}" if said else "is there")


def _line(repo: Repo, place: Place) -> str:
    """The first line of a place, as it may be shown; "" for a path alone."""
    if (place.line, place.column) == (place.end_line, place.end_column):
        return ""
    rows = (repo.text(place.path) or "").split("\n")
    row = rows[place.line - 1] if place.line <= len(rows) else ""
    return " ".join(masked(row).split())[:SHOWN]


def _weighed(
    findings: Iterable[Finding], config: Config, rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    for finding in findings:
        here = config.at(finding.place.path)
        level = here.severity.get(finding.rule) or rules[finding.rule].severity
        if (
            level != OFF
            and finding.rule not in here.ignore
            and not config.excludes(finding.place.path)
        ):
            yield replace(finding, severity=level)
