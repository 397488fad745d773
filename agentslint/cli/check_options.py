"""The options of `check`, group by group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from agentslint.model import SEVERITIES


def fix_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--diff", "show", is_flag=True, help="Print what --fix would write, and write nothing."
    )(command)
    command = click.option(
        "--unsafe-fixes", "unsafe", is_flag=True, help="Apply unsafe fixes too."
    )(command)
    return click.option(
        "--fix", "mend", is_flag=True, help="Write the safe fixes, and report what is left."
    )(command)


def baseline_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--write-suppressions",
        metavar="REASON",
        help="Write a comment with this reason for each finding, into the instruction files.",
    )(command)
    command = click.option(
        "--init-baseline",
        is_flag=True,
        help="The same as --write-baseline, and name the baseline in the configuration.",
    )(command)
    command = click.option(
        "--write-baseline",
        is_flag=True,
        help="Write every finding to the baseline; where there is one, drop what is fixed.",
    )(command)
    return click.option(
        "--baseline",
        metavar="FILE",
        help="Ignore the findings listed in FILE; `none` ignores no finding.",
    )(command)


def change_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--stdin-filename",
        metavar="PATH",
        help="Read the text of PATH from standard input, and report on it alone.",
    )(command)
    command = click.option(
        "--since",
        metavar="REV",
        help="Report what is found now and was not found where HEAD and REV parted.",
    )(command)
    return click.option(
        "--staged",
        is_flag=True,
        help="Judge what a commit would record (the index), not the working tree.",
    )(command)


def rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--fail-on",
        type=click.Choice([*SEVERITIES, "never"]),
        help="The least severity that makes the exit code 1 (default warning).",
    )(command)
    command = click.option(
        "--min-severity",
        type=click.Choice(SEVERITIES),
        help="Show findings of this severity and above (default: warning in text, else info).",
    )(command)
    command = click.option(
        "--severity",
        "severities",
        multiple=True,
        metavar="RULE=LEVEL",
        help="Report this rule at this level (repeatable).",
    )(command)
    command = click.option(
        "--ignore", multiple=True, metavar="RULE", help="Do not run this rule (repeatable)."
    )(command)
    return click.option(
        "--select", multiple=True, metavar="RULE", help="Run this rule alone (repeatable)."
    )(command)
