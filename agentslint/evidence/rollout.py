"""What Codex keeps under `$CODEX_HOME/sessions` to a `Session`.

Shapes seen in codex-cli 0.120.0, 0.149.1 and 0.169.0. Newer files tell each command, patch and
tool call twice, as a raw call with its output and as an item: the item is believed, and the raw
call counts where there is none, as for what a sandbox or the user refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from agentslint.core import lazy_re
from agentslint.core.parsing import DEEPEST
from agentslint.evidence import fields, patches
from agentslint.evidence.lines import Line
from agentslint.evidence.session import (
    Bounds,
    Call,
    Loaded,
    Moment,
    Op,
    Outcome,
    Patch,
    Run,
    Session,
    Touch,
)

SHELLS = frozenset({"exec_command", "shell", "shell_command", "local_shell", "container.exec"})
WORKERS = frozenset({"spawn_agent", "followup_task", "send_message"})
THREAD = lazy_re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
TAIL = 2000  # characters of an output that are kept
REFUSED = ("rejected", "reject command", "declined", "denied by", "not approved")


def read(lines: Iterable[Line], file: str) -> Session:
    """Read the lines in order. Those that hold nothing become notes."""
    reading = _Reading(file)
    for line in lines:
        if line.fault:
            reading.notes.append(line.fault)
        else:
            reading.line(line)
    return reading.session()


class _Raw:
    """A call of the model, and what came back: the whole truth where no item tells of it."""

    __slots__ = ("arguments", "at", "directory", "end", "name", "namespace", "output", "text")

    def __init__(self, payload: dict[str, Any], at: Moment, directory: str) -> None:
        self.name = fields.text(payload, "name")
        self.namespace = fields.text(payload, "namespace")
        self.arguments = fields.nested(payload, "arguments")
        self.text = fields.text(payload, "input")
        self.at, self.directory = at, directory
        self.end: Moment | None = None
        self.output = ""


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
        self.raw: dict[str, _Raw] = {}
        self.told: set[str] = set()
        self.runs: list[Run] = []
        self.patches: list[Patch] = []
        self.models: dict[str, None] = {}
        self.spawned: dict[str, None] = {}
        self.repeated: set[str] = set()
        self.calls: list[Call] = []
        self.notes: list[str] = []

    def line(self, line: Line) -> None:
        payload = fields.record(line.value, "payload")
        reader = LINES.get(fields.text(line.value, "type"))
        if reader:
            reader(self, payload, Moment(_milliseconds(line.value.get("timestamp")), line.number))

    def started(self, payload: dict[str, Any], at: Moment) -> None:
        # a fork repeats the meta line of what it was forked from below its own
        if self.meta:
            self.repeated.add(fields.text(payload, "id"))
        else:
            self.meta = payload
            self.directory = fields.path(payload.get("cwd"))

    def world(self, payload: dict[str, Any], at: Moment) -> None:
        state = fields.record(payload, "state")
        self.state = state if payload.get("full") is not False else _merged(self.state, state)
        if "agents_md" in state:
            known = fields.record(self.state, "agents_md")
            directory = fields.path(known.get("directory"))
            # without a project's file the client names no directory
            text = fields.text(known, "text")
            self._load(Loaded(directory or self.directory, text, at, bool(directory)))
        elif self.loaded is None:
            self.loaded = []

    def turn(self, payload: dict[str, Any], at: Moment) -> None:
        self.directory = fields.path(payload.get("cwd")) or self.directory
        if model := fields.text(payload, "model"):
            self.models[model] = None
        if "user_instructions" in payload:
            text = fields.text(payload, "user_instructions")
            self._load(Loaded(self.directory, text, at, None if text else False))
        policy = fields.record(payload, "sandbox_policy")
        sandbox = fields.text(policy, "type") or fields.text(payload, "sandbox_policy")
        network = policy.get("network_access")
        if sandbox == "danger-full-access":
            network = True
        elif sandbox == "read-only":
            network = bool(network)
        known = network if isinstance(network, bool) else None
        if sandbox:
            self.bounds[Bounds(sandbox, known, fields.text(payload, "approval_policy"))] = None

    def response(self, payload: dict[str, Any], at: Moment) -> None:
        kind = fields.text(payload, "type")
        call = fields.text(payload, "call_id")
        if kind in ("function_call", "custom_tool_call"):
            raw = self.raw.setdefault(call or f"line {at.line}", _Raw(payload, at, self.directory))
            self.workers |= raw.name in WORKERS
        elif kind == "local_shell_call":
            raw = _Raw({"name": "local_shell"}, at, self.directory)
            raw.arguments = fields.record(payload, "action")
            self.raw.setdefault(call or f"line {at.line}", raw)
        elif kind in ("function_call_output", "custom_tool_call_output") and call in self.raw:
            self.raw[call].end, self.raw[call].output = at, _output(payload.get("output"))
            self._continued(self.raw[call])
            if self.raw[call].name in WORKERS:
                self.spawned |= dict.fromkeys(THREAD.findall(self.raw[call].output))
        elif kind == "web_search_call":
            self.searches += 1
        elif kind == "message" and fields.text(payload, "role") == "assistant":
            parts = [fields.text(part, "text") for part in fields.rows(payload, "content")]
            self.message = "\n".join(filter(None, parts)) or self.message

    def event(self, payload: dict[str, Any], at: Moment) -> None:
        kind = fields.text(payload, "type")
        if kind == "item_completed":
            item = fields.record(payload, "item")
            reader = ITEMS.get(fields.text(item, "type"))
            if reader:
                self.told.add(fields.text(item, "id"))
                reader(self, item, _span(payload, at))
        elif kind in ENDS:
            self.told.add(fields.text(payload, "call_id"))
            raw = self.raw.get(fields.text(payload, "call_id"))
            ENDS[kind](self, payload, (raw.at if raw else at, at))
        elif kind in ("task_started", "turn_started"):
            self.finished = False
        elif kind in ("task_complete", "turn_complete"):
            self.finished = True

    def command(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        code, status = fields.number(item, "exit_code"), fields.text(item, "status")
        raw = self.raw.get(fields.text(item, "id") or fields.text(item, "call_id"))
        directory = fields.path(item.get("cwd")) or (raw.directory if raw else self.directory)
        self.runs.append(
            Run(
                fields.words(item.get("command")),
                directory,
                code,
                "declined" if status == "declined" else _outcome(code),
                *span,
                escalated=bool(raw and _escalated(raw.arguments)),
                output=fields.text(item, "aggregated_output")[-TAIL:],
                running=status == "in_progress",
            )
        )

    def change(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        found: list[Touch] = []
        for name, change in fields.record(item, "changes").items():
            path = fields.path(name) or fields.text({"path": name}, "path")
            kind, moved = fields.text(change, "type"), fields.path(_value(change, "move_path"))
            diff = Op("unified", fields.text(change, "unified_diff"))
            if moved and moved != path:
                found.append(Touch(moved, "add", replace(diff, source=path)))
                found.append(Touch(path, "delete", Op("delete")))
            elif kind == "add":
                held = _value(change, "content")
                told = (
                    Op("write", fields.text(change, "content")) if isinstance(held, str) else None
                )
                found.append(Touch(path, "add", told))
            elif kind == "delete":
                found.append(Touch(path, "delete", Op("delete")))
            else:
                found.append(Touch(path, "update", diff if diff.text else None))
        status = fields.text(item, "status")
        applied = item.get("success") is True if "success" in item else status == "completed"
        self.patches.append(Patch(tuple(found), applied, *span, why="" if applied else status))

    def call(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        asked = fields.record(item, "invocation") or item
        status, result = fields.text(item, "status"), fields.record(item, "result")
        failed = {"completed": False, "failed": True}.get(status)
        inner = fields.record(result, "Ok") or result
        if inner.get("isError") is True or inner.get("is_error") is True or "Err" in result:
            failed = True
        elif failed is None and inner:
            failed = False
        self.calls.append(
            Call(fields.text(asked, "server"), fields.text(asked, "tool"), failed, span[1])
        )

    def session(self) -> Session:
        for key, raw in self.raw.items():
            if key not in self.told:
                self._untold(raw)
        forked = fields.text(self.meta, "forked_from_id")
        return Session(
            self.file,
            "rollout",
            fields.text(self.meta, "id"),
            fields.text(self.meta, "cli_version"),
            fields.text(self.meta, "timestamp"),
            fields.path(self.meta.get("cwd")),
            fields.text(self.meta, "git", "commit_hash"),
            fields.text(self.meta, "git", "branch"),
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
            repository=fields.text(self.meta, "git", "repository_url"),
            spawned=tuple(self.spawned),
            parent=fields.text(self.meta, "source", "subagent", "thread_spawn", "parent_thread_id"),
            forked="" if forked in self.repeated else forked,
            until=fields.number(self.meta, "history_base", "end_ordinal_exclusive"),
        )

    def _load(self, new: Loaded) -> None:
        known = self.loaded or []
        if not known or (known[-1].directory, known[-1].text) != (new.directory, new.text):
            known.append(new)
        self.loaded = known

    def _continued(self, raw: _Raw) -> None:
        """A command left running says where it can be asked; a later poll brings its end."""
        if raw.name != "write_stdin":
            return
        if typed := fields.text(raw.arguments, "chars").strip("\x03\x04\n "):
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
            if other.name in SHELLS and mark in other.output.splitlines():
                other.output, other.end = raw.output, raw.end
                return

    def _untold(self, raw: _Raw) -> None:
        """What a raw call did that no item tells of."""
        end = raw.end or raw.at
        if raw.name == "apply_patch":
            self._patched(raw, raw.text or fields.text(raw.arguments, "input"), end)
        elif raw.name in SHELLS:
            self._ran(raw, end)
        elif raw.namespace.startswith("mcp__") or raw.name.startswith("mcp__"):
            whole = f"{raw.namespace}__{raw.name}" if raw.namespace else raw.name
            server, _, tool = whole.removeprefix("mcp__").partition("__")
            self.calls.append(Call(server, tool, None, end))

    def _patched(self, raw: _Raw, patch: str, end: Moment) -> None:
        code = _exit(raw.output)
        applied = code == 0 if code is not None else "Success. Updated" in raw.output
        found = tuple(patches.touches(patch, raw.directory))
        why = "" if applied else (raw.output.splitlines() or ["no output"])[0]
        self.patches.append(Patch(found, applied, raw.at, end, why))

    def _ran(self, raw: _Raw, end: Moment) -> None:
        arguments = raw.arguments
        typed = arguments.get("cmd", arguments.get("command"))
        directory = fields.path(_value(arguments, "workdir")) or raw.directory
        words = ("bash", "-lc", typed) if isinstance(typed, str) else fields.words(typed)
        script = words[-1] if words else ""
        # Codex takes such a command for its editing tool and runs no shell
        if script.lstrip().startswith("apply_patch"):
            self._patched(raw, script, end)
            return
        code = _exit(raw.output)
        refused = code is None and any(mark in raw.output[:400] for mark in REFUSED)
        outcome: Outcome = "declined" if refused else _outcome(code)
        escalated = _escalated(arguments) and not refused
        output = raw.output.partition("\nOutput:\n")[2] or raw.output
        running = code is None and "Process running with session ID" in raw.output
        tail = output[-TAIL:]
        self.runs.append(
            Run(words, directory, code, outcome, raw.at, end, escalated, tail, running)
        )


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
    start = fields.number(payload, "started_at_ms")
    end = fields.number(payload, "completed_at_ms")
    return (
        at if start is None else Moment(start, at.line),
        at if end is None else Moment(end, at.line),
    )


def _milliseconds(stamp: Any) -> int:
    try:
        return int(datetime.fromisoformat(stamp).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return 0


def _outcome(code: int | None) -> Outcome:
    return "unknown" if code is None else "failed" if code else "passed"


def _escalated(arguments: dict[str, Any]) -> bool:
    return (
        arguments.get("sandbox_permissions") == "require_escalated"
        or arguments.get("with_escalated_permissions") is True
    )


def _output(value: Any) -> str:
    """The text that came back, whether plain, in parts, or wrapped in JSON with its exit code."""
    if isinstance(value, list):
        return "\n".join(fields.text(part, "text") for part in value)
    plain = fields.text({"output": value}, "output")
    inner = fields.nested({"output": value}, "output")
    code = fields.number(inner, "metadata", "exit_code")
    return plain if code is None else f"Exit code: {code}\n{fields.text(inner, 'output')}"


def _exit(output: str) -> int | None:
    """The exit code that the client put above a command's own output."""
    head, _, _ = output.partition("\nOutput:\n")
    found = fields.ENDS.search(head if head != output else output[:200])
    # an editing tool called through a shell reports below a second heading
    if found is None and (again := output.partition("\nOutput:\n")[2]).startswith("Exit code: "):
        found = fields.ENDS.search(again[:40])
    return int(found[1]) if found else None


def _value(record: Any, key: str) -> Any:
    return record.get(key) if isinstance(record, dict) else None


def _merged(old: dict[str, Any], new: dict[str, Any], deep: int = 0) -> dict[str, Any]:
    """A patch of the world's state over what was known; null removes a key."""
    found = dict(old)
    for key, value in new.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict) and isinstance(found.get(key), dict) and deep < DEEPEST:
            found[key] = _merged(found[key], value, deep + 1)
        else:
            found[key] = value
    return found
