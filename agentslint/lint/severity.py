"""How much a finding weighs where it lies: no error in a file that is not this project's own word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.lint.config import Config
from agentslint.model import Finding
from agentslint.repo import vendored
from agentslint.repo.directories import archived

DISOWNS = "foreign-file"  # the rule that says whose a file is
# what harms whoever reads it, whoever wrote it
ALWAYS = frozenset({"secret", "hidden-character"})
BETWEEN = "unportable-"  # rules that compare agents: a question of those who work with several


def weighed(
    findings: Iterable[Finding], contexts: Iterable[Context], config: Config
) -> Iterator[Finding]:
    """Findings in files that were written for somebody else, are kept from before, or that no agent reads.

    They are information. So is what one agent reads and another does not, where nobody said which
    agents work here: a repository that has a file for each may mean it so.

    A severity that the configuration sets for the rule is kept, but nothing in a vendored directory
    fails a build.
    """
    listed = list(findings)
    disowned = {finding.place.path for finding in listed if finding.rule == DISOWNS}
    unread = _unread(contexts)
    for finding in listed:
        path = finding.place.path
        set_by_hand = finding.rule in config.at(path).severity
        other = (path in disowned or archived(path)) and finding.rule not in ALWAYS
        guessed = config.detected is not None and finding.rule.startswith(BETWEEN)
        if vendored(path) or ((other or guessed or path in unread) and not set_by_hand):
            yield replace(finding, severity="info")
        else:
            yield finding


def _unread(contexts: Iterable[Context]) -> frozenset[str]:
    """The files that are shadowed for each agent, in each chain that meets them."""
    shadowed: set[str] = set()
    read: set[str] = set()
    for context in contexts:
        for chain in context.chains.values():
            for link in chain.links:
                (shadowed if link.fate == "shadowed" else read).add(link.path)
    return frozenset(shadowed - read)
