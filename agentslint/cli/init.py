"""`agentslint init`: a starting configuration and hook entry, written only where none is."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from agentslint import __version__
from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import shown
from agentslint.lint import config
from agentslint.repo import Repo

CONFIGURATION = """\
# What agentslint checks here. `agentslint rules` lists the rules, `agentslint rule ID` explains one.
# An editor with taplo completes this file: run `agentslint schema > agentslint.schema.json` and make
#:schema ./agentslint.schema.json
# the first line.

# The agents to read as; `agentslint agents` lists them.
agents = ["codex"]

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
HOOKS = ".pre-commit-config.yaml"
ENTRY = f"""\
  - repo: local
    hooks:
      - id: agentslint
        name: agentslint
        entry: agentslint check --staged
        language: python
        additional_dependencies: ["agentslint-chain=={__version__}"]
        # a deleted or renamed file breaks references without being passed to a hook
        always_run: true
        pass_filenames: false
"""


@click.command("init")
@click.argument("path", default=".")
def init_command(path: str) -> None:
    """Write a starting configuration and a pre-commit hook, where there is none.

    A file that exists is left as it is; what belongs into it is printed instead.
    """
    for line in started(Repo.at(path)):
        click.echo(line)
    raise SystemExit(CLEAN)


def started(repo: Repo) -> Iterator[str]:
    """Write what is missing at the repository's root, and say what was done and what comes next."""
    own = config.load(repo)
    if own.path:
        yield f"{own.path}: there already"
    else:
        yield from _written(repo, config.NAMES[0], CONFIGURATION)
    text = repo.text(HOOKS)
    if text is None:
        yield from _written(repo, HOOKS, f"repos:\n{ENTRY}")
    elif "agentslint" in text:
        yield f"{HOOKS}: there already, and it names agentslint"
    else:
        yield f"{HOOKS}: there already; under `repos:` belongs"
        yield from ENTRY.splitlines()
    yield "Next: `agentslint check`; where that is too much at once, `agentslint check --write-baseline`"
    yield f'with `baseline = "agentslint-baseline.json"` in {config.NAMES[0]}.'


def _written(repo: Repo, name: str, text: str) -> Iterator[str]:
    path = os.path.join(repo.root, name)
    # a link that leads nowhere is somebody's all the same
    if os.path.lexists(path):
        yield f"{shown(name)}: there already, but no file that can be read"
        return
    shared.put(text, path)
    yield f"{shown(name)}: written"
