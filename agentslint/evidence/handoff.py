"""A handoff held against the facts: Change, Verify, Risk, Review, each a claim about a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentslint.core import lazy_re
from agentslint.evidence import checks
from agentslint.evidence.changed_files import contents, requirements
from agentslint.evidence.checks import Required
from agentslint.evidence.diff_proof import DiffProof
from agentslint.evidence.diff_size import Limits, Size
from agentslint.evidence.handoff_sections import SECTIONS, read
from agentslint.evidence.ledger import Coverage
from agentslint.evidence.mcp_tools import names
from agentslint.evidence.proof import Proof
from agentslint.model import Agent
from agentslint.repo import Repo, parent
from agentslint.repo.changes import Diff

PLACEHOLDER = lazy_re.compile(r"<(?:[a-z][^<>\n]{3,80})\?>|\bTODO\b|\bTBD\b")
NEGATED = lazy_re.compile(
    r"\b(?:not|never|n't|un)\s*(?:yet\s+)?(?:been\s+)?(?:run|ran|tested|executed|verified)\b"
    r"|\bskipp?ed\b|\bfail(?:s|ed|ing)\b",
    lazy_re.IGNORECASE,
)
PATH = lazy_re.compile(
    r"(?<![\w/.@:-])(?:\.{1,2}/)?[\w.@-]+(?:/[\w.@-]+)+|(?<![\w/.@-])[\w-]+\.[A-Za-z]\w{0,6}\b"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A claim that the facts do not bear out, or that is not made."""

    section: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a handoff is held against. Without proofs and coverage nothing is known of results."""

    diff: Diff
    size: Size
    limits: Limits
    wanted: Mapping[str, tuple[Required, ...]]
    proofs: tuple[Proof, ...] = ()
    coverage: Coverage | None = None
    receipts: tuple[Mapping[str, Any], ...] = ()

    @property
    def proven(self) -> bool:
        """Whether anything beside its own words can bear out what a handoff says was run."""
        return bool(self.proofs or self.coverage or self.receipts or not self.required)

    @property
    def required(self) -> tuple[Required, ...]:
        """What the chains of the diff's files require, each command once."""
        found = {check.command: check for checks in self.wanted.values() for check in checks}
        return tuple(found.values())


def gather(
    repo: Repo,
    agent: Agent,
    diff: Diff,
    size: Size,
    limits: Limits,
    proofs: Sequence[Proof] = (),
    coverage: Coverage | None = None,
    receipts: Sequence[Mapping[str, Any]] = (),
) -> Facts:
    """The facts about a diff, the chains of its files among them."""
    wanted = requirements(repo, agent, diff.changes)
    return Facts(diff, size, limits, wanted, tuple(proofs), coverage, tuple(receipts))


def check(text: str, facts: Facts, repo: Repo) -> Iterator[Problem]:
    """Every problem of a handoff, in the order of the sections."""
    sections = read(text)
    for name in SECTIONS:
        section = sections.get(name)
        if section is None:
            yield Problem(name, 1, f"no {name} section")
        elif not _said(section.text):
            yield Problem(name, section.line, "it says nothing")
        elif left := PLACEHOLDER.search(section.text):
            yield Problem(name, section.line, f"it still holds `{left[0]}`")
        elif name in RULES:
            yield from (
                Problem(name, section.line, told) for told in RULES[name](section.text, facts, repo)
            )
        if name == "Change":
            yield from (
                Problem(name, section.line if section else 1, told) for told in oversize(facts)
            )


def _said(text: str) -> bool:
    """Whether anything is left once comments and empty list marks are taken off."""
    last = text.rfind("-->") + 3  # no comment ends further on, so none is looked for there
    return bool(
        lazy_re.search(r"[^\s*+-]", lazy_re.sub(r"<!--[\s\S]*?-->", "", text[:last]) + text[last:])
    )


def oversize(facts: Facts) -> Iterator[str]:
    """What makes the diff more than one focused change."""
    size, limits = facts.size, facts.limits
    apart = f", {len(size.generated)} generated apart" if size.generated else ""
    for have, most, noun in (
        (len(size.rows), limits.files, "files"),
        (size.added + size.deleted, limits.lines, "lines"),
        (len(size.directories), limits.directories, "top-level directories"),
    ):
        if have > most:
            yield f"the diff is {have} {noun}{apart}: more than the {most} of one focused change"


def _verified(text: str, facts: Facts, repo: Repo) -> Iterator[str]:
    lines = text.splitlines()
    for check in facts.required:
        where = f"{check.path}:{check.line}"
        naming = [line for line in lines if _names(line, check.command)]
        if not naming:
            yield f"`{check.command}` is not named: {where} requires it of these files"
        elif any(NEGATED.search(line.replace(check.command, "")) for line in naming):
            yield f"`{check.command}` is said not to have passed: {where} requires it"
        else:
            yield from _results(check, facts, repo)


def _results(check: Required, facts: Facts, repo: Repo) -> Iterator[str]:
    """What a session or the ledger shows against a named check; one proof of it is enough."""
    stands = [
        each
        for proof in facts.proofs
        for each in proof.checks
        if each.required.command == check.command
    ]
    if stands and not any(each.state in ("passed", "not needed") for each in stands):
        told = {
            "stale": "files were edited after it passed",
            "unproven": "its result is not shown",
            "partial": "it was run on a part alone",
        }
        state = stands[-1].state
        yield f"`{check.command}` is named, but in the session {told.get(state, f'it {state}')}"
    elif stands:
        for path in unshown(check, facts, repo):
            yield f"`{check.command}` passed, but the session does not show {path} before that"
    elif facts.receipts:
        if not any(_receipted(check, receipt) for receipt in facts.receipts):
            yield f"`{check.command}` is named, but the receipt does not show that it passed"
    elif facts.coverage:
        gaps = [gap for gap in facts.coverage.gaps if check.command in gap.commands]
        if gaps:
            yield f"`{check.command}` is named, but the ledger does not show it for {gaps[0].path}"


def _receipted(check: Required, receipt: Mapping[str, Any]) -> bool:
    rows = receipt.get("required")
    return isinstance(rows, list) and any(
        isinstance(row, dict)
        and row.get("command") == check.command
        and row.get("state") == "passed"
        and row.get("left") == 0
        for row in rows
    )


def unshown(check: Required, facts: Facts, repo: Repo) -> Iterator[str]:
    """Files that the check governs, and on whose content no session shows that it passed."""
    shown = DiffProof(repo, facts.diff, facts.proofs)
    blobs = {path: blob for change in facts.diff.changes for path, blob in contents(change)}
    for path, wanted in facts.wanted.items():
        mine = [each for each in wanted if each.command == check.command]
        if mine and shown.of(path, blobs[path], check) != "proved":
            yield path


def _names(line: str, command: str) -> bool:
    if command in line:
        return True
    spans = lazy_re.findall(r"`([^`]+)`", line) or [line.strip(" -*$>").partition(": ")[0]]
    return any(checks.names(span, command) for span in spans)


def _risk(text: str, facts: Facts, repo: Repo) -> Iterator[str]:
    for proof in facts.proofs:
        for server in sorted({tool.server for tool in proof.tools}):
            mine = [tool.tool for tool in proof.tools if tool.server == server]
            left = [tool for tool in mine if not names(text, tool)]
            if not names(text, server):
                yield f"the MCP server {server} was used and is not named"
            elif left:
                more = f" and {len(left) - 3} more" if len(left) > 3 else ""
                told = ", ".join(left[:3])
                yield f"the MCP server {server} is named, but not that {told}{more} was called"
        yield from (told for told, words in boundaries(proof) if not _any(text, words))


def boundaries(proof: Proof) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a session shows of leaving its bounds, and the words by which a text names that."""
    session = proof.session
    if any(each.sandbox in ("danger-full-access", "none") for each in session.bounds):
        yield (
            "the session ran without a sandbox and that is not named",
            ("sandbox", "full access", "full-access"),
        )
    elif any(each.network for each in session.bounds):
        yield "the sandbox left the network open and that is not named", ("network",)
    if any(run.escalated for run in session.runs):
        yield "a command ran outside the sandbox and that is not named", ("sandbox", "escalat")
    if session.searches:
        yield "the web was searched and that is not named", ("web", "search", "network")


def _any(text: str, words: Iterable[str]) -> bool:
    return any(word in text.lower() for word in words)


def _review(text: str, facts: Facts, repo: Repo) -> Iterator[str]:
    paths = facts.diff.paths
    folders = {parent(path) for path in paths}
    named = [match[0].removeprefix("./") for match in PATH.finditer(text)]
    named = [path.rstrip(".").rstrip("/") for path in named]
    inside = {
        path for path in paths if any(path == each or path.endswith(f"/{each}") for each in named)
    }
    if not inside and not folders.intersection(named):
        some = sorted(paths)[:3]
        yield f"no file of the diff is named: point at {', '.join(some) or 'one'}"
    for path in dict.fromkeys(named):
        held = path in paths or path in folders or any(each.endswith(f"/{path}") for each in paths)
        if not held and repo.is_file(path):
            yield f"{path} is not in the diff"


RULES = {"Verify": _verified, "Risk": _risk, "Review": _review}
