"""A handoff with the facts filled in, for a person to finish."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint import chain
from agentslint.core.escape import code, escaped
from agentslint.evidence.changed_files import existing_directory
from agentslint.evidence.handoff import Facts, oversize, unshown
from agentslint.model import Agent
from agentslint.repo import Repo, parent


def draft(repo: Repo, agent: Agent, facts: Facts) -> str:
    """A handoff with the facts filled in, for a person to finish: `<…?>` is what is left to say."""
    return "\n".join(
        [
            "## Change",
            "",
            "<what changes for whom, and why?>",
            "",
            *_draft_change(facts),
            "",
            "## Verify",
            "",
            *_draft_verify(repo, agent, facts),
            "",
            "## Risk",
            "",
            *_draft_risk(facts),
            "",
            "## Review",
            "",
            *_draft_review(facts),
            "",
        ]
    )


def _draft_change(facts: Facts) -> Iterator[str]:
    size = facts.size
    where = ", ".join(map(code, size.directories))
    yield f"- {_files(len(size.rows))}, +{size.added} −{size.deleted}, in {where or 'nothing'}"
    if size.generated:
        yield f"- {_files(len(size.generated))} generated: {', '.join(map(code, size.generated[:5]))}"
    yield from (f"- {told}" for told in oversize(facts))


def _draft_verify(repo: Repo, agent: Agent, facts: Facts) -> Iterator[str]:
    for check in facts.required:
        found = [e for p in facts.proofs for e in p.checks if e.required.command == check.command]
        state: str = found[-1].state if found else ""
        if state == "passed" and any(unshown(check, facts, repo)):
            state = "passed, but not shown to be after every change"
        result = {
            "": "<result?>",
            "passed": "passed after the last change",
            "stale": "passed, and files were edited after it: <run it again?>",
            "not run": "<not run: why?>",
        }.get(state, f"{state}: <why?>")
        where = code(f"{check.path}:{check.line}")
        yield f"- {code(check.command)} ({where}): {result}"
    if not facts.required:
        yield "- no chain of these files requires a check: <how was it verified?>"
    folders = {existing_directory(repo, parent(change.path)) for change in facts.diff.changes}
    sources = {link.path for folder in folders for link in chain.build(repo, agent, folder).sources}
    if sources:
        yield f"- Instructions in force: {', '.join(map(code, sorted(sources)))}"


def _draft_risk(facts: Facts) -> Iterator[str]:
    for proof in facts.proofs:
        for tool in proof.tools:
            failed = f", {tool.failed} failed" if tool.failed else ""
            yield f"- MCP server {escaped(tool.server)}: {escaped(tool.tool)}, {tool.calls} calls{failed}"
        for each in proof.session.bounds:
            network = {True: ", network open", False: ", no network", None: ""}[each.network]
            yield f"- Sandbox: {each.sandbox}{network}"
        if any(run.escalated for run in proof.session.runs):
            yield "- Commands ran outside the sandbox"
        if proof.session.searches:
            yield f"- {proof.session.searches} web searches"
    yield "- <what could break, and how would one see it?>"


def _draft_review(facts: Facts) -> Iterator[str]:
    largest = sorted(facts.size.rows, key=lambda row: (-row[2] - row[3], row[1]))
    for index, (kind, path, added, deleted) in enumerate(largest[:5]):
        lead = "Start at " if not index else ""
        yield f"- {lead}{code(path)} ({kind}, +{added} −{deleted})"


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"
