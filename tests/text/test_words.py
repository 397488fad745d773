"""The word files: one for each language, of known tables, read as TOML reads them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from agentslint.core import parsing
from agentslint.model import Failure
from agentslint.text import languages

FOLDER = Path(parsing.PACKAGE, *languages.FOLDER)
FILES = sorted(path for path in FOLDER.glob("*.toml") if path.name != languages.NEUTRAL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_word_file_is_read_as_toml_reads_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(languages.parsed(text, path.name)) == list(
        languages.tables(tomllib.loads(text), path.name)
    )


def test_what_is_written_in_other_ways_is_read_too() -> None:
    text = "[modality]\nforbid = [ 'aldrig', # never\n  \"\\u00e5terkalla\" ]\n"
    assert list(languages.parsed(text, "sv.toml")) == [
        (("modality", "forbid"), ["aldrig", "återkalla"])
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[modality]\nforbit = ["aldrig"]\n', "sv.toml: modality.forbit: no such table"),
        ('[mood]\nforbid = ["aldrig"]\n', "sv.toml: mood.forbid: no such table"),
        ('forbid = ["aldrig"]\n', "sv.toml: forbid: want a table of lists of phrases"),
        ('[modality]\nforbid = "aldrig"\n', "sv.toml: modality.forbid: want a list of phrases"),
        ('[modality]\nforbid = [""]\n', "sv.toml: modality.forbid: want a list of phrases"),
        ('[modality]\nforbid = ["*"]\n', "sv.toml: modality.forbid: want a list of phrases"),
        ("[modality\n", "sv.toml: "),
    ],
)
def test_a_word_file_that_is_none_says_where(text: str, said: str) -> None:
    with pytest.raises(Failure, match=said):
        list(languages.parsed(text, "sv.toml"))


# Of words that English has no use for: its demands are read by their mood, it has no particles, and spaces between words.
NOT_ENGLISH = {
    ("demand", "told"),
    ("demand", "if_run"),
    ("join", "particle"),
    ("counted", "counter"),
    ("sentence", "compound"),
}


def test_english_has_every_table() -> None:
    """But those of choices whose English words stand in `commands.toml`, and of words put behind."""
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    known = {(section, name) for section, names in languages.TABLES.items() for name in names}
    told = {key for key, _ in languages.parsed(text, "en.toml")}
    assert told <= known
    assert {
        (section, name)
        for section, name in known - told - NOT_ENGLISH
        if section not in languages.CHOICES and not name.endswith("_behind")
    } == set()


def test_the_readme_names_every_table() -> None:
    """Whoever adds a language reads there what each table is for."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    choices = tomllib.loads((FOLDER / languages.NEUTRAL).read_text(encoding="utf-8"))["slots"]
    rows = [row for row in text.splitlines() if row.startswith("|")]
    names = {name for row in rows for name in re.findall(r"`([\w.*]+)`", row)}
    lacking = {
        f"{section}.{name}"
        for section, tables in languages.TABLES.items()
        for name in tables
        if not {name, f"{section}.{name}", f"{section}.*"} & names
        and section.replace("_", "-") not in choices
    }
    assert lacking == set()
