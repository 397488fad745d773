"""What Gemini CLI's own settings change: the names that it looks for.

Facts of 0.61.0, read in the shipped client: `context.fileName` of ~/.gemini/settings.json, and of
the directory in which it is started; GEMINI.md stays among the names.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import Any

from agentslint.core import parsing
from agentslint.model import Agent, User
from agentslint.repo import Repo, join

OWN = ".gemini/settings.json"


def configure(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The agent's row with the names that the settings add."""
    names = _names(repo.text(join(directory, OWN)))
    if not names and user.environ.get("HOME"):
        names = _names(repo.text(posixpath.join(user.environ["HOME"], OWN)))
    if not names:
        return agent
    every = dict.fromkeys([*names, *agent.names])
    return replace(
        agent,
        slots=tuple((name,) for name in every),
        user_slots=tuple((f"~/.gemini/{name}",) for name in every),
    )


def _names(text: str | None) -> list[str]:
    """`context.fileName` of a settings file; nothing where it does not say."""
    try:
        found: Any = parsing.json(text or "{}")
    except ValueError:
        return []
    context = found.get("context") if isinstance(found, dict) else None
    names = context.get("fileName") if isinstance(context, dict) else None
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list):
        return []
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]
