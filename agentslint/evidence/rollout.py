"""What Codex keeps under `$CODEX_HOME/sessions` to a `Session`.

Shapes seen in codex-cli 0.120.0, 0.149.1 and 0.169.0. Newer files tell each command, patch and
tool call twice, as a raw call with its output and as an item: the item is believed, and the raw
call counts where there is none, as for what a sandbox or the user refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from agentslint.core import lazy_re
from agentslint.evidence import json_fields, patches, rollout_calls
from agentslint.evidence.json_lines import Line, sound
from agentslint.evidence.rollout_calls import Raw
from agentslint.evidence.session import Bounds, Call, Loaded, Moment, Patch, Run, Session

WORKERS = frozenset({"spawn_agent", "followup_task", "send_message"})
THREAD = lazy_re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


def read(lines: Iterable[Line], file: str) -> Session:
    """Read the lines in order. Those that hold nothing become notes."""
    reading = _Reading(file)
    for line in sound(lines, reading.notes):
        reading.line(line)
    return reading.session()


class _Reading:
    """What has been read so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.meta: dict[str, Any] = {}
        self.directory = self.message = ""
        self.finished = self.workers = False
        self.searches = 0
        self.state: dict[str, Any] = {}
        self.loaded: list[Loaded] | None = None
        self.bounds: dict[Bounds, None] = {}
        self.raw: dict[str, Raw] = {}
        self.told: set[str] = set()
        self.runs: list[Run] = []
        self.patches: list[Patch] = []
        self.models: dict[str, None] = {}
        self.spawned: dict[str, None] = {}
        self.repeated: set[str] = set()
        self.calls: list[Call] = []
        self.notes: list[str] = []

    def line(self, line: Line) -> None:
        payload = json_fields.record(line.value, "payload")
        reader = LINES.get(json_fields.text(line.value, "type"))
        if reader:
            reader(
                self,
                payload,
                Moment(json_fields.milliseconds(line.value.get("timestamp")), line.number),
            )

    def started(self, payload: dict[str, Any], at: Moment) -> None:
        # a fork repeats the meta line of what it was forked from below its own
        if self.meta:
            self.repeated.add(json_fields.text(payload, "id"))
        else:
            self.meta = payload
            self.directory = json_fields.path(payload.get("cwd"))

    def world(self, payload: dict[str, Any], at: Moment) -> None:
        state = json_fields.record(payload, "state")
        self.state = (
            state if payload.get("full") is not False else json_fields.merged(self.state, state)
        )
        if "agents_md" in state:
            known = json_fields.record(self.state, "agents_md")
            directory = json_fields.path(known.get("directory"))
            # without a project's file the client names no directory
            text = json_fields.text(known, "text")
            self._load(Loaded(directory or self.directory, text, at, bool(directory)))
        elif self.loaded is None:
            self.loaded = []

    def turn(self, payload: dict[str, Any], at: Moment) -> None:
        self.directory = json_fields.path(payload.get("cwd")) or self.directory
        if model := json_fields.text(payload, "model"):
            self.models[model] = None
        if "user_instructions" in payload:
            text = json_fields.text(payload, "user_instructions")
            self._load(Loaded(self.directory, text, at, None if text else False))
        policy = json_fields.record(payload, "sandbox_policy")
        sandbox = json_fields.text(policy, "type") or json_fields.text(payload, "sandbox_policy")
        network = policy.get("network_access")
        if sandbox == "danger-full-access":
            network = True
        elif sandbox == "read-only":
            network = bool(network)
        known = network if isinstance(network, bool) else None
        if sandbox:
            self.bounds[Bounds(sandbox, known, json_fields.text(payload, "approval_policy"))] = None

    def response(self, payload: dict[str, Any], at: Moment) -> None:
        kind = json_fields.text(payload, "type")
        call = json_fields.text(payload, "call_id")
        if kind in ("function_call", "custom_tool_call"):
            raw = self.raw.setdefault(call or f"line {at.line}", Raw(payload, at, self.directory))
            self.workers |= raw.name in WORKERS
        elif kind == "local_shell_call":
            raw = Raw({"name": "local_shell"}, at, self.directory)
            raw.arguments = json_fields.record(payload, "action")
            self.raw.setdefault(call or f"line {at.line}", raw)
        elif kind in ("function_call_output", "custom_tool_call_output") and call in self.raw:
            self.raw[call].end, self.raw[call].output = (
                at,
                rollout_calls.plain(payload.get("output")),
            )
            self._continued(self.raw[call])
            if self.raw[call].name in WORKERS:
                self.spawned |= dict.fromkeys(THREAD.findall(self.raw[call].output))
        elif kind == "web_search_call":
            self.searches += 1
        elif kind == "message" and json_fields.text(payload, "role") == "assistant":
            parts = [
                json_fields.text(part, "text") for part in json_fields.rows(payload, "content")
            ]
            self.message = "\n".join(filter(None, parts)) or self.message

    def event(self, payload: dict[str, Any], at: Moment) -> None:
        kind = json_fields.text(payload, "type")
        if kind == "item_completed":
            item = json_fields.record(payload, "item")
            reader = ITEMS.get(json_fields.text(item, "type"))
            if reader:
                self.told.add(json_fields.text(item, "id"))
                reader(self, item, _span(payload, at))
        elif kind in ENDS:
            self.told.add(json_fields.text(payload, "call_id"))
            raw = self.raw.get(json_fields.text(payload, "call_id"))
            ENDS[kind](self, payload, (raw.at if raw else at, at))
        elif kind in ("task_started", "turn_started"):
            self.finished = False
        elif kind in ("task_complete", "turn_complete"):
            self.finished = True

    def command(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        code, status = json_fields.number(item, "exit_code"), json_fields.text(item, "status")
        raw = self.raw.get(json_fields.text(item, "id") or json_fields.text(item, "call_id"))
        directory = json_fields.path(item.get("cwd")) or (raw.directory if raw else self.directory)
        self.runs.append(
            Run(
                json_fields.words(item.get("command")),
                directory,
                code,
                "declined" if status == "declined" else rollout_calls.outcome_of(code),
                *span,
                escalated=bool(raw and rollout_calls.is_escalated(raw.arguments)),
                output=json_fields.text(item, "aggregated_output")[-rollout_calls.TAIL :],
                running=status == "in_progress",
            )
        )

    def change(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        found = tuple(patches.changed(json_fields.record(item, "changes")))
        status = json_fields.text(item, "status")
        applied = item.get("success") is True if "success" in item else status == "completed"
        self.patches.append(Patch(found, applied, *span, why="" if applied else status))

    def call(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        asked = json_fields.record(item, "invocation") or item
        status, result = json_fields.text(item, "status"), json_fields.record(item, "result")
        failed = {"completed": False, "failed": True}.get(status)
        inner = json_fields.record(result, "Ok") or result
        if inner.get("isError") is True or inner.get("is_error") is True or "Err" in result:
            failed = True
        elif failed is None and inner:
            failed = False
        self.calls.append(
            Call(
                json_fields.text(asked, "server"), json_fields.text(asked, "tool"), failed, span[1]
            )
        )

    def session(self) -> Session:
        for key, raw in self.raw.items():
            if key not in self.told:
                self._untold(raw)
        forked = json_fields.text(self.meta, "forked_from_id")
        return Session(
            self.file,
            "rollout",
            json_fields.text(self.meta, "id"),
            json_fields.text(self.meta, "cli_version"),
            json_fields.text(self.meta, "timestamp"),
            json_fields.path(self.meta.get("cwd")),
            json_fields.text(self.meta, "git", "commit_hash"),
            json_fields.text(self.meta, "git", "branch"),
            None if self.loaded is None else tuple(self.loaded),
            tuple(sorted(self.runs, key=lambda run: run.end)),
            tuple(sorted(self.patches, key=lambda patch: patch.end)),
            tuple(sorted(self.calls, key=lambda call: call.at)),
            tuple(sorted(self.bounds, key=lambda b: (b.sandbox, str(b.network), b.approval))),
            self.searches,
            self.workers,
            self.message,
            self.finished,
            tuple(self.notes),
            models=tuple(self.models),
            repository=json_fields.text(self.meta, "git", "repository_url"),
            spawned=tuple(self.spawned),
            parent=json_fields.text(
                self.meta, "source", "subagent", "thread_spawn", "parent_thread_id"
            ),
            forked="" if forked in self.repeated else forked,
            until=json_fields.number(self.meta, "history_base", "end_ordinal_exclusive"),
        )

    def _load(self, new: Loaded) -> None:
        known = self.loaded or []
        if not known or (known[-1].directory, known[-1].text) != (new.directory, new.text):
            known.append(new)
        self.loaded = known

    def _continued(self, raw: Raw) -> None:
        """A command left running says where it can be asked; a later poll brings its end."""
        if raw.name != "write_stdin":
            return
        if typed := json_fields.text(raw.arguments, "chars").strip("\x03\x04\n "):
            # what a running program is told to do is known to it alone
            self.runs.append(
                Run(
                    ("write_stdin", typed),
                    raw.directory,
                    None,
                    "unknown",
                    raw.at,
                    raw.end or raw.at,
                )
            )
        number = raw.arguments.get("session_id")
        mark = f"Process running with session ID {number}"
        for other in reversed(self.raw.values()):
            if other.name in rollout_calls.SHELLS and mark in other.output.splitlines():
                other.output, other.end = raw.output, raw.end
                return

    def _untold(self, raw: Raw) -> None:
        """What a raw call did that no item tells of."""
        end = raw.end or raw.at
        if raw.name == "apply_patch":
            patch = raw.text or json_fields.text(raw.arguments, "input")
            self._done(rollout_calls.patched(raw, patch, end))
        elif raw.name in rollout_calls.SHELLS:
            self._done(rollout_calls.ran(raw, end))
        elif raw.namespace.startswith("mcp__") or raw.name.startswith("mcp__"):
            whole = f"{raw.namespace}__{raw.name}" if raw.namespace else raw.name
            server, _, tool = whole.removeprefix("mcp__").partition("__")
            self.calls.append(Call(server, tool, None, end))

    def _done(self, what: Run | Patch) -> None:
        if isinstance(what, Run):
            self.runs.append(what)
        else:
            self.patches.append(what)


Reader = Callable[[_Reading, dict[str, Any], Moment], None]
Teller = Callable[[_Reading, dict[str, Any], tuple[Moment, Moment]], None]

LINES: dict[str, Reader] = {
    "session_meta": _Reading.started,
    "world_state": _Reading.world,
    "turn_context": _Reading.turn,
    "response_item": _Reading.response,
    "event_msg": _Reading.event,
}
ITEMS: dict[str, Teller] = {
    "CommandExecution": _Reading.command,
    "FileChange": _Reading.change,
    "McpToolCall": _Reading.call,
}
ENDS: dict[str, Teller] = {
    "exec_command_end": _Reading.command,
    "patch_apply_end": _Reading.change,
    "mcp_tool_call_end": _Reading.call,
}


def _span(payload: dict[str, Any], at: Moment) -> tuple[Moment, Moment]:
    """When an item began and ended; the file's line decides within one millisecond."""
    start = json_fields.number(payload, "started_at_ms")
    end = json_fields.number(payload, "completed_at_ms")
    return (
        at if start is None else Moment(start, at.line),
        at if end is None else Moment(end, at.line),
    )
