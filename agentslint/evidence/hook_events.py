"""What a client tells its hook when a turn or a session ends: which session, and where it ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agentslint.core import parsing
from agentslint.model import Failure


@dataclass(frozen=True, slots=True)
class HookEvent:
    """One call of a hook. `file` is the session's, "" where only its id is told.

    `again` is true where the client is going on because a hook held it up before.
    """

    session: str
    file: str
    directory: str
    again: bool = False


def read(text: str) -> HookEvent:
    """The event of Claude Code's and Codex's hooks, or of Codex's `notify`. Raises Failure.

    Sources: docs.claude.com, "Hooks reference" (`session_id`, `transcript_path`, `cwd`,
    `stop_hook_active`); codex `notify` (`type`, `thread-id`, `cwd`), tried with 0.171.
    """
    try:
        found = parsing.json(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Failure("no event of a hook: give the JSON that the client hands to its hook")
    session = _text(found, "session_id") or _text(found, "thread-id")
    if not session:
        raise Failure("the hook's event names no session: it has no session_id and no thread-id")
    again = found.get("stop_hook_active") is True
    return HookEvent(session, _text(found, "transcript_path"), _text(found, "cwd"), again)


def _text(event: dict[str, Any], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""
