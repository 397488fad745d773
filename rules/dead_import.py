"""An `@path` of an agent that imports files, which brings nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.chain.lost_imports import TRAILING, Lost
from agentslint.chain.lost_imports import lost as lost_imports
from agentslint.core.phrases import AgentMessage
from agentslint.model import Chain, Edit, Finding, Fix, Note, Place, Severity, whole
from agentslint.text import placeholders

MISSING = "{agents} {imports} nothing for @{target}: {path} does not exist{moved}"
DIRECTORY = "{agents} {imports} nothing for @{target}: it is a directory, not a file"
DEEP = "{agents} {does} not import @{target}: {it} {follows} imports {hops} files deep, and this is one more"
CYCLE = "{agents} {does} not import @{target} again: {path} imports this file"


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    for one in lost_imports(context.repo, chain):
        if one.kind != "missing":
            yield _found(one, chain)
        elif not placeholders.in_path(one.path) and not context.repo.ignored([one.path]):
            yield _missing(one, chain, context)


def _found(one: Lost, chain: Chain) -> Finding:
    assert chain.agent.imports is not None
    template = {"directory": DIRECTORY, "deep": DEEP}.get(one.kind, CYCLE)
    message = AgentMessage(
        template,
        chain.agent.title,
        target=one.target,
        path=one.path,
        hops=str(chain.agent.imports.hops),
    )
    severity: Severity | None = "info" if one.kind == "cycle" else None
    related = () if one.kind == "directory" else (Note(whole(one.path), "not imported"),)
    return Finding(_place(one), message, related, severity=severity)


def _missing(one: Lost, chain: Chain, context: Context) -> Finding:
    listing = context.repo.listing
    if not context.repo.is_file(one.path.rstrip(TRAILING)):
        # with or without the full stop behind it: to all agents the same is missing
        bare = one.target.rstrip(TRAILING)
        end = one.end - len(one.target) + len(bare)
        one = replace(one, target=bare, path=one.path.rstrip(TRAILING), end=end)
    gone = context.repo.history.gone([one.path], listing.tracked, listing.directories)
    to = gone[one.path].to if one.path in gone else ""
    message = AgentMessage(
        MISSING,
        chain.agent.title,
        target=one.target,
        path=one.path,
        moved=_instead(one, to, context),
    )
    fix = None
    if to and one.target == one.path:
        fix = Fix((Edit(_place(one), f"@{to}"),), safe=gone[one.path].exact)
    return Finding(_place(one), message, fix=fix, severity="error")


def _instead(one: Lost, to: str, context: Context) -> str:
    """What there is in the place of a missing file, as the end of a sentence."""
    bare = one.path.rstrip(TRAILING)
    if bare != one.path and context.repo.is_file(bare):
        return f", and the {one.path[len(bare) :]} behind the name counts as part of it"
    return f", it moved to {to}" if to else ""


def _place(one: Lost) -> Place:
    text = one.link.file.text if one.link.file else ""
    line = text.count("\n", 0, one.start) + 1
    column = one.start - (text.rfind("\n", 0, one.start) + 1) + 1
    return Place(one.link.path, line, column, line, column + one.end - one.start)
