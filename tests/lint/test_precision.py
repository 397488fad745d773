"""Each rule's page says how often its findings were right, as the record has it."""

from __future__ import annotations

import datetime

import pytest

from agentslint.lint import registry
from tests import precision

RULES = registry.builtin()
COUNTS = ("right", "weak", "wrong", "mended")


def test_the_record_is_of_rules_that_there_are() -> None:
    rows = precision.record()
    assert sorted(rows.keys() - RULES.keys()) == []
    for name, row in rows.items():
        assert set(row) == {*COUNTS, "date"}, name
        assert all(isinstance(row[key], int) and row[key] >= 0 for key in COUNTS), name
        assert sum(row[key] for key in COUNTS) > 0, name
        assert isinstance(row["date"], datetime.date), name


@pytest.mark.parametrize("name", RULES)
def test_the_page_says_what_the_record_has(name: str) -> None:
    """`python -m tests.precision` writes the line."""
    text = precision.page(name).read_text(encoding="utf-8")
    wanted = precision.line(precision.record().get(name))
    assert precision.written(text, wanted) == text


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (None, "Precision: nobody has judged its findings yet."),
        (
            {"right": 97, "weak": 2, "wrong": 1, "mended": 0},
            "Precision: 0.97 of 100 judged.",
        ),
        (
            {"right": 0, "weak": 0, "wrong": 0, "mended": 1},
            "Precision: not known; 1 finding was wrong or not worth a line, and is not said any more.",
        ),
        (
            {"right": 3, "weak": 1, "wrong": 0, "mended": 2},
            "Precision: 0.75 of 4 judged. 2 more findings were wrong or not worth a line, and are not said any more.",
        ),
    ],
)
def test_the_line(row: dict[str, int] | None, line: str) -> None:
    assert precision.line(row) == line
