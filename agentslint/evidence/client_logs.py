"""What clients log beside their sessions: Codex's OTLP logs, and CODEX_LOG lines of the Compliance API.

Neither shows what was changed. Both name the session of each tool call, by which they are joined to
ledgers and receipts. Sources: a recording of codex 0.171.0 (`[otel]`, JSON over HTTP); the event names
of the Compliance API's CODEX_LOG.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agentslint.core import lazy_re, parsing

EXIT = lazy_re.compile(r"Process exited with code (\d+)")
# events of CODEX_LOG that are a call
CALLS = frozenset({"TOOL_CALL_COMPLETED", "APP_MCP_CALL"})
FINE = frozenset({"", "ok", "success", "succeeded", "completed", "true"})


@dataclass(frozen=True, slots=True)
class Logged:
    """One tool call in a log: its session, the tool, its MCP server ("" for none), whether it failed."""

    session: str
    tool: str
    server: str
    failed: bool


def read(text: str) -> Iterator[Logged]:
    """The tool calls in a log, JSON Lines of either kind; lines that are neither tell nothing."""
    for line in text.splitlines():
        try:
            found = parsing.json(line) if line.strip() else None
        except ValueError:
            continue
        if isinstance(found, dict):
            yield from _otlp(found) if "resourceLogs" in found else _compliance(found)


def _otlp(body: Mapping[str, Any]) -> Iterator[Logged]:
    for resource in _rows(body.get("resourceLogs")):
        for scope in _rows(resource.get("scopeLogs")):
            for record in _rows(scope.get("logRecords")):
                told = _attributes(record.get("attributes"))
                if told.get("event.name") == "codex.tool_result" and told.get("conversation.id"):
                    # `success` says that the tool ran, not that its command passed
                    code = EXIT.search(told.get("output", ""))
                    failed = told.get("success") == "false" or bool(code and code[1] != "0")
                    session, tool = told["conversation.id"], told.get("tool_name", "")
                    yield Logged(session, tool, told.get("mcp_server", ""), failed)


def _attributes(rows: Any) -> dict[str, str]:
    found = {}
    for each in _rows(rows):
        value = each.get("value")
        if isinstance(value, dict):
            found[str(each.get("key"))] = str(next(iter(value.values()), ""))
    return found


def _compliance(line: Mapping[str, Any]) -> Iterator[Logged]:
    """An event stands in its line, or one level below it; its name under one of three keys."""
    for each in (line, *(value for value in line.values() if isinstance(value, dict))):
        names = {each.get(key) for key in ("event", "event_type", "type")}
        names |= {line.get(key) for key in ("event", "event_type", "type")}
        session = each.get("session_id")
        if not isinstance(session, str) or CALLS.isdisjoint(n for n in names if isinstance(n, str)):
            continue
        server = str(each.get("server") or each.get("mcp_server") or each.get("app") or "")
        status = str(each.get("status") or "").lower()
        yield Logged(session, str(each.get("tool_name") or ""), server, status not in FINE)
        return


def servers(calls: Iterable[Logged]) -> dict[str, set[str]]:
    """The MCP servers that each session called, by its id."""
    found: dict[str, set[str]] = {}
    for call in calls:
        found.setdefault(call.session, set()).update([call.server] if call.server else [])
    return found


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
