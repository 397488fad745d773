"""The README says what is true: its table of rules is the rulebook, its commands are in CI.

`python -m tests.test_readme` writes the table anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.cli.init import ENTRY
from agentslint.lint import registry

from . import inside, sessions
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


def test_the_trees_are_counted() -> None:
    known = sorted((HOME / "fixtures" / "conformance").glob("codex-0*.jsonl"))
    many = sum(place.read_bytes().count(b"\n") for place in known)
    told = f"{many} recorded trees"
    assert told in README.read_text(encoding="utf-8")
    assert told in AGENTS["codex"].source


RUNS = {"closed": "5-closed", "open": "1-exec-and-patch"}


def session(folder: Path, name: str) -> str:
    """What `agentslint session` says of a recorded run, in the tree that it ran in."""
    root = sessions.tree(folder / "repo")
    if name == "closed":
        (root / "pkg/api/mod.py").write_text("def f():\n    return 3\n")
    rows = sessions.lines(f"{RUNS[name]}.rollout.jsonl")
    old = rows[0]["payload"]["git"]["commit_hash"]
    head = sessions.git(root, "rev-parse", "HEAD")
    rows = sessions.changed(sessions.changed(rows, "/repo", str(root)), old, head)
    sessions.save(folder / f"{name}.jsonl", rows)
    ran = inside.told(root, "session", str(folder / f"{name}.jsonl"))
    assert ran.status == (name == "open")
    return ran.out.strip().replace(head[:7], old[:7]).replace(str(root), "/repo")


@pytest.mark.parametrize("name", RUNS)
def test_the_two_runs_are_shown_as_they_are_judged(tmp_path: Path, name: str) -> None:
    told = f"```console\n$ agentslint session {name}.jsonl\n{session(tmp_path, name)}\n```"
    assert told in README.read_text()


def test_the_hook_is_the_one_that_init_writes() -> None:
    """It once named a tag that does not exist: `pre-commit run` ended with an error of git."""
    text = README.read_text()
    assert f"```yaml\nrepos:\n{ENTRY}```" in text
    named = re.findall(r"rev: (\S+)|agentslint/agentslint@(\S+)", text)
    assert {one or two for one, two in named} == {"HEAD", "main"}


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
