"""What of a text defines a name, and what calls or asks for it."""

from __future__ import annotations

import pytest

from agentslint.facts.definitions import defines


@pytest.mark.parametrize(
    ("text", "name", "path", "expected"),
    [
        ("fun load(id: Int) {\n}\n", "load", "a.kt", True),
        ("    LaunchedEffect(Unit) {\n        load()\n    }\n", "LaunchedEffect", "a.kt", False),
        ("    VStack(spacing: 8) {\n    }\n", "VStack", "a.swift", False),
        ("  render(props) {\n  }\n", "render", "a.js", True),
        ("  delete(id) {\n  }\n", "delete", "a.ts", True),
        ("  public void pay(Order order) {\n  }\n", "pay", "A.java", True),
        ("  if ready(order) {\n  }\n", "ready", "a.go", False),
        ("  while more(rows) {\n  }\n", "more", "a.rs", False),
        ("func ready(order Order) bool {\n}\n", "ready", "a.go", True),
        ("const ready = (order) => {\n}\n", "ready", "a.ts", True),
    ],
)
def test_a_call_with_a_block_defines_nothing(
    text: str, name: str, path: str, expected: bool
) -> None:
    assert defines(text.encode(), name, path) is expected
