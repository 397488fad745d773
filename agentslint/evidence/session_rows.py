"""The plain values of a proof, schema `session`, version 1. The types are the schema."""

from __future__ import annotations

from typing import Literal, TypedDict

from agentslint.core.json_schema import Integer
from agentslint.evidence.check_states import State as CheckState
from agentslint.evidence.loaded_instructions import State
from agentslint.evidence.proof import Verdict

Schema = Literal["agentslint.session/1"]


class RanRow(TypedDict):
    """The session, as its file tells."""

    id: str
    kind: Literal["rollout", "exec-json", "claude-code"]
    client: str
    models: list[str]
    digest: str | None
    version: str
    began: str
    directory: str
    root: str | None
    commit: str | None
    branch: str | None
    finished: bool


class InstructionsRow(TypedDict):
    """The instructions that it loaded, held against the repository's."""

    state: State
    why: str
    against: str | None
    digest: str | None
    chain_digest: str | None
    user_bytes: int
    sources: list[str]
    changed_since: bool
    not_loaded: list[str]


class CommandRow(TypedDict):
    """A command that ran."""

    command: str
    outcome: str
    exit: Integer | None


class CheckRow(TypedDict):
    """What was required, and how it stands."""

    command: str
    gate: str
    path: str | None
    line: int
    state: CheckState
    attempts: list[CommandRow]
    edited_after: list[str]


class EditRow(TypedDict):
    """A file that was written."""

    path: str
    inside: bool
    sure: bool
    by: str


class RefusedRow(TypedDict):
    """A patch that was not applied."""

    path: str
    why: str


class ToolRow(TypedDict):
    """An MCP tool that was called."""

    server: str
    tool: str
    calls: int
    failed: int
    named: bool


class BoundaryRow(TypedDict):
    """The sandbox of a turn."""

    sandbox: str
    network: bool | None
    approval: str


class SessionRow(TypedDict):
    """`session --format json`, one session."""

    schema: Schema
    file: str
    verdict: Verdict
    missing: list[str]
    unknown: list[str]
    session: RanRow
    instructions: InstructionsRow
    checks: list[CheckRow]
    edits: list[EditRow]
    refused: list[RefusedRow]
    outside: list[str]
    commands: list[CommandRow]
    tools: list[ToolRow]
    boundaries: list[BoundaryRow]
    web_searches: int
