"""Questions of an agent to answers of a few lines: an agent pays for each word that it reads.

Paths go from the repository's root, and none leads out of it. Nothing is written. No answer is
longer than LONGEST bytes: what is left out is counted, and how to ask for it is said.
"""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agentslint import chain
from agentslint.chain.loss import loss
from agentslint.claims.effective import effective as demands_in_effect
from agentslint.claims.effective import verification
from agentslint.core.escape import shown
from agentslint.core.phrases import counted
from agentslint.lint import effective, measure, path_filter, registry, statements
from agentslint.lint.config import unknown
from agentslint.lint.request import Request
from agentslint.lint.session import judge, without_known
from agentslint.model import CONTRIBUTING, SEVERITIES, Agent, Chain, Failure, Finding, Link
from agentslint.repo import Repo, parent
from agentslint.report import claims as claims_report
from agentslint.report import rule_page
from agentslint.report import text as text_report
from agentslint.views.claims import totals

LONGEST = 4800  # bytes of an answer: at most 1,600 tokens of English
WIDEST = 300  # characters of a line
HEADINGS = 6  # lost headings that are named
FIX = 60  # characters of a replacement that is told in the line of its finding
STATES = ("refuted", "undecided", "verified")


@dataclass(frozen=True, slots=True)
class Desk:
    """One repository, and what its person asked for when the server was started."""

    root: str
    asked: Request


def explain(
    desk: Desk, path: str = ".", agent: str = "", *, demands: bool = False, client: str = ""
) -> str:
    """What an agent is told when it works at a path: each file with its fate, then what to run.

    Without `agent`, the one that the person named, that `client` is, or that the configuration names.
    With `demands`, every instruction in effect follows, nearest first. Raises Failure.
    """
    repo, place = _at(desk, path)
    wanted = (agent,) if agent else desk.asked.agents
    found = effective.settings(
        repo, desk.asked.config_file, isolated=desk.asked.isolated, asked=wanted
    )
    if not wanted and (known := _client(client, effective.table(found))):
        wanted = (known,)
    folder = place if repo.kind(place) == "directory" else parent(place)
    missing = not repo.exists(folder)
    while not repo.exists(folder):
        folder = parent(folder)
    rows = effective.asked_agents(wanted, found)
    chains = [chain.build(repo, row, folder) for row in rows]
    lines = [line for built in chains for line in _explained(built, demands=demands)]
    if missing:
        where = "the root" if folder == "." else shown(folder)
        lines.insert(0, f"{shown(place)} does not exist: this is what applies in {where}")
    lines += map(shown, dict.fromkeys(repo.missed()))
    return _bounded(lines, "ask about one agent, or read the files")


def check(desk: Desk, path: str = ".", rule: str = "", agent: str = "") -> str:
    """What is wrong with the instructions that reach a path: a line a finding, the worst first.

    Information is counted, and shown where one rule is asked for. Raises Failure.
    """
    repo, place = _there(desk, path)
    asked = desk.asked
    if rule:
        asked = replace(asked, select=(rule,))
    if agent:
        asked = replace(asked, agents=(agent,))
    judged = without_known(judge(repo, asked), asked)
    agents = effective.asked_agents(asked.agents, judged.config)
    outcome = path_filter.narrowed(judged.outcome, [place], agents)
    if not outcome.files and not outcome.findings:
        raise Failure(path_filter.nothing(outcome))
    notes = [*path_filter.unread(outcome, [place], agents), *outcome.faults]
    notes += [*outcome.unjudged, *outcome.notes]
    told = sorted(outcome.findings, key=lambda f: SEVERITIES.index(f.severity or "info"))
    hidden = Counter(f.rule for f in told if f.severity == "info" and not rule)
    lines = [text_report.summary(outcome), *map(shown, notes)]
    lines += [_finding(f) for f in told if f.rule not in hidden or f.severity != "info"]
    if hidden:
        rules = ", ".join(f"{id} ({number})" for id, number in hidden.most_common())
        lines.append(f"info, shown for one rule: {rules}")
    return _bounded(lines, "ask about a path below, or about one rule")


def claims(desk: Desk, path: str = ".", state: str = "refuted") -> str:
    """The statements of the instruction files at a path, with what decided each. Raises Failure."""
    repo, place = _there(desk, path)
    if state not in STATES:
        raise Failure(f"state: {state}: write one of {', '.join(STATES)}")
    asked = desk.asked
    found = effective.settings(repo, asked.config_file, isolated=asked.isolated, asked=asked.agents)
    agents = effective.asked_agents(asked.agents, found)
    files = statements.files(repo, agents, found)
    if not files:
        raise Failure("no instruction files: there is nothing to read")
    read = statements.read(repo, files)
    here = [one for one in read if statements.below(one.claim.place.path, place)]
    told = [one for one in here if one.state == state]
    asked_of = [file for file in files if statements.below(file.path, place)]
    unread = [*measure.unjudged(repo, agents, asked_of), *dict.fromkeys(repo.missed())]
    lines = [claims_report.summary(totals(here)), *map(shown, unread), *claims_report.lines(told)]
    return _bounded(lines, "ask about one file")


def rule(desk: Desk, id: str) -> str:
    """What a rule finds, how to answer it and how to suppress it. Raises Failure."""
    known = dict(registry.builtin())
    if id not in known:
        repo = Repo.anew(desk.root)
        found = effective.own(repo, desk.asked.config_file, isolated=desk.asked.isolated)
        known = effective.rules(repo, found, local_rules=desk.asked.local_rules)
    if id not in known:
        raise Failure(unknown(id, known, "a rule"))
    one = known[id]
    parts = (f"{one.id} ({one.severity})", rule_page.brief(one), rule_page.suppressing(one))
    lines = "\n".join(parts).replace("\n\n", "\n").splitlines()
    return _bounded(lines, f"`agentslint rule {id}` prints the page", widest=LONGEST)


ANSWERS: Mapping[str, Callable[..., str]] = {
    "explain": explain,
    "check": check,
    "claims": claims,
    "rule": rule,
}


def answer(desk: Desk, name: str, given: Mapping[str, Any], client: str = "") -> str:
    """One answer. Raises Failure where there is no such question, or it cannot be carried out."""
    if name not in ANSWERS:
        raise Failure(unknown(name, ANSWERS, "a tool"))
    more = {"client": client} if name == "explain" else {}
    return ANSWERS[name](desk, **given, **more)


def _at(desk: Desk, path: str) -> tuple[Repo, str]:
    """The repository as it is now, and a path in it, from its root. Raises Failure where it leads out."""
    repo = Repo.anew(desk.root)
    place = path.replace(os.sep, "/") or "."
    if place.startswith("/"):
        place = posixpath.relpath(place, desk.root)
    place = posixpath.normpath(place)
    if "\0" in place or place.split("/")[0] == ".." or repo.leaves(place):
        raise Failure(f"{path}: outside of this repository: name a path from its root")
    return repo, place


def _there(desk: Desk, path: str) -> tuple[Repo, str]:
    """The same, of a path that exists. Raises Failure."""
    repo, place = _at(desk, path)
    if not repo.exists(place):
        raise Failure(f"{path}: no such path: name one from the repository's root")
    return repo, place


def _client(name: str, table: Mapping[str, Agent]) -> str:
    """The agent that a client of this name is, or "": `codex-mcp-client` is codex."""
    plain = name.lower().replace(" ", "-")
    fitting = [id for id in table if plain == id or plain.startswith(f"{id}-")]
    return max(fitting, key=len, default="")


def _explained(built: Chain, *, demands: bool) -> Iterator[str]:
    budget = built.agent.budget
    where = "the root" if built.directory == "." else shown(built.directory)
    of = f" of {budget:,}" if budget is not None else ""
    count = counted(len(built.sources), "file")
    yield f"{shown(built.agent.title)} in {where}: {count}, {built.used:,}{of} bytes, in this order"
    if built.failure:
        yield shown(built.failure.text)
    for number, link in enumerate(built.sources, 1):
        yield f"{number}. {shown(link.path)}{_of(link)}"
    for link in built.links:
        if link.fate not in CONTRIBUTING:
            yield f"not sent: {shown(link.path)} ({link.fate}{': ' if link.why else ''}{shown(link.why)})"
    for one in verification(built):
        what = f"`{one.command}`" if one.command else one.text
        yield f"run: {shown(what)} {shown(one.gate)} ({shown(one.path)}:{one.line})"
    for row in demands_in_effect(built) if demands else ():
        if row.replaced_by is None:
            one_line = " ".join(row.instruction.text.split())
            at = row.instruction.place
            yield f"{row.instruction.modality}: {shown(one_line)} ({shown(at.path)}:{at.line})"


def _of(link: Link) -> str:
    """What of a file is not as one would expect."""
    told = [f"{link.bytes:,} bytes"]
    if link.phase == "lazy":
        told.append("once a file there is read")
    if link.why:
        told.append(shown(link.why))
    if link.fate == "cut":
        lost = loss(link)
        names = ", ".join(map(shown, lost.headings[:HEADINGS]))
        more = f": {names}" if names else ""
        told.append(f"cut: lost from line {lost.line} on{more}: read it yourself")
    return f" ({'; '.join(told)})"


def _finding(finding: Finding) -> str:
    place = finding.place
    head = f"{shown(place.path)}:{place.line}: {finding.severity} {finding.rule}: "
    text = f"{head}{shown(finding.message)}"
    fix = finding.fix
    if fix is None:
        return text
    written = " ".join(fix.edits[0].text.split()) if len(fix.edits) == 1 else ""
    if not fix.renames and written and len(written) <= FIX:
        return f"{text} [fix: {shown(written)}]"
    return f"{text} [fixable]"


def _bounded(lines: Iterable[str], instead: str, widest: int = WIDEST) -> str:
    """As many lines as fit; how many are left out, and what to ask instead."""
    cut = [line if len(line) <= widest else f"{line[: widest - 1]}…" for line in lines]
    room = LONGEST - len(instead) - 40
    kept: list[str] = []
    for line in cut:
        room -= len(line.encode("utf-8", "replace")) + 1
        if room < 0:
            break
        kept.append(line)
    if left := len(cut) - len(kept):
        kept.append(f"… and {counted(left, 'more line')}: {instead}")
    return "\n".join(kept)
