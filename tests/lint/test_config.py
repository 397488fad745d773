"""Configuration: what it may say, where it holds, and how a mistake is answered."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, config, effective, registry
from agentslint.lint.config import Config
from agentslint.lint.config.schema import SCHEMA, plainly
from agentslint.model import Failure
from agentslint.repo import Repo

from ..program import environment, run, told
from ..repositories import Repository

RULES = registry.builtin()
BLANK = {"AGENTS.override.md": " \n", "AGENTS.md": "Run it.\n"}


def settled(files: dict[str, str]) -> tuple[Repo, Config]:
    repo = Repo.of({".git/HEAD": "", **files})
    return repo, config.settle(effective.settings(repo, None, isolated=False), RULES)


def findings(files: dict[str, str], **asked: Any) -> list[tuple[str, str, str]]:
    repo, found = settled(files)
    found = config.override(
        found, asked.get("select", ()), asked.get("ignore", ()), asked.get("severity", {}), None
    )
    outcome = check.run(repo, [AGENTS["codex"]], check.chosen(RULES, found), found)
    return [(f.place.path, f.rule, str(f.severity)) for f in outcome.findings]


def below(folder: str) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in BLANK.items()}


LEVEL = "empty-override.severity"
LATER = f'{{globs = ["**"], rules.{LEVEL} = "warning"}}'
REPORTED = ("a/AGENTS.override.md", "empty-override", "error")


def test_nothing_said_nothing_changed() -> None:
    assert findings(below("a")) == [REPORTED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ignore = ["empty-override"]', []),
        ('exclude = ["a/"]', []),
        ('exclude = ["b/"]', [REPORTED]),
        ('[[paths]]\nglobs = ["a/**"]\nignore = ["empty-override"]', []),
        ('[[paths]]\nglobs = ["a/**"]\nselect = ["dead-path"]', []),
        ('[[paths]]\nglobs = ["a/**"]\nexclude = true', []),
        ('[[paths]]\nglobs = ["/AGENTS.override.md"]\nexclude = true', [REPORTED]),
        (
            '[[paths]]\nglobs = ["a/**"]\nrules.empty-override.severity = "info"',
            [(*REPORTED[:2], "info")],
        ),
        (
            f'rules.{LEVEL} = "info"\npaths = [{{globs = ["b/**"], rules.{LEVEL} = "error"}}]',
            [(*REPORTED[:2], "info")],
        ),
        (
            f'paths = [{{globs = ["a/**"], rules.{LEVEL} = "info"}}, {LATER}]',
            [(*REPORTED[:2], "warning")],
        ),
    ],
)
def test_settings_for_paths(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert findings({"agentslint.toml": text, **below("a")}) == expected


def test_options_for_paths() -> None:
    long = "Say it in few words, and say it once.\n" * 770
    files = {"a/AGENTS.md": long, "b/AGENTS.md": long}
    assert [path for path, _, _ in findings(files, select=["truncated-chain"])] == []
    text = '[[paths]]\nglobs = ["a/**"]\nrules.truncated-chain.headroom = 50'
    found = findings({"agentslint.toml": text, **files}, select=["truncated-chain"])
    assert [path for path, _, _ in found] == ["a/AGENTS.md"]


def test_the_nearest_configuration_counts() -> None:
    near = {"a/agentslint.toml": 'ignore = ["empty-override"]', **below("a"), **below("b")}
    assert findings(near) == [("b/AGENTS.override.md", "empty-override", "error")]
    # it replaces what is further out
    root = {
        "agentslint.toml": 'ignore = ["empty-override"]',
        "a/pyproject.toml": "[tool.agentslint]",
    }
    assert findings({**root, **below("a"), **below("b")}) == [REPORTED]


def test_the_command_line_has_the_last_word() -> None:
    text = '[[paths]]\nglobs = ["a/**"]\nrules.empty-override.severity = "info"'
    files = {"agentslint.toml": text, **below("a")}
    assert findings(files, severity={"empty-override": "warning"}) == [(*REPORTED[:2], "warning")]
    assert findings(files, select=["dead-path"]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agent = 1", "agentslint.toml:1: agent is not a key: did you mean agents"),
        ('fail-on = "fatal"', "agentslint.toml:1: fail-on: 'fatal' is not one of error, warning"),
        ("select = 3", "agentslint.toml:1: select: 3 is not an array"),
        (
            'ignore = ["dead-pth"]',
            "agentslint.toml:1: ignore: dead-pth is not a rule: did you mean dead-path",
        ),
        (
            "[rules.dead-path]\nalow = []",
            "agentslint.toml:2: rules.dead-path: alow is not an option: did you mean allow",
        ),
        ("[rules.dead-path]\nallow = 3", "rules.dead-path.allow: 3 is not an array"),
        ("[rules.dead-path]\nallow = [3]", "rules.dead-path.allow[0]: 3 is not a string"),
        ("[[paths]]\nexclude = true", "paths[0]: 'globs' is a required property"),
        (
            '[[paths]]\nglobs = ["!"]',
            "agentslint.toml:2: paths[0].globs[0]: '!' is an empty pattern",
        ),
        ('exclude = ["["]', "agentslint.toml:1: exclude[0]: '[' opens a [ that nothing closes"),
        (
            "[rules.dead-pth]",
            "agentslint.toml:1: rules: dead-pth is not a rule: did you mean dead-path",
        ),
        (
            'fail-on = "info"\n\n[rules.dead-pth]\nseverity = "off"',
            "agentslint.toml:3: rules: dead-pth is not a rule: did you mean dead-path",
        ),
        ('x = """\n[rules.a]\n"""\nselect = 3', "agentslint.toml:4: select: 3 is not"),
        (
            'fail-on = "info"\nselect = [\n  "dead-path",\n  "x",\n]',
            "agentslint.toml:2: select: x is",
        ),
        (
            '[[paths]]\nglobs = ["a"]\nignore = ["x"]',
            "agentslint.toml:3: paths[0].ignore: x is not a rule",
        ),
        ("x =", "agentslint.toml: "),
        ("resolvers = []", "the other tool named agentslint"),
        ("select = [true]", "select[0]: True is not a string"),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(Failure) as failure:
        findings({"agentslint.toml": text, **below("a")})
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("key", ['agents = ["codex"]', 'fail-on = "never"', 'rules = ["x"]'])
def test_what_the_root_decides_is_refused_below(key: str) -> None:
    _, found = settled({"a/agentslint.toml": key, **below("a")})
    assert len(found.faults) == 1
    assert re.fullmatch(r"a/agentslint\.toml:1: .*: decided once .*", found.faults[0])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[rules.dead-pth]", "a/agentslint.toml:1: rules: dead-pth is not a rule"),
        ("x =", "a/agentslint.toml: "),
        ('exclude = ["["]', "a/agentslint.toml:1: exclude[0]: '['"),
    ],
)
def test_a_mistake_below_does_not_stop_the_rest(tmp_path: Path, text: str, fault: str) -> None:
    files = {"a/agentslint.toml": text, **below("a"), **below("b")}
    Repository(tmp_path).commit(files)
    done = run(tmp_path, "check", "-q")
    assert done.returncode == 2
    assert done.stdout.count("error[empty-override]") == 2
    assert fault in done.stderr


def test_a_mistake_in_one_repository_does_not_stop_the_next(tmp_path: Path) -> None:
    Repository(tmp_path / "one").commit({"agentslint.toml": "[rules.dead-pth]", **BLANK})
    Repository(tmp_path / "two").commit(BLANK)
    done = run(tmp_path, "check", "-q", "one", "two")
    assert done.returncode == 2
    assert "two:\nAGENTS.override.md:1:1: error[empty-override]" in done.stdout
    assert "one: agentslint.toml:1: rules: dead-pth is not a rule" in done.stderr


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"agentslint.toml": '[rules.empty-override]\nseverity = "off"'}, []),
        (
            {
                "agentslint.toml": '[rules.empty-override]\nseverity = "off"\n'
                '[[paths]]\nglobs = ["a/**"]\nrules.empty-override.severity = "info"'
            },
            [(*REPORTED[:2], "info")],
        ),
        (
            {
                "agentslint.toml": '[[paths]]\nglobs = ["a/**"]\nrules.empty-override.severity = "off"'
            },
            [],
        ),
        (
            {
                "agentslint.toml": 'extends = "tools/lint.toml"',
                "tools/lint.toml": '[rules.empty-override]\nseverity = "info"',
            },
            [(*REPORTED[:2], "info")],
        ),
        (
            {
                "agentslint.toml": 'extends = "a.toml"\n[rules.empty-override]\nseverity = "warning"',
                "a.toml": 'extends = "b.toml"\n',
                "b.toml": 'ignore = ["empty-override"]\n[rules.empty-override]\nseverity = "info"',
            },
            [],
        ),
        (
            {
                "agentslint.toml": 'extends = "pyproject.toml"\nignore = []',
                "pyproject.toml": '[tool.agentslint]\nignore = ["empty-override"]',
            },
            [REPORTED],
        ),
        (
            {
                "agentslint.toml": 'ignore = ["empty-override"]',
                "a/agentslint.toml": 'extends = "../agentslint.toml"',
            },
            [],
        ),
    ],
    ids=["off", "on-again", "off-there", "extends", "chain", "replaces", "nested"],
)
def test_off_and_extends(files: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    assert findings({**files, **below("a")}) == expected


def test_a_rule_that_is_off_runs_where_it_is_asked_for() -> None:
    files = {"agentslint.toml": '[rules.empty-override]\nseverity = "off"', **below("a")}
    assert findings(files, select=["empty-override"]) == [REPORTED]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"agentslint.toml": 'extends = "a.toml"', "a.toml": 'extends = "agentslint.toml"'},
            "a.toml:1: extends: these files extend each other: agentslint.toml -> a.toml -> agentslint.toml",
        ),
        ({"agentslint.toml": 'extends = "agentslint.toml"'}, "extend each other"),
        ({"agentslint.toml": 'extends = "https://x.org/a.toml"'}, "nothing is fetched"),
        ({"agentslint.toml": 'extends = "../a.toml"'}, "leads out of the repository"),
        ({"agentslint.toml": 'extends = "/etc/passwd"'}, "leads out of the repository"),
        ({"agentslint.toml": 'extends = "gone.toml"'}, "agentslint.toml:1: extends: gone.toml: "),
        (
            {"agentslint.toml": 'extends = "a.toml"', "a.toml": "\n[rules.dead-pth]"},
            "a.toml:2: rules: dead-pth is not a rule",
        ),
    ],
)
def test_a_mistake_in_what_is_extended(files: dict[str, str], said: str) -> None:
    with pytest.raises(Failure) as failure:
        findings({**files, **below("a")})
    assert said in str(failure.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[agent-rows]]\nid = "codex"\nslots = [["a\\u0000"]]',
            "agent-rows[0].slots[0][0]: it holds",
        ),
        ('exclude = ["\\u0000"]', "agentslint.toml:1: exclude[0]: it holds a NUL"),
        ('[rules.dead-path]\nallow = ["\\u0000"]', "rules.dead-path.allow[0]: it holds a NUL"),
        ('[[agent-rows]]\nid = "codex"\nstrips = ["x"]', "'x' is not one of front-matter, comment"),
        ("agents = []", "agentslint.toml:1: agents: it is empty: leave it out, or fill it"),
        ("rules = 3", "rules: 3 is not an array or a table"),
    ],
)
def test_odd_values_are_mistakes_that_are_named(text: str, said: str) -> None:
    with pytest.raises(Failure) as failure:
        findings({"agentslint.toml": text, **below("a")})
    assert said in str(failure.value)


def test_a_rule_that_is_off_is_on_where_it_has_a_severity() -> None:
    off = [id for id, rule in RULES.items() if not (rule.default or rule.only)]
    for id in off:
        assert id not in check.chosen(RULES, Config())
        assert id in check.chosen(RULES, Config(severity={id: "info"}))


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 99), st.sampled_from(["a", "info", "x"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*SCHEMA["properties"], "x", "globs"]), inner, max_size=3),
    ),
    max_leaves=6,
)
SCHEMAS = [SCHEMA, *(o for rule in RULES.values() for o in rule.options.values())]


@given(VALUES, st.sampled_from(SCHEMAS))
def test_what_is_plainly_valid_is_valid(value: Any, schema: Any) -> None:
    if plainly(value, schema):
        jsonschema.Draft202012Validator(schema).validate(value)


def test_a_valid_configuration_needs_no_jsonschema(tmp_path: Path) -> None:
    text = 'exclude = ["b/"]\n[rules.dead-path]\nallow = ["x"]\n[[paths]]\nglobs = ["a"]\n'
    Repository(tmp_path).commit({"agentslint.toml": text, **BLANK})
    code = (
        "import sys, agentslint.cli as c\n"
        "sys.argv = ['agentslint', 'check', '-q']\n"
        "try: c.main()\nexcept SystemExit: pass\n"
        "assert 'jsonschema' not in sys.modules"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_schema_takes_what_the_tool_takes() -> None:
    schema = config.schema(RULES)
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(
        {"rules": {"dead-path": {"severity": "info", "allow": ["x"]}}, "agents": ["codex"]}
    )
    assert valid({"paths": [{"globs": ["a"], "rules": {"dead-path": {"allow": []}}}]})
    assert not valid({"rules": {"dead-path": {"alow": []}}})
    assert not valid({"paths": [{"globs": ["a"], "ignore": ["dead-pth"]}]})


def test_on_disk(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"pyproject.toml": '[tool.agentslint]\nignore = ["empty-override"]', **BLANK})
    assert told(tmp_path) == []
    assert told(tmp_path, "--isolated") == ["AGENTS.override.md:1 empty-override"]
    (tmp_path / "other.toml").write_text('select = ["empty-override"]')
    assert told(tmp_path, "--config", "other.toml") == ["AGENTS.override.md:1 empty-override"]
    # the file made for us counts before the one for all
    (tmp_path / "agentslint.toml").write_text("")
    assert told(tmp_path) == ["AGENTS.override.md:1 empty-override"]


def test_schema_command_prints_json(tmp_path: Path) -> None:
    done = run(tmp_path, "schema")
    assert json.loads(done.stdout)["title"] == "agentslint.toml"
