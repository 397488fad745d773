"""Shapes whose words are data: whole words, of any language, in any letter case."""

from __future__ import annotations

import pytest

from agentslint.claims import hedges
from agentslint.text import wording

UNDER = r"«under»\s*(\d+)\s*«lines»"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("under 200 lines", "200"),
        ("No More Than 200 lines", "200"),
        ("no-more-than 200 lines", "200"),
        ("unter 200 Zeilen", "200"),
        ("plunder 200 lines", ""),
        ("under 200 linesmen", ""),
        ("under lines", ""),
    ],
)
def test_a_shape_takes_the_words_of_each_language(text: str, number: str) -> None:
    found = wording.pattern("size", UNDER).search(text)
    assert (found[1] if found else "") == number


@pytest.mark.parametrize("text", ["Projektregeln", "本规则文件", "the rules", "Правила"])
def test_a_star_opens_a_word_and_dense_scripts_have_no_words(text: str) -> None:
    assert wording.pattern("ruling", "«named»").search(text)


def test_a_table_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        wording.pattern("size", "«colour»")


def test_what_a_pattern_finds_has_a_sign() -> None:
    signs = wording.signs("freshness", "updated")
    for text in ("Last updated: 2024-05-01", "Zuletzt aktualisiert am 1.5.2024"):
        assert any(sign in text.casefold() for sign in signs)
    assert not any(sign in "nothing of the kind" for sign in signs)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("当测试失败时", True),
        ("当前没有测试", False),
        ("应当运行", False),
        ("当前，当测试失败时", True),
    ],
)
def test_a_letter_within_another_word_is_no_phrase(text: str, found: bool) -> None:
    assert bool(hedges.says(text, "condition")) is found
    assert bool(wording.pattern("hedge", "«condition»").search(text)) is found
