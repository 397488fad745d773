"""Fields of JSON that somebody else wrote: each is there with its type, or it is not there."""

from __future__ import annotations

import os
import shlex
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from agentslint.core import lazy_re
from agentslint.core.parsing import DEEPEST
from agentslint.evidence.json_lines import clean

ENDS = lazy_re.compile(r"^(?:Process exited with code|Exit code:) (-?\d{1,10})$", lazy_re.MULTILINE)
# characters of a command: few systems take a longer word, and what `shlex` costs grows with the square
LONGEST = 1 << 18


def text(value: Any, *keys: str) -> str:
    """The text under a path of keys, or none."""
    found = _at(value, keys)
    return clean(found) if isinstance(found, str) else ""


def number(value: Any, *keys: str) -> int | None:
    """The whole number under a path of keys."""
    found = _at(value, keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def record(value: Any, *keys: str) -> dict[str, Any]:
    """The object under a path of keys, or an empty one."""
    found = _at(value, keys)
    return found if isinstance(found, dict) else {}


def rows(value: Any, *keys: str) -> list[Any]:
    """The array under a path of keys, or an empty one."""
    found = _at(value, keys)
    return found if isinstance(found, list) else []


def nested(value: Any, *keys: str) -> dict[str, Any]:
    """The object that a text under a path of keys holds as JSON, or an empty one."""
    import json

    try:
        found = json.loads(text(value, *keys))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def words(value: Any) -> tuple[str, ...]:
    """A command given as an array of words or as one line; one that will not split is one word."""
    if isinstance(value, list):
        return tuple(clean(word) for word in value if isinstance(word, str))
    if not isinstance(value, str):
        return ()
    value = clean(value)
    try:
        return tuple(shlex.split(value)) if len(value) <= LONGEST else (value,)
    except ValueError:
        return (value,)


def path(value: Any) -> str:
    """An absolute path given as such or as a `file:` address; normal form, links unresolved."""
    if not isinstance(value, str) or not value:
        return ""
    found = unquote(urlsplit(value).path) if value.startswith("file://") else value
    return clean(os.path.normpath(found)) if found.startswith("/") else ""


def value(record: Any, key: str) -> Any:
    """What an object has under a key, whatever its type; None where it is no object."""
    return record.get(key) if isinstance(record, dict) else None


def merged(old: dict[str, Any], new: dict[str, Any], deep: int = 0) -> dict[str, Any]:
    """A patch of the world's state over what was known; null removes a key."""
    found = dict(old)
    for key, value in new.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict) and isinstance(found.get(key), dict) and deep < DEEPEST:
            found[key] = merged(found[key], value, deep + 1)
        else:
            found[key] = value
    return found


def milliseconds(stamp: Any) -> int:
    """A time in ISO 8601 as milliseconds, 0 where it is none."""
    try:
        return int(datetime.fromisoformat(stamp).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return 0


def _at(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
