"""Manifest text to data: JSON with comments, TOML, YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from agentslint.core import lazy_re, parsing

COMMENT = lazy_re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', lazy_re.S)
TRAILING = lazy_re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', lazy_re.S)
Table = dict[str, Any]


@lru_cache(maxsize=512)
def json_table(text: str) -> Table | None:
    """A JSON object, comments and trailing commas forgiven, or None where it cannot be read."""
    found = _json(text) or _json(_plain_json(text))
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=512)
def toml_table(text: str) -> Table | None:
    """A TOML document, or None where it cannot be read."""
    try:
        return parsing.toml(text)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def yaml_table(text: str) -> Table | None:
    """The first document of a YAML text, or None where it is no mapping or cannot be read.

    What becomes of keys, numbers, aliases and `<<` is said in `yaml_values.load`.
    """
    from agentslint.core import yaml_values

    try:
        found = yaml_values.load(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else {} if found is None else None


def entries(value: Any, *keys: str) -> Iterator[Any]:
    """The values below any of `keys`, however deep in tables and lists, in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys:
                yield inner
            yield from entries(inner, *keys)
    elif isinstance(value, list):
        for inner in value:
            yield from entries(inner, *keys)


def table(value: Any, *keys: str) -> Table:
    """The table below `keys`, or an empty one."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> list[str]:
    """The strings of a list, or the one string there is."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _plain_json(text: str) -> str:
    bare = COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)
    return TRAILING.sub(lambda m: m[0] if m[0].startswith('"') else "", bare)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
