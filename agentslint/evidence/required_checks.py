"""What a chain requires to be run: one reading for sessions, ledger, receipts, handoffs and the bridge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.claims import check_commands
from agentslint.claims.effective import reaching, verification
from agentslint.evidence.check_rows import (
    Exists,
    Required,
    entire,
    form_of,
    ran_of,
    rows_of,
    there,
    typed,
)
from agentslint.evidence.documented_checks import documented, fallback
from agentslint.evidence.normal_form import covers
from agentslint.evidence.required_conditions import Demand, concerns_some, demands
from agentslint.model import Chain
from agentslint.text.units import marks

__all__ = ["Exists", "Required", "required"]


def required(chain: Chain, exists: Exists | None = None) -> tuple[Required, ...]:
    """The checks that a chain requires, each command once, outermost file first.

    `exists` says whether a path is there: a command over one that is not is an example.

    Where some have a gate ("before review"), those are what is required, and commands that are
    merely documented beside them are not; of several mentions of a command the gated one counts.
    No check is what a text forbids or waives, an example, a fixer, or a part of another one that is
    required. Where nothing is demanded, the first test that is documented is what there is.
    """
    order = {link.path: index for index, link in enumerate(chain.sources)}
    told = demands(verification(chain), chain, exists)
    rows = [row for each in told if each.each.command for row in rows_of(each)]
    waived = _waived(chain)
    rows = [row for row in rows if row.command not in waived]
    # where no point of the work is named, the name of a tool is no command, and a part no check
    rows = [row for row in rows if row.gate or (typed(row.command) and entire(row.command))]
    gated = [row for row in rows if row.gate]
    gated += _unnamed(told, gated, chain, exists)
    found = _once(gated or rows)
    if exists is not None:
        found = [row for row in found if there(row, exists)]
    if not gated and all(check_commands.kinds(row.command) == ("build",) for row in found):
        # what merely builds verifies nothing where a test is documented
        found = list(fallback(chain, exists)) or found
    found = list(_largest(found))
    return tuple(sorted(found, key=lambda row: (order.get(row.path, 0), row.line)))


def _unnamed(
    told: Iterable[Demand], gated: list[Required], chain: Chain, exists: Exists | None
) -> list[Required]:
    """What "all tests must pass before merging" means: the command that is documented for it."""
    known = {kind for row in gated for kind in check_commands.kinds(row.command)}
    found = []
    for demand in told:
        each = demand.each
        if each.command or not each.gate or demand.conditional or demand.partial:
            continue
        if "verification:run" not in marks(each.text):
            continue  # "mark slow tests before requesting review" runs none
        # `make check` may be all that there is
        for kind in [
            k
            for k in each.checks
            if k in ("test", "lint", "typecheck") and not {k, "other"} & known
        ]:
            known.add(kind)
            found += [
                replace(row, gate=each.gate) for row in list(documented(chain, (kind,), exists))[:1]
            ]
    return found


def _waived(chain: Chain) -> frozenset[str]:
    """The commands that a chain forbids or waives, and demands nowhere at a gate."""
    refused, wanted = set[str](), set[str]()
    for link in chain.sources:
        for each in reaching(link):
            if concerns_some(each):
                continue
            if each.answer == "waives" or each.modality in ("forbid", "avoid"):
                refused.update(each.objects)
            elif each.checks and each.gate:
                wanted.update(each.objects)
    return frozenset(refused - wanted)


def _once(rows: Iterable[Required]) -> list[Required]:
    """Each command once: the mention with a gate, bound to no path, else the first."""
    found: dict[object, Required] = {}
    for row in rows:
        form = form_of(row)
        key = form if form is not None else row.command
        old = found.get(key)
        if old is None or (bool(row.gate), not row.scope) > (bool(old.gate), not old.scope):
            found[key] = row
    return list(found.values())


def _largest(rows: list[Required]) -> Iterator[Required]:
    """Without those that another one takes in, and without what merely may be run instead."""
    forms = [form_of(row) for row in rows]
    instead = set[str]()
    for index, row in enumerate(rows):
        if row.command in instead:
            continue
        mine = forms[index]
        taken = any(
            other is not None
            and mine is not None
            and other != mine
            and covers(mine, other) == "whole"
            for number, other in enumerate(forms)
            if number != index and not (rows[number].scope and not row.scope)
        )
        if not taken:
            whole = [o for o in row.others if not _part(o, row.command)]
            instead.update(whole)
            yield replace(row, others=tuple(whole))


def _part(one: str, two: str) -> bool:
    """Whether one command is a part of another."""
    a, b = (ran_of(text) for text in (one, two))
    return a is None or b is None or covers(b, a) == "part"
