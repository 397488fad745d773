"""What directories hold, by their names: one table, and each reader's question of it."""

from __future__ import annotations

import pytest

from agentslint.core import parsing
from agentslint.repo import directories


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("node_modules/a/b.js", {"vendored", "built", "product"}),
        ("lib/vendor/a.go", {"vendored", "product"}),
        ("dist", {"built", "product"}),
        ("dist/a.js", {"built", "product"}),
        ("bin/run.sh", {"product"}),
        ("tests/fixtures/a.json", {"sample", "test", "shown", "aside"}),
        ("templates/app/package.json", {"shown", "aside"}),
        ("examples/app/package.json", {"shown", "aside"}),
        ("spec/a.rb", {"test", "aside"}),
        ("docs/package.json", {"aside"}),
        (".config/package.json", {"aside"}),
        (".github/a.yml", set()),
        ("src/vendor.py", set()),
        ("src/builder/a.py", set()),
    ],
)
def test_what_a_path_leads_through(path: str, answers: set[str]) -> None:
    asked = ("vendored", "built", "product", "sample", "test", "shown", "aside")
    assert {name for name in asked if getattr(directories, name)(path)} == answers


def test_a_name_stands_in_one_table() -> None:
    tables = parsing.read("repo", "directories.toml")
    # what an absolute path begins with may be a name that directories here have, too
    names = [name for key, table in tables.items() if key != "system" for name in table]
    assert sorted(names) == sorted(set(names))
