"""The MCP tools that a session called, and whether a text names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentslint.evidence.session import Session


@dataclass(frozen=True, slots=True)
class Tool:
    """An MCP tool, how often it was called, how often that failed, and who names it."""

    server: str
    tool: str
    calls: int
    failed: int
    named: bool


def used(session: Session, handoff: str) -> Iterator[Tool]:
    calls = Counter((call.server, call.tool) for call in session.calls)
    failed = Counter((call.server, call.tool) for call in session.calls if call.failed)
    for (server, tool), count in sorted(calls.items()):
        yield Tool(server, tool, count, failed[server, tool], names(handoff, server))


def names(text: str, word: str) -> bool:
    """Whether a text names something as a word of its own, letter case aside."""
    text, word = _small(text), _small(word)
    at = text.find(word) if word else -1
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(word) : at + len(word) + 1]
        if not any(letter.isalnum() or letter == "_" for letter in around):
            return True
        at = text.find(word, at + 1)
    return False


# a session may call thousands of tools, and each is looked for in the same text
_small = lru_cache(maxsize=4)(str.casefold)
