"""`agentslint schema`: JSON Schema of the configuration, or of an output."""

from __future__ import annotations

import json

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.cli.schemas import OUTPUTS
from agentslint.lint import config, effective
from agentslint.model import Failure
from agentslint.repo import Repo


@click.command("schema")
@click.argument("name", default="config")
def schema_command(name: str) -> None:
    """Print the JSON Schema NAME: config (default), or an output such as findings."""
    if name == "config":
        rules = effective.rules(Repo.at("."), config.Config(), local_rules=False)
        found = config.schema(rules)
    elif name in OUTPUTS:
        found = OUTPUTS[name]()
    else:
        told = config.unknown(name, ["config", *OUTPUTS], "a schema")
        known = f"there are config, {', '.join(OUTPUTS)}"
        raise Failure(told if told.endswith("?") else f"{told}: {known}")
    shared.put(json.dumps(found, indent=2) + "\n", None)
    raise SystemExit(CLEAN)
