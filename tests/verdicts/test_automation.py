"""What CI and hooks are said to run: in several wordings, and those that are no statement."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import automation

CODE = {
    ".github/workflows/ci.yml": (
        "jobs:\n  a:\n    steps:\n      # go vet was here\n      - uses: actions/setup-go@v5\n"
        "      - uses: golangci/golangci-lint-action@v9\n      - run: make check\n"
        "      - run: npm run verify\n      - run: cargo test ${{ matrix.a }}\n"
    ),
    "Makefile": "check:\n\tgo test ./...\n\tbash scripts/all.sh\n",
    "scripts/all.sh": "ruff check .\n",
    "package.json": '{"scripts": {"verify": "eslint . && npm run build", "build": "tsc", "dev": "vite"}}',
    ".githooks/pre-push": "#!/bin/sh\ncargo clippy || exit 1\n",
}
SAID = [
    ("CI runs `go vet ./...` for lint.", "refuted"),
    ("- **CI**: `go test ./...`, `go vet ./...`", "verified refuted"),
    (
        "CI lint job runs `ruff check`, then `eslint .` and `npm run lint`.",
        "verified verified refuted",
    ),
    ("CI führt `go vet ./...` aus.", "refuted"),
    ("CI 会运行 `go vet ./...`。", "refuted"),
    ("CI では `go vet ./...` を実行します。", "refuted"),
    ("The pre-push hook runs `cargo clippy` + `vitest run`.", "verified refuted"),
    ("Pre-push: `cargo clippy`, `cargo test`", "verified refuted"),
    ("| Layer | What runs |\n|-|-|\n| **L3 pre-push** | `vitest run` |", "refuted"),
    ("CI does not run `cargo test`.", "refuted"),
    ("CI does not run `cargo bench`.", "undecided"),
    # asked for, of no such file, or of another runner
    ("If you like, CI runs `go vet ./...`.", "undecided"),
    ("The pre-commit hook runs `ruff check`.", "undecided"),
    ("Run `pre-commit run --all-files`.", ""),
    ("Run `make ci`, which is `go vet ./...`.", ""),
    ("Use pnpm as CI: `pnpm dev`.", ""),
]


@pytest.mark.parametrize(("text", "verdict"), SAID)
def test_a_run_gets_its_verdict(text: str, verdict: str) -> None:
    repo = Repo.of({**CODE, "AGENTS.md": text})
    found = automation.judged(repo, File("AGENTS.md", text.encode(), len(text.encode())))
    assert " ".join(one.state for one in found) == verdict


def test_a_task_that_is_not_known_hides_what_it_runs() -> None:
    text = "CI runs `go vet ./...`."
    repo = Repo.of({".github/workflows/ci.yml": "run: nox -s all\n", "AGENTS.md": text})
    found = automation.judged(repo, File("AGENTS.md", text.encode(), len(text)))
    assert [one.state for one in found] == ["undecided"]
