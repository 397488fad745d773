"""The output of `codex exec --json` to a `Session`. It carries no instructions, directory or commit.

Shapes seen in codex-cli 0.120.0, 0.149.1 and 0.169.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from agentslint.evidence import json_fields
from agentslint.evidence.json_lines import Line, sound
from agentslint.evidence.session import Call, Moment, Outcome, Patch, Run, Session, Touch

OUTCOMES: dict[str, Outcome] = {
    "completed": "passed",
    "failed": "failed",
    "declined": "declined",
}


def read(lines: Iterable[Line], file: str) -> Session:
    """Read the events in order. Lines that hold none become notes."""
    reading = _Reading()
    for line in sound(lines, reading.notes):
        reading.event(line)
    return reading.session(file)


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.thread = self.message = ""
        self.finished = self.workers = False
        self.searches = 0
        self.started: dict[str, int] = {}
        self.runs: list[Run] = []
        self.patches: list[Patch] = []
        self.calls: list[Call] = []
        self.notes: list[str] = []

    def event(self, line: Line) -> None:
        kind, item = json_fields.text(line.value, "type"), json_fields.record(line.value, "item")
        if kind == "thread.started":
            self.thread = json_fields.text(line.value, "thread_id")
        elif kind == "turn.started":
            self.finished = False
        elif kind in ("turn.completed", "turn.failed"):
            self.finished = True
        elif kind == "item.started":
            self.started.setdefault(json_fields.text(item, "id"), line.number)
        elif kind == "item.completed":
            reader = ITEMS.get(json_fields.text(item, "type"))
            if reader:
                reader(self, item, self._span(item, line.number))

    def session(self, file: str) -> Session:
        return Session(
            file,
            "exec-json",
            self.thread,
            runs=tuple(self.runs),
            patches=tuple(self.patches),
            calls=tuple(self.calls),
            searches=self.searches,
            workers=self.workers,
            message=self.message,
            finished=self.finished,
            notes=tuple(self.notes),
        )

    def command(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        status = OUTCOMES.get(json_fields.text(item, "status"), "unknown")
        code = json_fields.number(item, "exit_code")
        if status != "declined" and code is not None:
            status = "failed" if code else "passed"
        output = json_fields.text(item, "aggregated_output")[-2000:]
        words = json_fields.words(item.get("command"))
        self.runs.append(Run(words, "", code, status, *span, output=output))

    def change(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        found = []
        for row in json_fields.rows(item, "changes"):
            path = json_fields.text(row, "path")
            kind = json_fields.text(row, "kind")
            if path and kind in ("add", "delete"):
                found.append(Touch(path, "add" if kind == "add" else "delete"))
            elif path:
                found.append(Touch(path, "update"))
        status = json_fields.text(item, "status")
        self.patches.append(Patch(tuple(found), status == "completed", *span, why=status))

    def call(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        status = json_fields.text(item, "status")
        failed = {"completed": False, "failed": True}.get(status)
        self.calls.append(
            Call(json_fields.text(item, "server"), json_fields.text(item, "tool"), failed, span[1])
        )

    def said(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        self.message = json_fields.text(item, "text")

    def search(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        self.searches += 1

    def worker(self, item: dict[str, Any], span: tuple[Moment, Moment]) -> None:
        self.workers = True

    def _span(self, item: dict[str, Any], line: int) -> tuple[Moment, Moment]:
        start = self.started.get(json_fields.text(item, "id"), line)
        return Moment(0, start), Moment(0, line)


ITEMS: dict[str, Callable[[_Reading, dict[str, Any], tuple[Moment, Moment]], None]] = {
    "command_execution": _Reading.command,
    "file_change": _Reading.change,
    "mcp_tool_call": _Reading.call,
    "agent_message": _Reading.said,
    "web_search": _Reading.search,
    "collab_tool_call": _Reading.worker,
}
