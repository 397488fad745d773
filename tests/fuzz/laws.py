"""What must hold whatever lies in a repository. Each law raises `Broken` with what broke it."""

from __future__ import annotations

import json
import xml.etree.ElementTree
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from agentslint import chain
from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import all_chains
from agentslint.cli import schemas
from agentslint.core.escape import UNSAFE
from agentslint.lint import registry
from agentslint.lint.check import Outcome
from agentslint.model import Agent, Failure, Finding, Piece, Place
from agentslint.repo import Repo, Unreadable, parents
from agentslint.report import explain as report_explain
from agentslint.report import github, gitlab, junit, markdown, sarif, text
from agentslint.report import json as report_json
from agentslint.views import explain

CODEX = AGENTS["codex"]
ALL = tuple(agent for agent in AGENTS.values() if not agent.aside)


class Broken(AssertionError):
    """A law that does not hold."""


def hold(fact: object, *told: object) -> None:
    if not fact:
        raise Broken(" ".join(map(repr, told)))


def one_line(failure: Failure) -> None:
    """A refusal says something, and says it on one line once it is made fit to print."""
    from agentslint.core.escape import shown

    said = shown(str(failure))
    hold(said and len(said.splitlines()) == 1, "not one line", said)


def place(where: Place, lines: list[str]) -> None:
    """A place lies within the text that it points at."""
    start, end = (where.line, where.column), (where.end_line, where.end_column)
    hold((1, 1) <= start <= end and min(*start, *end) >= 1, "no stretch", where)
    for line, column in (start, end):
        hold(line <= len(lines), "below the text", where, len(lines))
        hold(column <= len(lines[line - 1]) + 1, "behind the line", where, lines[line - 1])


def pieces(found: Iterable[Piece], source: str) -> None:
    """Pieces lie in the text; a parent comes before what it holds."""
    lines = source.split("\n")
    for number, piece in enumerate(found):
        place(piece.place, lines)
        parent = piece.info.get("parent")
        hold(parent is None or parent < number, "parent", piece)
        if target := piece.info.get("target_at"):
            place(target, lines)


def findings(repo: Repo, found: Iterable[Finding]) -> None:
    """Findings and their fixes point into files that are there."""
    for finding in found:
        edits = finding.fix.edits if finding.fix else ()
        related = (note.place for note in finding.related)
        for where in (finding.place, *related, *(edit.place for edit in edits)):
            try:
                source = repo.file(where.path).text
            except Unreadable:
                hold(where == Place(where.path), "a place in what cannot be read", finding)
                continue
            place(where, source.split("\n"))


def chains(repo: Repo, agent: Agent = CODEX) -> None:
    """`explain` of each directory tells the fates that `check` saw, and a child's begin as above."""
    known = all_chains(repo, agent)
    for folder, seen in known.items():
        told = chain.build(repo, agent, folder)
        hold(told == seen, "check and explain differ in", folder)
        document = explain.document(told, repo.root, folder, [])
        schema("explanation", document)
        for form in (report_explain.lines(told, []), report_explain.markdown(told, [])):
            printable("\n".join(form))
        if folder != "." and not seen.failure and agent == CODEX:
            above = chain.build(repo, agent, parents(folder)[-2])
            hold(seen.links[: len(above.links)] == above.links, "not as above", folder)


def outcome(found: Outcome) -> None:
    """Places, and that every report of it can be read by those it is for."""
    rules = registry.builtin()
    findings(found.repo, found.findings)
    failing = ("error", "warning", "info")
    schema("findings", json.loads(report_json.render(found, rules, failing)))
    json.loads(sarif.render(found, rules, failing))
    json.loads(gitlab.render(found, rules, failing))
    xml.etree.ElementTree.fromstring(junit.render(found, rules, failing).encode())
    printable("\n".join(text.lines(found, text.plain)))
    printable(github.render(found, rules, failing))
    markdown.render(found, rules, failing)


def printable(told: str) -> None:
    """Nothing in it that a terminal would obey."""
    odd = UNSAFE.search(told.replace("\n", ""))
    hold(odd is None, "a terminal obeys", odd and told[max(odd.start() - 40, 0) : odd.end() + 40])


def schema(name: str, document: Mapping[str, Any]) -> None:
    """A document is what `agentslint schema NAME` says."""
    for error in _validator(name).iter_errors(document):
        raise Broken(f"{name}: {error.message[:300]} at {list(error.absolute_path)}")


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.OUTPUTS[name]())
