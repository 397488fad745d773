"""One round of the rules over a repository as one agent reads it: directory by directory, then as a whole.

Every rule has its say on one directory before the next is read, so that what a document was taken
apart into can be forgotten soon: a large repository takes little more memory than a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agentslint.chain.context import Context
from agentslint.lint import kept_answers, suppressions, workers
from agentslint.lint.config import OFF, Config
from agentslint.lint.registry import defaults
from agentslint.model import Chain, Failure, File, Finding, Rule
from agentslint.repo.answers import Reads, handing

Selected = Mapping[str, Rule]
Watch = Callable[[str], object]
Prepared = dict[File, tuple[object, Reads | None]]
Known = dict[File, list[Finding]]
# what came of a share: findings by run, what was prepared, notes of history, what holds for all agents,
# and what is kept between runs
Shared = tuple[
    list[list[Finding]], list[Prepared], list[str], list[Known], kept_answers.Learned | None
]


@dataclass(frozen=True, slots=True)
class Run:
    """A rule with one set of its options; `known` is what it said of files that holds for all agents."""

    rule: Rule
    context: Context
    known: Known


class Answers:
    """What rules said of files without asking which agent reads them."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, Mapping[str, Any], Known]] = []

    def of(self, rule: Rule, options: Mapping[str, Any]) -> Known:
        """What a rule said with these options, to be added to."""
        for id, others, known in self._rows:
            if id == rule.id and others == options:
                return known
        self._rows.append((rule.id, options, {}))
        return self._rows[-1][2]


def over(
    context: Context,
    rules: Selected,
    config: Config,
    watch: Watch = lambda _: None,
    jobs: int = 1,
    answers: Answers | None = None,
) -> Iterator[Finding]:
    """What each rule says in one context, with its id and severity; `jobs` processes at most.

    `answers` are what rules said of files to other agents of this run, and are added to.
    """
    answers = Answers() if answers is None else answers
    runs = [
        Run(rule, replace(context, options=options), answers.of(rule, options))
        for rule in rules.values()
        for options in _variants(rule, context, config)
    ]
    # what several rules prepare alike is prepared once
    prepares = {rule.prepare_file: rule for rule in rules.values() if rule.prepare_file}

    kept_answers.turn(context)

    def share(part: workers.Part) -> Shared:
        before = kept_answers.marked(context)
        found, prepared = _share(part, runs, [*prepares.values()], context, watch)
        known = [
            {file: run.known[file] for file in part.files if file in run.known} for run in runs
        ]
        notes = [*context.repo.history.notes, *context.repo.unread]
        return found, prepared, notes, known, kept_answers.learned(context, before)

    first, others = workers.ahead(workers.parts(context, jobs))
    parts = [*map(share, first), *workers.done(others, share)]
    noted = context.repo.history.notes
    for _, prepared, notes, known, learned in parts:
        kept_answers.take_over(context, learned)
        for run, said_of in zip(runs, known, strict=True):
            run.known.update(said_of)
        for values, rule in zip(prepared, prepares.values(), strict=True):
            if rule.take_prepared is not None:
                read = {file: reads for file, (_, reads) in values.items() if reads is not None}
                with handing(read):
                    rule.take_prepared(
                        context, {file: value for file, (value, _) in values.items()}
                    )
        noted += [note for note in notes if note not in noted]
    for number, run in enumerate(runs):
        here = (finding for found, *_ in parts for finding in found[number])
        told = (*here, *said(run.rule, run.context))
        yield from filed(told, run.rule, config, run.context.options)


def _share(
    part: workers.Part,
    runs: Sequence[Run],
    ahead: Sequence[Rule],
    context: Context,
    watch: Watch,
) -> tuple[list[list[Finding]], list[Prepared]]:
    """What each run finds in one part, directory by directory, and what each of `ahead` prepares."""
    found: list[list[Finding]] = [[] for _ in runs]
    of_files = [row for row in zip(found, runs, strict=True) if row[1].rule.check_file]
    of_chains = [row for row in zip(found, runs, strict=True) if row[1].rule.check_chain]
    prepared: list[Prepared] = [{} for _ in ahead]
    for folder, files, chain in part.directories:
        if part.first:
            watch(f"{len(context.files)} files as {context.agent.id}: {folder}")
        for rows, run in of_files:
            for file in files:
                rows += _of_file(run, file)
        if chain is not None:
            for rows, run in of_chains:
                for finding in _of_chain(run, chain):
                    where = finding.directories or (folder,)
                    rows.append(replace(finding, directories=where))
        # what rules of the whole repository ask of each file is asked while it is at hand
        for values, rule in zip(prepared, ahead, strict=True):
            for file in files:
                value, reads = _prepared(rule, file, context)
                if value is not None:
                    values[file] = value, reads
    return found, prepared


def _of_file(run: Run, file: File) -> list[Finding]:
    """What a rule says of a file: to a second agent the same, where it did not ask which one reads."""
    if (told := run.known.get(file)) is not None:
        return told

    def check(context: Context) -> list[Finding]:
        return _named(run.rule, run.rule.check_file, file, context)

    found, own = kept_answers.told("file", run.rule, file, run.context, check)
    if not own:
        run.known[file] = found
    return found


def _of_chain(run: Run, chain: Chain) -> list[Finding]:
    def check(context: Context) -> list[Finding]:
        return _named(run.rule, run.rule.check_chain, chain, context)

    return kept_answers.told("chain", run.rule, chain, run.context, check)[0]


def _prepared(rule: Rule, file: File, context: Context) -> tuple[object, Reads | None]:
    def prepare(context: Context) -> object:
        assert rule.prepare_file is not None
        return rule.prepare_file(file, context)

    return kept_answers.prepared(rule, file, context, prepare)


def said(
    rule: Rule, context: Context, idle: Iterable[suppressions.Idle] | None = None
) -> Iterator[Finding]:
    """What a rule says of the repository as a whole; of `idle` suppressions, where it is of these."""
    if idle is not None and rule.check_suppressions is not None:
        yield from _named(rule, rule.check_suppressions, idle, context)
    if rule.check_repo is not None:

        def check(context: Context) -> list[Finding]:
            return _named(rule, rule.check_repo, context)

        yield from kept_answers.told("repo", rule, None, context, check)[0]


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
