"""What tasks are said to run, against what their definitions come to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import script_runs
from agentslint.claims.claim import Claim
from agentslint.facts import scripts
from agentslint.facts.fact import Fact
from agentslint.facts.scripts import Script
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.text import tools as programs
from agentslint.text.roles import Tool, named, roles
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_SHOWN = 60  # characters of a script


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each tool that a task is said to run."""
    for claim in script_runs.read(file, repo.listing.directories):
        yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    words = claim.subject.split()
    if words[0] == "script":
        script = scripts.named(repo, claim.scope, words[1])
    else:
        script = scripts.of(repo, claim.scope, words)
    if script is None:
        return undecided(claim, "the task is not defined here")
    shown = script.text if len(script.text) <= _SHOWN else f"{script.text[: _SHOWN - 1]}…"
    fact = Fact("script", claim.subject, f"defines {script.name} as {shown}", script.place)
    wanted = named()[claim.value.casefold()]
    if any(_runs(script, tool) for tool in wanted):
        return verified(claim, fact)
    if not script.whole or not all(_known(command) for command in script.commands):
        return undecided(claim, "what it runs is not known to the end")
    if not any(roles()[tool.role].one and not roles()[tool.role].manager for tool in wanted):
        return undecided(claim, "it may run it by another name")
    return refuted(claim, fact)


def _runs(script: Script, tool: Tool) -> bool:
    names = {word.rstrip("*") for word in (tool.id, *tool.words)}
    return any(
        name in posixpath.basename(word).casefold()
        for command in script.commands
        for word in command
        for name in names
    )


def _known(command: tuple[str, ...]) -> bool:
    """Whether a program does what its name says, and runs no other that it is configured to."""
    known = programs.shipped()
    name = posixpath.basename(command[0])
    return (name in known.checks and name not in known.hiding) or name in ("echo", "rm", "cd")
