"""Schemas are derived from the types of what we write: neither can say what the other does not."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from jsonschema import Draft202012Validator

from agentslint.cli.schemas import OUTPUTS
from agentslint.core import json_schema
from agentslint.core.json_schema import Count, Integer, Keyword


class Row(TypedDict):
    path: str
    line: Count


class Longer(Row):
    text: NotRequired[str | None]


class Whole(TypedDict):
    schema: Literal["x/1"]
    rows: list[Longer]


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (str, {"type": "string"}),
        (int, {"type": "integer", "minimum": 0}),
        (Count, {"type": "integer", "minimum": 1}),
        (Annotated[str, Keyword("description", "d")], {"type": "string", "description": "d"}),
        (Integer | None, {"anyOf": [{"type": "null"}, {"type": "integer"}]}),
        (Literal["a", "b"], {"enum": ["a", "b"]}),
        (Literal["a"], {"const": "a"}),
        (bool | None, {"anyOf": [{"type": "null"}, {"type": "boolean"}]}),
        (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}),
        (list[Any], {"type": "array", "items": {}}),
    ],
    ids=str,
)
def test_a_type_says_its_schema(kind: object, schema: dict[str, Any]) -> None:
    assert json_schema.of(kind) == schema


def test_a_record_requires_what_its_type_requires() -> None:
    found = json_schema.of(Longer)
    assert (list(found["properties"]), found["required"]) == (
        ["path", "line", "text"],
        ["path", "line"],
    )
    whole = json_schema.document(Whole)
    assert (whole["title"], whole["properties"]["rows"]["items"]) == ("x/1", found)
    Draft202012Validator(whole).validate({"schema": "x/1", "rows": [{"path": "a", "line": 1}]})
    assert not Draft202012Validator(whole).is_valid({"schema": "x/1", "rows": [{"path": "a"}]})
    assert not Draft202012Validator(whole).is_valid({"schema": "x/2", "rows": []})


def test_a_type_without_a_schema_is_refused() -> None:
    with pytest.raises(TypeError, match="has no schema"):
        json_schema.of(set[str])


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_has_a_schema_that_is_one(name: str) -> None:
    found = OUTPUTS[name]()
    Draft202012Validator.check_schema(found)
    assert found["title"].startswith("agentslint.")
