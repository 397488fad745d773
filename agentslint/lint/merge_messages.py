"""One message for several agents: what makes messages the same, and the text of them all."""

from __future__ import annotations

from collections.abc import Sequence

from agentslint.core.phrases import AgentMessage, CommonMessage

Key = str | tuple[str, tuple[tuple[str, str], ...]]


def key(message: str) -> Key:
    """What two messages share that say the same of different agents."""
    return (message.template, message.values) if isinstance(message, AgentMessage) else message


def merged(message: str, titles: Sequence[str], total: int) -> str:
    """The text that is true of the agents of these titles, of `total` that the run asked about."""
    if isinstance(message, AgentMessage | CommonMessage) and titles:
        return message.about(titles, total)
    return str(message)
