"""Regular expressions that are compiled when first used: a run uses a few of some hundreds.

Stands in for `re` where a module has patterns of its own: `from agentslint import late as re`.
"""

from __future__ import annotations

import re
from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    VERBOSE,
    I,
    M,
    Match,
    Pattern,
    S,
    error,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import Any, cast

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "I",
    "M",
    "Match",
    "Pattern",
    "S",
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "now",
    "search",
    "split",
    "sub",
]

METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    """A pattern that takes on its methods when one of them is first asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # called for what is not there yet; from then on the compiled methods are its own
        made = re.compile(self._text, self._flags)
        self.__dict__.update((each, getattr(made, each)) for each in METHODS)
        return getattr(made, name)


def compile(pattern: str, flags: int = 0) -> Pattern[str]:
    """What `re.compile` gives, compiled when first used. A bad pattern raises `re.error` then."""
    return cast("Pattern[str]", _Late(pattern, flags))


now = re.compile  # for what is compiled late by other means
