"""What `agentslint claims` shows: statements of every kind, each with its verdict and what decides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import everything

from ..command import repository

TREE = {
    "package.json": '{"scripts": {"test": "vitest run"}, "devDependencies": {"vitest": "^3", "@shop/kit": "1"}}\n',
    ".prettierrc": '{"tabWidth": 2}\n',
    "src/orders.ts": "export function placeOrder(cart: string): void {}\n",
    "tools/seed.sh": "true\n",
    "Cargo.toml": '[package]\nname = "shop"\n',
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Run `npm test`.", ["command verified package.json has the script test"]),
        (
            "Run `npm run lint`.",
            [
                "command refuted AGENTS.md:1 npm run lint cannot run: package.json has no script lint"
            ],
        ),
        ("```sh\ntools/seed.sh --all\n```", ["command verified tools/seed.sh is there"]),
        ("Run `docker ps`.", ["command undecided"]),
        ("We use Vitest for tests.", ["tool verified package.json:1 has vitest"]),
        ("We use Jest for tests.", ["tool refuted package.json:1 has vitest"]),
        ("Use 2 spaces for indentation.", ["setting verified .prettierrc:1 has tabWidth=2"]),
        ("Use 4 spaces for indentation.", ["setting refuted .prettierrc:1 has tabWidth=2"]),
        ("Call `placeOrder()`.", ["symbol verified src/orders.ts:1 has it"]),
        (
            "Call `createOrder()` in `src/orders.ts`.",
            [
                "symbol refuted src/orders.ts src/orders.ts does not contain it, nor does any other file",
                "path verified src/orders.ts is there",
            ],
        ),
        ("Call `createOrder()`.", ["symbol undecided"]),
        ("Run `cargo test`.", ["command verified Cargo.toml is there"]),
        ("- `src/orders`: a path, and no package", ["path undecided"]),
        ("`@shop/kit` has the buttons.", ["package verified package.json lists it"]),
    ],
)
def test_a_statement_of_each_kind(tmp_path: Path, text: str, said: list[str]) -> None:
    repository(tmp_path, {**TREE, "AGENTS.md": f"{text}\n"})
    found = [
        " ".join([one.claim.kind, one.state, *(fact.text for fact in one.facts[:1])])
        for one in everything.judged(
            Repo.at(str(tmp_path)), (File("AGENTS.md", f"{text}\n".encode(), len(text) + 1),)
        )
    ]
    assert found == said
