"""The verification loop ledger: one entry a task, appended and never changed, held against a diff.

An entry names each file by its content. A file is covered while its content is the one that was
verified: squashing, rebasing and merging change nothing, one more edit does.

One file on purpose: what an entry holds, what of it counts, and what bears it out are one definition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agentslint.core import parsing
from agentslint.evidence import checks, published_commands, session_file, shell
from agentslint.evidence.changed_files import chains, contents, requirements
from agentslint.evidence.checks import Required, Where
from agentslint.evidence.diff_proof import DiffProof
from agentslint.evidence.proof import Proof
from agentslint.evidence.redaction import Redaction
from agentslint.evidence.session import Moment, Run
from agentslint.model import Agent
from agentslint.repo import Repo
from agentslint.repo.changes import Diff

NAME = "agentslint.ledger/1"
PATH = ".agentslint/ledger.jsonl"
# what no session tells of an entry
STATED = ("time", "task", "head", "redacted")
# what git is told beside the ledger: both sides of a merge keep their lines
ATTRIBUTES = "ledger.jsonl merge=union\n"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of a task where no session tells: commands and their exit codes."""

    commands: tuple[tuple[str, int], ...] = ()
    verified: tuple[tuple[str, int], ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A changed file that the ledger does not cover, why not, and the commands that it lacks."""

    path: str
    why: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """A diff held against a ledger: files covered, gaps, and the ids of the entries that count."""

    diff: Diff
    covered: tuple[str, ...]
    gaps: tuple[Gap, ...]
    entries: tuple[str, ...]


def own(path: str) -> bool:
    """Whether a path is the ledger's own: it is written after the work, and is none of it."""
    return path.startswith(".agentslint/")


def work(diff: Diff, ledger: str = PATH) -> Diff:
    """The diff without the ledger's own files: `ledger` is where it is kept."""
    kept = tuple(c for c in diff.changes if not own(c.path) and c.path != ledger)
    return replace(diff, changes=kept)


def entry(
    repo: Repo,
    agent: Agent,
    diff: Diff,
    time: str,
    task: str,
    proofs: Sequence[Proof] = (),
    stated: Stated = Stated(),
) -> dict[str, Any]:
    """The entry of one task. `time` is UTC in ISO 8601. Secrets and foreign paths are taken out."""
    diff = work(diff)
    roots = (repo.root, *(proof.place.root for proof in proofs if proof.place))
    out = Redaction(tuple(dict.fromkeys(roots)))
    wanted = requirements(repo, agent, diff.changes)
    shown = DiffProof(repo, diff, proofs)
    checked = [
        (each.command, each.exit) for each in published_commands.told(proofs, repo, out, "commands")
    ]
    files = []
    for change in diff.changes:
        for path, blob in contents(change):
            verified = {
                *_stated_for(repo, wanted[path], stated),
                *(c.command for c in wanted[path] if shown.of(path, blob, c) == "proved"),
            }
            files.append({"path": path, "blob": blob or None, "verified": sorted(verified)})
    found: dict[str, Any] = {
        "schema": NAME,
        "time": time,
        "task": out.text(task, "task"),
        "agent": agent.id,
        "source": "session" if proofs else "stated",
        "sessions": [
            {
                "id": proof.session.id,
                "version": proof.session.version,
                "verdict": proof.verdict,
                "client": proof.session.client,
                "digest": proof.session.digest or None,
            }
            for proof in proofs
        ],
        "base": diff.base,
        "head": diff.head or None,
        "diff": diff.digest,
        "files": files,
        "commands": [
            {"command": out.text(command, "commands"), "exit": code}
            for command, code in (*checked, *stated.commands, *stated.verified)
        ],
        "verification": [
            {**row, "command": out.text(row["command"], "verification")}
            for row in _verification(proofs, stated)
        ],
        "tools": list(_tools(proofs, stated)),
        "boundaries": sorted(
            {f"{b.sandbox}, approval {b.approval}" for p in proofs for b in p.session.bounds}
        ),
        "chains": list(chains(repo, agent, diff.changes)),
        "redacted": out.listed(),
    }
    return {"schema": NAME, "id": _id(found), **found}


def line(value: dict[str, Any]) -> bytes:
    """An entry as its line in the file."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def read(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries of a ledger, each once, oldest first; and what in it is none, one line each."""
    found: dict[str, dict[str, Any]] = {}
    notes = []
    for number, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            value = parsing.json(row)
        except ValueError:
            value = None
        if not isinstance(value, dict) or value.get("schema") != NAME or not _shaped(value):
            notes.append(f"line {number} is no ledger entry")
        elif value.get("id") != _id(value):
            notes.append(f"line {number} was changed after it was written: its id does not fit")
        else:
            # a merge that keeps both sides may keep one entry twice
            found.setdefault(value["id"], value)
    return sorted(found.values(), key=lambda each: (str(each.get("time")), each["id"])), notes


def _shaped(value: dict[str, Any]) -> bool:
    """Whether an entry has what is read of one: anybody can write a line that fits its id."""
    files, checks = value.get("files"), value.get("verification")
    return (
        isinstance(files, list)
        and isinstance(checks, list)
        and all(isinstance(check, dict) for check in checks)
        and all(
            isinstance(file, dict)
            and isinstance(file.get("path"), str)
            and isinstance(file.get("blob", 0), str | None)
            and isinstance(file.get("verified"), list)
            for file in files
        )
    )


def coverage(repo: Repo, agent: Agent, diff: Diff, entries: Iterable[dict[str, Any]]) -> Coverage:
    """Which files of a diff are covered: in an entry with the content they have now, and verified
    by each check that their own chain requires."""
    diff = work(diff)
    entered: dict[str, dict[str | None, set[str]]] = {}
    for each in entries:
        for file in each["files"]:
            known = entered.setdefault(file["path"], {})
            known.setdefault(file["blob"], set()).update(map(str, file["verified"]))
    wanted = requirements(repo, agent, diff.changes)
    covered, gaps = [], []
    for change in diff.changes:
        for path, blob in contents(change):
            gap = _gap(path, entered.get(path), blob or None, wanted[path])
            if gap:
                gaps.append(gap)
            else:
                covered.append(path)
    return Coverage(diff, tuple(covered), tuple(gaps), tuple(_counted(entries, covered)))


def differences(given: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    """The fields of an entry that differ from those computed again from its sessions.

    What the sessions do not tell is left out: see STATED.
    """
    for key in dict.fromkeys([*again, *given]):
        if key not in (*STATED, "id") and given.get(key) != again.get(key):
            yield key


def proven(
    repo: Repo,
    agent: Agent,
    diff: Diff,
    entries: Iterable[dict[str, Any]],
    proofs: Sequence[Proof],
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each entry, and why the sessions do not bear it out: "" where they do.

    An entry of this very diff is made again, field by field. One of another diff, or of a session
    that went on, counts for what its sessions show of the contents that the files have now.
    """
    again: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in entries:
        mine = [proof for proof in proofs if any(_is(proof, row) for row in _sessions(each))]
        if each.get("source") != "session" or len(mine) < len(_sessions(each)) or not mine:
            yield each, "a person's word" if not _sessions(each) else "its sessions were not given"
            continue
        key = tuple(proof.session.digest for proof in mine)
        if key not in again:
            again[key] = entry(repo, agent, diff, "", "", mine)
        made = again[key]
        whole = {row.get("digest") for row in _sessions(each)} == set(key)
        if whole and each.get("diff") == made["diff"]:
            wrong = list(differences(each, made))
            yield each, f"its sessions tell another {', '.join(wrong)}" if wrong else ""
        else:
            yield {**each, "files": [_shown(file, made) for file in each["files"]]}, ""


def _shown(file: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """A file of an entry with the checks alone that the entry made again has for this content."""
    same = [f for f in made["files"] if (f["path"], f["blob"]) == (file["path"], file["blob"])]
    kept = [c for c in file["verified"] if any(c in f["verified"] for f in same)]
    return {**file, "verified": kept}


def _is(proof: Proof, row: dict[str, Any]) -> bool:
    """Whether a session is the one that an entry names: its file, or what became of it since."""
    digest = row.get("digest")
    if not isinstance(digest, str) or row.get("id") != proof.session.id:
        return False
    return digest == proof.session.digest or session_file.grew(proof.session.file, digest)


def _sessions(entry: dict[str, Any]) -> list[dict[str, Any]]:
    rows = entry.get("sessions")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _gap(
    path: str,
    known: dict[str | None, set[str]] | None,
    blob: str | None,
    wanted: Iterable[Required],
) -> Gap | None:
    if known is None:
        return Gap(path, "no entry holds it")
    if blob not in known:
        return Gap(path, "it was changed after the last entry that holds it")
    missing = [check for check in wanted if check.command not in known[blob]]
    if not missing:
        return None
    names = ", ".join(f"`{check.command}` ({check.path}:{check.line})" for check in missing)
    why = f"{names} did not pass after its last change"
    return Gap(path, why, tuple(check.command for check in missing))


def _counted(entries: Iterable[dict[str, Any]], covered: list[str]) -> Iterator[str]:
    for each in entries:
        if any(file["path"] in covered for file in each["files"]):
            yield each["id"]


def _stated_for(repo: Repo, wanted: Iterable[Required], stated: Stated) -> list[str]:
    """The checks that a person says passed: a command counts as if it had been typed at the root."""
    where = Where(repo.root, repo.root, repo.is_file)
    steps = [
        step
        for name, code in stated.verified
        if not code
        for step in shell.steps(_typed(name, repo.root))
        if step.outcome == "passed"
    ]
    return [
        check.command
        for check in wanted
        if any(checks.fits(check, step, where) == "whole" for step in steps)
    ]


def _typed(command: str, root: str) -> Run:
    return Run(("bash", "-c", command), root, 0, "passed", Moment(0, 1), Moment(0, 1))


def _verification(proofs: Iterable[Proof], stated: Stated) -> Iterator[dict[str, Any]]:
    for proof in proofs:
        for check in proof.checks:
            last = check.attempts[-1].exit if check.attempts else None
            required = check.required
            where = f"{required.path}:{required.line}" if required.path else None
            yield {
                "command": required.command,
                "required_by": where,
                "state": check.state,
                "exit": last,
            }
    for name, code in stated.verified:
        state = "failed" if code else "passed"
        yield {"command": name, "required_by": None, "state": state, "exit": code}


def _tools(proofs: Iterable[Proof], stated: Stated) -> Iterator[dict[str, Any]]:
    for proof in proofs:
        for each in proof.tools:
            yield {
                "server": each.server,
                "tool": each.tool,
                "calls": each.calls,
                "failed": each.failed,
            }
    for name in stated.tools:
        server, _, tool = name.partition(".")
        yield {"server": server, "tool": tool, "calls": None, "failed": None}


def _id(value: dict[str, Any]) -> str:
    """A name for an entry by what it says."""
    rest = {key: value[key] for key in sorted(value) if key != "id"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:16]
