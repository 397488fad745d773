"""Words in which the JSON Schemas of our outputs are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
COUNT = {"type": "integer", "minimum": 1}
FLAG = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}
PLACE = {"path": TEXT, "line": COUNT, "column": COUNT, "end_line": COUNT, "end_column": COUNT}


def record(properties: Mapping[str, Any], *optional: str) -> dict[str, Any]:
    """An object whose properties are all required but `optional`; others may be added later."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def array(items: Mapping[str, Any]) -> dict[str, Any]:
    """A list of one kind."""
    return {"type": "array", "items": dict(items)}


def maybe(kind: Mapping[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    return {"anyOf": [{"type": "null"}, dict(kind)]}
