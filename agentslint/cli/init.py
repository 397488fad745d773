"""`agentslint init`: a starting configuration and hook entry, written only where none is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

import click

from agentslint.chain import agents, detect
from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import shown
from agentslint.lint import config
from agentslint.model import Failure
from agentslint.repo import Repo

CONFIGURATION = """\
# What agentslint checks here. `agentslint rules` lists the rules, `agentslint rule ID` explains one.
# docs/configuration.md of agentslint says what else it may say; `agentslint schema` prints a JSON Schema.

# The agents to read as, those whose files were found; `agentslint agents` lists all.
agents = {agents}

# The least severity that makes the exit code 1: error, warning, info or never.
fail-on = "warning"

# Instruction files to leave alone, as in .gitignore: test data, copies of other people's.
exclude = []

# One rule's severity and options:
#
#   [rules.dead-path]
#   severity = "warning"
#   allow = ["generated/*"]
#
# What holds for some files only:
#
#   [[paths]]
#   globs = ["legacy/"]
#   ignore = ["missing-verification"]
"""
HOME = "https://github.com/agentslint/agentslint"
HOOKS = ".pre-commit-config.yaml"
# no version is tagged yet: `pre-commit autoupdate` writes the newest commit, or later the newest tag
ENTRY = f"""\
  - repo: {HOME}
    rev: HEAD
    hooks:
      - id: agentslint
"""


@click.command("init")
@click.argument("path", default=".")
def init_command(path: str) -> None:
    """Write a starting configuration and a pre-commit hook, where there is none.

    A file that exists is left as it is; what belongs into it is printed instead.
    """
    repo = Repo.at(path)
    if repo.git is None:
        raise Failure(
            f"{repo.root}: no git repository: run `git init` first, or name a directory in one"
        )
    for line in started(repo):
        click.echo(line)
    raise SystemExit(CLEAN)


def configuration(ids: Iterable[str]) -> str:
    """The text of a starting configuration for some agents."""
    return CONFIGURATION.replace("{agents}", json.dumps(list(ids)))


def started(repo: Repo) -> Iterator[str]:
    """Write what is missing at the repository's root, and say what was done and what comes next."""
    own = config.load(repo)
    if own.path:
        yield f"{own.path}: there already"
    else:
        found = detect.found(repo)
        yield from _written(repo, config.NAMES[0], configuration(found.ids))
        told = [
            f"{agents.AGENTS[id].title} ({found.signs[id]})"
            for id in found.ids
            if id in found.signs
        ]
        if told:
            yield f"agents: {', '.join(told)}"
    text = repo.text(HOOKS)
    if text is None:
        yield from _written(repo, HOOKS, f"repos:\n{ENTRY}")
    elif "agentslint" in text:
        yield f"{HOOKS}: there already, and it names agentslint"
    else:
        yield f"{HOOKS}: there already; under `repos:` belongs"
        yield from ENTRY.splitlines()
    yield "In it, `pre-commit autoupdate`, or `prek update --bleeding-edge`, replaces HEAD with the newest commit."
    yield "The hook runs once `pre-commit install`, or `prek install`, was run here."
    if not detect.found(repo).signs:
        yield "Next: write an AGENTS.md: there is no instruction file yet."
        return
    yield "Next: `agentslint check`; where that is too much at once, `agentslint check --init-baseline`."


def _written(repo: Repo, name: str, text: str) -> Iterator[str]:
    path = os.path.join(repo.root, name)
    # a link that leads nowhere is somebody's all the same
    if os.path.lexists(path):
        yield f"{shown(name)}: there already, but no file that can be read"
        return
    shared.put(text, path)
    yield f"{shown(name)}: written"
