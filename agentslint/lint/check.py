"""Rules over a repository to findings: which run, what they may see, and in what order."""

from __future__ import annotations

import datetime
import posixpath
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agentslint.chain import directories
from agentslint.chain.context import Context
from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.core.phrases import AgentMessage, CommonMessage
from agentslint.io import document_cache
from agentslint.lint import (
    fingerprint,
    generated,
    measure,
    merge_messages,
    registry,
    run_rules,
    suppressions,
)
from agentslint.lint.config import Config
from agentslint.lint.fingerprint import fingerprinted
from agentslint.lint.severity import weighed
from agentslint.model import Agent, Chain, File, Finding, Note, Place, Rule, whole
from agentslint.repo import Repo, Unreadable, join, parent
from agentslint.repo.checkout import SHOWN, listed
from agentslint.repo.git_folder import own_git
from agentslint.text import encoding

MANGLED = "mangled-file"  # the rule that says of a file that it is no UTF-8
Selected = Mapping[str, Rule]
Watch = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run looked at and what it found. `notes` says what it could not look at.

    `looked` are the instruction files; `suppressed` and `baselined` the findings that a comment
    or the baseline holds back, and `outdated` is how many of its entries hold back nothing more.
    `faults` says what of the request could not be carried out, though the rest was, and `unjudged`
    of which documents only a part was judged.
    """

    repo: Repo
    agents: tuple[str, ...]
    findings: tuple[Finding, ...]
    files: int
    chains: int
    directories: int
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    faults: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    outdated: int = 0

    @property
    def unusual(self) -> tuple[str, ...]:
        """What else decides what git says here, and is not usual."""
        return tuple(self.repo.checkout.unusual())


def run(
    repo: Repo,
    agents: Iterable[Agent],
    rules: Selected,
    config: Config = Config(),  # noqa: B008  (a frozen value)
    today: datetime.date | None = None,
    watch: Watch = lambda _: None,
    known: Selected | None = None,
    jobs: int = 1,
) -> Outcome:
    """Run every rule over every chain of every agent. Raises Failure where an agent would.

    At most `jobs` processes share the work; what is found does not depend on it. `today` is the day that stated ends are held against, the last commit's unless given: one commit has one
    output. `watch` is told what is being done, a line each time, for a person who waits. `known` are
    all the rules that a suppression may name, where they are more than the built-in ones.
    """
    found: list[Finding] = []
    files: dict[str, File] = {}
    contexts: list[Context] = []
    answers = run_rules.Answers()
    for agent in (agents := tuple(agents)):
        chains = measure.judged(included(all_chains(repo, agent), config))
        looked = tuple(f for f in instruction_files(chains.values()) if not config.excludes(f.path))
        files.update((file.path, file) for file in looked)
        context = Context(repo, agent, chains, looked, asked=today, agents=agents)
        contexts.append(context)
        with document_cache.taking_over():
            told = run_rules.over(context, rules, config, watch, jobs, answers)
            found += [_by(agent, finding, several=len(agents) > 1) for finding in told]
    if len(agents) > 1:
        found = list(_at_one_path(repo, found, files))
    # what is no text to us has one fault, however many signs of it there are
    wide = {path for path, file in files.items() if encoding.wide(file.data)}
    found = [f for f in found if f.place.path not in wide or f.rule == MANGLED]
    found = list(weighed(found, contexts, config))
    comments = list(_comments(repo, files, found, known or {**registry.builtin(), **rules}))
    applied = suppressions.apply(settled(repo, found, agents), comments)
    if suppressions.RULE in rules and contexts:
        idle = [*suppressions.idle(comments, applied.met, lambda p: _ran(rules, config, p))]
        said = run_rules.said(rules[suppressions.RULE], contexts[0], idle)
        applied = applied.joined(
            suppressions.apply(
                settled(repo, run_rules.filed(said, rules[suppressions.RULE], config)), comments
            )
        )
    left = generated.not_mended(applied.findings, lambda path: text_of(repo, path))
    return Outcome(
        repo,
        tuple(agent.id for agent in agents),
        tuple(sorted(left, key=order)),
        len(files),
        len({folder for context in contexts for folder in context.chains}),
        len(repo.listing.directories),
        tuple(name for agent in agents for name in agent.names),
        tuple(
            dict.fromkeys(
                [
                    *_left_out(repo, agents, config),
                    *repo.listing.notes,
                    *map(repo.checkout.of_history, repo.history.notes),
                    *repo.unread,
                ]
            )
        ),
        tuple(sorted(files)),
        applied.suppressed,
        unjudged=tuple(measure.unjudged(repo, agents, files.values())),
    )


def _by(agent: Agent, finding: Finding, *, several: bool) -> Finding:
    """A finding with the agent that it is about. One of several is told where it is not all of them."""
    if finding.agents:
        return finding
    plain = several and not isinstance(finding.message, AgentMessage)
    message = CommonMessage(finding.message) if plain else finding.message
    return replace(finding, agents=(agent.id,), message=message)


def _at_one_path(
    repo: Repo, findings: Iterable[Finding], files: Mapping[str, File]
) -> Iterator[Finding]:
    """Findings in a text that has several names, by links, at the name that the first agent reads.

    What is about a file as a whole is about its name.
    """
    first: dict[str, str] = {}
    links = {path: first.setdefault(repo.real(path), path) for path in files}
    for finding in findings:
        path = finding.place.path
        if links.get(path, path) == path or finding.place == whole(path):
            yield finding
            continue
        fix = finding.fix
        if fix is not None:
            edits = tuple(replace(e, place=_moved(e.place, links)) for e in fix.edits)
            fix = replace(fix, edits=edits)
        yield replace(finding, place=_moved(finding.place, links), fix=fix)


def _moved(place: Place, links: Mapping[str, str]) -> Place:
    return replace(place, path=links.get(place.path, place.path))


def _left_out(repo: Repo, agents: Iterable[Agent], config: Config) -> Iterator[str]:
    """What this checkout keeps from being looked at, and the repositories inside that are others'."""
    names = [name for agent in agents for name in agent.names]
    missing = [
        path
        for path in (repo.find(directories.lasts(names)) if repo.checkout.sparse else ())
        if path in repo.listing.tracked and not repo.exists(path)
    ]
    yield from repo.checkout.left_out(missing)
    if repo.git is not None and not repo.listing.tracked and not repo.checkout.born:
        yield "nothing is tracked yet: what a clone would hold was not looked at: run `git add`"
    lasts = sorted(name for name in directories.lasts(names) if "/" not in name)
    other = [
        place
        for place in repo.listing.nested
        if not (config.submodules and place in repo.listing.gitlinks)
        and own_git(posixpath.join(repo.root, place))
        not in (("worktree", "submodule") if config.submodules else ("worktree",))
        and any(repo.is_file(join(place, name)) for name in lasts)
    ]
    if other:
        many = len(other) > 1
        yield (
            f"{listed(other)} {'are repositories' if many else 'is a repository'} of "
            f"{'their' if many else 'its'} own: what {'they tell' if many else 'it tells'} an agent "
            f"was not checked: run `agentslint check {' '.join(map(shlex.quote, other[:SHOWN]))}`"
        )


def included(chains: Mapping[str, Chain], config: Config) -> dict[str, Chain]:
    """Without the chains of directories whose own instruction files are all excluded."""
    if config.even:
        return dict(chains)
    found = {}
    for folder, built in chains.items():
        own = [link.path for link in built.links if parent(link.path) == folder]
        if not own or not all(config.excludes(path) for path in own):
            found[folder] = built
    return found


def chosen(rules: Selected, config: Config) -> dict[str, Rule]:
    """The rules that run somewhere in the repository."""
    levels = [config, *config.nested.values()]
    levels += [level.narrowed(scope) for level in levels for scope in level.scopes]
    return {id: rule for id, rule in rules.items() if any(each.runs(rule) for each in levels)}


def settled(repo: Repo, findings: Iterable[Finding], agents: Iterable[Agent] = ()) -> list[Finding]:
    """The same finding of many chains and agents as one; in order, with fingerprints."""
    merged: dict[tuple[Any, ...], Finding] = {}
    titles = {agent.id: agent.title for agent in agents}
    for finding in findings:
        said = merge_messages.key(finding.message)
        key = (finding.rule, finding.place, said, finding.severity, finding.fix)
        known = merged.get(key)
        merged[key] = finding if known is None else _joined(known, finding)
    told = []
    for finding in merged.values():
        names = [titles[agent] for agent in finding.agents if agent in titles]
        message = merge_messages.merged(finding.message, names, len(titles))
        told.append(replace(finding, message=message))
    return list(fingerprinted(sorted(told, key=order), lambda path: text_of(repo, path)))


def order(finding: Finding) -> tuple[str, int, int, str, str]:
    """What findings are sorted by."""
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.message


def carried(outcome: Outcome, known: Collection[str], gone: Iterable[str]) -> dict[str, str]:
    """What `known` knows of under a path that its file had before it moved. See `fingerprint`."""
    return fingerprint.carried(
        outcome.findings, known, gone, lambda path: text_of(outcome.repo, path)
    )


def text_of(repo: Repo, path: str) -> str:
    """The text of an instruction file, empty where it cannot be had."""
    return repo.text(path) or ""


def _ran(rules: Selected, config: Config, path: str) -> frozenset[str]:
    if config.even:
        return frozenset(rules)
    here = config.at(path)
    return frozenset(id for id, rule in rules.items() if here.runs(rule))


def _comments(
    repo: Repo, files: Mapping[str, File], findings: Iterable[Finding], known: Selected
) -> Iterator[suppressions.Suppression]:
    """The suppressions of every instruction file, and of other Markdown that has findings."""
    paths = {*files, *(f.place.path for f in findings if f.place.path.lower().endswith(".md"))}
    for path in sorted(paths):
        try:
            file = files.get(path) or repo.file(path)
        except Unreadable:
            continue
        yield from suppressions.read(file, known)


def _joined(one: Finding, two: Finding) -> Finding:
    related: dict[Note, None] = dict.fromkeys([*one.related, *two.related])
    return replace(
        one,
        related=tuple(related),
        agents=tuple(dict.fromkeys([*one.agents, *two.agents])),
        directories=tuple(dict.fromkeys([*one.directories, *two.directories])),
    )
