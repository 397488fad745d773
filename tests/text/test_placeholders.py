"""What the reader fills in, as a word and as a path: one table for both."""

from __future__ import annotations

import pytest

from agentslint.text.placeholders import in_path, in_word


@pytest.mark.parametrize(
    "text",
    ["foo", "bar2", "dummy", "my-feature", "your_app", "some-task", "script-name", "component_name",
     "kebab-case", "XXX", "MyShop", "path/to/x", "..."],
)  # fmt: skip
def test_it_stands_for_something(text: str) -> None:
    assert in_word(text)
    assert in_path(text)


@pytest.mark.parametrize(
    ("text", "word", "path"),
    [
        ("<name>", True, False),  # as a path it is none, and asked for nowhere
        ("$NAME", True, False),
        ("", True, False),
        ("example", False, True),  # a task may well be called so
        ("sample/a.py", False, True),
        ("X", False, True),
        ("test", False, False),
        ("myth.py", False, False),
        ("barcode", False, False),
        ("src/foobarista.ts", False, False),
    ],
)
def test_words_and_paths_differ(text: str, word: bool, path: bool) -> None:
    assert (in_word(text), in_path(text)) == (word, path)
