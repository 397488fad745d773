"""Words of a language stand in the word files: a long pattern in a reader has a reason, or is none.

A pattern grows past two hundred characters by words, mostly. Those that stay are named here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..command import HOME

LONGEST = 200  # characters
READERS = ("agentslint/claims", "agentslint/verdicts", "rules")
# Module and name of the pattern: why it is long, or what has to go into the word files yet.
REASONS = {
    "claims/branches.py _DEFAULT": "a shape of two orders; its words are in tables",
    "claims/choices.py _NEAR": "words to be moved, and the names of tools among them",
    "claims/choices.py _PART": "words to be moved",
    "claims/commands.py SCAFFOLD": "commands, of no language",
    "claims/orders.py _OF": "words to be moved",
    "claims/scope.py _SUBJECT": "words to be moved",
    "claims/sizes.py _BEHIND": "a shape, with the words for lines to be moved",
    "claims/sizes.py _COMMENT": "a shape, with the words for lines to be moved",
    "claims/versions.py AFTER": "a shape of numbers and signs",
    "claims/versions.py COUNTED": "words to be moved, and units of measure",
    "verdicts/contradictions.py _LAST_RESORT": "words to be moved",
    "verdicts/counts.py KIN": "names of files of code, of no language",
    "rules/personal_environment.py HOST": "addresses and names of networks",
    "rules/personal_environment.py ANYBODY": "names of accounts and machines that anybody has",
    "rules/stale_claim.py SIZE": "a shape of many parts; its words are in tables",
    "rules/personal_path.py HOME": "paths of operating systems",
}


def long_patterns(path: Path) -> Iterator[str]:
    """The names of patterns of a module that are longer than LONGEST, parts given by name included."""
    tree = ast.parse(path.read_text())
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            known[name] = _text(value, known)
            calls = [one for one in ast.walk(value) if _compiles(one)]
            if any(len(_text(call.args[0], known)) > LONGEST for call in calls) or (
                not calls and "«" in known[name] and len(known[name]) > LONGEST
            ):
                yield name


def _compiles(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "compile"
        and bool(node.args)
    )


def _text(node: ast.AST, known: dict[str, str]) -> str:
    """What a string of a source is, as far as the source says it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, known) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, known)
    if isinstance(node, ast.BinOp):
        return _text(node.left, known) + _text(node.right, known)
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""


def _all() -> Iterator[str]:
    for folder in READERS:
        for path in sorted((HOME / folder).rglob("*.py")):
            where = path.relative_to(HOME).as_posix().removeprefix("agentslint/")
            yield from (f"{where} {name}" for name in long_patterns(path))


def test_each_long_pattern_has_a_reason() -> None:
    """Put the words into a table of `text/words/` and the shape into `wording.pattern`."""
    assert sorted(set(_all()) - REASONS.keys()) == []


def test_each_reason_has_its_pattern() -> None:
    assert sorted(REASONS.keys() - set(_all())) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('A = lazy_re.compile(r"short")', []),
        (f'A = lazy_re.compile(r"{"word|" * 50}")', ["A"]),
        (f'W = "{"word|" * 50}"\nA = re.compile(rf"x{{W}}")', ["A"]),
        (f'A = {{"x": re.compile("a" "{"word|" * 50}" + "b")}}', ["A"]),
        (f'A = "«table»{"word|" * 50}"', ["A"]),
    ],
)
def test_what_counts_as_long(tmp_path: Path, source: str, expected: list[str]) -> None:
    module = tmp_path / "module.py"
    module.write_text(source)
    assert list(long_patterns(module)) == expected
