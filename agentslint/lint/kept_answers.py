"""What rules say of documents and chains, taken from an earlier run where that would say the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from agentslint.chain.context import OTHERS, Context, Noting
from agentslint.io.disk import Disk
from agentslint.io.replay import ground
from agentslint.lint.request import Request
from agentslint.model import Chain, File, Rule
from agentslint.repo import Repo, answers

T = TypeVar("T")
# answers that were added and taken, files that were looked through, what was asked outside of answers
Learned = tuple[dict[bytes, answers.Row], dict[bytes, answers.Row], set[str], set[str]]


def open_for(repo: Repo, asked: Request) -> None:
    """Have a repository on disk know the answers of earlier runs; what this run adds is kept with them.

    What else of a command line decides what rules say is one with what they say.
    """
    if not isinstance(repo.tree, Disk) or repo.git is None or repo.answers is not None:
        return
    if (asked.config_file or "").endswith(answers.DOCUMENTS):
        return  # it says more than a document does

    def plain() -> tuple[Any, Any, dict[str, bytes], set[str], set[str]] | None:
        known = repo.answers
        if known is None or repo.history.notes:
            return None  # what history could not say is said by who asks it
        rows = known.used | known.fresh
        unused = {name: row for name, row in known.rows.items() if name not in rows}
        places = {os.path.join(repo.root, path) for path in known.glanced}
        return rows, unused, known.met, places, known.outside

    untracked = repo.listing.untracked, repo.listing.nested
    if (found := ground.opened(repo.root, answers.DOCUMENTS, untracked, plain)) is not None:
        repo.answers = answers.Answers(*found)
        repo.answers.settings = repr((asked.config_file, asked.isolated, asked.today, os.getcwd()))


def turn(context: Context) -> None:
    """Have answers about all that an agent reads hang on what this one reads: its turn has come."""
    known = context.repo.answers
    if known is not None:
        chains = [_of_chain(known, chain) for _, chain in sorted(context.chains.items())]
        texts = [known.of_file(file) for file in context.files]
        known.met |= {file.path: known.digest(file.data) for file in context.files}
        known.whole = answers.key(chains, texts)


def told(
    kind: str,
    rule: Rule,
    what: File | Chain | None,
    context: Context,
    check: Callable[[Context], T],
) -> tuple[T, bool]:
    """What a rule's `check` says of a file or chain, or of all, and whether it asked which agent reads."""
    found, asked, _ = _answer(kind, rule, what, context, check)
    return found, asked


def prepared(
    rule: Rule, file: File, context: Context, check: Callable[[Context], T]
) -> tuple[T, answers.Reads | None]:
    """What a rule's `check` reads of a file ahead, and what that was read from, where it is noted."""
    found, _, reads = _answer("prepare", rule, file, context, check)
    return found, reads


def _answer(
    kind: str,
    rule: Rule,
    what: File | Chain | None,
    context: Context,
    check: Callable[[Context], T],
) -> tuple[T, bool, answers.Reads | None]:
    known = context.repo.answers
    several = len(context.agents) > 1
    if known is None and not several:
        return check(context), True, None

    def make() -> T:
        noting = Noting.of(context)
        found = check(noting)
        asked.update(noting.asked_of_agent)
        answers.asked(own=bool(asked), every=not asked.isdisjoint(OTHERS))
        return found

    asked: set[str] = set()
    if known is None:
        return make(), bool(asked), None
    of = known.of_file(what) if isinstance(what, File) else what and _of_chain(known, what)
    by = (context.agent.id, *(agent.id for agent in context.agents))
    name = answers.key(kind, known.settings, rule.id, _plain(context.options), by, of)
    found, reads = answers.of(context.repo, name, make)
    return found, reads.own, reads


def new(context: Context, file: File) -> bool:
    """Whether most that rules say of a file has to be worked out."""
    known = context.repo.answers
    return known is None or not known.same(file)


def marked(context: Context) -> set[bytes]:
    """The answers that are known before a share of the work, for `learned`."""
    known = context.repo.answers
    return set() if known is None else {*known.fresh, *known.used}


def learned(context: Context, before: set[bytes]) -> Learned | None:
    """What came of a share of the work, to be handed to another process."""
    known = context.repo.answers
    if known is None:
        return None
    fresh = {name: row for name, row in known.fresh.items() if name not in before}
    used = {name: row for name, row in known.used.items() if name not in before}
    return fresh, used, known.glanced, known.outside


def take_over(context: Context, rows: Learned | None) -> None:
    """Take over what another process learned."""
    if context.repo.answers is not None and rows is not None:
        context.repo.answers.add(*rows)


def _of_chain(known: answers.Answers, chain: Chain) -> tuple[object, ...]:
    links = [
        (
            *(link.path, link.fate, link.size, link.bytes, link.why, link.level, link.directory),
            *(link.phase, link.importer, link.scope, link.file and known.of_file(link.file)),
        )
        for link in chain.links
    ]
    return chain.agent.id, chain.directory, chain.top, chain.failure, links


def _plain(options: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(options.items())
