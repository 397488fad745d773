"""Texts of somebody else's to values, within bounds; and the data files that ship with this package."""

from __future__ import annotations

import os
from typing import Any

from agentslint.core import lazy_re

PACKAGE = os.path.dirname(os.path.dirname(__file__))
DEEPEST = 100  # tables and arrays within each other: what is deeper breaks whoever walks it
# a key of more parts than that: tomllib takes time by their square
_DOTTED = lazy_re.compile(
    rf"(?<![\w\"'.-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST}}}"
)
_DEEP = "nested too deeply"
_LONG = "a number has too many digits"  # Python's own message speaks of Python


def read(*parts: str) -> dict[str, Any]:
    """The TOML file at this path inside the package, without the weight of `importlib.resources`."""
    import tomllib

    with open(os.path.join(PACKAGE, *parts), "rb") as file:
        return tomllib.load(file)


def toml(text: str) -> dict[str, Any]:
    """The table that a TOML text holds. Raises ValueError, in one line, for a text that is none."""
    import tomllib

    if _DOTTED.search(text):
        raise ValueError(_DEEP)
    try:
        found: dict[str, Any] = _bounded(tomllib.loads(text))
        return found
    except RecursionError:
        raise ValueError(_DEEP) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise ValueError(_LONG if "int_max_str_digits" in str(error) else str(error)) from None


def json(text: str) -> Any:
    """The value that a JSON text holds. Raises ValueError, in one line, for a text that is none."""
    from json import JSONDecodeError, loads

    try:
        return _bounded(loads(text))
    except RecursionError:
        raise ValueError(_DEEP) from None
    except JSONDecodeError:
        raise
    except ValueError as error:
        raise ValueError(_LONG if "int_max_str_digits" in str(error) else str(error)) from None


def _bounded(found: Any) -> Any:
    # dotted keys of TOML nest without a bound of the parser's
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return found
    raise ValueError(_DEEP)
