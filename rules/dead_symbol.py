"""A function, class, option or variable that the text names, and that the code does not have any more."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from agentslint.chain.context import Context
from agentslint.model import Edit, Finding, Fix, Note
from agentslint.verdicts import symbols
from agentslint.verdicts.symbols import Dead


def check_repo(context: Context) -> Iterator[Finding]:
    for dead in symbols.dead(context.repo, context.files):
        name = dead.symbol.name
        if any(fnmatchcase(name, glob) for glob in context.options["allow"]):
            continue
        fix = Fix((Edit(dead.symbol.place, dead.instead),), safe=False) if dead.instead else None
        related = (Note(dead.place, f"the code has {dead.instead}"),) if dead.place else ()
        message = f"{name} is not in the code: {_cause(dead)}"
        yield Finding(dead.symbol.place, message, related=related, fix=fix)


def _cause(dead: Dead) -> str:
    if dead.place is not None:
        return f"{dead.place.path}:{dead.place.line} has {dead.instead}"
    if dead.lost is None:
        return f"{dead.without} does not contain it, nor does any other file"
    commit = dead.lost.commit
    by = f"{commit.short} of {commit.day} " if commit else "a later commit "
    if dead.instead:
        return f"{by}renamed it to {dead.instead} in {dead.lost.path}"
    return f"{by}removed it from {dead.lost.path}"
