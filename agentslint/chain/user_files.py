"""The user's own files, below their home: read only where a user is asked about."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.chain.walk import Slots, candidates
from agentslint.model import Agent, Link, User
from agentslint.repo import Repo, Unreadable
from agentslint.text.blank import blank

# variables that move a client's own directory, and where it lies without them
HOMES = {
    "CODEX_HOME": "~/.codex",
    "XDG_CONFIG_HOME": "~/.config",
    "CLAUDE_CONFIG_DIR": "~/.claude",
}


def links(repo: Repo, agent: Agent, user: User, slots: Slots) -> Iterator[Link]:
    """The user's own files: of each slot the first; never cut."""
    for slot in slots:
        winner = ""
        for name in slot:
            path = located(name, user)
            if path is None:
                continue
            folder, last = posixpath.split(path)
            if "/*" in path:
                folder, _, last = path.partition("/*")
                folder, last = posixpath.dirname(folder), f"{posixpath.basename(folder)}/*{last}"
            for found in candidates(repo, agent, folder, last):
                link = _link(repo, found)
                if link is None:
                    continue
                if winner:
                    why = f"{winner} beside it is taken"
                    link = replace(link, fate="shadowed", bytes=0, why=why)
                elif link.fate != "empty" or agent.user_blank == "hides":
                    winner = posixpath.basename(found) if "*" not in name else ""
                yield link


def absolute(repo: Repo, directory: str, user: User) -> User:
    """The same user, the places that its variables name counted from where the agent starts."""
    moved = {
        name: posixpath.join(repo.absolute(directory), place)
        for name in HOMES
        if (place := user.environ.get(name)) and not place.startswith("/")
    }
    return replace(user, environ={**user.environ, **moved}) if moved else user


def located(name: str, user: User) -> str | None:
    """The absolute path of a user's file; None where the environment does not tell."""
    if name.startswith("$"):
        variable, _, rest = name[1:].partition("/")
        place = user.environ.get(variable) or located(HOMES[variable], user)
        return None if place is None else posixpath.join(place, rest)
    home = user.environ.get("HOME")
    return posixpath.join(home, name.removeprefix("~/")) if home else None


def _link(repo: Repo, path: str) -> Link | None:
    try:
        if repo.kind(path) != "file":
            return None
        file = repo.file(path)
    except Unreadable:
        return None
    link = Link(path, "read", file.size, len(file.data), file=file, level="user")
    if blank(file.text):
        return replace(link, fate="empty", bytes=0, why="only white space")
    return link
