"""Patterns are compiled when first used: each of them must compile, and a run must not need all."""

from __future__ import annotations

import ast
import importlib
import re
import sys

import pytest

from agentslint.core import lazy_re
from agentslint.lint import registry

from ..command import HOME


def modules() -> list[str]:
    folder = HOME / "agentslint"
    found = [path.relative_to(HOME).with_suffix("") for path in folder.rglob("*.py")]
    return sorted(".".join(path.parts) for path in found if path.stem not in ("__init__", "late"))


def test_every_pattern_compiles() -> None:
    registry.builtin()
    for name in modules():
        if not name.endswith("__main__"):
            importlib.import_module(name)
    seen = 0
    for name, module in list(sys.modules.items()):
        if name.startswith("agentslint"):
            for value in vars(module).values():
                if isinstance(value, lazy_re._Late):
                    assert value.flags >= 0
                    seen += 1
    assert seen > 150


def test_it_answers_as_re_does() -> None:
    text, flags = r"(?P<a>x)(y)?", re.IGNORECASE
    ours, theirs = lazy_re.compile(text, flags), re.compile(text, flags)
    assert ours.sub("-", "Xy x") == theirs.sub("-", "Xy x") == "- -"
    assert [m.span() for m in ours.finditer("Xy x")] == [(0, 2), (3, 4)]
    assert ours.groupindex == theirs.groupindex and ours.pattern == text


def test_a_bad_pattern_raises_when_used() -> None:
    bad = lazy_re.compile("(")
    with pytest.raises(re.error):
        bad.search("x")


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 gives back too little of it (gh-106052): "e.g." was one word on 3.11.2."""
    repeated = re.compile(r"[^(\\]\)(?:[*+?]|\{\d*,?\d*\})\+")
    found = [
        f"{path.name}:{node.lineno}"
        for folder in ("agentslint", "rules")
        for path in sorted((HOME / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if repeated.search(node.value)
    ]
    assert found == []
