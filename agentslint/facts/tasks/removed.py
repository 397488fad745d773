"""Commands that a tool has no more in the version that a manifest asks for: `next lint` of Next 16."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from agentslint.core import parsing
from agentslint.facts.tasks import npm, workspaces
from agentslint.facts.versions import dependencies
from agentslint.facts.versions.ranges import before, numbers
from agentslint.model import Place
from agentslint.repo import Repo, parent, parents
from agentslint.text import shell

_HEAD = 2  # words that name a command of a tool


@dataclass(frozen=True, slots=True)
class Removed:
    """A command that is gone.

    command  as the table names it
    since    the first version without it; `at` is where a manifest asks for that or a later one, `asks` how
    instead  what the tool's documentation names in its place
    script   the script of a package.json that runs it, "" where the document does
    """

    command: str
    since: str
    at: Place
    asks: str
    instead: str
    script: str = ""


@cache
def _table() -> dict[str, dict[str, Any]]:
    return parsing.read("facts", "tasks", "removed.toml")


def removed(repo: Repo, directory: str, words: Sequence[str]) -> Removed | None:
    """The command, or that of the script that it names, where each version that is asked for lacks it."""
    if found := _of(repo, directory, words):
        return found
    if posixpath.basename(words[0]) not in npm.TOOLS or len(words) > _HEAD + 1:
        return None
    near = workspaces.nearest(repo, directory)
    name = words[-1]
    body = near.scripts.get(name, "") if near else ""
    commands = shell.simple(body) if body else ()
    # of several commands another may be what the script is for
    if near is None or len(commands) != 1:
        return None
    found = _of(repo, near.directory, shell.unwrap(commands[0].words))
    if found is None:
        return None
    return Removed(found.command, found.since, found.at, found.asks, found.instead, name)


def _of(repo: Repo, directory: str, words: Sequence[str]) -> Removed | None:
    plain = (posixpath.basename(words[0]), *words[1:_HEAD]) if words else ()
    command = next((c for c in (" ".join(plain), *plain[:1]) if c in _table()), "")
    if not command:
        return None
    row = _table()[command]
    since = numbers(row["since"])
    asked = [
        fact
        for fact in dependencies.facts(repo, directory, row["ecosystem"], [row["package"]])
        if parent(fact.place.path) in parents(directory)
    ]
    lows = [fact.low for fact in asked]
    if since is None or not lows or any(before(low, since) for low in lows):
        return None
    first = asked[0]
    return Removed(command, row["since"], first.place, first.text, row["instead"])
