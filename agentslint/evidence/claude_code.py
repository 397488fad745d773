"""What Claude Code keeps under `~/.claude/projects` to a `Session`.

Shapes seen in Claude Code 2.1.332. A call of the model and its result are two lines, joined by the
call's id; an edit's result holds the whole file from before it. No commit is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from agentslint.core import lazy_re
from agentslint.evidence import json_fields
from agentslint.evidence.json_lines import Line, sound
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

CODE = lazy_re.compile(r"^(?:Error: )?Exit code (\d{1,3})$", lazy_re.MULTILINE)
# what a result says that the user, or a rule, refused
REFUSED = lazy_re.compile(
    r"doesn't want to proceed|was rejected|Permission to use|denied|requested permissions",
    lazy_re.I,
)
WORKERS = frozenset({"Task", "Agent", "Workflow"})
TAIL = 2000  # characters of an output that are kept


def read(lines: Iterable[Line], file: str) -> Session:
    """Read the lines in order. Those that hold nothing become notes."""
    reading = _Reading(file)
    for line in sound(lines, reading.notes):
        reading.line(line)
    return reading.session()


class _Asked:
    """A call of the model: when, where, for what."""

    __slots__ = ("at", "directory", "given", "name")

    def __init__(self, block: dict[str, Any], at: Moment, directory: str) -> None:
        self.name = json_fields.text(block, "name")
        self.given = json_fields.record(block, "input")
        self.at, self.directory = at, directory


class _Reading:
    """What has been read so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.id = self.version = self.began = self.directory = self.branch = self.message = ""
        self.here = self.mode = ""
        self.finished = self.workers = False
        self.searches = 0
        self.asked: dict[str, _Asked] = {}
        self.loaded: list[Loaded] | None = None
        self.bounds: dict[Bounds, None] = {}
        self.models: dict[str, None] = {}
        self.runs: list[Run] = []
        self.patches: list[Patch] = []
        self.calls: list[Call] = []
        self.notes: list[str] = []

    def line(self, line: Line) -> None:
        value = line.value
        at = Moment(json_fields.milliseconds(value.get("timestamp")), line.number)
        self.id = self.id or json_fields.text(value, "sessionId")
        self.version = self.version or json_fields.text(value, "version")
        self.began = self.began or json_fields.text(value, "timestamp")
        self.here = json_fields.path(value.get("cwd")) or self.here
        self.directory = self.directory or self.here
        self.branch = self.branch or json_fields.text(value, "gitBranch")
        self.mode = json_fields.text(value, "permissionMode") or self.mode
        self.workers |= value.get("isSidechain") is True
        reader = LINES.get(json_fields.text(value, "type"))
        if reader:
            reader(self, value, at)

    def attachment(self, value: dict[str, Any], at: Moment) -> None:
        held = json_fields.record(value, "attachment")
        if json_fields.text(held, "type") != "instructions":
            return
        files = [
            (json_fields.text(row, "path"), json_fields.text(row, "content"))
            for row in json_fields.rows(held, "files")
            if json_fields.text(row, "type") != "User"
        ]
        own = [r for r in json_fields.rows(held, "files") if json_fields.text(r, "type") == "User"]
        text = "\n\n".join(
            json_fields.text(row, "content") for row in [*own, *json_fields.rows(held, "files")]
        )
        new = Loaded(self.here, text, at, bool(files), tuple(files))
        self.loaded = [*(self.loaded or []), new]

    def assistant(self, value: dict[str, Any], at: Moment) -> None:
        message = json_fields.record(value, "message")
        if model := json_fields.text(message, "model"):
            self.models[model] = None
        said = []
        for block in json_fields.rows(message, "content"):
            kind = json_fields.text(block, "type")
            if kind == "text":
                said.append(json_fields.text(block, "text"))
            elif kind == "tool_use":
                asked = _Asked(block, at, self.here)
                self.asked[json_fields.text(block, "id")] = asked
                self.workers |= asked.name in WORKERS
                self.searches += asked.name in ("WebSearch", "WebFetch")
        self.message = "\n".join(filter(None, said)) or self.message
        self.finished = json_fields.text(message, "stop_reason") in ("end_turn", "stop_sequence")

    def user(self, value: dict[str, Any], at: Moment) -> None:
        content = json_fields.record(value, "message").get("content")
        results = (
            [block for block in content if isinstance(block, dict)]
            if isinstance(content, list)
            else []
        )
        if not any(json_fields.text(block, "type") == "tool_result" for block in results):
            self.finished = False
        for block in results:
            asked = self.asked.pop(json_fields.text(block, "tool_use_id"), None)
            if asked is not None:
                self._result(asked, block, value, at)

    def session(self) -> Session:
        for asked in self.asked.values():
            self._unanswered(asked)
        return Session(
            self.file,
            "claude-code",
            self.id,
            self.version,
            self.began,
            self.directory,
            branch=self.branch,
            loaded=None if self.loaded is None else tuple(self.loaded),
            runs=tuple(sorted(self.runs, key=lambda run: run.end)),
            patches=tuple(sorted(self.patches, key=lambda patch: patch.end)),
            calls=tuple(sorted(self.calls, key=lambda call: call.at)),
            bounds=tuple(
                sorted(self.bounds, key=lambda b: (b.sandbox, str(b.network), b.approval))
            ),
            searches=self.searches,
            workers=self.workers,
            message=self.message,
            finished=self.finished,
            notes=tuple(self.notes),
            client="claude-code",
            models=tuple(self.models),
        )

    def _result(
        self, asked: _Asked, block: dict[str, Any], value: dict[str, Any], at: Moment
    ) -> None:
        told = value.get("toolUseResult")
        failed = block.get("is_error") is True
        output = _text(block.get("content"))
        decided = json_fields.text(value, "permissionDecision", "decision")
        refused = decided in ("reject", "deny") or (failed and bool(REFUSED.search(output[:300])))
        if asked.name == "Bash":
            self._ran(asked, failed, refused, output, told, at)
            boxed = value.get("sandboxed")
            sandbox = "sandboxed" if boxed is True else "none" if boxed is False else "not said"
            self.bounds[Bounds(sandbox, None, self.mode or "not said")] = None
        elif asked.name in EDITORS:
            self._edited(asked, failed, output, json_fields.record({"told": told}, "told"), at)
        elif asked.name.startswith("mcp__"):
            server, _, tool = asked.name.removeprefix("mcp__").partition("__")
            self.calls.append(Call(server, tool, failed, at))

    def _ran(
        self, asked: _Asked, failed: bool, refused: bool, output: str, told: Any, at: Moment
    ) -> None:
        command = json_fields.text(asked.given, "command")
        found = CODE.search(output[:200]) if failed else None
        code = int(found[1]) if found else None if failed else 0
        behind = asked.given.get("run_in_background") is True
        cut = json_fields.record({"told": told}, "told").get("interrupted") is True
        outcome: Outcome = "declined" if refused and found is None else "unknown"
        if outcome != "declined" and code is not None and not behind and not cut:
            outcome = "failed" if code else "passed"
        code = None if behind or cut or refused else code
        words = ("bash", "-c", command)
        escalated = asked.given.get("dangerouslyDisableSandbox") is True
        self.runs.append(
            Run(
                words,
                asked.directory,
                code,
                outcome,
                asked.at,
                at,
                escalated,
                output[-TAIL:],
                behind or cut,
            )
        )

    def _edited(
        self, asked: _Asked, failed: bool, output: str, told: dict[str, Any], at: Moment
    ) -> None:
        path = json_fields.path(asked.given.get("file_path") or asked.given.get("notebook_path"))
        if not path:
            return
        before = told.get("originalFile")
        old = json_fields.text(told, "originalFile") if isinstance(before, str) else None
        touch = Touch(
            path,
            "add" if old is None and asked.name == "Write" else "update",
            _made(asked, told, old),
            old,
        )
        why = (output.splitlines() or ["no output"])[0] if failed else ""
        self.patches.append(Patch((touch,), not failed, asked.at, at, why))

    def _unanswered(self, asked: _Asked) -> None:
        """A call whose result the file does not hold: it may have been made."""
        if asked.name == "Bash":
            words = ("bash", "-c", json_fields.text(asked.given, "command"))
            self.runs.append(
                Run(words, asked.directory, None, "unknown", asked.at, asked.at, running=True)
            )
        elif asked.name in EDITORS and (path := json_fields.path(asked.given.get("file_path"))):
            self.patches.append(Patch((Touch(path, "update"),), True, asked.at, asked.at))


EDITORS = frozenset({"Edit", "MultiEdit", "Write", "NotebookEdit"})
LINES: dict[str, Callable[[_Reading, dict[str, Any], Moment], None]] = {
    "attachment": _Reading.attachment,
    "assistant": _Reading.assistant,
    "user": _Reading.user,
}


def _made(asked: _Asked, told: dict[str, Any], old: str | None) -> Op | None:
    """What an edit leaves in its file, where its own words say it."""
    if told.get("userModified") is True or asked.name == "NotebookEdit":
        return None
    if asked.name == "Write":
        content = asked.given.get("content")
        return (
            Op("write", json_fields.text(asked.given, "content"))
            if isinstance(content, str)
            else None
        )
    text = old
    edits = json_fields.rows(asked.given, "edits") if asked.name == "MultiEdit" else [asked.given]
    for edit in edits:
        one, two = json_fields.text(edit, "old_string"), json_fields.text(edit, "new_string")
        if text is None or (one and one not in text):
            return None
        every = json_fields.record({"edit": edit}, "edit").get("replace_all") is True
        text = text.replace(one, two, -1 if every else 1) if one else two
    return None if text is None else Op("write", text)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(json_fields.text(part, "text") for part in value)
    return json_fields.text({"value": value}, "value")
