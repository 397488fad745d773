"""`agentslint rule ID`: short enough to read, and complete; it needs no repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.lint import page, registry
from agentslint.report import rule_page

from ..command import agentslint

RULES = registry.builtin()


@pytest.mark.parametrize("id", RULES)
def test_a_page_is_short_and_says_what_to_do(id: str) -> None:
    told = rule_page.short(RULES[id])
    assert told.count("\n") < 100
    for title in ("What it does", "Why this is bad", "How to fix", "How to suppress"):
        assert told.count(f"\n## {title}\n") == 1, title
    assert "agentslint-ignore" in told
    assert f"Severity: {RULES[id].severity}" in told
    assert all(f"Option `{name}`" in told for name in RULES[id].options)
    assert "~~~output\n" in told or "```output\n" in told


@pytest.mark.parametrize("id", RULES)
def test_all_of_a_page_is_all_of_it(id: str) -> None:
    told = rule_page.full(RULES[id])
    assert all(section.text.strip() in told for section in page.sections(RULES[id].page))


def test_sections_leave_fences_alone() -> None:
    text = "# a\n\nb\n\n## One\n\n~~~md AGENTS.md\n## Two\n~~~\n~~~output\nx\n~~~\n\n## Three\n"
    told = [(s.title, s.fences, s.example) for s in page.sections(text)]
    assert told == [
        ("a", (), False),
        ("One", ("md AGENTS.md", "output"), True),
        ("Three", (), False),
    ]


def test_no_repository_and_no_configuration_is_needed(tmp_path: Path) -> None:
    (tmp_path / "agentslint.toml").write_text("[rules.dead-pth]\nx = 1\nselect = 3\n")
    ran = agentslint("rule", "dead-path", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("# dead-path\n")
    assert "agentslint rule dead-path --all" in ran.out
    (tmp_path / "agentslint.toml").write_text("x =")
    ran = agentslint("rules", cwd=tmp_path)
    assert ran.status == 0
    assert "dead-path" in ran.out
    assert "rules of this repository are left out" in ran.err


@pytest.mark.parametrize("id", RULES)
def test_further_cases_are_folded(id: str) -> None:
    """A reader of the file sees what the short page shows; the rest is behind a fold, to its end."""
    text = RULES[id].page
    examples = [section for section in page.sections(text) if section.example]
    head, fold, rest = text.partition(page.FOLD)
    assert len([s for s in page.sections(head) if s.example]) <= rule_page.EXAMPLES
    if len(examples) > rule_page.EXAMPLES:
        assert fold and rest.endswith(f"{page.UNFOLD}\n")
    assert page.FOLD not in rule_page.full(RULES[id])
