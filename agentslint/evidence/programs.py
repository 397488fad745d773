"""What is known of programs: what their options leave of a run, and what they do to files. Data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.text import tools


@dataclass(frozen=True, slots=True)
class Tool:
    """One program; each field is what `programs.toml` says of it. `known` is false for the rest."""

    known: bool
    sub: int
    words: str
    narrow: frozenset[str]
    picks: frozenset[str]
    idle: frozenset[str]
    valued: frozenset[str]
    strict: frozenset[str]
    fine: frozenset[str]
    rewrite: frozenset[str]
    moves: frozenset[str]
    across: frozenset[str]
    upward: str
    needs: tuple[str, ...]
    suites: tuple[str, ...]
    here: bool
    clusters: bool
    several: bool
    safe: bool
    alias: tuple[tuple[str, str], ...]


@cache
def tool(program: str) -> Tool:
    """What is known of a program, by its name without directories."""
    rows = _data()
    name = {"gmake": "make", "gradlew": "gradle", "mvnw": "mvn", "py.test": "pytest"}.get(
        program, program
    )
    own = rows.get(name, {}) if name not in ("any", "env", "writes") else {}
    every = rows["any"]

    def words(key: str) -> frozenset[str]:
        return frozenset(f"{own.get(key, '')} {every.get(key, '')}".split())

    return Tool(
        bool(own),
        own.get("sub", 0),
        own.get("words", ""),
        words("narrow"),
        words("picks"),
        words("idle"),
        words("valued"),
        words("strict"),
        words("fine"),
        words("rewrite"),
        tools.shipped().moves.get(name, frozenset()),
        words("across"),
        own.get("upward", ""),
        tuple(own.get("needs", "").split()),
        tuple(own.get("suites", "").split()),
        own.get("here", False),
        own.get("clusters", False),
        own.get("several", False),
        own.get("safe", False),
        tuple(
            (one, two)
            for one, _, two in (pair.partition("=") for pair in own.get("alias", "").split())
        ),
    )


@cache
def listed(*keys: str) -> frozenset[str]:
    """The words under a path of keys; none where there is no such row."""
    found: Any = _data()
    for key in keys:
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return frozenset(found.split()) if isinstance(found, str) else frozenset()


@cache
def pattern(*keys: str) -> lazy_re.Pattern[str]:
    """The pattern under a path of keys."""
    found: Any = _data()
    for key in keys:
        found = found[key]
    return lazy_re.compile(found)


@cache
def _data() -> dict[str, Any]:
    return parsing.read("evidence", "programs.toml")
