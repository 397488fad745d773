"""A configuration file's text to a `Config`, and the rule ids and options in it held to the rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentslint.core import parsing
from agentslint.io.disk import Disk
from agentslint.lint.config.schema import RULE, SCHEMA, check, unknown
from agentslint.lint.config.values import Config, Scope
from agentslint.model import Failure, Rule, Severity
from agentslint.repo import Repo, Unreadable, join, parents

LARGEST = 1 << 22  # bytes of a configuration that are read
NAMES = ("agentslint.toml", "pyproject.toml")
# keys of the other distribution that is called agentslint: see README, "Install"
OTHERS = frozenset({"check-paths", "check_paths", "resolvers", "instruction-files"})
# what is decided once for a repository, at its root
ROOT_ONLY = ("agent-rows", "agents", "fail-on", "baseline", "evidence", "submodules")


def load(repo: Repo) -> Config:
    """The configuration at a repository's root. Raises Failure where it cannot be read."""
    return _here(repo, ".") or Config()


def named(path: str) -> Config:
    """The configuration in one file on disk. Raises Failure where it cannot be read."""
    table = ("tool", "agentslint") if os.path.basename(path) == "pyproject.toml" else ()
    try:
        text = Disk(os.getcwd()).read(path, LARGEST).decode("utf-8")
    except Unreadable as error:
        raise Failure(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise Failure(f"{path}: not UTF-8") from None
    found = parse(text, path, table)
    if found is None:
        raise Failure(f"{path}: no [tool.agentslint] table")
    return found


def nest(config: Config, repo: Repo, directories: Iterable[str]) -> Config:
    """With the configurations that lie in `directories` or above them, below the root.

    Raises Failure for one that cannot be read, or that decides what only the root decides.
    """
    places = {above for directory in directories for above in parents(directory)[1:]}
    found = {place: own for place in sorted(places) if (own := _here(repo, place))}
    return replace(config, nested=found)


def parse(
    text: str, where: str, table: Sequence[str] = (), *, nested: bool = False
) -> Config | None:
    """The configuration in a TOML text, or None where the text has no such table.

    Raises Failure for a text that is no TOML. The rules' own part is checked by `settle`.
    """
    try:
        found: Any = parsing.toml(text)
    except ValueError as error:
        raise Failure(f"{where}: {error}") from None
    for key in table:
        found = found.get(key) if isinstance(found, Mapping) else None
    if found is None:
        return None
    if not isinstance(found, Mapping):
        raise Failure(f"{where}: [{'.'.join(table)}] is not a table")
    if theirs := sorted(found.keys() & OTHERS):
        raise Failure(
            f"{where}: {theirs[0]} configures the other tool named agentslint on PyPI: "
            "this one is the distribution agentslint-chain, with keys of its own"
        )
    check(found, SCHEMA, where)
    if nested:
        _no_root_keys(found, where)
    return _config(found, where)


def settle(config: Config, rules: Mapping[str, Rule]) -> Config:
    """The same configuration, its rule ids and options held against the rules there are."""
    for where, level in _levels(config):
        for key, ids in (
            ("select", level.select),
            ("ignore", level.ignore),
            ("severity", level.severity),
        ):
            for id in ids:
                if id not in rules:
                    raise Failure(f"{where or key}: {key}: {unknown(id, rules, 'a rule')}")
        for id, options in level.options.items():
            if id not in rules:
                raise Failure(f"{where}: rules: {unknown(id, rules, 'a rule')}")
            for name, value in options.items():
                known = rules[id].options
                if name not in known:
                    raise Failure(f"{where}: rules.{id}: {unknown(name, known, 'an option')}")
                check(value, known[name], f"{where}: rules.{id}.{name}")
    return config


def override(
    config: Config,
    select: Iterable[str],
    ignore: Iterable[str],
    severity: Mapping[str, Severity],
    fail_on: str | None,
) -> Config:
    """The configuration as the command line changes it: a selection replaces, the rest adds.

    What was asked for by hand holds in every part of the repository.
    """
    chosen = tuple(name for word in select for name in word.split(","))
    unwanted = tuple(name for word in ignore for name in word.split(","))

    def asked(level: Config) -> Config:
        scopes = tuple(
            replace(
                scope,
                select=() if chosen else scope.select,
                severity={k: v for k, v in scope.severity.items() if k not in severity},
            )
            for scope in level.scopes
        )
        return replace(
            level,
            select=chosen or level.select,
            ignore=(*level.ignore, *unwanted),
            severity={**level.severity, **severity},
            scopes=scopes,
            nested={place: asked(own) for place, own in level.nested.items()},
        )

    return replace(asked(config), fail_on=fail_on or config.fail_on)


def _here(repo: Repo, directory: str) -> Config | None:
    for name in NAMES:
        path = join(directory, name)
        try:
            if repo.kind(path) != "file":
                continue
            if repo.leaves(path):
                if name == NAMES[1]:
                    continue
                raise Failure(f"{path}: leads out of the repository: name it with --config")
            text = repo.file(path).data.decode("utf-8")
        except Unreadable as error:
            raise Failure(f"{path}: {error}") from None
        except UnicodeDecodeError:
            raise Failure(f"{path}: not UTF-8") from None
        # most pyproject.toml files say nothing of us, and parsing one takes 30 ms
        if name == NAMES[1] and "tool.agentslint" not in text:
            continue
        table = ("tool", "agentslint") if name == NAMES[1] else ()
        if (found := parse(text, path, table, nested=directory != ".")) is not None:
            return found
    return None


def _no_root_keys(table: Mapping[str, Any], where: str) -> None:
    told = [key for key in ROOT_ONLY if key in table]
    rules = table.get("rules", {})
    if isinstance(rules, list) or "packs" in rules:
        told.append("rules.packs")
    if told:
        raise Failure(
            f"{where}: {told[0]}: decided once for the repository: write it in the root's {NAMES[0]}"
        )


def _config(found: Mapping[str, Any], where: str) -> Config:
    rules = found.get("rules", {})
    packs = rules if isinstance(rules, list) else rules.get("packs", [])
    each = {} if isinstance(rules, list) else {k: v for k, v in rules.items() if k != "packs"}
    severity, options = _rules(each, f"{where}: rules")
    return Config(
        where,
        tuple(found.get("agents", ())),
        tuple(found.get("select", ())),
        tuple(found.get("ignore", ())),
        found.get("fail-on", "warning"),
        tuple(found.get("exclude", ())),
        tuple(packs),
        severity,
        options,
        found.get("baseline", ""),
        tuple(_scope(table, where) for table in found.get("paths", ())),
        evidence=found.get("evidence", {}),
        rows=tuple(found.get("agent-rows", ())),
        submodules=found.get("submodules", False),
    )


def _scope(table: Mapping[str, Any], where: str) -> Scope:
    severity, options = _rules(table.get("rules", {}), f"{where}: paths.rules")
    return Scope(
        tuple(table["globs"]),
        table.get("exclude", False),
        tuple(table.get("select", ())),
        tuple(table.get("ignore", ())),
        severity,
        options,
    )


def _rules(
    rules: Mapping[str, Any], where: str
) -> tuple[dict[str, Severity], dict[str, dict[str, Any]]]:
    for id, table in rules.items():
        check(table, RULE, f"{where}.{id}")
    severity = {id: table["severity"] for id, table in rules.items() if "severity" in table}
    options = {id: {k: v for k, v in t.items() if k != "severity"} for id, t in rules.items()}
    return severity, options


def _levels(config: Config) -> Iterator[tuple[str, Config | Scope]]:
    """Each part of a configuration that names rules, with where it stands."""
    yield config.path, config
    for number, scope in enumerate(config.scopes):
        yield f"{config.path}: paths[{number}]", scope
    for own in config.nested.values():
        yield from _levels(own)
