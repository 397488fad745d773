"""Declared rules: what a page may declare, and what it says where it is wrong."""

from __future__ import annotations

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, declared, registry
from agentslint.model import Failure, Rule
from agentslint.repo import Repo


def said(declaration: dict, files: dict[str, str]) -> list[tuple[str, int, str]]:
    rule = Rule("own", "", "", "warning", {}, check_chain=declared.check(declaration, "own.md"))
    outcome = check.run(Repo.of({".git/HEAD": "", **files}), [AGENTS["codex"]], {"own": rule})
    return [(f.place.path, f.place.line, f.message) for f in outcome.findings]


def test_what_is_required_is_missed_once() -> None:
    declaration = {"require": {"checks": ["*"], "message": "no check"}}
    files = {"AGENTS.md": "Be kind.\n", "a/AGENTS.md": "Be brief.\n"}
    assert said(declaration, files) == [("AGENTS.md", 1, "no check")]
    assert said(declaration, {"AGENTS.md": "Run `make test` before committing.\n"}) == []


def test_what_is_forbidden_is_shown() -> None:
    declaration = {
        "forbid": {"objects": ["git push --force*"], "modality": "require", "message": "no"}
    }
    files = {
        "AGENTS.md": "Be kind.\n\n- Use `git push --force` to update.\n- Never `git push --force-with-lease`.\n"
    }
    assert said(declaration, files) == [("AGENTS.md", 3, "no")]


def test_what_goes_together() -> None:
    declaration = {
        "together": {
            "first": {"words": ["mcp"]},
            "then": {"words": ["scope*"]},
            "message": "scope?",
        }
    }
    assert said(declaration, {"AGENTS.md": "Use the MCP server.\n"}) == [("AGENTS.md", 1, "scope?")]
    assert said(declaration, {"AGENTS.md": "Use the MCP server.\n\nNote its scope.\n"}) == []
    assert said(declaration, {"AGENTS.md": "Be kind.\n"}) == []


def test_a_scope_narrows_to_the_chain_that_governs_it() -> None:
    declaration = {"require": {"words": ["migrat*"], "scope": ["db/**"], "message": "say how"}}
    files = {
        "AGENTS.md": "x\n",
        "db/AGENTS.md": "Migrations run by hand.\n",
        "db/a.sql": "",
        "b.py": "",
    }
    assert said(declaration, files) == []
    assert said(declaration, files | {"db/AGENTS.md": "y\n"}) == [("AGENTS.md", 1, "say how")]
    assert said(declaration, {"AGENTS.md": "x\n", "b.py": ""}) == []


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ({"require": {"words": ["a"]}}, "p.md: require: no message"),
        ({"require": {"message": "m"}}, "p.md: require: want one or more of"),
        ({"require": {"message": "m", "verb": "x"}}, "p.md: require: verb: not one of"),
        (
            {"forbid": {"message": "m", "modality": "must"}},
            "p.md: forbid.modality: must: not one of",
        ),
        ({"forbid": {"message": "m", "words": [3]}}, "p.md: forbid.words: want a text"),
        (
            {"together": {"message": "m", "first": {"words": "a"}}},
            "p.md: together: want the tables",
        ),
        ({"require": "x"}, "p.md: require: want a table"),
    ],
)
def test_errors_say_where_and_what_instead(declaration: dict, expected: str) -> None:
    with pytest.raises(Failure) as failure:
        declared.check(declaration, "p.md")
    assert str(failure.value).startswith(expected)


def test_a_page_that_declares_needs_no_code_and_may_have_none(tmp_path) -> None:
    page = '# own-rule\n\nOne sentence.\n\n```toml\nseverity = "info"\n\n[forbid]\nwords = ["x"]\nmessage = "m"\n```\n'
    (tmp_path / "own_rule.md").write_text(page)
    assert [rule.id for rule in registry.load(str(tmp_path), None)] == ["own-rule"]
    (tmp_path / "own_rule.py").write_text("def check_file(file, context): ...\n")
    with pytest.raises(Failure, match="want one"):
        list(registry.load(str(tmp_path), None))
