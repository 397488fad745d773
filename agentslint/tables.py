"""The data files that ship with this package, without the weight of `importlib.resources`."""

from __future__ import annotations

import os
import tomllib
from typing import Any


def read(*parts: str) -> dict[str, Any]:
    """The TOML file at this path inside the package, parsed."""
    with open(os.path.join(os.path.dirname(__file__), *parts), "rb") as file:
        return tomllib.load(file)
