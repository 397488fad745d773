"""Findings as JUnit XML, the form that CI servers show as tests: one for each instruction file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from agentslint.core import lazy_re
from agentslint.core.escape import shown
from agentslint.lint.check import Outcome
from agentslint.model import Finding, Rule

# what XML 1.0 has no way to write, once `shown` has dealt with the controls
FORBIDDEN = lazy_re.compile("[\ud800-\udfff\ufffe\uffff]")


def render(outcome: Outcome, rules: Mapping[str, Rule], failing: Collection[str]) -> str:
    """The report. A finding fails its test where it would fail the run."""
    return "".join(f"{line}\n" for line in lines(outcome, failing))


def lines(outcome: Outcome, failing: Collection[str]) -> Iterator[str]:
    """Each line of the report."""
    fine = sorted(set(outcome.looked) - {f.place.path for f in outcome.findings})
    failures = sum(f.severity in failing for f in outcome.findings)
    tests = len(fine) + len(outcome.findings)
    counts = f'tests="{tests}" failures="{failures}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="agentslint" {counts}>'
    yield f'  <testsuite name="agentslint" {counts} skipped="0">'
    for path in fine:
        yield f"    <testcase classname={attribute(path)} name={attribute(path)}/>"
    for finding in outcome.findings:
        yield from _case(finding, failing)
    yield "  </testsuite>"
    yield "</testsuites>"


def _case(finding: Finding, failing: Collection[str]) -> Iterator[str]:
    place = finding.place
    where = f"{place.path}:{place.line}:{place.column}"
    name = f"{finding.rule} {where}"
    message = shown(finding.message)
    notes = "".join(
        f"\n  {shown(note.place.path)}:{note.place.line}: {shown(note.message)}"
        for note in finding.related
    )
    body = escape(written(f"{where}: {finding.severity}[{finding.rule}] {message}") + _clean(notes))
    yield f"    <testcase classname={attribute(place.path)} name={attribute(name)}>"
    if finding.severity in failing:
        yield (
            f"      <failure type={attribute(finding.rule)} message={attribute(message)}>"
            f"{body}</failure>"
        )
    else:
        yield f"      <system-out>{body}</system-out>"
    yield "    </testcase>"


def attribute(text: str) -> str:
    """A quoted attribute value."""
    return quoteattr(written(text))


def written(text: str) -> str:
    """One line that XML can hold."""
    return _clean(shown(text))


def _clean(text: str) -> str:
    return FORBIDDEN.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)
