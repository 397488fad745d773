"""Reading: what a sentence wants, what it demands to be checked, and the laws that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import all_chains
from agentslint.claims import instructions
from agentslint.claims.effective import effective, verification
from agentslint.lint import check, registry
from agentslint.model import Failure, File, Instruction
from agentslint.repo import Repo
from agentslint.text import markdown, vocabulary

RULES = registry.builtin()


def read(text: str) -> tuple[Instruction, ...]:
    return instructions.of(File("AGENTS.md", text.encode(), len(text.encode())))


def demanded(text: str) -> bool:
    return any(i.checks for i in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "- Run `pnpm run check` before considering work done",
        "- MUST run the relevant UI tests before finishing the task.",
        "When you modify code, run the following commands before creating a pull request:\n\n- `make test`",
        "## Before opening a PR\n\n1. `make fmt`\n2. `make clippy`",
        "All tests must pass before merging.",
        "**Verify locally before pushing:** `npm run lint`, `npm run build` all green.",
        "Run `pnpm run typecheck` after every change.",
        "| Change | Minimum validation |\n|---|---|\n| Rust | `make test` |",
        "## Verification\n\n```bash\npython3 -m unittest tests.test_a\n```",
        "The work is done when CI is green.",
        "Do not commit until the tests pass.",
        "Never skip the tests: run `make test`.",
        "Vor Deploy: Lint, Typecheck, Tests.",
        "Antes de cada commit ejecuta las pruebas con `npm test`.",
        "Antes de abrir um PR, rode os testes.",
        "Avant chaque commit, exécuter les tests.",
        "Prima di ogni commit esegui `npm test`.",
        "После каждого значимого изменения выполнять проверку: build, tests, lint.",
        "提交前必须运行测试。",
        "コミット前に必ずテストを実行する。",
        "- 변경 범위에 맞는 lint, typecheck, test와 build를 실행한다.",
    ],
)
def test_a_check_is_demanded(text: str) -> None:
    assert demanded(text)


@pytest.mark.parametrize(
    "text",
    [
        "Before running `pnpm typecheck`, `pnpm test` or others, run `pnpm install` first.",
        "- `npm test`: run all tests\n- `npm start` - start it",
        "## Commands\n\n```sh\nmake test\n```",
        "Avoid `make test` between edits.",
        "Do not run the tests on your own.",
        "To run the tests, use `make test`.",
        "We used to have tests here.",
        "Put tests in `tests/unit`.",
        "The build writes to `dist/`.",
        "Install it with `uv tool install pre-commit` or `npm ci`.",
        "You may run `make test` if you like.",
        "Follow the conventions for product and test code.",
        "Preserve the request id on every path, so smoke checks and logs correlate.",
        "Always check logging safety, wiring correctness, and test evidence.",
        "It ships an ESM-only build, driven by `build:lib` (which runs `tsc`, and runs `copy`).",
        "## Workflow\n\n- `scripts/audit.mjs` builds a manifest for the registry.",
        "## Verification\n\n- `npm run test:watch`",
        "- Do not verify by running commands.\n  - Examples: `pytest …`, `make test`",
        "`npm run build` を実行すると assets が生成されます。",
        "If you change the models, check:\n\n- `frontend/src/types`",
    ],
)
def test_a_check_is_only_mentioned(text: str) -> None:
    assert not demanded(text)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Never use `any`.", "forbid"),
        ("Use pnpm, never npm.", "require"),
        ("## Do NOT\n\n- Use npm.", "forbid"),
        ("Never:\n\n- Commit secrets", "forbid"),
        ("Prefer small functions.", "prefer"),
        ("Avoid global state.", "avoid"),
        ("You may use macros.", "allow"),
        ("Do not ask for approval when:\n\n- Running `make test`", "inform"),
        ("## Avoid\n\n- Adding `pip install` steps (always use uv)", "avoid"),
        ("The server listens on port 80.", "inform"),
        ("Add tests for new code.", "require"),
        ("Don't forget to add a changelog entry.", "require"),
    ],
)
def test_what_a_sentence_wants(text: str, modality: str) -> None:
    assert [i for i in read(text) if not i.slot][-1].modality == modality


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Use `bun`, not npm or yarn.",
            {("bun", "require"), ("npm", "forbid"), ("yarn", "forbid")},
        ),
        ("This repo is pnpm-only.", {("pnpm", "require")}),
        ("Line length: 100.", {("100", "require")}),
        ("**Formatting**: Black", {("black", "require")}),
        ("It is published as an npm package.", set()),
        ("Use npm or yarn.", set()),
        ("Do not use pip, use poetry.", {("pip", "forbid"), ("poetry", "require")}),
    ],
)
def test_choices(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(i.value, i.modality) for i in read(text) if i.slot} == expected


def test_a_vocabulary_that_is_none_says_where() -> None:
    with pytest.raises(Failure, match=r"own.toml: slots.x: want a table"):
        vocabulary.load({}, {"slots": {"x": []}}, "own.toml")


DEMANDS = st.sampled_from(
    [
        "Run `make test` before committing.",
        "All tests must pass before merging.",
        "You must run `npm test`.",
        "Always run the linter after every change.",
    ]
)


@given(DEMANDS)
def test_what_is_quoted_fenced_or_commented_is_no_demand(text: str) -> None:
    assert not demanded(f"For example:\n\n```md\n{text}\n```\n")
    assert not demanded(f"Bad:\n\n- {text}\n")
    assert not demanded(f"The hook says:\n\n> {text}\n")
    assert not demanded(f'The hook prints "{text}" and stops.\n')
    assert not demanded(f"<!-- {text} -->\n")
    assert not demanded(f"`{text.replace('`', '')}` is what it prints.\n")


@given(st.sampled_from(["make test", "npm test", "pytest", "cargo clippy"]))
def test_what_is_negated_is_no_demand(command: str) -> None:
    for text in ("Do not run `{}`.", "Never run `{}`.", "Avoid `{}`.", "`{}` is not required."):
        assert not demanded(text.format(command))


ITEMS = st.lists(
    st.sampled_from(
        [
            "Use pnpm only.",
            "Use npm for dependencies.",
            "Never run `make deploy`.",
            "Before review, run `make deploy`.",
            "Line length: 100.",
            "Line length: 120.",
            "Be kind.",
            "Run `make test` before you open a pull request.",
        ]
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


def contradictions(files: dict[str, str]) -> set[frozenset[str]]:
    """What contradicts what: the lines of both places."""
    repo = Repo.of({".git/HEAD": "", "a/b.ts": "", **files})
    rule = RULES["contradictory-instruction"]
    found = check.run(repo, [AGENTS["codex"]], {rule.id: rule}).findings
    return {
        frozenset(
            files[place.path].split("\n")[place.line - 1]
            for place in (finding.place, *(note.place for note in finding.related))
        )
        for finding in found
    }


@given(ITEMS, st.randoms())
def test_the_order_of_items_changes_no_finding_but_its_place(items: list[str], random) -> None:
    other = list(items)
    random.shuffle(other)
    one = contradictions({"AGENTS.md": "\n".join(f"- {item}" for item in items)})
    two = contradictions({"AGENTS.md": "\n".join(f"- {item}" for item in other)})
    assert one == two


FIRM = ["Use pnpm only.", "Never run `make deploy`."]
NEARER = ["Use npm for dependencies.", "Before review, run `make deploy`.", "Be kind."]


@given(st.lists(st.sampled_from(FIRM), unique=True), st.lists(st.sampled_from(NEARER), unique=True))
def test_a_document_cut_in_two_keeps_its_contradictions(firm: list[str], nearer: list[str]) -> None:
    outer, inner = ("".join(f"- {item}\n" for item in part) for part in (firm, nearer))
    whole = contradictions({"AGENTS.md": outer + inner})
    cut = contradictions({"AGENTS.md": outer, "a/AGENTS.md": inner})
    assert whole <= cut


def test_a_cut_loses_what_lies_behind_it() -> None:
    text = "Be kind.\n" + "x" * 40000 + "\n\nRun `make test` before committing.\n"
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": text, "a.py": ""})
    rule = RULES["missing-verification"]
    (finding,) = check.run(repo, [AGENTS["codex"]], {rule.id: rule}).findings
    assert "AGENTS.md:4 requires lies beyond the cut" in finding.message


def test_effective_names_what_a_nearer_file_replaced() -> None:
    repo = Repo.of(
        {".git/HEAD": "", "AGENTS.md": "Line length: 120.\n", "a/AGENTS.md": "Line length: 100.\n"}
    )
    chain = all_chains(repo, AGENTS["codex"])["a"]
    rows = [row for row in effective(chain) if row.instruction.slot]
    assert [(r.instruction.value, r.replaced_by and r.replaced_by.value) for r in rows] == [
        ("100", None),
        ("120", "100"),
    ]


def test_verification_names_command_gate_and_place() -> None:
    text = "# T\n\nBefore opening a PR, run `make test` and `make lint`.\n"
    chain = all_chains(Repo.of({".git/HEAD": "", "AGENTS.md": text}), AGENTS["codex"])["."]
    found = verification(chain)
    assert [(v.command, v.gate, v.path, v.line) for v in found] == [
        ("make test", "before review", "AGENTS.md", 3),
        ("make lint", "before review", "AGENTS.md", 3),
    ]


@given(st.text(alphabet="ab `*:.,\n-#|neverusm", max_size=80))
def test_any_text_is_read(text: str) -> None:
    pieces = markdown.read(File("AGENTS.md", text.encode(), len(text)))
    for instruction in read(text):
        assert pieces[instruction.piece].place.line <= instruction.place.line


@pytest.mark.parametrize(
    ("lead", "gate"),
    [
        ("Before each commit, run `make test`.", "before commit"),
        ("Pre-push: run `make test`.", "before push"),
        ("After coding, run `make test`.", "after changes"),
        ("After completing a task, run `make test`.", "before done"),
        ("Nach jeder Code-Aenderung `make test` ausfuehren.", "after changes"),
        ("Antes de considerar uma mudanca pronta, execute `make test`.", "before done"),
        ("После каждого изменения запустите `make test`.", "after changes"),
        ("提交前运行 `make test`。", "before commit"),
        ("変更後は `make test` を実行すること。", "after changes"),
    ],
)
def test_a_gate_has_one_name_in_every_language(lead: str, gate: str) -> None:
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": f"{lead}\n"})
    found = verification(all_chains(repo, AGENTS["codex"])["."])
    assert [(v.command, v.gate) for v in found] == [("make test", gate)]
