"""The README says what is true: its table of rules is the rulebook, its commands are in CI.

`python -m tests.test_readme` writes the table anew.
"""

from __future__ import annotations

import re

from agentslint.lint import registry

from .command import HOME

README = HOME / "README.md"
TABLE = re.compile(r"(<!-- agentslint rules: [^\n]* -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table() -> str:
    """Every rule, as the README lists it."""
    rows = ["| rule | severity | finds |", "|---|---|---|"]
    for rule in registry.builtin().values():
        page = f"rules/{rule.id.replace('-', '_')}.md"
        when = f"`{rule.only}` only" if rule.only else "off by default"
        level = rule.severity if rule.default else f"{rule.severity}, {when}"
        rows.append(f"| [`{rule.id}`]({page}) | {level} | {rule.summary} |")
    return "\n" + "\n".join(rows) + "\n\n"


def test_the_table_is_the_rulebook() -> None:
    found = TABLE.search(README.read_text())
    assert found is not None
    assert found[2] == table()


def test_ci_runs_the_second_command() -> None:
    ran = (HOME / ".ci" / "run").read_text()
    for step in ("python3 -m venv .venv", "-e '.[test]'", ".venv/bin/python -m pytest -n auto"):
        assert step in README.read_text()
        assert step in ran


def test_every_relative_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([\w./-]+)\)", README.read_text()):
        assert (HOME / target).exists(), target


if __name__ == "__main__":
    README.write_text(TABLE.sub(lambda m: m[1] + table() + m[3], README.read_text()))
