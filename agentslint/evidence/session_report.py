"""A proof for people and for programs.

Two digests are given: of the text exactly as loaded, the user's own part included, and of the
repository's chain, which is what `explain` and a receipt show.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator

from agentslint.evidence.check_states import Attempt, Check, FileEdit
from agentslint.evidence.proof import Proof
from agentslint.evidence.session import Session
from agentslint.evidence.session_rows import CheckRow, CommandRow, EditRow, Schema, SessionRow
from agentslint.text.shell import script

NAME: Schema = "agentslint.session/1"
VERDICTS = {"closed": "closed loop", "open": "open loop", "unknown": "unknown"}
SHORT = 12  # characters of a digest that are shown to people
MOST = 8  # rows of a list that are shown to people


def document(proof: Proof) -> SessionRow:
    """`session --format json`, one session."""
    session = proof.session
    compared = proof.comparison
    return {
        "schema": NAME,
        "file": session.file,
        "verdict": proof.verdict,
        "missing": list(proof.missing),
        "unknown": list(proof.unknown),
        "session": {
            "id": session.id,
            "kind": session.kind,
            "client": session.client,
            "models": list(session.models),
            "digest": session.digest or None,
            "version": session.version,
            "began": session.began,
            "directory": proof.directory,
            "root": proof.place.root if proof.place else None,
            "commit": session.commit or None,
            "branch": session.branch or None,
            "finished": session.finished,
        },
        "instructions": {
            "state": compared.state,
            "why": compared.why,
            "against": compared.against or None,
            "digest": proof.digest,
            "chain_digest": compared.digest,
            "user_bytes": compared.user,
            "sources": list(compared.sources),
            "changed_since": compared.since,
            "not_loaded": list(proof.unloaded),
        },
        "checks": [_check(check) for check in proof.checks],
        "edits": [_edit(edit) for edit in proof.edits],
        "refused": [{"path": path, "why": why} for path, why in proof.refused],
        "outside": list(proof.outside),
        "commands": list(_commands(session)),
        "tools": [
            {
                "server": tool.server,
                "tool": tool.tool,
                "calls": tool.calls,
                "failed": tool.failed,
                "named": tool.named,
            }
            for tool in proof.tools
        ],
        "boundaries": [
            {"sandbox": each.sandbox, "network": each.network, "approval": each.approval}
            for each in session.bounds
        ],
        "web_searches": session.searches,
    }


def lines(proof: Proof) -> Iterator[str]:
    """The same for people: the verdict first, then what it rests on."""
    session = proof.session
    yield f"{VERDICTS[proof.verdict]}: {os.path.basename(session.file)}{_where(proof)}"
    yield from _rows("missing", proof.missing)
    yield from _rows("not known", proof.unknown)
    yield from _rows("told", [_told(proof)])
    yield from _rows(
        "not given", [f"{path}, which governs edited files" for path in proof.unloaded]
    )
    yield from _rows("checks", [_stood(check) for check in proof.checks] or ["none is required"])
    yield from _rows("edited", _unique(edit.path for edit in proof.edits if edit.sure))
    yield from _rows("refused", [f"{path}: {why}" for path, why in proof.refused])
    yield from _rows("outside", proof.outside)
    yield from _rows(
        "MCP",
        [
            f"{tool.server}.{tool.tool}: {_count(tool.calls, 'call')}"
            + (f", {tool.failed} failed" if tool.failed else "")
            + ("" if tool.named else ", not named in the handoff")
            for tool in proof.tools
        ],
    )
    bounds = [
        f"{each.sandbox}, approval {each.approval}{_network(each.network)}"
        for each in session.bounds
    ]
    if session.searches:
        bounds.append(_count(session.searches, "web search"))
    if escalated := [run for run in session.runs if run.escalated]:
        bounds.append(f"{_count(len(escalated), 'command')} outside the sandbox")
    yield from _rows("bounds", bounds)


def _where(proof: Proof) -> str:
    session = proof.session
    name = session.client.replace("-", " ").capitalize() if session.client != "codex" else "codex"
    parts = [f"{name} {session.version}" if session.version else "codex exec --json"]
    if session.directory:
        commit = f" at {session.commit[:7]}" if session.commit else ""
        parts.append(f"in {proof.directory if proof.place else session.directory}{commit}")
    return f" ({', '.join(parts)})"


def _told(proof: Proof) -> str:
    compared = proof.comparison
    told = f"sha256 {proof.digest[:SHORT]}, " if proof.digest else ""
    if compared.state == "equal":
        told += f"equal to the chain in {compared.against}"
        told += f" ({', '.join(compared.sources)})" if compared.sources else " (no file of it)"
        told += f", {compared.why}" if compared.why else ""
        told += f", after {compared.user} bytes of the user's own" if compared.user else ""
        return told + ("; the chain on disk is another one now" if compared.since else "")
    against = f" from {compared.against}" if compared.against else ""
    return f"{told}{compared.state}{against}: {compared.why}"


def _stood(check: Check) -> str:
    required = check.required
    where = f"{required.path}:{required.line}" if required.path else "as loaded"
    tried = f", {_count(len(check.attempts), 'run')}" if len(check.attempts) > 1 else ""
    after = len(_unique(edit.path for edit in check.after if edit.sure))
    later = f", {_count(after, 'file')} edited after it" if after else ""
    gate = f" {required.gate}" if required.gate else ""
    state = "passed" if check.state == "stale" else check.state
    return f"`{required.command}`{gate} ({where}): {state}{tried}{later}"


def _rows(name: str, rows: Iterable[str]) -> Iterator[str]:
    rows = list(rows)
    more = [f"and {len(rows) - MOST} more"] if len(rows) > MOST + 1 else []
    shown = [*rows[:MOST], *more] if more else rows
    for index, row in enumerate(shown):
        yield f"  {name if not index else '':<10}{row}"


def _check(check: Check) -> CheckRow:
    required = check.required
    return {
        "command": required.command,
        "gate": required.gate,
        "path": required.path or None,
        "line": required.line,
        "state": check.state,
        "attempts": [_attempt(attempt) for attempt in check.attempts],
        "edited_after": _unique(edit.path for edit in check.after if edit.path != "."),
    }


def _attempt(attempt: Attempt) -> CommandRow:
    return {"command": attempt.command, "outcome": attempt.outcome, "exit": attempt.exit}


def _edit(edit: FileEdit) -> EditRow:
    return {"path": edit.path, "inside": edit.inside, "sure": edit.sure, "by": edit.by}


def _commands(session: Session) -> Iterator[CommandRow]:
    for run in session.runs:
        typed = script(run.words) or shlex.join(run.words)
        yield {"command": typed, "outcome": run.outcome, "exit": run.exit}


def _network(network: bool | None) -> str:
    return {True: ", network open", False: ", no network", None: ""}[network]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 'es' if noun.endswith('ch') else 's'}"


def _unique(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(paths))
