"""`agentslint rules` and `agentslint rule ID`: the rules there are; one rule's page."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator

import click

from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import quoted, shown
from agentslint.core.width import INDENT, wrapped
from agentslint.lint import effective, registry
from agentslint.lint.config import unknown
from agentslint.model import Failure, Rule
from agentslint.repo import Repo
from agentslint.report import rule_page
from agentslint.report.text import COLOURS, Style, plain


@click.command("rules")
@shared.config_options
@shared.output_options("text", "json")
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
def rules_command(
    config_file: str | None,
    isolated: bool,
    form: str,
    output: str | None,
    color: str,
    local_rules: bool,
) -> None:
    """List every rule with its severity and what it finds."""
    rules = known(config_file, isolated=isolated, local_rules=local_rules)
    if form == "json":
        listed = [
            {
                "id": r.id,
                "severity": r.severity,
                "default": r.default,
                "summary": r.summary,
                "options": dict(r.options),
            }
            for r in rules.values()
        ]
        text = (
            quoted(json.dumps({"schema": "agentslint.rules/1", "rules": listed}, indent=2)) + "\n"
        )
    else:
        wide = max((len(id) for id in rules), default=0)
        style = functools.partial(click.style) if shared.coloured(color, output) else plain
        columns = terminal.columns() if terminal.watched(output) else 0
        text = "".join(f"{line}\n" for r in rules.values() for line in row(r, wide, style, columns))
    shared.put(text, output)
    raise SystemExit(CLEAN)


def row(rule: Rule, wide: int, style: Style, columns: int) -> Iterator[str]:
    """A rule's line: its id in `wide` columns, its severity, what it finds; broken where 0 < columns."""
    before = f"{rule.id:<{wide}}  {rule.severity:<7}  "
    text = f"{shown(rule.summary)}{_when(rule)}"
    level = style(f"{rule.severity:<7}", fg=COLOURS[rule.severity])
    # a narrow terminal has no room for three columns
    rest = " " * len(before) if columns >= 2 * len(before) else INDENT
    first, *more = wrapped(text, columns, before, rest)
    yield f"{rule.id:<{wide}}  {level}  {first[len(before) :]}"
    yield from more


def _when(rule: Rule) -> str:
    """When a rule is not on by itself."""
    if rule.only:
        return f" ({rule.only} only)"
    return "" if rule.default else " (off)"


@click.command("rule")
@click.argument("id")
@click.option("--all", "every", is_flag=True, help="Print the whole page, with every example.")
@shared.config_options
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
def rule_command(
    id: str, every: bool, config_file: str | None, isolated: bool, local_rules: bool
) -> None:
    """Print the page of one rule: what it finds, why, how to fix it and how to suppress it."""
    rules = dict(registry.builtin())
    if id not in rules:
        rules = known(config_file, isolated=isolated, local_rules=local_rules)
    if id not in rules:
        raise Failure(unknown(id, rules, "a rule"))
    told = rule_page.full(rules[id]) if every else rule_page.short(rules[id])
    shared.put(rule_page.fitted(told, terminal.columns()) if terminal.watched() else told, None)
    raise SystemExit(CLEAN)


def known(file: str | None, *, isolated: bool, local_rules: bool) -> dict[str, Rule]:
    """The rules that `check` would know here, those that can be read; the others are told."""
    repo = Repo.at(".")
    try:
        found = effective.own(repo, file, isolated=isolated)
        return effective.rules(repo, found, local_rules=local_rules)
    except Failure as error:
        if file is not None:
            raise
        click.echo(
            f"agentslint: {shown(str(error))}: rules of this repository are left out", err=True
        )
        return {**registry.builtin(), **registry.installed()}
