"""What an extension shows of a file beside its text: its chains as values, and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from agentslint.chain.loss import loss
from agentslint.claims.effective import verification
from agentslint.core.escape import code, escaped
from agentslint.lint import path_filter
from agentslint.model import CONTRIBUTING, Chain, Link
from agentslint.report.explain import markdown
from agentslint.server.desk import Desk


def chain(desk: Desk, path: str, chains: Iterable[Chain]) -> dict[str, Any]:
    """What each agent is told in a file's directory."""
    told = [_chain(desk, built) for built in chains if built.links or built.failure]
    return {"path": path, "root": desk.root, "chains": told}


def explanation(desk: Desk, path: str, chains: Iterable[Chain]) -> str:
    """What each agent is told there, with the findings of the last run that are about it."""
    found = desk.judged.outcome.findings if desk.judged else ()
    parts = []
    for built in chains:
        own = [f for f in found if not f.agents or built.agent.id in f.agents]
        here = [finding for finding in own if path_filter.of_chain(finding, built)]
        parts.append("\n".join([*markdown(built, here, proof=False), *_commands(built)]))
    return "\n\n".join(parts)


def _commands(built: Chain) -> Iterator[str]:
    """The checks that have to pass before a change is done."""
    asked = [one for one in verification(built) if one.command]
    if asked:
        yield "\nTo run before a change is done:\n"
    for one in asked:
        yield f"- {code(one.command)} {escaped(one.gate)} ({code(f'{one.path}:{one.line}')})"


def _chain(desk: Desk, built: Chain) -> dict[str, Any]:
    return {
        "agent": built.agent.id,
        "title": built.agent.title,
        "directory": built.directory,
        "used": built.used,
        "budget": built.agent.budget,
        "failure": built.failure.text if built.failure else "",
        "files": [_file(desk, link) for link in built.links],
    }


def _file(desk: Desk, link: Link) -> dict[str, Any]:
    whole = link.fate in CONTRIBUTING and link.fate != "cut"
    return {
        "path": link.path,
        "uri": desk.uri(link.path),
        "fate": link.fate,
        "bytes": link.bytes,
        "size": link.size,
        "why": link.why,
        "phase": link.phase,
        "lost_from": None if whole else loss(link).line,
    }
