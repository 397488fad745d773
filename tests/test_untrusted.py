"""What a repository brings is bounded: patterns, nesting, schemas of rules, lines that fit by a hash."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from agentslint.chain.agents import AGENTS
from agentslint.cli.receipt import parsed
from agentslint.core import globs, parsing
from agentslint.evidence import ledger
from agentslint.evidence.patches import touches
from agentslint.lint import baseline, check, registry
from agentslint.lint.declared import check as declared
from agentslint.lint.page import read
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.text.lexicon import Lexicon

from .command import agentslint, repository

PARTS = ("a", "b", "*", "**", "/", "/**/", "?", "[ab]", "\\*", "**/", "a*", "!")
PATTERNS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join)
PATHS = st.lists(
    st.sampled_from(["a", "b", "ab", "ba", "aab", "abab", "*"]), min_size=1, max_size=6
)
PAGE = '# mine\n\nIt is said.\n\n```toml\nseverity = "error"\n{}\n```\n'
DEEP = 5000


@given(PATTERNS, PATHS.map("/".join))
def test_patterns_match_as_pathspec_has_them(pattern: str, path: str) -> None:
    try:
        theirs = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return
    assert globs.spec([pattern]).match_file(path) == theirs.match_file(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 30 + "b", "a" * 250),
        ("a/**/" * 30 + "b", "/".join("a" * 2000)),
        ("**/*a*a*b/" * 5 + "c", "/".join(["a" * 200] * 20)),
        ("*" * 100 + "b", "a" * 250),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    start = time.process_time()
    assert not globs.spec([pattern]).match_file(path)
    assert time.process_time() - start < 1


def test_no_class_of_a_pattern_holds_a_slash() -> None:
    assert not globs.spec(["/a[!x]b"]).match_file("a/b")
    assert not globs.spec(["/a[.-0]b"]).match_file("a/b")
    assert globs.spec(["/a[!x]b"]).match_file("a-b")


@pytest.mark.parametrize("pattern", ["[d-c]", "a[z-a]*b*c"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match="no pattern"):
        globs.spec([pattern])


def test_a_phrase_with_many_gaps_does_not_take_long() -> None:
    words = Lexicon()
    words.add("word", "a " + "_ " * 30 + "b")
    start = time.process_time()
    assert not words.scan("a " * 500)
    assert words.scan("a " + "x " * 40 + "b")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("phrase", ["!!!", "", "a " * 60])
def test_a_phrase_of_no_word_or_too_many(phrase: str) -> None:
    table = {"forbid": {"words": [phrase or " "], "message": "x"}}
    with pytest.raises(Failure, match="want a phrase of 1 to 50 words"):
        declared(table, "mine.md")


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ('"$ref" = "http://127.0.0.1:9/x.json"', r"\$ref: not one of type, "),
        ('pattern = "^(a+)+$"', "pattern: not one of type, "),
        ("type = 3", "type: int is not what it takes"),
        ('type = "text"', "type: 'text': not one of string, "),
        ('items = {items = {format = "uri"}}', "items.items: format: not one of type, "),
        ("required = [1]", "required: want names"),
    ],
)
def test_the_schema_of_an_option_is_plain(option: str, why: str) -> None:
    with pytest.raises(Failure, match=why):
        read("mine", PAGE.format(f"[options.a]\n{option}"), "mine.md")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('options = "a"', "options: want a table"),
        ("options.a = 1", "options.a: want a table"),
        ('default = "no"', "default: want true or false"),
        ("x = " + "[" * DEEP, "not TOML: nested too deeply"),
        ("x = " + "9" * DEEP, "not TOML: a number has too many digits"),
        ("x" + ".x" * DEEP + " = 1", "not TOML: nested too deeply"),
    ],
)
def test_a_declaration_that_is_none(line: str, why: str) -> None:
    with pytest.raises(Failure, match=why):
        read("mine", PAGE.format(line), "mine.md")


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP + "]" * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        "[" * 200 + "]" * 200,
        "9" * DEEP,
    ],
)
def test_json_is_bounded(text: str) -> None:
    with pytest.raises(ValueError, match=r"^nested too deeply$|^a number has too many digits$"):
        parsing.json(text)
    with pytest.raises(Failure):
        baseline.parse(text, "baseline.json")
    with pytest.raises(Failure):
        parsed(text, "receipt.json")
    assert ledger.read(text) == ([], ["line 1 is no ledger entry"])


def test_a_statement_whose_predicate_is_none() -> None:
    text = '{"predicateType": "urn:agentslint:receipt:1", "predicate": {"diff": []}}'
    with pytest.raises(Failure):
        parsed(text, "receipt.json")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"files": 1, "verification": []},
        {"files": [{"path": [], "blob": None, "verified": []}], "verification": []},
        {"files": [{"path": "a", "blob": [], "verified": []}], "verification": []},
        {"files": [], "verification": [1]},
    ],
)
def test_an_entry_that_fits_its_id_alone(value: dict[str, object]) -> None:
    signed = {"schema": ledger.NAME, **value}
    signed["id"] = ledger._id(signed)
    assert ledger.read(ledger.line(signed).decode())[0] == []


def test_a_patch_that_names_no_file() -> None:
    assert list(touches("*** Begin Patch\nnothing\n", "/r")) == []
    start = time.process_time()
    assert [t.path for t in touches("*** Add File: a" + " " * 200_000 + "b", "/r")] != []
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("agentslint.toml", b"a = " + b"[" * DEEP, "nested too deeply"),
        ("agentslint.toml", b"rules = [1]", "rules[0]: 1 is not a string"),
        ("agentslint.toml", b"rules = 1", "rules: 1 is not an array or a table"),
        ("agentslint.toml", b"fail-on" + b".a" * DEEP + b" = 1", "nested too deeply"),
        (".codex/config.toml", b"a = " + b"[" * DEEP, "nested too deeply"),
        ("pack/mine.md", b"\xff", "not UTF-8"),
    ],
)
def test_one_line_and_exit_code_2(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "Run `make test`.\n"})
    if name.startswith("pack"):
        (root / "agentslint.toml").write_text('rules = ["pack"]\n')
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(data)
    ran = agentslint("check", cwd=root)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    # a setting is told with its line
    assert re.match(rf"agentslint: {re.escape(name)}(?::\d+)?: ", ran.err)
    assert why in ran.err


LONG_LINES = {
    "hosts": "u@b{}.local ", "addresses": "http://x{}.lan ", "conda": "conda run -n e{} ",
    "contexts": "kubectl config use-context c{} ", "accounts": "gcloud config set account a{} ",
    "profiles": "aws s3 --profile p{} ", "virtualenvs": "pyenv activate v{} ", "open": "aws ",
}  # fmt: skip


@pytest.mark.parametrize("unit", LONG_LINES.values(), ids=LONG_LINES.keys())
def test_names_of_one_persons_things_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        line = "ssh " + "".join(unit.format(n) for n in range(size // len(unit)))
        more = {f"d{n}/README.md": "x" for n in range(100)}
        repo = Repo.of({"AGENTS.md": line, "compose.yaml": "a: b", **more})
        rule = {"personal-environment": registry.builtin()["personal-environment"]}
        begun = time.process_time()
        check.run(repo, [AGENTS["codex"]], rule)
        return time.process_time() - begun

    small = min(seconds(20_000) for _ in range(3))
    # four times the text; by the square it would be sixteen, and was 27 seconds
    assert min(seconds(80_000) for _ in range(2)) < max(12 * small, 3)


def test_an_agent_that_looks_for_no_name(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "Run `make test`.\n"})
    ran = agentslint("check", "-q", "--agent", "codex", "--agent", "aider", cwd=root)
    assert ran.status in (0, 1)
    assert "Aider never reads AGENTS.md, nor any other file by itself" in ran.out


def test_an_import_of_what_is_not_there(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": "@gone.md\n", "README.md": ""})
    assert agentslint("check", cwd=root).status in (0, 1)


@pytest.mark.parametrize("text", ["a" + ".a" * 200_000 + " = 1", "[" + "'a' . " * 100_000 + "a]"])
def test_a_key_of_many_parts_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match="nested too deeply"):
        parsing.toml(text)
    assert time.process_time() - start < 1
    assert parsing.toml('a.b."c.d".e = "x.y"\n[p.q]\nr = 1.5') == {
        "a": {"b": {"c.d": {"e": "x.y"}}},
        "p": {"q": {"r": 1.5}},
    }
