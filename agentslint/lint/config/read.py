"""A configuration file's text to a `Config`: what a repository, a directory or a named file says."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentslint.core import globs, parsing
from agentslint.io.disk import Disk
from agentslint.lint.config.schema import RULE, SCHEMA, check, no_nul
from agentslint.lint.config.values import Config, Level, Scope
from agentslint.lint.config.where import Where
from agentslint.model import Failure
from agentslint.repo import Repo, Unreadable, join, parents

LARGEST = 1 << 22  # bytes of a configuration that are read
NAMES = ("agentslint.toml", "pyproject.toml")
TABLE = ("tool", "agentslint")
# keys of the other distribution that is called agentslint: see README, "Install"
OTHERS = frozenset({"check-paths", "check_paths", "resolvers", "instruction-files"})
# what is decided once for a repository, at its root
ROOT_ONLY = ("agent-rows", "agents", "fail-on", "baseline", "evidence", "submodules")
# the text of a file that a configuration extends, by its path. Raises Failure
Reader = Callable[[str], str]


def load(repo: Repo) -> Config:
    """The configuration at a repository's root. Raises Failure where it cannot be read."""
    return _here(repo, ".") or Config()


def named(path: str) -> Config:
    """The configuration in one file on disk. Raises Failure where it cannot be read."""

    def text_of(place: str) -> str:
        try:
            return Disk(os.getcwd()).read(place, LARGEST).decode("utf-8")
        except Unreadable as error:
            raise Failure(f"{place}: {error}") from None
        except UnicodeDecodeError:
            raise Failure(f"{place}: not UTF-8") from None

    found = parse(text_of(path), path, table_of(path), read=text_of)
    if found is None:
        raise Failure(f"{path}: no [tool.agentslint] table")
    return found


def nest(config: Config, repo: Repo, directories: Iterable[str]) -> Config:
    """With the configurations that lie in `directories` or above them, below the root.

    One that cannot be read, or that decides what only the root decides, is a fault of the whole: the
    files there are checked by what holds above, and the run says so.
    """
    places = {above for directory in directories for above in parents(directory)[1:]}
    found, faults = {}, []
    for place in sorted(places):
        try:
            if own := _here(repo, place):
                found[place] = own
        except Failure as error:
            faults.append(str(error))
    return replace(config, nested=found, faults=(*config.faults, *faults))


def table_of(path: str) -> tuple[str, ...]:
    """The table of a file that is the configuration, by the file's name."""
    return TABLE if posixpath.basename(path) == NAMES[1] else ()


def parse(
    text: str,
    path: str,
    table: Sequence[str] = (),
    *,
    nested: bool = False,
    read: Reader | None = None,
    chain: tuple[str, ...] = (),
) -> Config | None:
    """The configuration in a TOML text, or None where the text has no such table.

    `read` gives the text of a file that it extends, `chain` are the files that led to this one.
    Raises Failure for a text that is no TOML. The rules' own part is checked by `settle`.
    """
    try:
        found: Any = parsing.toml(text)
    except ValueError as error:
        raise Failure(f"{path}: {error}") from None
    for key in table:
        found = found.get(key) if isinstance(found, Mapping) else None
    if found is None:
        return None
    where = Where(path, text, tuple(table))
    if not isinstance(found, Mapping):
        raise Failure(f"{where}: [{'.'.join(table)}] is not a table")
    if theirs := sorted(found.keys() & OTHERS):
        raise Failure(
            f"{where.at(theirs[0])} configures the other tool named agentslint on PyPI: "
            "this one is the distribution agentslint-chain, with keys of its own"
        )
    no_nul(found, where)
    check(found, SCHEMA, where)
    if nested:
        _no_root_keys(found, where)
    own = _config(found, where)
    if "extends" not in found:
        return own
    base = _base(found["extends"], where, read, (*chain, path))
    return replace(extended(base, own), parts=(*(base.parts or (base,)), own))


def extended(base: Config, own: Config) -> Config:
    """What `own` says over `base`: a value replaces, tables and lists of tables add."""
    fields = {FIELDS[key]: getattr(own, FIELDS[key]) for key in own.given if key in FIELDS}
    severity = {**base.severity, **own.severity}
    options = {
        rule: {**base.options.get(rule, {}), **own.options.get(rule, {})}
        for rule in [*base.options, *own.options]
    }
    return replace(
        base,
        **fields,
        path=own.path,
        where=own.where,
        given=base.given | own.given,
        packs=own.packs or base.packs,
        severity=severity,
        options=options,
        evidence={**base.evidence, **own.evidence},
        scopes=(*base.scopes, *own.scopes),
        rows=(*base.rows, *own.rows),
    )


# key -> the field that holds it, where a value replaces the one that is extended
FIELDS = {
    "agents": "agents",
    "select": "select",
    "ignore": "ignore",
    "fail-on": "fail_on",
    "exclude": "exclude",
    "baseline": "baseline",
    "submodules": "submodules",
}


def _base(said: str, where: Where, read: Reader | None, chain: tuple[str, ...]) -> Config:
    at = where.at("extends")
    if "://" in said:
        raise Failure(f"{at}: {said} is an address: nothing is fetched: name a file")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(where.path), said))
    if place in map(posixpath.normpath, chain):
        raise Failure(f"{at}: these files extend each other: {' -> '.join([*chain, place])}")
    if read is None:
        raise Failure(f"{at}: there is no file to read here")
    try:
        text = read(place)
    except Failure as error:
        raise Failure(f"{at}: {error}") from None
    found = parse(text, place, table_of(place), read=read, chain=chain)
    if found is None:
        raise Failure(f"{at}: {place} has no [tool.agentslint] table")
    return found


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

        def read(place: str) -> str:
            return _inside(repo, place)

        found = parse(text, path, table_of(path), nested=directory != ".", read=read)
        if found is not None:
            return found
    return None


def _inside(repo: Repo, place: str) -> str:
    """The text of a file of the repository that a configuration extends. Raises Failure."""
    if posixpath.isabs(place) or place.startswith("../") or repo.leaves(place):
        raise Failure(f"{place} leads out of the repository: copy it in, or give --config")
    try:
        return repo.file(place).data.decode("utf-8")
    except Unreadable as error:
        raise Failure(f"{place}: {error}") from None
    except UnicodeDecodeError:
        raise Failure(f"{place}: not UTF-8") from None


def _no_root_keys(table: Mapping[str, Any], where: Where) -> None:
    told: list[tuple[str, ...]] = [(key,) for key in ROOT_ONLY if key in table]
    rules = table.get("rules", {})
    if isinstance(rules, list) or "packs" in rules:
        told.append(("rules", "packs"))
    if told:
        raise Failure(
            f"{where.at(*told[0])}: decided once for the repository: write it in the root's {NAMES[0]}"
        )


def _config(found: Mapping[str, Any], where: Where) -> Config:
    rules = found.get("rules", {})
    packs = rules if isinstance(rules, list) else rules.get("packs", [])
    each = {} if isinstance(rules, list) else {k: v for k, v in rules.items() if k != "packs"}
    severity, options = _rules(each, where.at("rules"))
    evidence = found.get("evidence", {})
    _globs(evidence.get("generated", ()), where.at("evidence", "generated"))
    return Config(
        where.path,
        tuple(found.get("agents", ())),
        tuple(found.get("select", ())),
        tuple(found.get("ignore", ())),
        found.get("fail-on", "warning"),
        _globs(found.get("exclude", ()), where.at("exclude")),
        tuple(packs),
        severity,
        options,
        found.get("baseline", ""),
        tuple(
            _scope(table, where.at("paths", number))
            for number, table in enumerate(found.get("paths", ()))
        ),
        evidence=evidence,
        rows=tuple(found.get("agent-rows", ())),
        submodules=found.get("submodules", False),
        where=where,
        given=frozenset(found),
    )


def _scope(table: Mapping[str, Any], where: Where) -> Scope:
    severity, options = _rules(table.get("rules", {}), where.at("rules"))
    return Scope(
        _globs(table["globs"], where.at("globs")),
        table.get("exclude", False),
        tuple(table.get("select", ())),
        tuple(table.get("ignore", ())),
        severity,
        options,
        where,
    )


def _globs(patterns: Iterable[str], where: Where) -> tuple[str, ...]:
    """The patterns. Raises Failure for one that can match nothing."""
    listed = tuple(patterns)
    for number, pattern in enumerate(listed):
        if fault := globs.fault(pattern):
            raise Failure(f"{where.at(number)}: {pattern!r} {fault}")
    return listed


def _rules(
    rules: Mapping[str, Any], where: Where
) -> tuple[dict[str, Level], dict[str, dict[str, Any]]]:
    for id, table in rules.items():
        check(table, RULE, where.at(id))
    severity = {id: table["severity"] for id, table in rules.items() if "severity" in table}
    options = {id: {k: v for k, v in t.items() if k != "severity"} for id, t in rules.items()}
    return severity, options
