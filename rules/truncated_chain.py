"""A chain that is cut at the agent's budget, or is about to be."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.chain.loss import loss
from agentslint.core.phrases import AgentMessage
from agentslint.model import Chain, Finding, Link, Note, Place, Severity, line_place, measure, whole
from agentslint.repo import Repo, join, parent

# a directory of one of these is worked in, whatever else it holds
PACKAGES = ("Cargo.toml", "package.json", "pyproject.toml", "go.mod")
NAMED = 5  # headings named in a message


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    budget = chain.agent.budget
    project = [link for link in chain.links if link.level == "project" and link.phase == "start"]
    if chain.agent.overflow == "nothing":
        yield from _stopped(chain, project)
        return
    if chain.agent.file_limit is not None:
        yield from _left_out(chain, project)
    if budget is None or chain.failure:
        return
    cut = next((link for link in project if link.fate == "cut"), None)
    dropped = [link for link in project if link.fate == "dropped"]
    first = cut or next(iter(dropped), None)
    if first is not None:
        behind = [link for link in dropped if link is not first]
        notes = tuple(Note(whole(link.path), _nothing(link)) for link in behind)
        # the place of the cut moves with every edit above it
        # the long form of a skill is read when the skill is used, whatever the chain holds
        skill = _long_form(parent(first.path), context.repo)
        severity: Severity | None = "info" if skill else None
        yield Finding(_place(first), _message(first, chain), notes, severity=severity, key="cut")
    elif project and chain.used > budget * (100 - context.options["headroom"]) // 100:
        yield _close(chain, budget)


def _long_form(directory: str, repo: Repo) -> bool:
    """Whether a directory is a skill's, and not a package that brings one."""
    if not repo.is_file(join(directory, "SKILL.md")):
        return False
    return not any(repo.is_file(join(directory, name)) for name in PACKAGES)


def _close(chain: Chain, budget: int) -> Finding:
    """Little is left. Where a file above takes most of it, that file is told so once."""
    unit, last = chain.agent.unit, chain.sources[-1]
    largest = max(chain.sources, key=lambda link: measure(link, unit))
    left = f"{budget - chain.used:,} of {budget:,} {unit} are left"
    if largest is last or largest.level != "project":
        message = AgentMessage(
            "{left} of {agents}'s budget: the chain of this directory has {used} {unit}",
            chain.agent.title,
            left=left,
            used=f"{chain.used:,}",
            unit=unit,
        )
        return Finding(whole(last.path), message, severity="info")
    message = AgentMessage(
        "this file takes {taken} of {agents}'s {budget} {unit}, "
        "and a chain below is close to the budget",
        chain.agent.title,
        taken=f"{measure(largest, unit):,}",
        budget=f"{budget:,}",
        unit=unit,
    )
    return Finding(whole(largest.path), message, (Note(whole(last.path), left),), severity="info")


def _stopped(chain: Chain, project: list[Link]) -> Iterator[Finding]:
    """An agent that sends all or nothing."""
    if chain.failure and project:
        largest = max(project, key=lambda link: link.size)
        yield Finding(whole(largest.path), chain.failure.text, key="cut")


def _left_out(chain: Chain, project: list[Link]) -> Iterator[Finding]:
    """Files that are too large by themselves."""
    for link in project:
        if link.fate == "dropped" and link.size > (chain.agent.file_limit or 0):
            yield Finding(
                whole(link.path),
                AgentMessage(
                    "{agents} {reads} 0 of {size} bytes of this file: "
                    "its limit is {limit} bytes a file",
                    chain.agent.title,
                    size=f"{link.size:,}",
                    limit=f"{chain.agent.file_limit:,}",
                ),
                key="cut",
            )


def _message(link: Link, chain: Chain) -> str:
    lost = loss(link)
    names = ", ".join(lost.headings[:NAMED])
    more = len(lost.headings) - NAMED
    headings = f", with the section{'s' * (len(lost.headings) > 1)} {names}" if names else ""
    headings += f" and {more} more" if more > 0 else ""
    where = "everything" if link.bytes == 0 else f"everything from line {lost.line} on"
    return AgentMessage(
        "{agents} {reads} {sent} of {size} bytes of this file: {where} is lost{headings}; {why}",
        chain.agent.title,
        sent=f"{link.bytes:,}",
        size=f"{link.size:,}",
        where=where,
        headings=headings,
        why=_why(link, chain),
    )


def _why(link: Link, chain: Chain) -> str:
    source = "" if chain.agent.budget_from == "default" else f" ({chain.agent.budget_from})"
    above = chain.used - measure(link, chain.agent.unit)
    return f"the budget is {chain.agent.budget:,} {chain.agent.unit}{source}" + (
        f", of which the files {_where(chain)} take {above:,}" if above else ""
    )


def _where(chain: Chain) -> str:
    return "below" if chain.agent.order == "nearest-first" else "above"


def _nothing(link: Link) -> str:
    return f"nothing of its {link.size:,} bytes is read"


def _place(link: Link) -> Place:
    if link.file is None or link.bytes == 0:
        return whole(link.path)
    line = loss(link).line
    text = link.file.text.split("\n")[line - 1].rstrip("\r")
    return line_place(link.path, line, text)
