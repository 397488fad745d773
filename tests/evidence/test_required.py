"""What a chain requires: what a maintainer would say is required, in the words that files use."""

from __future__ import annotations

import pytest

from agentslint import chain
from agentslint.chain import agents
from agentslint.evidence import checks
from agentslint.repo import Repo

CODEX = agents.get("codex")


def required(text, **files):
    repo = Repo.of({"AGENTS.md": text, "tests/unit/test_a.py": "", "src/a.py": "", **files})
    return checks.required(chain.build(repo, CODEX, "."), repo.exists)


def commands(text):
    return [check.command for check in required(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the mention with a gate counts, wherever the other one stands
        (
            "- run `make lint` (checks only)\n- Run `make lint` and `make test` before marking work ready.\n",
            ["make lint", "make test"],
        ),
        (
            "Run `make test` before review.\n\n## Commands\n- Run `make test` to run all tests.\n",
            ["make test"],
        ),
        # what is waived or forbidden
        (
            "Skip `make build-docs` for this tier.\n\n- Run `make test` before you commit.\n",
            ["make test"],
        ),
        ("- Don't run `make e2e` locally.\n- Run `make test` before review.\n", ["make test"]),
        # examples, and paths that are not there
        ("Before you commit, run `uv run pytest tests/module/`.\n", []),
        ("Before you commit, run `cargo nextest run -p <crate>`.\n", []),
        ("Before you commit, run `npm test -- path/to/file.test.ts`.\n", []),
        ("Before you commit, run `pytest tests/unit/`.\n", ["pytest tests/unit/"]),
        # what mends is no check
        ("Before review, run `go test ./... -update` and `go test ./...`.\n", ["go test ./..."]),
        ("Before you commit, run `pnpm lint-fix` and `pnpm lint`.\n", ["pnpm lint"]),
        (
            "Before you commit, run `ruff format` and `ruff check --fix`, then `ruff check`.\n",
            ["ruff check"],
        ),
        (
            "Before you commit, run `cargo fmt --check` and `cargo test`.\n",
            ["cargo fmt --check", "cargo test"],
        ),
        # a whole suite takes in its parts
        (
            "Before review, run `pytest`.\nBefore review, run `pytest tests/unit -q`.\n",
            ["pytest"],
        ),
        # each check of a line is one
        (
            "Before review, run `npm ci && npm run build && npm test`.\n",
            ["npm run build", "npm test"],
        ),
        (
            "Before review, run `cd web && npm ci && npm test`.\n",
            ["cd web && npm test"],
        ),
        # a condition that waits for a check demands it
        ("The task is done when `make check` exits 0.\n", ["make check"]),
        ("Do not stop until `cargo test` is green.\n", ["cargo test"]),
        ("A change is finished once `npm test` passes.\n", ["npm test"]),
        ("Open no pull request unless `npm test` returns 0.\n", ["npm test"]),
        ("If `make check` passes, commit.\n", []),
        # a task of any name, told to be run at a point of the work
        ("Run `make quick` before you finish.\n", ["make quick"]),
        ("Run `just ci` and `npm run ci` before you push.\n", ["just ci", "npm run ci"]),
        ("Run `npm ci` before you commit.\n", []),
        ("Run `make install` before you finish.\n", []),
        ("Run `make generate` before you commit.\n", []),
        # the name of a tool is no command, its configuration none either
        ("- Always run `pnpm lint`; `tsc` and `golangci-lint` must pass too.\n", ["pnpm lint"]),
        ("- All checks of `eslint.config.mjs` must pass: run `npm test`.\n", ["npm test"]),
        # a waiver for some changes waives nothing for the rest
        (
            "- Run `make test`.\n- Docs-only changes do not need to run `make test`.\n",
            ["make test"],
        ),
        (
            "- Run `make test`.\n- No need to run `make test` for documentation changes.\n",
            ["make test"],
        ),
        ("- Run `make test`.\n- Skip `make test` if only comments changed.\n", ["make test"]),
        # a condition of another clause, of the item's first sentence, of one kind of change
        (
            "Before review:\n- `make deps` (run `make fix` if it fails).\n- `make test`; see CI if it differs.\n",
            ["make test"],
        ),
        (
            "Before review:\n- `make test`\n- If you added an option, update the docs. Run `make docs-check` too.\n",
            ["make test"],
        ),
        (
            "- After adding a migration, run `make db-check`.\n- After code changes, run `make test`.\n",
            ["make test"],
        ),
        (
            "- After changing the grammar, run `make grammar-test`.\n- After any edit, run `make test`.\n",
            ["make test"],
        ),
        (
            "After any public API change:\n1. Run `make api-check`.\n\nBefore review, run `make test`.\n",
            ["make test"],
        ),
        ("- A missing field slips past `go build`.\n- Run `go test ./...`.\n", ["go test ./..."]),
        ("- It is a runtime error, not at `go build`.\n- Run `make test`.\n", ["make test"]),
        # a gate without a command means the one that is documented
        ("All tests must pass before merging.\n\n```bash\ntox -e py312\ntox\n```\n", ["tox"]),
        (
            "Before commit, all tests pass.\n\nRun `make lint` before review. Tests: `go test ./...`.\n",
            ["make lint", "go test ./..."],
        ),
        (
            "Run the relevant tests before review, and `make lint`.\n\n## Commands\n\n- Test: `pytest`\n",
            ["make lint"],
        ),
        # a label that names the end of the work
        (
            "- Quality gates: `pnpm lint`, `pnpm build`.\n- Data checks: `pnpm check:data`.\n",
            ["pnpm lint", "pnpm build"],
        ),
        # a comment counts for its own lines
        (
            "```bash\nmake lint\n# Before review\nmake test\n# A single test\nmake one-test\n```\n",
            ["make test"],
        ),
        (
            "```bash\n# Before review:\n# lint\nmake lint\n# test\nmake test\n```\n",
            ["make lint", "make test"],
        ),
        (
            "```bash\nmake ci-check  # before every commit\nmake slow-test # nightly\n```\n",
            ["make ci-check"],
        ),
        (
            "Create the hook `.git/hooks/pre-push`:\n\n```bash\n#!/bin/sh\nmake all-checks\n```\n\nBefore review, run `make test`.\n",
            ["make test"],
        ),
        # loops over words
        (
            "Before review:\n\n```sh\nfor t in lint test; do make $t; done\n```\n",
            ["make lint", "make test"],
        ),
        (
            "Before review, run `for d in api web; do make ${d}-test; done`.\n",
            ["make api-test", "make web-test"],
        ),
        # what is documented where nothing is demanded
        ("## Key commands\n\n```bash\nmake build\nmake test\nmake lint\n```\n", ["make test"]),
        ("## Notes\n\nBe kind.\n", []),
    ],
)
def test_what_is_required(text, wanted):
    assert commands(text) == wanted


def test_one_of_two_is_enough():
    (check,) = required("Run `npm test` or `yarn test` before committing.\n")
    assert (check.command, check.others) == ("npm test", ("yarn test",))


def test_headings_that_name_directories_bind_what_stands_below_them():
    text = "## Client (`src/`)\n\n| Task | Command |\n|---|---|\n| Test | `npm test` |\n\n## Core (`tests/`)\n\n- Test: `make test`\n"
    npm, make = required(text)
    assert (npm.command, npm.scope, make.command, make.scope) == (
        "npm test",
        ("src/",),
        "make test",
        ("tests/",),
    )


def test_checks_of_documents_are_bound_to_documents():
    docs, make = required("- Documentation changes: run `make links-check`.\n- Run `make test`.\n")
    assert (docs.governs("docs/a.md"), docs.governs("src/a.py"), make.governs("src/a.py")) == (
        True,
        False,
        True,
    )


def test_a_condition_by_path_binds_to_the_files_there():
    text = (
        "- If you touch `web/`, run `npm test` before review.\n- Run `make test` before review.\n"
    )
    npm, make = required(text)
    assert (npm.scope, make.scope) == (("web/",), ())
    assert npm.governs("web/src/a.js")
    assert not npm.governs("src/a.py")
    assert make.governs("src/a.py")
