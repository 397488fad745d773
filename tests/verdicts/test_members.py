"""Bare names below a lead-in that names their directory: what history had there, and what is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..command import agentslint
from ..repositories import Repository

HERE = ("basket", "orders", "prices", "stock")
ROWS = "".join(f"| `{name}` | does its part |\n" for name in (*HERE, "outbox"))
ITEMS = "".join(f"- `{name}`: does its part\n" for name in (*HERE, "outbox"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Five contexts under `internal/`:\n\n| Context | Role |\n|-|-|\n{ROWS}", ["outbox"]),
        (f"The modules of `internal/` are:\n\n{ITEMS}", ["outbox"]),
        (
            f"Code lives in `internal/`.\n\n{ITEMS.replace('- `', '* **`').replace('`:', '`**:')}",
            ["outbox"],
        ),
        (f"Five contexts under `internal/`:\n\n{ITEMS.replace('outbox', 'parcel')}", []),
        (f"Planned modules under `internal/`:\n\n{ITEMS}", []),
        (f"Move these out of `internal/` into `pkg/`:\n\n{ITEMS}", []),
        (f"Five contexts under `internal/`:\n\n{ITEMS}- `tax`: is not here yet\n", []),
        ("Under `internal/`:\n\n- `basket`: a\n- `outbox`: b\n", []),
        (f"These are tables of the database:\n\n{ITEMS}", []),
    ],
)
def test_what_a_list_has_of_a_directory(tmp_path: Path, text: str, names: list[str]) -> None:
    made = Repository(tmp_path / "shop")
    code = {f"internal/{name}/main.go": "package main\n" for name in (*HERE, "outbox")}
    made.commit({**code, "AGENTS.md": text})
    (made.root / "internal/outbox/main.go").unlink()
    made.commit({"internal/stock/main.go": "package stock\n"})
    ran = agentslint("check", "-q", "--select", "dead-path", "--format", "json", cwd=made.root)
    found = [finding["message"] for finding in json.loads(ran.out)["findings"]]
    assert [line.split(" ")[0] for line in found] == [f"internal/{name}" for name in names]
