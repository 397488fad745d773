"""`agentslint.toml` or `[tool.agentslint]`, checked against its schema, to a `Config`."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agentslint.model import SEVERITIES, Failure, Rule, Severity

NAMES = ("agentslint.toml", "pyproject.toml")
# keys of the other distribution that is called agentslint: see README, "Install"
OTHERS = frozenset({"check-paths", "check_paths", "resolvers", "instruction-files"})


@dataclass(frozen=True, slots=True)
class Config:
    """What a repository says about how it is checked.

    path      the file it was read from, as shown in messages; empty where there is none
    packs     folders of local rules, relative to the repository's root
    severity  rule id -> level
    options   rule id -> option -> value
    """

    path: str = ""
    agents: tuple[str, ...] = ("codex",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    exclude: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def parse(text: str, where: str, table: Sequence[str] = ()) -> Config | None:
    """The configuration in a TOML text, or None where the text has no such table.

    Raises Failure for a text that is no TOML. The rules' own part is checked by `settle`.
    """
    import tomllib

    try:
        found: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
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
    return _config(found, where)


def settle(config: Config, rules: Mapping[str, Rule]) -> Config:
    """The same configuration, its rule ids and options held against the rules there are."""
    named = (("select", config.select), ("ignore", config.ignore), ("severity", config.severity))
    for key, ids in named:
        for id in ids:
            if id not in rules:
                raise Failure(f"{config.path or key}: {key}: {unknown(id, rules, 'a rule')}")
    for id, options in config.options.items():
        where = f"{config.path}: rules.{id}"
        if id not in rules:
            raise Failure(f"{config.path}: rules: {unknown(id, rules, 'a rule')}")
        for name, value in options.items():
            if name not in rules[id].options:
                raise Failure(f"{where}: {unknown(name, rules[id].options, 'an option')}")
            check(value, rules[id].options[name], f"{where}.{name}")
    return config


def override(
    config: Config,
    select: Iterable[str],
    ignore: Iterable[str],
    severity: Mapping[str, Severity],
    fail_on: str | None,
) -> Config:
    """The configuration as the command line changes it: a selection replaces, the rest adds."""
    return replace(
        config,
        select=tuple(name for word in select for name in word.split(",")) or config.select,
        ignore=(*config.ignore, *(name for word in ignore for name in word.split(","))),
        severity={**config.severity, **severity},
        fail_on=fail_on or config.fail_on,
    )


def schema(rules: Mapping[str, Rule]) -> dict[str, Any]:
    """JSON Schema of a configuration file, the rules' options included."""
    each = {
        id: {
            "type": "object",
            "description": rule.summary,
            "properties": {"severity": {"enum": list(SEVERITIES)}, **rule.options},
            "additionalProperties": False,
        }
        for id, rule in rules.items()
    }
    table = {
        "type": "object",
        "properties": {"packs": PACKS, **each},
        "additionalProperties": False,
    }
    properties = {**SCHEMA["properties"], "rules": {"anyOf": [PACKS, table]}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "agentslint.toml",
        **SCHEMA,
        "properties": properties,
    }


def check(value: Any, wanted: Mapping[str, Any], where: str) -> None:
    """Hold a value against a JSON Schema. Raises Failure: where, what, what instead."""
    from jsonschema import Draft202012Validator

    error = next(iter(sorted(Draft202012Validator(wanted).iter_errors(value), key=_depth)), None)
    if error is None:
        return
    path = "".join(f".{part}" for part in error.absolute_path)
    where = f"{where}: {path[1:]}" if path and ": rules." not in where else f"{where}{path}"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = sorted(set(error.instance) - set(known))
        raise Failure(f"{where}: {unknown(extra[0], known, 'a key')}")
    if error.validator == "type":
        raise Failure(f"{where}: {_short(error.instance)} is not {_article(error.validator_value)}")
    if error.validator == "enum":
        raise Failure(
            f"{where}: {_short(error.instance)} is not one of {', '.join(error.validator_value)}"
        )
    raise Failure(f"{where}: {error.message.splitlines()[0]}")


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """A name that does not exist, with the nearest that does."""
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"{name} is not {what}" + (f": did you mean {near[0]}" if near else "")


def load(root: str, path: str | None = None) -> Config:
    """The configuration of a repository on disk; `path` names one file instead.

    Raises Failure where the named file cannot be read.
    """
    if path is not None:
        tables = ("tool", "agentslint") if os.path.basename(path) == "pyproject.toml" else ()
        found = parse(_text(path), path, tables)
        if found is None:
            raise Failure(f"{path}: no [tool.agentslint] table")
        return found
    for name in NAMES:
        file = os.path.join(root, name)
        if os.path.isfile(file):
            text = _text(file)
            # most pyproject.toml files say nothing of us, and parsing one takes 30 ms
            if name == NAMES[1] and "tool.agentslint" not in text:
                continue
            tables = ("tool", "agentslint") if name == NAMES[1] else ()
            if (found := parse(text, name, tables)) is not None:
                return found
    return Config()


def _config(found: Mapping[str, Any], where: str) -> Config:
    rules = found.get("rules", {})
    packs = rules if isinstance(rules, list) else rules.get("packs", [])
    tables = {} if isinstance(rules, list) else {k: v for k, v in rules.items() if k != "packs"}
    for id, table in tables.items():
        check(table, RULE, f"{where}: rules.{id}")
    return Config(
        where,
        tuple(found.get("agents", ("codex",))),
        tuple(found.get("select", ())),
        tuple(found.get("ignore", ())),
        found.get("fail-on", "warning"),
        tuple(found.get("exclude", ())),
        tuple(packs),
        {id: table["severity"] for id, table in tables.items() if "severity" in table},
        {id: {k: v for k, v in table.items() if k != "severity"} for id, table in tables.items()},
    )


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Failure(f"{path}: not UTF-8") from None


def _depth(error: Any) -> int:
    return -len(error.absolute_path)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _article(kind: Any) -> str:
    kinds = kind if isinstance(kind, list) else [kind]
    return " or ".join(f"an {k}" if k[0] in "aeio" else f"a {k}" for k in kinds)


NAMES_LIST = {"type": "array", "items": {"type": "string"}}
PACKS = {
    **NAMES_LIST,
    "description": "Folders of rules of this repository. Their Python runs only with --local-rules.",
}
RULE = {"type": "object", "properties": {"severity": {"enum": list(SEVERITIES)}}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "agents": {**NAMES_LIST, "minItems": 1, "description": "The agents to read as."},
        "select": {**NAMES_LIST, "description": "Run these rules and no others."},
        "ignore": {**NAMES_LIST, "description": "Rules not to run."},
        "fail-on": {
            "enum": [*SEVERITIES, "never"],
            "description": "The least severity that makes the exit code 1.",
        },
        "exclude": {**NAMES_LIST, "description": "Globs of instruction files to leave alone."},
        "rules": {"type": ["object", "array"], "description": "Packs, severities and options."},
    },
}
