"""What was asked of one repository to what is found in it: the same for a terminal, hook and editor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from agentslint.core.phrases import counted
from agentslint.io.disk import Disk
from agentslint.lint import (
    baseline,
    check,
    config,
    effective,
    first_baseline,
    kept_answers,
    submodules,
    suppressions,
    workers,
)
from agentslint.lint.check import Outcome, Watch
from agentslint.lint.config import OFF, Config, Level
from agentslint.lint.request import Request
from agentslint.model import SEVERITIES, Failure, Rule
from agentslint.repo import Repo
from agentslint.repo.git_folder import own_git

BASELINE_OFF = "none"
LEVELS = (*SEVERITIES, OFF)


@dataclass(frozen=True, slots=True)
class Judged:
    """One repository's outcome, with the settings and rules that led to it.

    `rules` are all that exist, `chosen` those that ran somewhere.
    """

    outcome: Outcome
    config: Config
    rules: Mapping[str, Rule]
    chosen: Mapping[str, Rule]

    def with_outcome(self, outcome: Outcome) -> Judged:
        """The same with less, or more, found."""
        return replace(self, outcome=outcome)


def judge(repo: Repo, asked: Request, watch: Watch = lambda _: None) -> Judged:
    """Everything that is found in a repository, baseline aside. Raises Failure."""
    found = effective.settings(repo, asked.config_file, isolated=asked.isolated, asked=asked.agents)
    rules = effective.rules(repo, found, local_rules=asked.local_rules)
    settled = config.override(
        config.settle(found, rules),
        asked.select,
        asked.ignore,
        asked.severity,
        asked.fail_on,
        rules,
    )
    kept_answers.open_for(repo, asked)
    chosen = check.chosen(rules, settled)
    others = [id for id in settled.select if id in rules and rules[id].only]
    if others and not chosen:
        told = f"`agentslint {rules[others[0]].only}`"
        raise Failure(f"{others[0]}: {told} alone reports it: nothing would be checked")
    outcome = run(repo, asked, settled, rules, watch)
    outcome = replace(outcome, faults=settled.faults)
    if settled.submodules:
        for place in _submodules(repo):
            inner = Repo.rooted(os.path.join(repo.root, place))
            try:
                outcome = submodules.joined(outcome, judge(inner, asked, watch).outcome, place)
            except Failure as error:
                outcome = replace(outcome, faults=(*outcome.faults, f"{place}: {error}"))
    return Judged(outcome, settled, rules, chosen)


def _submodules(repo: Repo) -> list[str]:
    """The submodules of a work tree that are checked out."""
    if not isinstance(repo.tree, Disk):
        return []
    known, inside = repo.listing.gitlinks, repo.listing.nested
    return [p for p in inside if p in known or own_git(f"{repo.root}/{p}") == "submodule"]


def run(
    repo: Repo,
    asked: Request,
    settled: Config,
    rules: Mapping[str, Rule],
    watch: Watch = lambda _: None,
) -> Outcome:
    """What is found in a repository by settings that are known."""
    agents = effective.asked_agents(asked.agents, settled)
    return check.run(
        repo,
        agents,
        check.chosen(rules, settled),
        settled,
        asked.today,
        watch=watch,
        known=rules,
        jobs=workers.jobs(asked.jobs),
    )


def near(judged: Judged, repo: Repo, path: str, asked: Request) -> Judged:
    """What is found now that one file has another text in `repo`, as far as that file alone decides it.

    What depends on chains or on the whole repository is as it was judged before.
    """
    rules = {
        id: replace(rule, check_chain=None, check_repo=rule.prepare_file and rule.check_repo)
        for id, rule in judged.chosen.items()
        if of_files(rule) and id != suppressions.RULE
    }
    config = replace(judged.config, only=frozenset({path}))
    agents = effective.asked_agents(asked.agents, judged.config)
    found = check.run(repo, agents, rules, config, asked.today, known=judged.rules)
    told = without_known(judged.with_outcome(found), asked).outcome.findings
    now = [each for each in told if each.place.path == path]
    kept = [
        each
        for each in judged.outcome.findings
        if each.place.path != path or not of_files(judged.rules[each.rule])
    ]
    every = tuple(sorted([*kept, *now], key=check.order))
    return judged.with_outcome(replace(judged.outcome, repo=repo, findings=every))


def of_files(rule: Rule) -> bool:
    """Whether what a rule says of a file is decided by that file, the others aside."""
    return rule.check_file is not None or rule.prepare_file is not None


def introduced(
    judged: Judged, asked: Request, revision: str, watch: Watch = lambda _: None
) -> Judged:
    """With what was not found where HEAD and `revision` parted: what the change since then broke.

    Both sides are judged by the configuration as it is now. Repositories inside this one have a
    history of their own and are left out. Raises Failure where there is no such revision.
    """
    outcome = judged.outcome
    then = Repo.parted(outcome.repo.root, revision)
    before = run(then, asked, judged.config, judged.rules, watch)
    known = {finding.fingerprint for finding in before.findings}
    gone = {f.place.path for f in before.findings if not outcome.repo.exists(f.place.path)}
    known |= check.carried(outcome, known, gone).keys()
    nested = tuple(f"{place}/" for place in outcome.repo.listing.nested)
    new = tuple(
        finding
        for finding in outcome.findings
        if finding.fingerprint not in known and not finding.place.path.startswith(nested)
    )
    return judged.with_outcome(replace(outcome, findings=new))


def without_known(judged: Judged, asked: Request) -> Judged:
    """With the findings of the baseline held back. Raises Failure where it cannot be read."""
    place = baseline_place(judged, asked)
    if place is None:
        return judged
    text = _text(judged.outcome.repo, place)
    if text is None:
        raise Failure(f"{place}: no such baseline: write it with --write-baseline")
    known = baseline.parse(text, place)
    # who asks for less finds less
    whole = not (asked.agents or asked.select or asked.ignore)
    idle = judged.rules.keys() - judged.chosen.keys()
    left = len(baseline.shrunk(known, judged.outcome, idle)) if whole else len(known)
    held = baseline.apply(judged.outcome, known)
    return judged.with_outcome(replace(held, outdated=len(known) - left))


def rewritten(judged: Judged, asked: Request, *, configure: bool = False) -> str:
    """Write the baseline: all findings where there is none yet, else only what is left of it.

    Gives one line about what was done, with the line of the configuration that is missing; with
    `configure` that is written too. Raises Failure where it cannot be written.
    """
    from agentslint.repo.write import replace_file

    repo, found = judged.outcome.repo, judged.outcome.findings
    place = baseline_place(judged, asked) or baseline.NAME
    text = _text(repo, place)
    if text is None:
        entries = baseline.entries(found)
        told = f"{place}: {counted(len(entries), 'finding')} written"
    else:
        known = baseline.parse(text, place)
        idle = judged.rules.keys() - judged.chosen.keys()
        entries = baseline.shrunk(known, judged.outcome, idle)
        gone = len(known) - len(entries)
        told = f"{place}: removed {counted(gone, 'fixed entry', 'fixed entries')}, {len(entries)} remain"
        if new := len(baseline.apply(judged.outcome, known).findings):
            were = "was" if new == 1 else "were"
            told += (
                f"; {counted(new, 'new finding')} {were} not added: delete the file to start over"
            )
    data = baseline.text(entries).encode("utf-8", "backslashreplace")
    replace_file(os.path.join(repo.root, place), data)
    if judged.config.baseline or asked.baseline is not None:
        return told
    if configure:
        return f"{told}; {first_baseline.named(repo, judged.config, place)}"
    path = judged.config.path or config.NAMES[0]
    return (
        f"{told}; not in use yet: add {first_baseline.line(place)} to {path}, "
        "as --init-baseline does"
    )


def baseline_place(judged: Judged, asked: Request) -> str | None:
    """Where the baseline is, relative to the root: as the command line says, or the configuration."""
    if asked.baseline == BASELINE_OFF:
        return None
    if asked.baseline is not None:
        return effective.within_root(judged.outcome.repo, asked.baseline)
    configured = judged.config.baseline
    if configured and judged.outcome.repo.outside(configured):
        raise Failure(
            f"baseline {configured}: leads out of the repository, or into its git directory: "
            "name it by --baseline"
        )
    return configured or None


def _text(repo: Repo, place: str) -> str | None:
    # a baseline that is not committed yet holds back the same in every mode
    for tree in (repo, Repo.rooted(repo.root)):
        if (text := tree.text(place)) is not None:
            return text
    return None


def levels(given: Iterable[str]) -> dict[str, Level]:
    """`RULE=LEVEL` words to a table. Raises Failure for another word."""
    found: dict[str, Level] = {}
    for word in given:
        rule, _, level = word.partition("=")
        if level not in LEVELS:
            raise Failure(f"--severity {word}: write RULE={'|'.join(LEVELS)}")
        found[rule] = level
    return found
