"""`agentslint agents`: the agents known, what each reads, which version was checked and how."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from agentslint.cli import options as shared
from agentslint.cli import terminal
from agentslint.cli.exit_codes import CLEAN
from agentslint.core.escape import quoted
from agentslint.core.width import INDENT, wrapped
from agentslint.lint import effective
from agentslint.model import Agent
from agentslint.repo import Repo


@click.command("agents")
@shared.config_options
@shared.output_options("text", "json")
def agents_command(
    config_file: str | None, isolated: bool, form: str, output: str | None, color: str
) -> None:
    """List the agents whose reading of a repository is known."""
    found = effective.own(Repo.at("."), config_file, isolated=isolated)
    table = effective.table(found)
    if form == "json":
        rows = [row(agent) for agent in table.values()]
        text = (
            quoted(json.dumps({"schema": "agentslint.agents/1", "agents": rows}, indent=2)) + "\n"
        )
    else:
        wide = terminal.columns(output)
        text = "".join(f"{line}\n" for agent in table.values() for line in lines(agent, wide))
    shared.put(text, output)
    raise SystemExit(CLEAN)


def lines(agent: Agent, columns: int) -> Iterator[str]:
    """An agent's row for people, in lines of so many columns: what it reads, and how that is known."""
    known = agent.source if agent.ran else f"read only, the client was not run: {agent.source}"
    version = f"{agent.version}, " if agent.version else ""
    asked = f"{version}checked {agent.checked or 'by nobody'}: {known}"
    yield from wrapped(f"{agent.id}: {asked}", columns)
    names = ", ".join(agent.names) or "nothing by itself"
    facts = [f"reads {names}", REACH[agent.reach], f"{agent.order.replace('-', ' ')}"]
    if agent.lazy != "never":
        facts.append("below once a file there is read")
    if agent.imports:
        facts.append(f"follows @path {agent.imports.hops} files deep")
    if agent.budget:
        facts.append(f"{agent.budget:,} {agent.unit} in all")
    if agent.file_limit:
        facts.append(f"{agent.file_limit:,} bytes a file")
    yield from wrapped("; ".join(facts), columns, INDENT)


REACH = {
    "root-to-here": "from the root down to where it works",
    "here": "where it works alone",
    "root": "at the root alone",
    "nearest": "the nearest alone",
}


def row(agent: Agent) -> dict[str, Any]:
    """An agent's row as plain values."""
    plain = {key: getattr(agent, key) for key in Agent.__dataclass_fields__}
    del plain["configure"], plain["refusal"], plain["budget_from"], plain["settings_from"]
    plain["scopes"] = [asdict(scope) for scope in agent.scopes]
    plain["imports"] = asdict(agent.imports) if agent.imports else None
    return {**plain, "names": agent.names}
