"""`agentslint agents`: the agents known, what each reads, which version was checked and how."""

from __future__ import annotations

import json
from typing import Any

import click

from agentslint.agents import AGENTS
from agentslint.cli import CLEAN
from agentslint.cli import options as shared
from agentslint.model import Agent


@click.command("agents")
@shared.output_options("text", "json")
def agents_command(form: str, output: str | None, color: str) -> None:
    """List the agents whose reading of a repository is known."""
    if form == "json":
        rows = [row(agent) for agent in AGENTS.values()]
        shared.put(
            json.dumps({"schema": "agentslint.agents/1", "agents": rows}, indent=2) + "\n", output
        )
        raise SystemExit(CLEAN)
    for agent in AGENTS.values():
        budget = f"{agent.budget:,} bytes" if agent.budget else "no limit seen"
        shared.put(
            f"{agent.id:<16} {agent.version}, checked {agent.checked}: {agent.source}\n"
            f"{'':<16} reads {', '.join(agent.names)}, {agent.reach}, {budget}\n",
            output,
        )
    raise SystemExit(CLEAN)


def row(agent: Agent) -> dict[str, Any]:
    """An agent's row as plain values."""
    return {
        "id": agent.id,
        "title": agent.title,
        "slots": [list(slot) for slot in agent.slots],
        "reach": agent.reach,
        "budget": agent.budget,
        "version": agent.version,
        "checked": agent.checked,
        "source": agent.source,
    }
