"""The tools of `roles.toml`: what people call them, their roles, and what shows that one is in use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from agentslint.core import parsing


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool in one role.

    names   what prose calls it; `words` what scripts and settings call it
    signs   what shows that it is in use: (kind, what), as `roles.toml` lists them
    """

    id: str
    role: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a tool is used for; of one in which `one` is the rule, another tool replaces it.

    `manager` roles are shown by lock files alone: their commands stand everywhere. In a `transitive`
    one a tool is in use too that a lock file lists as what another one needs; in a `code` one, where any
    file but a document has its name. Of a `filed` one each tool has a file of its own where it is in use.
    """

    id: str
    title: str
    labels: frozenset[str]
    one: bool
    manager: bool
    code: bool
    transitive: bool
    filed: bool
    tools: dict[str, Tool]


@cache
def roles() -> dict[str, Role]:
    """Every role by its id."""
    found = {}
    for name, row in parsing.read("text", "roles.toml").items():
        tools = {id: _tool(id, name, rows) for id, rows in row["tools"].items()}
        one, manager, code = (row.get(key, False) for key in ("one", "manager", "code"))
        transitive = row.get("transitive", not one)
        labels = frozenset(row["labels"])
        filed = row.get("filed", False)
        found[name] = Role(name, row["title"], labels, one, manager, code, transitive, filed, tools)
    return found


@cache
def named() -> dict[str, tuple[Tool, ...]]:
    """The tools by what prose calls them, letter case aside."""
    found: dict[str, tuple[Tool, ...]] = {}
    for role in roles().values():
        for tool in role.tools.values():
            for name in tool.names:
                found[name.casefold()] = (*found.get(name.casefold(), ()), tool)
    return found


def _tool(id: str, role: str, rows: list[str]) -> Tool:
    split = [row.partition(":") for row in rows]
    names = tuple(name for name, colon, _ in split if not colon)
    signs = tuple((kind, what) for kind, colon, what in split if colon and kind != "word")
    words = tuple(what for kind, colon, what in split if colon and kind == "word")
    every = dict.fromkeys((*(name.casefold() for name in names), *words))
    return Tool(id, role, names, tuple(every), signs)
