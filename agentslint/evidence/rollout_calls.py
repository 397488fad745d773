"""Raw calls of the model in a Codex file: what a call did, from its arguments and what came back."""

from __future__ import annotations

from typing import Any

from agentslint.evidence import json_fields, patches
from agentslint.evidence.session import Moment, Outcome, Patch, Run

SHELLS = frozenset({"exec_command", "shell", "shell_command", "local_shell", "container.exec"})
TAIL = 2000  # characters of an output that are kept
REFUSED = ("rejected", "reject command", "declined", "denied by", "not approved")


class Raw:
    """A call of the model, and what came back: the whole truth where no item tells of it."""

    __slots__ = ("arguments", "at", "directory", "end", "name", "namespace", "output", "text")

    def __init__(self, payload: dict[str, Any], at: Moment, directory: str) -> None:
        self.name = json_fields.text(payload, "name")
        self.namespace = json_fields.text(payload, "namespace")
        self.arguments = json_fields.nested(payload, "arguments")
        self.text = json_fields.text(payload, "input")
        self.at, self.directory = at, directory
        self.end: Moment | None = None
        self.output = ""


def ran(raw: Raw, end: Moment) -> Run | Patch:
    """The command that a shell was given; Codex takes some for its editing tool, and runs no shell."""
    arguments = raw.arguments
    typed = arguments.get("cmd", arguments.get("command"))
    directory = json_fields.path(json_fields.value(arguments, "workdir")) or raw.directory
    words = ("bash", "-lc", typed) if isinstance(typed, str) else json_fields.words(typed)
    script = words[-1] if words else ""
    if script.lstrip().startswith("apply_patch"):
        return patched(raw, script, end)
    code = _exit(raw.output)
    refused = code is None and any(mark in raw.output[:400] for mark in REFUSED)
    outcome: Outcome = "declined" if refused else outcome_of(code)
    escalated = is_escalated(arguments) and not refused
    output = raw.output.partition("\nOutput:\n")[2] or raw.output
    running = code is None and "Process running with session ID" in raw.output
    tail = output[-TAIL:]
    return Run(words, directory, code, outcome, raw.at, end, escalated, tail, running)


def patched(raw: Raw, patch: str, end: Moment) -> Patch:
    """The files that a patch names, and whether it was applied."""
    code = _exit(raw.output)
    applied = code == 0 if code is not None else "Success. Updated" in raw.output
    found = tuple(patches.touches(patch, raw.directory))
    why = "" if applied else (raw.output.splitlines() or ["no output"])[0]
    return Patch(found, applied, raw.at, end, why)


def outcome_of(code: int | None) -> Outcome:
    """What an exit code says; nothing where there is none."""
    return "unknown" if code is None else "failed" if code else "passed"


def is_escalated(arguments: dict[str, Any]) -> bool:
    """Whether a call asked to run outside the sandbox."""
    return (
        arguments.get("sandbox_permissions") == "require_escalated"
        or arguments.get("with_escalated_permissions") is True
    )


def plain(value: Any) -> str:
    """The text that came back, whether plain, in parts, or wrapped in JSON with its exit code."""
    if isinstance(value, list):
        return "\n".join(json_fields.text(part, "text") for part in value)
    told = json_fields.text({"output": value}, "output")
    inner = json_fields.nested({"output": value}, "output")
    code = json_fields.number(inner, "metadata", "exit_code")
    return told if code is None else f"Exit code: {code}\n{json_fields.text(inner, 'output')}"


def _exit(output: str) -> int | None:
    """The exit code that the client put above a command's own output."""
    head, _, _ = output.partition("\nOutput:\n")
    found = json_fields.ENDS.search(head if head != output else output[:200])
    # an editing tool called through a shell reports below a second heading
    if found is None and (again := output.partition("\nOutput:\n")[2]).startswith("Exit code: "):
        found = json_fields.ENDS.search(again[:40])
    return int(found[1]) if found else None
