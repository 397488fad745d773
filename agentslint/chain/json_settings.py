"""What clients' own JSON settings change: the names that they look for, and files listed by glob.

Asked of Gemini CLI 0.61.0, Qwen Code 0.24.4, opencode 1.18.34 and Kilo CLI 7.7.9.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agentslint.chain.walk import marked
from agentslint.core import parsing
from agentslint.model import Agent, User
from agentslint.repo import Repo, join

GEMINI, QWEN = ".gemini/settings.json", ".qwen/settings.json"
NAMED = (GEMINI, QWEN)
LISTING = ("opencode.json", "opencode.jsonc", "kilo.json", "kilo.jsonc")


def gemini(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The row with the names that `context.fileName` adds; GEMINI.md stays among them."""
    names = _told(repo, directory, user, GEMINI)
    every = tuple(dict.fromkeys([*names, *agent.names]))
    return _named(agent, every, "~/.gemini/") if names else agent


def qwen(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The row with the names that `context.fileName` gives instead of its own."""
    names = _told(repo, directory, user, QWEN)
    return _named(agent, tuple(names), "~/.qwen/") if names else agent


def _named(agent: Agent, names: tuple[str, ...], home: str) -> Agent:
    return replace(
        agent,
        slots=tuple((name,) for name in names),
        user_slots=tuple((f"{home}{name}",) for name in names),
    )


def _told(repo: Repo, directory: str, user: User, own: str) -> list[str]:
    """`context.fileName` of where the client starts, else of its user."""
    names = _names(repo.text(join(directory, own)))
    if not names and user.environ.get("HOME"):
        names = _names(repo.text(posixpath.join(user.environ["HOME"], own)))
    return list(dict.fromkeys(names))


def _names(text: str | None) -> list[str]:
    """`context.fileName` of a settings file; nothing where it does not say."""
    context = _table(text).get("context")
    names = context.get("fileName") if isinstance(context, dict) else None
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list):
        return []
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def opencode(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The row with the files that `instructions` lists, in settings from the root down to here."""
    return _listing(repo, agent, directory, user, LISTING[:2], "opencode")


def kilo(repo: Repo, agent: Agent, directory: str, user: User) -> Agent:
    """The same for Kilo, which reads opencode's settings too."""
    return _listing(repo, agent, directory, user, LISTING, "kilo")


def _listing(
    repo: Repo, agent: Agent, directory: str, user: User, names: tuple[str, ...], own: str
) -> Agent:
    found = list(_listed(repo, agent, directory, user, names, own))
    return replace(agent, listed=tuple(dict.fromkeys(found))) if found else agent


def _listed(
    repo: Repo, agent: Agent, directory: str, user: User, names: tuple[str, ...], own: str
) -> Iterator[str]:
    config = user.environ.get("XDG_CONFIG_HOME") or (
        posixpath.join(user.environ["HOME"], ".config") if user.environ.get("HOME") else None
    )
    top = marked(repo, directory, agent.markers) or directory
    folders = repo.upwards(directory, top)[::-1]
    places = [posixpath.join(config, own) if config else "", *folders]
    for folder in filter(None, places):
        for name in names:
            said = _table(repo.text(join(folder, name))).get("instructions")
            if isinstance(said, list):
                yield from (each for each in said if isinstance(each, str) and each.strip())


def _table(text: str | None) -> dict[str, Any]:
    try:
        found: Any = parsing.json(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
