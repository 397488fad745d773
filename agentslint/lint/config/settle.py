"""A configuration held against the rules there are, and what the command line changes in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from agentslint.lint.config.schema import check, unknown
from agentslint.lint.config.values import OFF, Config, Level, Scope
from agentslint.lint.config.where import Where
from agentslint.model import Failure, Rule


def settle(config: Config, rules: Mapping[str, Rule]) -> Config:
    """The same configuration, its rule ids and options held against the rules there are.

    Raises Failure for a mistake. One in a directory's own configuration is a fault of the whole, as
    in `nest`: what holds above counts there.
    """
    for level in _levels(config):
        _hold(level, rules)
    nested, faults = {}, []
    for place, own in config.nested.items():
        try:
            nested[place] = settle(own, rules)
        except Failure as error:
            faults.append(str(error))
    return replace(config, nested=nested, faults=(*config.faults, *faults))


def override(
    config: Config,
    select: Iterable[str],
    ignore: Iterable[str],
    severity: Mapping[str, Level],
    fail_on: str | None,
    rules: Mapping[str, Rule] | None = None,
) -> Config:
    """The configuration as the command line changes it: a selection replaces, the rest adds.

    What was asked for by hand holds in every part of the repository. Raises Failure for what is none
    of `rules`.
    """
    chosen = tuple(name for word in select for name in word.split(","))
    unwanted = tuple(name for word in ignore for name in word.split(","))
    for option, ids in (("--select", chosen), ("--ignore", unwanted), ("--severity", severity)):
        for id in ids if rules is not None else ():
            if rules is not None and id not in rules:
                raise Failure(f"{option}: {unknown(id, rules, 'a rule')}")

    def levels(known: Mapping[str, Level]) -> dict[str, Level]:
        # who names a rule wants it, whatever is off here
        kept = {k: v for k, v in known.items() if not (v == OFF and k in chosen)}
        return {**kept, **severity}

    def asked(level: Config) -> Config:
        scopes = tuple(
            replace(
                scope,
                select=() if chosen else scope.select,
                severity={k: v for k, v in levels(scope.severity).items() if k not in severity},
            )
            for scope in level.scopes
        )
        return replace(
            level,
            select=chosen or level.select,
            ignore=(*level.ignore, *unwanted),
            severity=levels(level.severity),
            scopes=scopes,
            nested={place: asked(own) for place, own in level.nested.items()},
        )

    return replace(asked(config), fail_on=fail_on or config.fail_on)


def _hold(level: Config | Scope, rules: Mapping[str, Rule]) -> None:
    where = level.where or Where("the configuration")
    for key, ids in (("select", level.select), ("ignore", level.ignore)):
        for number, id in enumerate(ids):
            if id not in rules:
                raise Failure(f"{where.at(key).on(number)}: {unknown(id, rules, 'a rule')}")
    for id in [*level.severity, *level.options]:
        if id not in rules:
            raise Failure(f"{where.at('rules').on(id)}: {unknown(id, rules, 'a rule')}")
    for id, options in level.options.items():
        for name, value in options.items():
            known, at = rules[id].options, where.at("rules", id)
            if name not in known:
                raise Failure(f"{at.on(name)}: {unknown(name, ['severity', *known], 'an option')}")
            check(value, known[name], at.at(name))


def _levels(config: Config) -> Iterator[Config | Scope]:
    """Each part of a configuration that names rules, as its own file has it."""
    for part in config.parts or (config,):
        yield part
        yield from part.scopes
