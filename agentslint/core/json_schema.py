"""JSON Schemas of what we write: said in words, or derived from the types that the documents have."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
FLAG = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}


@dataclass(frozen=True, slots=True)
class Keyword:
    """What `Annotated` adds to the schema of a type; with None the keyword is left out."""

    name: str
    value: str | int | tuple[str, ...] | None

    @property
    def plain(self) -> str | int | list[str] | None:
        """The value as JSON has it."""
        return list(self.value) if isinstance(self.value, tuple) else self.value


# a line or column of a file
Count = Annotated[int, Keyword("minimum", 1)]
# any whole number: a process that a signal ended has an exit code below 0
Integer = Annotated[int, Keyword("minimum", None)]

PLAIN: Mapping[object, Mapping[str, Any]] = {
    str: TEXT,
    int: NUMBER,
    bool: FLAG,
    float: {"type": "number"},
    type(None): {"type": "null"},
    Any: {},
}


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


def document(kind: type) -> dict[str, Any]:
    """The schema of a whole document, named by the constant that its `schema` field is."""
    found = of(kind)
    return {"$schema": DRAFT, "title": found["properties"]["schema"]["const"], **found}


def of(kind: object) -> dict[str, Any]:
    """The schema of a type: a TypedDict, a list, a `dict[str, …]`, a Literal, or a plain value.

    Each Keyword in `Annotated` beside a type is added to its schema. Raises TypeError for other types.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if is_typeddict(kind):
        return _record(kind)
    if origin is Annotated:
        whole = {**of(inner[0]), **{word.name: word.plain for word in inner[1:]}}
        return {name: value for name, value in whole.items() if value is not None}
    if origin is Literal:
        return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
    if origin is list:
        return array(of(inner[0]))
    if origin is dict:
        return {"type": "object", "additionalProperties": of(inner[1])}
    if origin in (Union, types.UnionType):
        return {"anyOf": sorted(map(of, inner), key=lambda each: each.get("type") != "null")}
    if kind in PLAIN:
        return dict(PLAIN[kind])
    raise TypeError(f"{kind!r} has no schema")


def _record(kind: Any) -> dict[str, Any]:
    fields = get_type_hints(kind, include_extras=True)
    optional = [name for name, hint in fields.items() if get_origin(hint) is NotRequired]
    for name in optional:
        fields[name] = get_args(fields[name])[0]
    return record({name: of(hint) for name, hint in fields.items()}, *optional)
