"""Plain English: words that nobody who reads English as a second language should have to look up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .command import HOME

# What we do not write, and what instead.
AVOIDED = {
    r"mend(?:s|ed|ing)?": "fix",
    r"is not so": "say what is true",
    r"holds? nowhere": "never applies",
    r"nothing here answers to": "does not exist",
    r"(?:stands|stood) (?:here|at|alone|beside|in|on|below)": "is",
    r"may stand": "is allowed",
    r"is not told(?! again)": "is not recorded",
    r"and no command to run": "names no command to run",
}
WORDS = re.compile(rf"\b(?:{'|'.join(AVOIDED)})\b", re.IGNORECASE)
PAGES = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "rules/*.md")


def strings(path: Path) -> Iterator[str]:
    """What a module may print: its strings, but for what explains it to who reads it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in explained:
            continue
        if isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("room", ["agentslint", "rules"])
def test_no_message_has_a_word_that_one_has_to_look_up(room: str) -> None:
    found = [
        f"{path.relative_to(HOME)}: {text[:100]}"
        for path in sorted((HOME / room).rglob("*.py"))
        for text in strings(path)
        if " " in text and WORDS.search(text)
    ]
    assert found == []


def prose(page: str) -> str:
    """A page without what is shown on it: files and output."""
    return re.sub(r"^(~~~+|```+).*?^\1[ \t]*$", "", page, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("pattern", PAGES)
def test_no_page_has_one(pattern: str) -> None:
    words = re.compile(
        r"\b(?:mend(?:s|ed|ing)?|is not so|holds? nowhere|silent are|nothing answers to"
        r"|(?:stands|stood) (?:here|at|alone|beside|in|on|below|elsewhere))\b",
        re.IGNORECASE,
    )
    pages = sorted(HOME.glob(pattern))
    assert pages
    assert [
        f"{page.name}: {found[0]}"
        for page in pages
        for found in words.finditer(prose(page.read_text(encoding="utf-8")))
    ] == []
