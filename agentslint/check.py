"""Rules over a repository to findings: which run, what they may see, and in what order."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agentslint import chain
from agentslint.config import Config
from agentslint.context import Context
from agentslint.model import Agent, Chain, Failure, File, Finding, Note, Rule, User
from agentslint.repo import Repo, parent, vendored
from agentslint.rulebook import defaults

Selected = Mapping[str, Rule]
Watch = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run looked at and what it found. `notes` says what it could not look at."""

    repo: Repo
    agents: tuple[str, ...]
    findings: tuple[Finding, ...]
    files: int
    chains: int
    directories: int
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def run(
    repo: Repo,
    agents: Iterable[Agent],
    rules: Selected,
    config: Config = Config(),  # noqa: B008  (a frozen value)
    today: datetime.date | None = None,
    watch: Watch = lambda _: None,
) -> Outcome:
    """Run every rule over every chain of every agent. Raises Failure where an agent would.

    `watch` is told what is being done, a line each time, for a person who waits.
    """
    found: list[Finding] = []
    files: set[str] = set()
    folders: set[str] = set()
    today = today or datetime.date.today()
    for agent in (agents := tuple(agents)):
        chains = survey(repo, agent)
        looked = instruction_files(chains.values())
        files.update(file.path for file in looked)
        folders.update(chains)
        context = Context(repo, agent, chains, looked, today=today)
        found += [replace(f, agents=(agent.id,)) for f in over(context, rules, config, watch)]
    return Outcome(
        repo,
        tuple(agent.id for agent in agents),
        tuple(settled(repo, found)),
        len(files),
        len(folders),
        len(repo.listing.directories),
        tuple(name for agent in agents for name in agent.names),
        tuple(repo.listing.notes),
    )


def survey(repo: Repo, agent: Agent) -> dict[str, Chain]:
    """The chain of every directory that has an instruction file of its own.

    Other people's trees that git does not track are left out: nobody starts an agent there.
    """
    names = instruction_names(repo, agent)
    tracked = repo.listing.tracked
    places = {
        parent(path)
        for path in repo.find(names)
        if path.rpartition("/")[2] in names and (path in tracked or not vendored(path))
    }
    return {
        folder: built
        for folder in sorted(places)
        if (built := chain.build(repo, agent, folder)).links or built.failure
    }


def instruction_names(repo: Repo, agent: Agent) -> frozenset[str]:
    """Every name that the agent may look for in this repository, its settings applied."""
    names = set(agent.names)
    if agent.configure is not None:
        folders = {parent(parent(path)) for path in repo.find(["config.toml"]) if ".codex/" in path}
        for folder in {".", *folders}:
            names.update(agent.configure(repo, agent, folder, User()).names)
    return frozenset(names)


def instruction_files(chains: Iterable[Chain]) -> tuple[File, ...]:
    """Every file of some chains, once each, in path order."""
    found = {link.path: link.file for each in chains for link in each.links if link.file}
    return tuple(found[path] for path in sorted(found))


def over(
    context: Context, rules: Selected, config: Config, watch: Watch = lambda _: None
) -> Iterator[Finding]:
    """What each rule says in one context, with its id and severity."""
    for number, rule in enumerate(rules.values(), 1):
        watch(
            f"{len(context.files)} files as {context.agent.id}: rule {number} of {len(rules)}, {rule.id}"
        )
        here = replace(context, options={**defaults(rule), **config.options.get(rule.id, {})})
        for finding in _said(rule, here):
            severity = config.severity.get(rule.id) or finding.severity or rule.severity
            yield replace(finding, rule=rule.id, severity=severity)


def selected(rules: Selected, select: Iterable[str], ignore: Iterable[str]) -> dict[str, Rule]:
    """The rules to run: all that are on by default, or those selected, less those ignored."""
    wanted, unwanted = set(select), set(ignore)
    return {
        id: rule
        for id, rule in rules.items()
        if (id in wanted if wanted else rule.default) and id not in unwanted
    }


def settled(repo: Repo, findings: Iterable[Finding]) -> list[Finding]:
    """The same finding of many chains and agents as one; in order, with fingerprints."""
    merged: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.place, finding.message, finding.severity, finding.fix)
        known = merged.get(key)
        merged[key] = finding if known is None else _joined(known, finding)
    order = sorted(
        merged.values(),
        key=lambda f: (f.place.path, f.place.line, f.place.column, f.rule, f.message),
    )
    return list(fingerprinted(order, lambda path: text_of(repo, path)))


def text_of(repo: Repo, path: str) -> str:
    """The text of an instruction file, empty where it cannot be had."""
    return repo.text(path) or ""


def fingerprinted(findings: Iterable[Finding], text: Callable[[str], str]) -> Iterator[Finding]:
    """Give each finding a name that survives edits elsewhere in its file.

    It is made of the rule, the path and the text found at the place (the message, numbers
    aside, for a whole file), and counts repetitions from the top.
    """
    seen: dict[str, int] = {}
    lines: dict[str, list[str]] = {}
    for finding in findings:
        place = finding.place
        if place.path not in lines:
            lines[place.path] = text(place.path).split("\n")
        whole = (place.line, place.column) == (place.end_line, place.end_column)
        body = "" if whole else "\n".join(lines[place.path][place.line - 1 : place.end_line])
        basis = "\0".join(
            [finding.rule, place.path, body.strip() or re.sub(r"\d+", "#", finding.message)]
        )
        name = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        seen[name] = seen.get(name, 0) + 1
        yield replace(finding, fingerprint=name if seen[name] == 1 else f"{name}-{seen[name]}")


def narrowed(outcome: Outcome, paths: Iterable[str]) -> Outcome:
    """With the findings that concern one of `paths`: a place of theirs, or a chain they touch."""
    wanted = tuple(paths)
    kept = tuple(f for f in outcome.findings if any(_concerns(f, path) for path in wanted))
    return replace(outcome, findings=kept)


def _concerns(finding: Finding, path: str) -> bool:
    if path == ".":
        return True
    mentioned = [finding.place.path, *(note.place.path for note in finding.related)]
    return any(p == path or p.startswith(f"{path}/") for p in [*mentioned, *finding.directories])


def _said(rule: Rule, context: Context) -> Iterator[Finding]:
    try:
        if rule.check_repo is not None:
            yield from rule.check_repo(context)
        for file in context.files if rule.check_file is not None else ():
            yield from rule.check_file(file, context)  # type: ignore[misc]
        for directory, each in context.chains.items() if rule.check_chain is not None else ():
            for finding in rule.check_chain(each, context):  # type: ignore[misc]
                yield replace(finding, directories=finding.directories or (directory,))
    except Failure:
        raise
    except Exception as error:
        error.add_note(f"in the rule {rule.id}")
        raise


def _joined(one: Finding, two: Finding) -> Finding:
    related: dict[Note, None] = dict.fromkeys([*one.related, *two.related])
    return replace(
        one,
        related=tuple(related),
        agents=tuple(dict.fromkeys([*one.agents, *two.agents])),
        directories=tuple(dict.fromkeys([*one.directories, *two.directories])),
    )
