"""Statements in the phrasings that real files have: each with the verdict that it should get."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import statements

TREE = {
    "package.json": '{"name": "shop", "version": "0.5.11"}\n',
    "tests/pay.test.ts": "it('pays')\n",
    "src/pay.ts": "a\n" * 400,
    "src/hooks/useTill.ts": "a\n",
}

# what a file says, with the kinds and states of the statements in it
SAID = [
    ("There is no test suite for this application.", "absence refuted"),
    ("- Currently there are no automated tests.", "absence refuted"),
    ("**Tests**: there are no tests in this repository.", "absence refuted"),
    ("The project has no test suite yet.", "absence refuted"),
    ("Il n'y a pas de tests dans ce projet.", "absence refuted"),
    ("No hay pruebas automatizadas en este proyecto.", "absence refuted"),
    ("Não há testes automatizados neste projeto.", "absence refuted"),
    ("- Tests: none exist yet; add them near the changed code.", "absence refuted"),
    ("## Testing Guidelines\n- Current state: no tests. Add tests for fixes.", "absence refuted"),
    ("**Tests**: none yet.", "absence refuted"),
    ("No automated tests yet.", "absence refuted"),
    ("No tests exist yet, so run the type check.", "absence refuted"),
    ("- Tests: keine", "absence refuted"),
    ("Aktueller Stand: keine Tests.", "absence refuted"),
    ("## `legacy`\n- Tests: none yet", "absence undecided"),
    ("## Hooks\n- Tests: none yet", "absence undecided"),
    ("- `src/hooks/`\n  - Tests: none", ""),
    ("Currently, no test files exist in the codebase.", "absence refuted"),
    ("- No tests for the importer yet.", ""),
    ("- No tests, no merge.", ""),
    ("Red flags: no tests, no types.", ""),
    ("There is no committed `package.json`.", "absence refuted"),
    ("This repository has no `package.json` or `Makefile`.", "absence refuted, absence verified"),
    ("- `src/hooks/` is currently empty", "absence refuted"),
    ("There are no tests for the importer.", "absence undecided"),
    ("If there is no `package.json`, run `init`.", ""),
    ("There is no `package.json` in a published bundle.", "absence undecided"),
    ("Ensure there are no tests left in `tests/`.", ""),
    ("An order fails when the basket is empty.", ""),
    ("`src/pay.ts` (19 lines)", "size refuted"),
    ("- `src/pay.ts` — 1,200 LOC", "size refuted"),
    ("| File | Lines |\n|---|---|\n| `src/pay.ts` | 120 |", "size refuted"),
    ("```\nsrc/\n├── pay.ts    # money (90 lines)\n└── hooks/\n```", "size refuted"),
    ("`src/pay.ts` (~380 lines)", "size verified"),
    ("`src/pay.ts` (410 lines)", "size verified"),
    ("`src/pay.ts` (381 lines)", "size refuted"),
    ("- `src/pay.ts`: 417 LOC", "size refuted"),
    ("```\nsrc/\n├── pay.ts    # money, 382 lines\n└── hooks/\n```", "size refuted"),
    ("`src/pay.ts` (393 lines)", "size refuted"),
    ("`src/pay.ts` (~381 lines)", "size verified"),
    ("- `src/hooks/`: 9 hooks", "count refuted"),
    ("- `src/pay.ts` (not yet implemented)", "pending refuted"),
    ("```\nsrc/\n├── pay.ts   # geplant\n└── hooks/\n```", "pending refuted"),
    ("- `src/hooks/` — coming soon", "pending undecided"),
    ("- `src/pay.ts`: pending payments", ""),
    ("See the root `AGENTS.md`.", ""),
    ("Keep `src/pay.ts` (max 300 lines) small.", ""),
    ("- Name: shop\n- **Version**: 0.4.3", "own-version refuted"),
    ("- Package version: 0.5.11", "own-version verified"),
    ("- Version: 1.0.0\n- Last updated: 2030-01-01", ""),
]


@pytest.mark.parametrize(("text", "verdicts"), SAID)
def test_what_is_said_gets_its_verdict(text: str, verdicts: str) -> None:
    repo = Repo.of({**TREE, "AGENTS.md": text})
    data = text.encode()
    found = statements.judged(repo, File("AGENTS.md", data, len(data)))
    told = [f"{one.claim.kind} {one.state}" for one in found]
    assert ", ".join(told) == verdicts


@pytest.mark.parametrize("text", [text for text, _ in SAID])
def test_nothing_is_refuted_without_a_fact(text: str) -> None:
    repo = Repo.of({"AGENTS.md": text})
    data = text.encode()
    found = statements.judged(repo, File("AGENTS.md", data, len(data)))
    assert not [one for one in found if one.state == "refuted"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("`pytest tests/`: all 154 tests pass.", "undecided"),
        ("Run `tests/` (154 tests).", "undecided"),
        ("- `tests/`: tests (154)", "undecided"),
        ("- `tests/`: 4 tests", "verified"),
    ],
)
def test_a_file_of_tests_holds_many(text: str, state: str) -> None:
    repo = Repo.of({f"tests/{name}.py": "a\n" for name in ("pay", "sell", "till", "shop")})
    found = statements.judged(repo, File("AGENTS.md", text.encode(), len(text)))
    states = [one.state for one in found]
    assert state in states and "refuted" not in states
