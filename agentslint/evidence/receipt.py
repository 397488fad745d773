"""A receipt: which instructions governed a diff, what they require, what was run, and the verdict.

One file on purpose: one document, field by field.

The same inputs give the same bytes: no time, no name of a machine, no commit that a rebase changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from agentslint import __version__
from agentslint.core.escape import quoted
from agentslint.evidence import changed_files, ledger, published_commands, weakened_checks
from agentslint.evidence.checks import Required
from agentslint.evidence.diff_proof import DiffProof
from agentslint.evidence.diff_size import Size
from agentslint.evidence.proof import Proof
from agentslint.evidence.receipt_comparison import differences, digest
from agentslint.evidence.redaction import Redaction
from agentslint.model import Agent, Finding
from agentslint.repo import Repo
from agentslint.repo.changes import Diff

NAME = "agentslint.receipt/1"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:agentslint:receipt:1"
LIMIT = 4096  # bytes of the JSON form
# Rows kept of each list, and characters of each text, tried in turn until a receipt fits.
CUTS = ((60, 400), (30, 240), (15, 160), (8, 120), (5, 100), (3, 80), (2, 60), (1, 40))
LISTS = ("findings", "ran", "required", "chains", "tools", "missing", "unknown", "sessions")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a receipt is made of. `entries` are the ledger's, None where there is no ledger."""

    repo: Repo
    agent: Agent
    diff: Diff
    size: Size
    findings: tuple[Finding, ...]
    proofs: tuple[Proof, ...] = ()
    entries: tuple[dict[str, Any], ...] | None = None


def build(inputs: Inputs, limit: int = LIMIT) -> dict[str, Any]:
    """The receipt, cut to `limit` bytes of JSON where its lists are longer; what was cut is said."""
    made = list(_cuts(inputs))
    fits = (each for each in made if len(text(each).encode("utf-8", "backslashreplace")) <= limit)
    return next(fits, made[-1])


def rebuild(inputs: Inputs, given: dict[str, Any], *, shown: bool) -> dict[str, Any]:
    """The receipt computed again, cut as the given one is: whichever cut differs from it the least.

    How far a receipt had to be cut depends on its limit, and on what its version had to say.
    """
    return min(_cuts(inputs), key=lambda again: len(list(differences(given, again, shown=shown))))


def _cuts(inputs: Inputs) -> Iterator[dict[str, Any]]:
    """The receipt at every length, the longest first."""
    whole = _document(replace(inputs, diff=ledger.work(inputs.diff)))
    for rows, characters in CUTS:
        yield _sealed(_cut(whole, rows, characters))


def text(document: dict[str, Any]) -> str:
    """A receipt as JSON, always in the same bytes."""
    return quoted(json.dumps(document, indent=1, ensure_ascii=False)) + "\n"


def subjects(document: dict[str, Any], trees: dict[str, str]) -> list[dict[str, Any]]:
    """What a receipt is about, as in-toto names it: its diff, the commit it is from, and the tree it leads to.

    `trees` are the ids of the trees before and after, by "base" and "result": see `repo.result_tree`.
    """
    about = document["diff"]
    return [
        {"name": "diff", "digest": {"sha256": about["digest"]}},
        {"name": "base", "digest": {"gitCommit": about["base"], "gitTree": trees["base"]}},
        {"name": "result", "digest": {"gitTree": trees["result"]}},
    ]


def statement(document: dict[str, Any], trees: dict[str, str]) -> dict[str, Any]:
    """The receipt as an in-toto statement about the diff, for a signer to sign."""
    return {
        "_type": STATEMENT,
        "subject": subjects(document, trees),
        "predicateType": PREDICATE,
        "predicate": document,
    }


def _document(inputs: Inputs) -> dict[str, Any]:
    repo, diff, size = inputs.repo, inputs.diff, inputs.size
    roots = (repo.root, *(proof.place.root for proof in inputs.proofs if proof.place))
    out = Redaction(tuple(dict.fromkeys(roots)))
    held = list(_required(inputs))
    required = [row for row, _ in held]
    missing = out.texts(_missing(inputs, held), "missing")
    unknown = out.texts(dict.fromkeys(_unknown(inputs, held)), "unknown")
    return {
        "schema": NAME,
        "version": __version__,
        "agent": inputs.agent.id,
        "verdict": "open" if missing else "unknown" if unknown else "closed",
        "missing": missing,
        "unknown": unknown,
        "diff": {
            "base": diff.base,
            "digest": diff.digest,
            "files": len(size.rows),
            "added": size.added,
            "deleted": size.deleted,
            "generated": len(size.generated),
            "paths": [f"{kind} {path} +{add} -{gone}" for kind, path, add, gone in size.rows],
        },
        "chains": [{**each, "files": count} for each, count in _chains(repo, inputs.agent, diff)],
        "required": [{**row, "command": out.text(row["command"], "required")} for row in required],
        "sessions": [
            {
                "id": proof.session.id,
                "client": f"{proof.session.client} {proof.session.version}".strip(),
                "models": list(proof.session.models),
                "digest": proof.session.digest or None,
                "verdict": proof.verdict,
                "loaded": proof.comparison.digest if proof.comparison.state == "equal" else None,
                "instructions": proof.comparison.state,
                "not_loaded": list(proof.unloaded),
            }
            for proof in inputs.proofs
        ],
        "ran": [
            {"command": each.command, "exit": each.exit, "last": each.last}
            for each in published_commands.told(inputs.proofs, repo, out, "ran")
        ],
        "tools": [
            f"{tool.server}.{tool.tool}: {tool.calls} calls, {tool.failed} failed"
            for proof in inputs.proofs
            for tool in proof.tools
        ],
        "boundaries": sorted(
            {
                f"{each.sandbox}, network {_network(each.network)}, approval {each.approval}"
                for proof in inputs.proofs
                for each in proof.session.bounds
            }
        ),
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity,
                "path": each.place.path,
                "line": each.place.line,
            }
            for each in inputs.findings
        ],
        "redacted": out.listed(),
    }


def _chains(repo: Repo, agent: Agent, diff: Diff) -> Iterator[tuple[dict[str, Any], int]]:
    """Each chain that governs files of the diff, and how many."""
    found: dict[str, dict[str, Any]] = {}
    counts: dict[str, int] = {}
    for change in diff.changes:
        for each in changed_files.chains(repo, agent, [replace(change, before="")]):
            found.setdefault(each["directory"], each)
            counts[each["directory"]] = counts.get(each["directory"], 0) + 1
    for directory in sorted(found):
        yield found[directory], counts[directory]


def _required(inputs: Inputs) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Each required command, how it stands over the files that it governs; and those left, why."""
    wanted = changed_files.requirements(inputs.repo, inputs.agent, inputs.diff.changes)
    blobs = {path: blob for c in inputs.diff.changes for path, blob in changed_files.contents(c)}
    by_command: dict[tuple[str, str, int], list[str]] = {}
    for path, checks in wanted.items():
        for check in checks:
            by_command.setdefault((check.command, check.path, check.line), []).append(path)
    covered = _entries(inputs)
    shown = DiffProof(inputs.repo, inputs.diff, inputs.proofs)
    for (command, where, line), paths in sorted(by_command.items(), key=lambda kv: kv[0][1:]):
        check = Required(command, "", where, line)
        left: dict[str, str] = {
            path: found
            for path in paths
            if command not in covered.get(path, ())
            and (found := shown.of(path, blobs[path], check)) != "proved"
        }
        row = {"command": command, "by": f"{where}:{line}", "state": _state(inputs, command, left)}
        yield {**row, "files": len(paths), "left": len(left)}, left


def _state(inputs: Inputs, command: str, left: dict[str, str]) -> str:
    if not left:
        return "passed"
    states = [
        each.state
        for proof in inputs.proofs
        for each in proof.checks
        if each.required.command == command
    ]
    state: str = states[-1] if states else "not shown"
    if state in ("passed", "not needed"):
        ways = set(left.values())
        return "unproven" if ways == {"untold"} else "not shown"
    return state


def _entries(inputs: Inputs) -> dict[str, set[str]]:
    """What the ledger shows as verified, by path, for the content that each file has now."""
    found: dict[str, set[str]] = {}
    blobs = {change.path: change.new or None for change in inputs.diff.changes}
    blobs |= {change.before: None for change in inputs.diff.changes if change.before}
    for each in inputs.entries or ():
        for file in each["files"]:
            if file["path"] in blobs and file["blob"] == blobs[file["path"]]:
                found.setdefault(file["path"], set()).update(map(str, file["verified"]))
    return found


WHY = {
    "no": "",
    "other": ", which holds something else than the session's edits give",
    "untold": ", of which the session does not tell what a command made of it",
}


def _told_left(row: dict[str, Any], left: dict[str, str], ways: set[str]) -> str:
    paths = [path for path, way in left.items() if way in ways]
    more = f" and {len(paths) - 2} more" if len(paths) > 2 else ""
    why = WHY[left[paths[0]]] if row["state"] in ("not shown", "unproven") else ""
    return f"`{row['command']}` ({row['by']}): {row['state']} for {', '.join(paths[:2])}{more}{why}"


def _missing(
    inputs: Inputs, required: Iterable[tuple[dict[str, Any], dict[str, str]]]
) -> Iterator[str]:
    if not inputs.proofs and not inputs.entries:
        return
    for row, left in required:
        ways = {"no", "other"} if row["state"] != "unproven" else set[str]()
        if ways & set(left.values()):
            yield _told_left(row, left, ways)
    for proof in inputs.proofs:
        yield from proof.drift


def _unknown(
    inputs: Inputs, required: Iterable[tuple[dict[str, Any], dict[str, str]]]
) -> Iterator[str]:
    if not inputs.proofs and not inputs.entries:
        yield "what was run: there is no session and no ledger entry"
    for row, left in required:
        ways = {"untold"} if row["state"] != "unproven" else {"untold", "no", "other"}
        if left and ways & set(left.values()):
            yield _told_left(row, left, ways)
    for proof in inputs.proofs:
        yield from proof.untold
    commands = dict.fromkeys(row["command"] for row, _ in required)
    if commands:
        read = inputs.repo.text
        yield from weakened_checks.told(commands, weakened_checks.versions(inputs.diff), read)
    wanted = changed_files.requirements(inputs.repo, inputs.agent, inputs.diff.changes)
    if bare := [path for path, checks in wanted.items() if not checks]:
        yield f"what verifies {len(bare)} of {len(wanted)} files: their chains name no check to run"


def _cut(whole: dict[str, Any], rows: int, characters: int) -> dict[str, Any]:
    """The same with at most so many rows in each list and characters in each text."""
    left: dict[str, int] = {}
    found = dict(whole)
    for key in LISTS:
        if len(whole[key]) > rows:
            left[key] = len(whole[key]) - rows
        found[key] = [_short(row, characters) for row in whole[key][:rows]]
    paths = whole["diff"]["paths"]
    if len(paths) > rows:
        left["diff.paths"] = len(paths) - rows
    kept = [_short(path, characters) for path in paths[:rows]]
    found["diff"] = {**whole["diff"], "paths": kept}
    return {**found, "left_out": left}


def _short(value: Any, characters: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= characters else value[: characters - 1] + "…"
    if isinstance(value, dict):
        # a digest is whole or worth nothing
        return {
            k: v if k in ("digest", "loaded") else _short(v, characters) for k, v in value.items()
        }
    return [_short(each, characters) for each in value[:6]] if isinstance(value, list) else value


def _sealed(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "digest": digest(document)}


def _network(network: bool | None) -> str:
    return {True: "open", False: "closed", None: "not said"}[network]
