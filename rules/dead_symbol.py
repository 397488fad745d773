"""A function, class, option or variable that the text names, and that the code does not have any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from agentslint.chain.context import Context
from agentslint.model import Edit, Finding, Fix, Note, Place, Severity
from agentslint.verdicts import (
    go_names,
    own_options,
    shown_calls,
    shown_imports,
    shown_members,
    shown_names,
    skill_names,
    symbol_causes,
    symbols,
)


def check_repo(context: Context) -> Iterator[Finding]:
    shown_names.prepare(context.repo, context.files)
    told = set()
    for dead in (
        *symbols.dead(context.repo, context.files),
        *shown_names.dead(context.repo, context.files),
    ):
        name = dead.symbol.name
        told.add(dead.symbol.place)
        if any(fnmatchcase(name, glob) for glob in context.options["allow"]):
            continue
        fix = Fix((Edit(dead.symbol.place, dead.instead),), safe=False) if dead.instead else None
        related = (Note(dead.place, f"the code has {dead.instead}"),) if dead.place else ()
        message = f"{name} is not in the code: {symbol_causes.cause(dead)}"
        weak: Severity | None = "info" if dead.said else None
        place = dead.symbol.place
        yield Finding(place, message, related=related, severity=weak, fix=fix, cause=message)

    yield from _of_packages(context, told)
    yield from _called(context)
    for one in own_options.unknown(context.repo, context.files):
        if not any(fnmatchcase(one.option, glob) for glob in context.options["allow"]):
            message = f"{one.option} is not in the code: {one.program} is run from here, and no file has this option"
            yield Finding(one.place, message, cause=message)

    for file in context.files:
        for shown, path in shown_imports.judged(context.repo, file):
            if not any(fnmatchcase(shown.name, glob) for glob in context.options["allow"]):
                message = f"{shown.name} is not in {path}, from which the text imports it"
                yield Finding(shown.place, message, cause=message)
        for name, owner, path, place in shown_members.judged(context.repo, file):
            if not any(fnmatchcase(name, glob) for glob in context.options["allow"]):
                message = f"{name} is not in {path}, which defines {owner}"
                yield Finding(place, message, cause=message)
        for call, members in shown_calls.judged(context.repo, file):
            if not any(fnmatchcase(call.name, glob) for glob in context.options["allow"]):
                at = members.place
                message = f"{call.owner} has no {call.name}: {at.path}:{at.line} defines the class without it"
                yield Finding(call.place, message, cause=message)


def _of_packages(context: Context, told: Collection[Place]) -> Iterator[Finding]:
    """What a package of the repository does not define, where nothing else was said of it."""
    for missed in go_names.judged(context.repo, context.files):
        used, at = missed.used, missed.place
        if used.place in told or any(
            fnmatchcase(used.name, one) for one in context.options["allow"]
        ):
            continue
        where = f"; {at.path}:{at.line} defines one of that name" if at else ""
        package = f"the package in {' and '.join(f'{folder}/' for folder in missed.folders)}"
        message = (
            f"{used.package}.{used.name} is not in the code: {package} does not define it{where}"
        )
        related = (Note(at, f"defines {used.name}"),) if at else ()
        yield Finding(used.place, message, related=related, cause=message)


def _called(context: Context) -> Iterator[Finding]:
    """Skills, subagents and commands that are gone."""
    for missed in skill_names.judged(context.repo, context.files):
        if any(fnmatchcase(missed.name, glob) for glob in context.options["allow"]):
            continue
        commit = missed.gone.commit
        when = f" in {commit.short} of {commit.day}" if commit else ""
        now = f"; {missed.instead} is there now" if missed.instead else ""
        message = f"{missed.name} is not there: {missed.gone.path} went{when}{now}"
        fix = Fix((Edit(missed.place, missed.instead),), safe=False) if missed.instead else None
        yield Finding(missed.place, message, fix=fix, cause=message)
