"""Each format, held to its own reader; and a repository that tries to speak through them."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agentslint.lint import registry
from agentslint.lint.check import Outcome
from agentslint.model import Edit, Finding, Fix, Note, Place, Rename, whole
from agentslint.repo import Repo
from agentslint.report import github, gitlab, junit, markdown, rdjson, rule_page, sarif

RULES = registry.builtin()
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "sarif" / "sarif-schema-2.1.0.json").read_text()
)
FAILING = ("error", "warning")
PLACE = Place("a b/ü:1.md", 3, 2, 3, 9)
EVIL = (
    "x\n::error::forged\r%0A##[error]forged <script>|`@someone` ](http://x) [a](b) \x1b[2J \udcff"
)
FINDINGS = (
    Finding(whole("AGENTS.md"), "told", severity="error", rule="dead-path", fingerprint="1"),
    Finding(
        PLACE,
        EVIL,
        (Note(Place("AGENTS.md", 1, 1, 2, 4), EVIL),),
        Fix((Edit(PLACE, "new"), Edit(whole("AGENTS.md"), EVIL)), safe=False),
        "warning",
        "dead-path",
        ("codex",),
        (".", "a b"),
        "2",
    ),
    Finding(
        whole("a\udcff.md"),
        "moved",
        fix=Fix(renames=(Rename("a", "b"),)),
        severity="info",
        rule="unread-file",
        fingerprint="3",
    ),
)


def outcome(findings: tuple[Finding, ...] = FINDINGS, **more: Any) -> Outcome:
    return Outcome(
        Repo.of({}), ("codex",), findings, 2, 1, 1, looked=("AGENTS.md", "b/AGENTS.md"), **more
    )


def valid(log: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(log)


def test_sarif_is_valid() -> None:
    held = outcome(suppressed=FINDINGS[:1], baselined=FINDINGS[1:], notes=("not looked",))
    log = json.loads(sarif.render(held, RULES, FAILING))
    valid(log)
    (run,) = log["runs"]
    assert [r.get("suppressions") for r in run["results"]] == [
        *[None] * 3,
        [{"kind": "inSource"}],
        *[[{"kind": "external"}]] * 2,
    ]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["help"]["text"].startswith(RULES[rule["id"]].summary)
        page = rule["helpUri"].removeprefix(rule_page.ADDRESS.partition("{")[0])
        assert (Path(__file__).parents[2] / "rules" / page).is_file()


def test_sarif_of_a_few_findings_is_small() -> None:
    log = sarif.render(outcome(FINDINGS + FINDINGS[:1]), RULES, FAILING)
    assert len(log) < 60_000


def test_sarif_says_what_a_fix_writes() -> None:
    (result,) = sarif.log(outcome(FINDINGS[1:2]), RULES)["runs"][0]["results"]
    said = result["fixes"][0]["description"]["text"]
    assert said == "Replace it by new, with 1 more edits: read the change before you keep it"


def test_sarif_locations_are_relative_and_escaped() -> None:
    results = sarif.log(outcome(), RULES)["runs"][0]["results"]
    where = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in results]
    assert where == [
        {"uri": "AGENTS.md", "uriBaseId": "SRCROOT"},
        {"uri": "a%20b/%C3%BC%3A1.md", "uriBaseId": "SRCROOT"},
        {"uri": "a%FF.md", "uriBaseId": "SRCROOT"},
    ]
    assert results[1]["relatedLocations"][0]["physicalLocation"]["region"]["endLine"] == 2
    assert results[1]["message"]["text"].count("\\[a](b)") == 1
    assert [len(r.get("fixes", [])) for r in results] == [0, 1, 0]


@pytest.mark.skipif(
    not shutil.which("sarif-multitool"), reason="npm install -g @microsoft/sarif-multitool"
)
def test_sarif_satisfies_microsofts_validator(tmp_path: Path) -> None:
    (tmp_path / "log.sarif").write_text(sarif.render(outcome(), RULES, FAILING))
    done = subprocess.run(
        ["sarif-multitool", "validate", "log.sarif"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert ": error" not in done.stdout
    assert ": warning" not in done.stdout


def test_gitlab() -> None:
    issues = json.loads(gitlab.render(outcome(), RULES, FAILING))
    assert [(i["severity"], i["location"]["lines"]["begin"]) for i in issues] == [
        ("major", 1),
        ("minor", 3),
        ("info", 1),
    ]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert all(set(i) >= {"description", "check_name", "fingerprint", "severity"} for i in issues)


def test_junit() -> None:
    suites = ElementTree.fromstring(junit.render(outcome(), RULES, FAILING).encode())
    assert (suites.get("tests"), suites.get("failures")) == ("4", "2")
    cases = list(suites.iter("testcase"))
    assert len(cases) == 4
    assert [[child.tag for child in case] for case in cases] == [
        [],
        ["failure"],
        ["failure"],
        ["system-out"],
    ]
    none = ElementTree.fromstring(junit.render(outcome(), RULES, ()).encode())
    assert none.get("failures") == "0"


def commands(log: str) -> list[str]:
    """What GitHub's runner would obey: `::` opens a command at a line's start, `##[` anywhere."""
    return [line for line in log.split("\n") if line.lstrip().startswith("::") or "##[" in line]


def test_github_says_what_is_found_and_nothing_else() -> None:
    log = github.render(outcome(), RULES, FAILING)
    assert [line.split(" ")[0] for line in commands(log)] == ["::error", "::warning", "::notice"]
    assert (
        "file=a b/ü%3A1.md,line=3,col=2,endLine=3,endColumn=9,title=agentslint dead-path::" in log
    )


@pytest.mark.parametrize(("number", "kept"), [(10, 10), (11, 9), (40, 9)])
def test_github_takes_ten_of_a_level(number: int, kept: int) -> None:
    many = tuple(
        Finding(Place("::x", n, 1, n, 5), EVIL, severity="error", rule="dead-path")
        for n in range(1, number + 1)
    )
    log = github.render(outcome(many), RULES, FAILING)
    told = commands(log)
    more = number - kept
    assert len(told) == kept + bool(more)
    assert (f"::{more} more" in told[-1]) == bool(more)
    # what has no annotation is in the log all the same
    assert log.count("error[dead-path]") == more


@given(st.text(max_size=30), st.text(alphabet="a/.:%,=\n\r#[]@|`<>", max_size=20))
def test_no_text_forges_a_command(message: str, path: str) -> None:
    found = Finding(whole(path), message, severity="error", rule="dead-path")
    (told,) = commands("\n".join(github.lines(outcome((found,)))))
    head, _, _ = told.removeprefix("::error ").partition("::")
    names = [each.partition("=")[0] for each in head.split(",")]
    assert names == ["file", "line", "col", "title"]
    assert "\r" not in told
    assert not commands(github.plain(found))


def test_markdown_formats_nothing_of_a_repositorys() -> None:
    page = markdown.render(outcome(), RULES, FAILING)
    made = MarkdownIt("gfm-like", {"linkify": False}).render(page)
    assert made.count("<tr>") == len(FINDINGS) + 1
    assert made.count("<code>") == len(FINDINGS) + 1
    for forbidden in ("<script", "<a ", "<img", "<em>", "@someone"):
        assert forbidden not in made


def test_markdown_is_short_enough_for_a_comment() -> None:
    many = tuple(
        Finding(Place("AGENTS.md", n, 1, n, 5), "a message of usual length " * 8, rule="x")
        for n in range(1, 400)
    )
    page = markdown.render(outcome(many), RULES, FAILING)
    assert len(page) < 65_536
    assert "And 249 more." in page


# as https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/jsonschema/DiagnosticResult.json has it
POSITION = {"type": "object", "required": ["line", "column"], "additionalProperties": False,
            "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}}  # fmt: skip
RANGE = {"type": "object", "additionalProperties": False, "properties": {"start": POSITION, "end": POSITION}}  # fmt: skip
LOCATION = {"type": "object", "additionalProperties": False, "properties": {"path": {"type": "string"}, "range": RANGE}}  # fmt: skip
RDJSON = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}}},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string"},
                    "location": LOCATION,
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "properties": {"value": {"type": "string"}}},
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        },
                    },
                    "related_locations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"message": {"type": "string"}, "location": LOCATION},
                        },
                    },
                },
            },
        },
    },
}


def test_rdjson_is_what_reviewdog_reads() -> None:
    made = json.loads(rdjson.render(outcome(), RULES, FAILING))
    jsonschema.validate(made, RDJSON)
    assert [row["severity"] for row in made["diagnostics"]] == ["ERROR", "WARNING", "INFO"]


def test_rdjson_counts_columns_in_bytes() -> None:
    repo = Repo.of({"AGENTS.md": "Größe `x`\n"})
    fix = Fix((Edit(Place("AGENTS.md", 1, 8, 1, 9), "y"),))
    found = Finding(
        Place("AGENTS.md", 1, 8, 1, 9), "m", fix=fix, severity="error", rule="dead-path"
    )
    made = rdjson.render(Outcome(repo, ("codex",), (found,), 1, 1, 1), RULES, FAILING)
    (row,) = json.loads(made)["diagnostics"]
    span = {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 11}}
    assert row["location"]["range"] == span
    assert row["suggestions"] == [{"range": span, "text": "y"}]
