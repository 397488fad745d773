"""Fields of JSON that somebody else wrote: each is there with its type, or it is not there."""

from __future__ import annotations

import os
import shlex
from typing import Any
from urllib.parse import unquote, urlsplit

from agentslint.core import lazy_re
from agentslint.evidence.lines import clean

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


def _at(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
