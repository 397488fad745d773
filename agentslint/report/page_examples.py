"""The examples on rules' pages, run: what a page shows is what `check` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agentslint.chain import detect
from agentslint.chain.agents import AGENTS
from agentslint.lint import check, config, page, registry
from agentslint.lint.check import Outcome
from agentslint.lint.config import Config
from agentslint.lint.grouping import told_once
from agentslint.lint.page import Example
from agentslint.model import Rule
from agentslint.report import text


def of(rules: Iterable[Rule]) -> list[tuple[Rule, Example]]:
    """Every example of some rules' pages, with its rule; not of those that another command reports."""
    return [
        (rule, example)
        for rule in rules
        if not rule.only
        for example in page.examples(page.read(rule.id, rule.page, rule.id))
    ]


def printed(rule: Rule, example: Example) -> str:
    """What `check -q --select RULE` prints in the repository that an example shows.

    Raises Failure for a configuration that is wrong.
    """
    found = outcome(rule, example)
    told = replace(found, findings=told_once(found.findings))
    return "".join(f"{line}\n" for line in text.lines(told))


def outcome(rule: Rule, example: Example) -> Outcome:
    """What `check --select RULE` finds in the repository that an example shows.

    An `agentslint.toml` among its files is the configuration. Raises Failure where that is wrong.
    """
    known = {**registry.builtin(), rule.id: rule}
    written = example.files.get("agentslint.toml")
    found = config.parse(written, "agentslint.toml") if isinstance(written, str) else None
    settings = config.settle(found or Config(), known)
    repo = page.repository(example)
    agents = [AGENTS[name] for name in settings.agents or detect.found(repo).ids]
    # a rule about other rules' findings has a configuration that selects them
    rules = {rule.id: rule, **{id: known[id] for id in settings.select}}
    return check.run(repo, agents, rules, settings, known=known)
