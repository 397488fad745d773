"""A function, class, option or variable that the text names, and that the code does not have any more."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from agentslint.chain.context import Context
from agentslint.model import Edit, Finding, Fix, Note, Severity
from agentslint.verdicts import missing_names, own_options, shown_names, symbol_causes, symbols


def check_repo(context: Context) -> Iterator[Finding]:
    repo, files = context.repo, context.files
    shown_names.prepare(repo, files)
    told = set()
    for dead in (*symbols.dead(repo, files), *shown_names.dead(repo, files)):
        name = dead.symbol.name
        told.add(dead.symbol.place)
        if _allowed(context, name):
            continue
        fix = Fix((Edit(dead.symbol.place, dead.instead),), safe=False) if dead.instead else None
        related = (Note(dead.place, f"the code has {dead.instead}"),) if dead.place else ()
        message = f"{name} is not in the code: {symbol_causes.cause(dead)}"
        weak: Severity | None = "info" if dead.said else None
        place = dead.symbol.place
        yield Finding(place, message, related=related, severity=weak, fix=fix, cause=message)

    for option in own_options.unknown(repo, files):
        if not _allowed(context, option.option):
            message = (
                f"{option.option} is not in the code: {option.program} is run from here,"
                " and no file has this option"
            )
            yield Finding(option.place, message, cause=message)

    for one in missing_names.missing(repo, files):
        # history or a list of names may have said it already
        if one.place not in told and not _allowed(context, one.name):
            change = Fix((Edit(one.place, one.instead),), safe=False) if one.instead else None
            yield Finding(
                one.place,
                one.message,
                related=one.related,
                fix=change,
                cause=one.because or one.message,
            )


def _allowed(context: Context, name: str) -> bool:
    return any(fnmatchcase(name, glob) for glob in context.options["allow"])
