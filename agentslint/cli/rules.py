"""`agentslint rules` and `agentslint rule ID`: the rules there are; one rule's page."""

from __future__ import annotations

import json

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import quoted, shown
from agentslint.lint import effective, registry
from agentslint.lint.config import unknown
from agentslint.model import Failure, Rule
from agentslint.repo import Repo
from agentslint.report import rule_page


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
        text = "".join(
            f"{r.id:<{wide}}  {r.severity:<7}  {r.summary}{_when(r)}\n" for r in rules.values()
        )
    shared.put(text, output)
    raise SystemExit(CLEAN)


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
        raise Failure(f"{unknown(id, rules, 'a rule')}; `agentslint rules` lists them")
    told = rule_page.full(rules[id]) if every else rule_page.short(rules[id])
    shared.put(told, None)
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
