"""The settings in force as TOML, each with where it comes from: what `check --show-settings` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agentslint.core import toml_lines
from agentslint.lint.config import OFF, Config, Scope
from agentslint.lint.registry import defaults
from agentslint.model import Rule

WIDE = 40  # columns before what is said of a line
DEFAULT = "default"


def lines(
    written: Config,
    held: Config,
    agents: tuple[str, ...],
    rules: Mapping[str, Rule],
    path: str,
) -> Iterator[str]:
    """What holds for a path. `written` is what the files say, `held` that with the command line.

    The text is a configuration that would say the same.
    """
    here = held.at(path)
    scopes = held.scoped(path)
    yield f"# what holds for {path}" if path != "." else "# what holds at the root"
    detected = held.detected
    found = detected and ", ".join(detected.signs[id] for id in agents if id in detected.signs)
    told = f"found: {found}" if found else _from(written, "agents")
    same = detected is not None or agents == written.agents
    yield _row("agents", agents, told if same else "command line")
    for key, value in (
        ("select", here.select),
        ("ignore", here.ignore),
        ("fail-on", held.fail_on),
        ("exclude", here.exclude),
        ("baseline", held.baseline),
        ("submodules", held.submodules),
    ):
        told = _from(written, key)
        yield _row(key, value, told if value == _said(written, key) else "command line")
    if held.packs:
        yield _row("rules.packs", held.packs, _from(written, "rules"))
    for id, rule in rules.items():
        yield from ("", f"[rules.{id}]")
        level = here.severity.get(id, rule.severity) if here.runs(rule) else OFF
        yield _row("severity", level, _of_rule(here, scopes, id, "severity"))
        for name, value in defaults(rule).items():
            own = here.options.get(id, {})
            if name in own or value is not None:
                yield _row(name, own.get(name, value), _of_rule(here, scopes, id, name))


def _of_rule(config: Config, scopes: Iterable[Scope], id: str, name: str) -> str:
    """Where a rule's severity or option is from: the last scope that sets it, else the file."""
    told = [scope for scope in scopes if _sets(scope, id, name) and scope.where]
    if told and (where := told[-1].where):
        return str(where.at("rules", id, name)).rpartition(": ")[0]
    named = [key for key in ("select", "ignore") if id in getattr(config, key)]
    if name == "severity" and named:
        return _from(config, named[-1]) if named[-1] in config.given else "command line"
    return _from(config, "rules", id, name)


def _said(config: Config, key: str) -> Any:
    """What the files say under a key of the root."""
    return getattr(config, key.replace("-", "_"))


def _row(key: str, value: Any, source: str) -> str:
    return f"{f'{key} = {_toml(value)}':<{WIDE}}  # {source}"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _from(config: Config, *keys: str) -> str:
    """The file and line of a key; `default` where no file has it."""
    for part in reversed(config.parts or (config,)):
        where = part.where
        if where is None or not _has(part, keys):
            continue
        line = toml_lines.line(where.text, (*where.table, *keys))
        return f"{where.path}:{line}" if line else where.path
    return DEFAULT


def _has(part: Config, keys: tuple[str, ...]) -> bool:
    return keys[0] in part.given if len(keys) < 3 else _sets(part, keys[1], keys[2])


def _sets(part: Config | Scope, id: str, name: str) -> bool:
    return id in part.severity if name == "severity" else name in part.options.get(id, {})
