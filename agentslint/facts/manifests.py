"""Manifest text to data: JSON with comments, TOML, and as much of YAML as task files need."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from agentslint.core import lazy_re, parsing

COMMENT = lazy_re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', lazy_re.S)
TRAILING = lazy_re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', lazy_re.S)
KEY = lazy_re.compile(
    r"""^( *)(?:- +)?(?:"([^"]+)"|'([^']+)'|([^\s#'"\[\]{},&*!|>%@-][^#]*?|-[^\s#][^#]*?))\s*:(?:\s+(.*))?$"""
)

LONGEST = 1000  # characters of a line that the pattern of keys is tried on

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


def yaml_keys(text: str, *path: str) -> list[str] | None:
    """The keys of the block mapping at `path`, in order; None where it is written another way.

    An absent mapping has no keys. Merges, anchors, flow style and tabs are not followed.
    """
    lines = yaml_block(text, *path)
    if lines is None:
        return None
    found: list[str] = []
    level: int | None = None
    for indent, key, _ in _entries(lines):
        level = indent if level is None else level
        if indent == level:
            if key == "<<":
                return None
            found.append(key)
    return found


def yaml_block(text: str, *path: str) -> list[str] | None:
    """The lines below the key at `path`; none where it is absent, None where it is not a block."""
    lines = [line for line in text.splitlines() if len(line) < LONGEST]
    for name in path:
        inside = _below(lines, name)
        if inside is None:
            return None
        lines = inside
    return lines


def yaml_blocks(text: str, *path: str) -> dict[str, tuple[str, list[str]]]:
    """The keys of the block mapping at `path`, each with its value and the lines below it."""
    found: dict[str, tuple[str, list[str]]] = {}
    below: list[str] = []
    level: int | None = None
    for line in yaml_block(text, *path) or []:
        bare = line.lstrip(" ")
        depth = len(line) - len(bare)
        entry = None if bare.startswith("#") else KEY.match(line)
        if entry and (level is None or depth == level):
            level = depth
            value = (entry[5] or "").strip()
            below = []
            block = value.split("#")[0].strip() in ("", "|", ">")
            found.setdefault(_name(entry), (value, below if block else []))
        elif level is not None and bare and not bare.startswith("#") and depth < level:
            below = []  # it closes what is above
        else:
            below.append(line)
    return found


def _below(lines: list[str], name: str) -> list[str] | None:
    level = None
    for number, line in enumerate(lines):
        entry = KEY.match(line)
        if not entry or line.lstrip().startswith("#"):
            continue
        indent = len(entry[1])
        level = indent if level is None else level
        if indent == level and _name(entry) == name:
            if (entry[5] or "").split("#")[0].strip() not in ("", "|", ">"):
                return None
            return _deeper(lines[number + 1 :], indent)
    return []


def _deeper(lines: list[str], indent: int) -> list[str]:
    found = []
    for line in lines:
        bare = line.lstrip(" ")
        # a sequence may stand at the level of its key
        depth = len(line) - len(bare)
        inside = depth > indent or (depth == indent and bare.startswith("- "))
        if bare and not bare.startswith("#") and not inside:
            break
        found.append(line)
    return found


def _entries(lines: list[str]) -> list[tuple[int, str, str]]:
    rows = (KEY.match(line) for line in lines if not line.lstrip().startswith("#"))
    return [(len(row[1]), _name(row), (row[5] or "").strip()) for row in rows if row]


def _name(entry: lazy_re.Match[str]) -> str:
    return (entry[2] or entry[3] or entry[4] or "").strip()


def _plain_json(text: str) -> str:
    bare = COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)
    return TRAILING.sub(lambda m: m[0] if m[0].startswith('"') else "", bare)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
