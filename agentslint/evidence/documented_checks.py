"""What a chain documents where it demands nothing: the command for a kind of check."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import check_commands
from agentslint.claims.effective import Verification, reaching
from agentslint.evidence.check_rows import Exists, Required, entire, ran_of, rows_of, there, typed
from agentslint.evidence.required_conditions import Demand, Surroundings
from agentslint.model import Chain, Instruction


def fallback(chain: Chain, exists: Exists | None) -> Iterator[Required]:
    """What there is where nothing is demanded: the first test that is documented, else another check.

    Of headings that name directories each has its own.
    """
    for kinds in (("test",), ("lint", "typecheck", "other")):
        seen = set[tuple[str, ...]]()
        for row in documented(chain, kinds, exists):
            if row.scope not in seen and () not in seen:
                seen.add(row.scope)
                yield row
        if seen:
            return


def documented(chain: Chain, kinds: tuple[str, ...], exists: Exists | None) -> Iterator[Required]:
    """The checks of some kinds that are documented, nearest file first; whole suites, else directories."""
    around = Surroundings(chain)
    named = [
        row
        for link in reversed(chain.sources)
        for each in reaching(link)
        if each.modality not in ("forbid", "avoid")
        for text in each.objects
        if not set(kinds).isdisjoint(check_commands.kinds(text))
        for row in rows_of(_mentioned(each, text, around, exists))
        if not set(kinds).isdisjoint(check_commands.kinds(row.command))
        and typed(row.command)
        and (exists is None or there(row, exists))
    ]
    whole = [row for row in named if entire(row.command)]
    yield from whole or (row for row in named if _suite(row.command, exists))


def _mentioned(each: Instruction, text: str, around: Surroundings, exists: Exists | None) -> Demand:
    """A command that is merely named, read as a demand."""
    place, piece = each.place, each.piece
    mention = Verification(
        text, "", place.path, place.line, (), each.text, each.condition, each.scope, piece=piece
    )
    return Demand(mention, around.of(mention), exists)


def _suite(command: str, exists: Exists | None) -> bool:
    """Whether a command runs the tests of whole directories that are there."""
    form = ran_of(command)
    paths = [word for word in form.plain if "/" in word or "." in word] if form else []
    plain = all("." not in posixpath.basename(word) and "::" not in word for word in paths)
    return bool(paths) and plain and not (form and form.narrow) and exists is not None
