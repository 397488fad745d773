"""A pattern that is not tried would not have matched: shapes, every shipped phrase, every letter."""

from __future__ import annotations

import re
import sys

import pytest

from agentslint.text import languages, prefilter, wording

WORDED = languages.ELSEWHERE - {"hedge", "override", "claim", "precedence"}
PHRASES = [
    (section, table, phrase)
    for (section, table), phrases in languages.shipped().items()
    if section in WORDED
    for phrase in phrases
]


@pytest.mark.parametrize(
    ("shape", "needed"),
    [
        ("«a»", ["x.a"]),
        ("«a» «y.b»", ["x.a", "y.b"]),
        ("«a»|«b»", ["x.a x.b"]),
        ("«a»|b", []),
        ("(?:«a»|«b»c)`", ["x.a x.b", "`"]),
        ("(?:«a»)?«b»", ["x.b"]),
        ("«a»*«b»+«c»{0,2}«d»{2}", ["x.b", "x.d"]),
        ("(?!«a»)(?<!«b»)(?=«c»)(?P<name>«d»)", ["x.c", "x.d"]),
        (r"\(«a»[:：]\d[\s*]*", ["(", "x.a", ":：", r"\d"]),
        (r"[^:]\w.[a-z]$", []),
        ("(?i)«a»", []),
        ("(a)?(?(1)«a»|«b»)", []),
    ],
)
def test_what_a_shape_needs_is_read_off_it(shape: str, needed: list[str]) -> None:
    groups = [each.split(" ") if "." in each else list(each) for each in needed]
    groups = [[r"\d"] if each == ["\\", "d"] else each for each in groups]
    assert set(prefilter.needs(shape, "x")) == {frozenset(each) for each in groups}


def test_each_phrase_in_any_case_is_seen() -> None:
    for section, table, phrase in PHRASES:
        pattern = wording.pattern(section, f"«{table}»")
        written = phrase.replace("*", "")
        for text in {written, phrase.replace("*", "xé"), written.upper(), written.title()}:
            for around in (text, f"a.{text.replace(' ', '-')},b", text.replace("'", "’")):
                made = pattern._of(around).search(around)  # type: ignore[attr-defined]
                assert (made is None) == (pattern.search(around) is None), (phrase, around)


def test_letters_that_a_pattern_takes_for_one_another_are_folded_alike() -> None:
    letters = sorted({letter for *_, phrase in PHRASES for letter in phrase if letter.isalnum()})
    every = re.compile(f"[{''.join(letters)}]", re.IGNORECASE)
    # a letter without case is taken for itself alone
    cased = {each: re.compile(each, re.I) for each in letters if each.upper() != each.lower()}
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        if every.match(letter):
            taken = [each for each, made in cased.items() if made.match(letter)]
            taken += [letter] if letter in letters and letter not in cased else []
            assert {prefilter.fold(each) for each in taken} == {prefilter.fold(letter)}


def test_folding_moves_no_end_of_a_word() -> None:
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        folded = prefilter.fold(letter)
        assert bool(re.fullmatch(r"\w+", folded)) == bool(re.match(r"\w", letter)), letter


def test_sentences_of_the_same_words_have_one_answer() -> None:
    index = prefilter.Index()
    index.learn("x", {"a": ["never"], "b": ["run*"]})
    one = index.signs("Never run the tests of part 1.")
    assert one is index.signs("Never run the checks of module 2.")
    assert one == {"x.a", "x.b", ".", prefilter.DIGIT}  # no shape asks for a letter


def test_words_and_answers_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "WORDS", 8)
    index = prefilter.Index()
    index.learn("x", {"a": ["run*"]})
    for number in range(99):
        assert index.signs(f"w{number} runs {chr(0x2190 + number)}") >= {"x.a"}
    assert len(index._known) < 12 and len(index._same) < 12


def test_long_texts_are_remembered_by_the_few() -> None:
    index = prefilter.Index()
    index.learn("x", {"a": ["run"]})
    for number in range(2 * prefilter.FEW):
        index.signs(f"run {number} " + "a" * prefilter.USUAL)
    assert (
        index._long.cache_info().currsize == prefilter.FEW and not index._usual.cache_info().misses
    )
