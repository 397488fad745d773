"""docs/configuration.md has every key and every option, as the schema has them.

`python -m tests.test_configuration_page` writes that part of the page anew.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from agentslint.lint import config, registry
from agentslint.lint.config.read import ROOT_ONLY

from .command import HOME

PAGE = HOME / "docs" / "configuration.md"
MARK = re.compile(r"<!-- agentslint schema: [^\n]* -->\n")
RULES = registry.builtin()


def kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "enum" in schema:
        if set(schema["enum"]) == RULES.keys():
            return "rule id"
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(map(kind, schema["anyOf"]))
    named = schema.get("type", "value")
    if named == "array":
        items = schema.get("items", {})
        if "enum" in items and set(items["enum"]) != RULES.keys():
            return f"array of {kind(items)}"
        # many arrays of strings: the first word takes the plural
        first, of, rest = kind(items).partition(" of ")
        return f"array of {first}s{of}{rest}".replace("valuess", "values")
    return "table" if named == "object" else str(named)


def row(key: str, schema: Mapping[str, Any]) -> str:
    default = schema.get("default")
    told = "" if default is None else f"`{json.dumps(default)}`"
    return f"| `{key}` | {kind(schema)} | {told} | {schema.get('description', '')} |".replace(
        "  ", " "
    )


def lines() -> Iterator[str]:
    schema = config.schema(RULES)
    head = ("| key | value | default | says |", "|---|---|---|---|")
    yield from ("", "## Keys", "", *head)
    for key, value in schema["properties"].items():
        where = " (root)" if key in ROOT_ONLY else ""
        yield row(key, {**value, "description": f"{value.get('description', '')}{where}"})
    yield from ("", "### In `[[paths]]`", "", *head)
    for key, value in schema["properties"]["paths"]["items"]["properties"].items():
        yield row(key, value)
    yield from ("", "### In `[evidence]`", "", *head)
    for key, value in schema["properties"]["evidence"]["properties"].items():
        yield row(key, value)
    yield from ("", "### In `[[agent-rows]]`", "", "See [agents](agents.md).", "", *head)
    rows = schema["properties"]["agent-rows"]["items"]["properties"]
    for key, value in rows.items():
        yield row(key, value)
    yield from ("", "### In `[agent-rows.imports]`", "", *head)
    for key, value in rows["imports"]["properties"].items():
        yield row(key, value)
    yield from ("", "### In `[[agent-rows.scopes]]`", "", *head)
    for key, value in rows["scopes"]["items"]["properties"].items():
        yield row(key, value)
    yield from ("", "## Rules", "")
    yield "Each rule has a table `[rules.ID]` with `severity`: `error`, `warning`, `info` or `off`."
    yield "Some have options:"
    yield from ("", "| rule | option | value | default | says |", "|---|---|---|---|---|")
    for id, rule in RULES.items():
        page = f"../rules/{id.replace('-', '_')}.md"
        for key, value in rule.options.items():
            yield f"| [`{id}`]({page}) {row(key, value)}"


def written() -> str:
    return "".join(f"{line}\n" for line in lines())


def test_values_are_said_in_words() -> None:
    strings = {"type": "array", "items": {"type": "string"}}
    assert kind({"type": "array", "items": strings}) == "array of arrays of strings"
    assert kind({"type": "array", "items": {"enum": list(RULES)}}) == "array of rule ids"
    assert kind({"type": "array", "items": {"enum": ["owner"]}}) == 'array of `"owner"`'


def test_the_page_is_the_schema() -> None:
    assert MARK.split(PAGE.read_text())[1] == written()


def test_what_it_shows_is_a_configuration() -> None:
    shown = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(shown) == 3
    for text in shown:
        tomllib.loads(text)
        found = config.parse(text, "agentslint.toml", read=lambda _: "")
        assert found is not None
        config.settle(found, RULES)


def silent(schema: Any, path: str = "") -> Iterator[str]:
    """The keys of a schema, at any depth, that do not say what they are."""
    if isinstance(schema, Mapping):
        for key, value in schema.get("properties", {}).items():
            if not value.get("description"):
                yield f"{path}.{key}"
        named = schema.get("properties", {})
        below = {**named, **{k: v for k, v in schema.items() if k != "properties"}}
        for key, value in below.items():
            yield from silent(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for each in schema:
            yield from silent(each, path)


def test_every_key_says_what_it_is() -> None:
    assert list(silent({"properties": {"a": {"properties": {"b": {}}}}})) == [".a", ".a.b"]
    assert list(silent(config.schema(RULES))) == []


if __name__ == "__main__":
    text = PAGE.read_text()
    mark = MARK.search(text)
    assert mark is not None
    PAGE.write_text(text[: mark.end()] + written())
