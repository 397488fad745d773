"""Words of a language stand in the word files: a long pattern, or one that lists words, has a reason.

A pattern grows past two hundred characters by words, mostly. Those that stay are named here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentslint.core import lazy_re

from ..command import HOME

LONGEST = 200  # characters
READERS = ("agentslint/claims", "agentslint/verdicts", "rules")
# Module and name of the pattern: why it is long, or what has to go into the word files yet.
REASONS = {
    "claims/call_bans.py _SHAPE": "a shape of names; its words are in tables",
    "claims/file_rules.py _PATTERN": "a shape of paths, of no language",
    "claims/test_homes.py _LIVES": "a shape of paths; its words are in tables",
    "claims/test_homes.py _NONE": "a shape of paths; its words are in tables",
    "claims/test_homes.py _ONLY": "a shape of paths; its words are in tables",
    "claims/branches.py _DEFAULT": "a shape of two orders; its words are in tables",
    "claims/commands.py SCAFFOLD": "commands, of no language",
    "claims/constants.py _BEHIND": "a shape; its words are in tables, its units of no language",
    "claims/extents.py _EXTENT": "a shape of numbers and signs; its words are in tables",
    "claims/things.py _ENTRY": "a shape of numbers; its words are in tables",
    "claims/things.py _HAS": "a shape of numbers; its words are in tables",
    "claims/signatures.py _LINE": "a shape of code",
    "claims/signatures.py _LINES": "a shape of code",
    "claims/versions.py AFTER": "a shape of numbers and signs",
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


# Three words or more that a pattern lists: how many such lists a module has, and of what.
LISTED = lazy_re.compile(r"(?:(?<![\w\\.\[])[^\W\d_]{2,}[?*]?\|){2,}[^\W\d_]{2,}")
LISTS = {
    "verdicts/automation.py": (1, "names of files"),
    "claims/branches.py": (3, "names of branches, and commands of git"),
    "claims/check_commands.py": (2, "endings of scripts"),
    "claims/commands.py": (5, "programs and their verbs"),
    "claims/constants.py": (3, "keywords of code, and units of time as code has them"),
    "claims/demands.py": (2, "endings and elisions, letters that are no words"),
    "claims/universals.py": (1, "names of files"),
    "claims/expiry.py": (3, "endings of numbers, and parts of addresses"),
    "claims/inventories.py": (1, "commands of compose"),
    "claims/keys.py": (1, "keywords of code"),
    "claims/libraries.py": (1, "domains"),
    "claims/members.py": (2, "keywords of code"),
    "claims/paths/__init__.py": (1, "domains"),
    "claims/paths/written.py": (2, "endings, and names of products"),
    "claims/precedence.py": (1, "endings of documents"),
    "claims/references.py": (1, "names of files"),
    "claims/shown_names.py": (1, "keywords of code"),
    "claims/routes.py": (1, "methods of HTTP"),
    "claims/script_runs.py": (2, "programs"),
    "claims/settings.py": (1, "names of a language and its file"),
    "claims/shown_members.py": (2, "keywords of code"),
    "claims/signatures.py": (2, "keywords of code"),
    "verdicts/signatures.py": (1, "types of Go"),
    "claims/answers.py": (7, "names and endings of documents"),
    "claims/versions.py": (1, "names of browsers"),
    "lint/generated.py": (1, "what programs write, in English whoever runs them"),
    "rules/contradictory_instruction.py": (1, "units"),
    "rules/foreign_file.py": (1, "keywords of code"),
    "rules/personal_environment.py": (9, "programs, accounts and names of machines"),
    "rules/personal_path.py": (2, "directories, and what makes an account"),
    "rules/stale_claim.py": (1, "units"),
    "rules/unsupported_syntax.py": (1, "keys of front matter"),
    "text/instruction_files.py": (1, "names of files"),
    "text/secrets.py": (9, "parts of keys, values and hosts, of no language"),
    "text/shell/tokens.py": (1, "endings of programs"),
    "verdicts/absences/held.py": (3, "keywords of code"),
    "verdicts/absences/sentences.py": (1, "names of files"),
    "verdicts/counts.py": (1, "names of files"),
    "verdicts/definition_places.py": (1, "keywords of code"),
    "verdicts/keys.py": (1, "keywords of code"),
    "verdicts/missing_paths.py": (1, "domains"),
    "verdicts/shown_members.py": (1, "keywords of code"),
    "verdicts/symbols.py": (2, "keywords of code"),
}


def lists(path: Path) -> int:
    """How many lists of words the patterns of a module hold."""
    return sum(
        len(LISTED.findall(node.value))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_each_list_of_words_in_a_pattern_has_a_reason() -> None:
    """Words of a language belong into `text/words/`; what is of none is named above."""
    assert not [name for name, (_, why) in LISTS.items() if "to be moved" in why]
    found = {}
    for folder in (*READERS, "agentslint/text", "agentslint/lint"):
        for path in sorted((HOME / folder).rglob("*.py")):
            if count := lists(path):
                found[path.relative_to(HOME).as_posix().removeprefix("agentslint/")] = count
    assert found == {name: count for name, (count, _) in LISTS.items()}


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
