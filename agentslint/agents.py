"""How each coding agent loads instructions: one row of data each."""

from __future__ import annotations

from agentslint import codex
from agentslint.model import Agent, Failure

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
SETTINGS = "config.toml"

AGENTS: dict[str, Agent] = {
    agent.id: agent
    for agent in (
        Agent(
            id="codex",
            title="Codex",
            slots=(("AGENTS.override.md", "AGENTS.md"),),
            budget=32768,
            user_slots=(("AGENTS.override.md", "AGENTS.md"),),
            user_joint="\n\n--- project-doc ---\n\n",
            version="codex-cli 0.169.0",
            checked="2026-11-22",
            source="the client was run: 587 recorded trees, and asked again in CI",
            configure=codex.configure,
        ),
    )
}


def get(name: str) -> Agent:
    """The row of one agent. Raises Failure with the ids that exist."""
    if name not in AGENTS:
        raise Failure(f"--agent {name}: not a known agent: use one of {', '.join(AGENTS)}")
    return AGENTS[name]
