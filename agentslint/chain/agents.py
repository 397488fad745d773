"""How each coding agent loads instructions: one row of data each, by its id.

Those that were run are in `rows`, those read about in `rows_read`. How to add one: docs/agents.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agentslint.chain.checked import LAST
from agentslint.chain.rows import ASKED_ROWS
from agentslint.chain.rows_read import READ
from agentslint.core.phrases import nearest
from agentslint.model import Agent, Failure, Imports, Scope

# names that somebody meant for an agent, case folded, and that no agent of the table reads so
LOOKALIKES = frozenset(
    [
        "agent.md",
        "agent.override.md",
        "agents-override.md",
        "agents.local.md",
        "agents.markdown",
        "agents.md",
        "agents.mdx",
        "agents.override",
        "agents.override.markdown",
        "agents.override.txt",
        "agents.overrides.md",
        "agents.txt",
        "agents_override.md",
    ]
)
OWN_SETTINGS = ("/.codex/config.toml", "/.gemini/settings.json")
SETTINGS = tuple(path.rpartition("/")[2] for path in OWN_SETTINGS)


def asked_last(agent: Agent) -> Agent:
    """A row with the version and the day of the last run of its client in which all was equal."""
    version, day = LAST.get(agent.id, (agent.version, agent.checked))
    return replace(agent, version=version, checked=day)


AGENTS: dict[str, Agent] = {agent.id: asked_last(agent) for agent in (*ASKED_ROWS, *READ)}


def get(name: str, table: Mapping[str, Agent] = AGENTS) -> Agent:
    """The row of one agent. Raises Failure with the ids that exist."""
    if name not in table:
        meant = nearest(name, table)
        told = f": did you mean {meant}?" if meant else f": use one of {', '.join(table)}"
        raise Failure(f"--agent {name}: not a known agent{told}")
    return table[name]


def corrected(rows: Iterable[Mapping[str, Any]], where: str = "") -> dict[str, Agent]:
    """The table with some rows added or corrected, as a configuration writes them.

    A row starts from the one it is `like`, or from its own. Raises Failure where neither is there
    and no slots are given.
    """
    table = dict(AGENTS)
    for row in rows:
        values = {key: _frozen(value) for key, value in row.items() if key not in ("id", "like")}
        if "imports" in row:
            told = {key: _frozen(value) for key, value in row["imports"].items()}
            values["imports"] = Imports(**told)
        if "scopes" in row:
            scopes = (
                {key: _frozen(value) for key, value in each.items()} for each in row["scopes"]
            )
            values["scopes"] = tuple(Scope(**each) for each in scopes)
        id, base = row["id"], row.get("like", row["id"])
        if base in table:
            table[id] = replace(table[base], id=id, **values)
        elif "like" in row or "slots" not in row:
            raise Failure(f"{where}: agent-rows.{id}: no agent is called {base}: write its slots")
        else:
            table[id] = Agent(**{"id": id, "title": id, "ran": False, **values})
    return table


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def everyone(table: Iterable[Agent]) -> list[Agent]:
    """The agents that "all agents" means: those whose clients were run, as they are today."""
    return [agent for agent in table if agent.ran and not agent.aside]
