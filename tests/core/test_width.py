"""Columns of a terminal: as tmux, xterm and kitty draw them."""

from __future__ import annotations

import pytest

from agentslint.core.width import behind, width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plain", 5),
        ("日本語", 6),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("Cafe\u0301", 4),
        ("\u2705\ufe0f", 2),
        ("\u2764\ufe0f", 1),
        ("\U0001f1ef\U0001f1f5", 2),
        ("ไทยี่", 3),
        ("…│░", 3),
    ],
)
def test_what_a_text_takes(text: str, columns: int) -> None:
    assert width(text) == columns


def test_lines_are_broken_between_words() -> None:
    assert [*wrapped("日本 語の 説明", 9, "- ", "  ")] == ["- 日本", "  語の", "  説明"]
    assert [*wrapped("a whole-path/that-is-long b", 8)] == [
        "a",
        "    whole-path/that-is-long",
        "    b",
    ]
    assert [*wrapped("no limit at all", 0)] == ["no limit at all"]


def test_a_text_begins_on_a_line_of_its_own_where_nothing_fits_behind() -> None:
    assert [*behind("long/place: ", "words follow", 14, "STYLED: ")] == [
        "STYLED:",
        "    words",
        "    follow",
    ]
    assert [*behind("a: ", "one two", 6, "A: ")] == ["A: one", "    two"]
