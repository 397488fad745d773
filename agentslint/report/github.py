"""Findings as GitHub's workflow commands: annotations on the lines of a pull request.

GitHub keeps ten annotations of a level and step:
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from agentslint.core.escape import shown
from agentslint.lint.check import Outcome
from agentslint.model import SEVERITIES, Finding, Rule
from agentslint.report.text import summary

LIMIT = 10
COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """Annotations, the most severe first, and in plain lines what GitHub would drop."""
    return "".join(f"{line}\n" for line in lines(outcome))


def lines(outcome: Outcome) -> Iterator[str]:
    """Each line of the log."""
    for severity in SEVERITIES:
        found = [f for f in outcome.findings if f.severity == severity]
        command = COMMANDS[severity]
        fits = len(found) if len(found) <= LIMIT else LIMIT - 1
        for finding in found[:fits]:
            yield annotation(finding, command)
        rest = found[fits:]
        if rest:
            text = f"{len(rest)} more with severity {severity}: the log of this step lists them"
            yield f"::{command} title=agentslint::{data(text)}"
            for finding in rest:
                yield plain(finding)
    yield harmless(summary(outcome))


def annotation(finding: Finding, command: str) -> str:
    """One workflow command."""
    place = finding.place
    where = {"file": place.path, "line": place.line, "col": place.column}
    if (place.line, place.column) != (place.end_line, place.end_column):
        where |= {"endLine": place.end_line}
        # GitHub takes a last column only within one line
        if place.end_line == place.line:
            where |= {"endColumn": place.end_column}
    told = {**where, "title": f"agentslint {finding.rule}"}
    properties = ",".join(f"{name}={property_(str(value))}" for name, value in told.items())
    notes = "".join(
        f"\n{shown(note.place.path)}:{note.place.line}: {shown(note.message)}"
        for note in finding.related
    )
    return f"::{command} {properties}::{data(shown(finding.message) + notes)}"


def plain(finding: Finding) -> str:
    """One finding as a line that is no command."""
    place = f"{finding.place.path}:{finding.place.line}:{finding.place.column}"
    return harmless(f"  {place}: {finding.severity}[{finding.rule}] {finding.message}")


def harmless(text: str) -> str:
    """One line that the runner takes for text: `::` opens a command at its start, `##[` anywhere."""
    line = shown(text)
    return f" .{line}" if line.lstrip().startswith("::") else line


def data(text: str) -> str:
    """The text of a command, as actions/toolkit escapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_(text: str) -> str:
    """The value of a property, as actions/toolkit escapes it."""
    return data(shown(text)).replace(":", "%3A").replace(",", "%2C")
