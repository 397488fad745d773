"""One round of the rules over a repository as one agent reads it: directory by directory, then as a whole.

Every rule has its say on one directory before the next is read, so that what a document was taken
apart into can be forgotten soon: a large repository takes little more memory than a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentslint.chain.context import Context
from agentslint.lint import suppressions, workers
from agentslint.lint.config import OFF, Config
from agentslint.lint.registry import defaults
from agentslint.model import Failure, File, Finding, Rule

Selected = Mapping[str, Rule]
Watch = Callable[[str], object]
Prepared = dict[File, object]


def over(
    context: Context,
    rules: Selected,
    config: Config,
    watch: Watch = lambda _: None,
    jobs: int = 1,
) -> Iterator[Finding]:
    """What each rule says in one context, with its id and severity; `jobs` processes at most."""
    runs = [
        (rule, replace(context, options=options))
        for rule in rules.values()
        for options in _variants(rule, context, config)
    ]
    # what several rules prepare alike is prepared once
    prepares = {rule.prepare_file: rule for rule in rules.values() if rule.prepare_file}

    def share(part: workers.Part) -> tuple[list[list[Finding]], list[Prepared], list[str]]:
        found, prepared = _share(part, runs, tuple(prepares), context, watch)
        return found, prepared, context.repo.history.notes

    first, others = workers.ahead(workers.parts(context, jobs))
    parts = [*map(share, first), *workers.done(others, share)]
    noted = context.repo.history.notes
    for _, prepared, notes in parts:
        for values, rule in zip(prepared, prepares.values(), strict=True):
            if rule.take_prepared is not None:
                rule.take_prepared(context, values)
        noted += [note for note in notes if note not in noted]
    for number, (rule, each) in enumerate(runs):
        here = (finding for found, _, _ in parts for finding in found[number])
        yield from filed((*here, *said(rule, each)), rule, config, each.options)


def _share(
    part: workers.Part,
    runs: Sequence[tuple[Rule, Context]],
    ahead: Sequence[Callable[..., object]],
    context: Context,
    watch: Watch,
) -> tuple[list[list[Finding]], list[Prepared]]:
    """What each run finds in one part, directory by directory, and what each of `ahead` prepares."""
    found: list[list[Finding]] = [[] for _ in runs]
    of_files = [row for row in zip(found, runs, strict=True) if row[1][0].check_file]
    of_chains = [row for row in zip(found, runs, strict=True) if row[1][0].check_chain]
    prepared: list[Prepared] = [{} for _ in ahead]
    for folder, files, chain in part.directories:
        if part.first:
            watch(f"{len(context.files)} files as {context.agent.id}: {folder}")
        for rows, (rule, each) in of_files:
            for file in files:
                rows += _named(rule, rule.check_file, file, each)
        for rows, (rule, each) in of_chains if chain is not None else ():
            for finding in _named(rule, rule.check_chain, chain, each):
                where = finding.directories or (folder,)
                rows.append(replace(finding, directories=where))
        # what rules of the whole repository ask of each file is asked while it is at hand
        for values, prepare in zip(prepared, ahead, strict=True):
            for file in files:
                if (value := prepare(file, context)) is not None:
                    values[file] = value
    return found, prepared


def said(
    rule: Rule, context: Context, idle: Iterable[suppressions.Idle] | None = None
) -> Iterator[Finding]:
    """What a rule says of the repository as a whole; of `idle` suppressions, where it is of these."""
    if idle is not None and rule.check_suppressions is not None:
        yield from _named(rule, rule.check_suppressions, idle, context)
    if rule.check_repo is not None:
        yield from _named(rule, rule.check_repo, context)


def filed(
    findings: Iterable[Finding],
    rule: Rule,
    config: Config,
    options: Mapping[str, Any] | None = None,
) -> Iterator[Finding]:
    """A rule's findings with its id and severity: those for whose path `options` hold."""
    for finding in findings:
        path, here = finding.place.path, config
        if not config.even:
            here = config.at(path)
            other = options is not None and _options(rule, here) != options
            if other or not here.runs(rule) or config.excludes(path):
                continue
        level = here.severity.get(rule.id, OFF)
        severity = level if level != OFF else finding.severity or rule.severity
        yield replace(finding, rule=rule.id, severity=severity)


def _named(
    rule: Rule, check: Callable[..., Iterable[Finding]] | None, *what: object
) -> list[Finding]:
    """What a check says; an error in it names the rule."""
    assert check is not None
    try:
        return list(check(*what))
    except Failure:
        raise
    except Exception as error:
        error.add_note(f"in the rule {rule.id}")
        raise


def _options(rule: Rule, config: Config) -> dict[str, Any]:
    return {**defaults(rule), **config.options.get(rule.id, {})}


def _variants(rule: Rule, context: Context, config: Config) -> list[dict[str, Any]]:
    """Each set of options that holds for some file: the rule runs once with each."""
    found = [_options(rule, config)]
    if not config.even:
        for file in context.files:
            options = _options(rule, config.at(file.path))
            if options not in found:
                found.append(options)
    return found
