"""Which sentences demand a check before a change is done, and which only speak of one."""

from __future__ import annotations

import pytest

from agentslint.claims import check_commands, instructions
from agentslint.model import File

DEMANDS = (
    "Iterate until `npm test` succeeds.",
    "Nothing is merged until `make check` is green.",
    "A task is done only when `cargo test` passes.",
    "Stop only when `go test ./...` passes.",
    "Merge is blocked unless `npm run lint` passes.",
    "Do not commit unless the tests pass.",
    "Once `pytest` passes, open the pull request.",
    "No pull request without a green `make test`.",
    "Read [precommit.md](docs/precommit.md) before pushing.",
    "Tests are mandatory.",
    "テストは必須とする。",
    "Testy muszą przejść przed commitem.",
    "Kiểm thử phải vượt qua trước khi commit.",
    "Run `node --test` before each commit.",
    "Run `bundle exec jekyll build` before each commit.",
    "Run `hugo` before each commit.",
    "Run `htmlproofer ./_site` before you push.",
    "Run `promtool check rules rules/*.yml` before review.",
    "Run `.\\tools\\build.ps1` before each commit.",
    "Always run `pwsh -File tools/check.ps1` before review.",
    "Run `msbuild Shop.sln` before each commit.",
    "Run `nmake test` before each commit.",
    "Run `Invoke-Pester` before each commit.",
    "Tests sind Pflicht.",
    "Las pruebas son obligatorias.",
    "Les tests sont obligatoires.",
    "I test sono obbligatori.",
    "Os testes são obrigatórios.",
    "Тесты обязательны.",
    "Тести обов'язкові.",
    "Testler zorunludur.",
    "테스트는 필수이다.",
    "测试是必需的。",
    "Tests zijn verplicht.",
    "Erst wenn `npm test` durchläuft, ist die Aufgabe fertig.",
    "Repeat until `tox` is green.",
    "Changes are merged only after `mvn verify` succeeds.",
    "Не коммить, пока `npm test` не проходит.",
    "No hagas commit hasta que `npm test` pase.",
    "Follow the [release checklist](docs/checklist.md) before every merge.",
    "All pull requests are gated on `bazel test //...`.",
    "Keep going until all tests pass.",
)
SPEAKS = (
    "**Context**: You need to test a complete user flow.",
    "If you are on Windows, run `pnpm`, `tsc` and `eslint` through PowerShell.",
    "Tag runs require the tag to be on `main`.",
    "No need to run `npm test`; CI does it.",
    "You do not have to run the tests.",
    "`npm test` requires Docker.",
    "To run the tests you need Node 22.",
    "CI runs `npm test`.",
    "Never run `npm test` in watch mode.",
    "The tests live in `tests/`.",
    "Example: run `npm test` before each commit.",
    "Tests are optional.",
    "Before running `pnpm typecheck`, `pnpm test`, install the packages.",
    "`npm test` fails until the database is up.",
    "Wait until the build is uploaded.",
    "Use PowerShell to run `npm test` on Windows.",
)
CHECKS = {
    "node --test": "test",
    "bundle exec jekyll build": "build",
    "hugo --minify": "build",
    "htmlproofer ./_site": "lint",
    "promtool check rules rules/*.yml": "other",
    "msbuild Shop.sln": "build",
    "nmake test": "test",
    "Invoke-Pester": "test",
    "helm lint charts/shop": "lint",
    "packer validate shop.pkr.hcl": "other",
    "npx cspell .": "lint",
    "terragrunt validate": "other",
}
NO_CHECKS = (
    "hugo server",
    "hugo new posts/a.md",
    "jekyll serve",
    "node server.js",
    "promtool push",
)


def demanded(text: str) -> bool:
    data = text.encode()
    found = instructions.of(File("AGENTS.md", data, len(data)))
    return any(one.checks or one.answer in ("delegates", "chosen") for one in found)


@pytest.mark.parametrize("text", DEMANDS)
def test_a_check_is_demanded(text: str) -> None:
    assert demanded(text + "\n")


@pytest.mark.parametrize("text", SPEAKS)
def test_a_check_is_only_spoken_of(text: str) -> None:
    assert not demanded(text + "\n")


@pytest.mark.parametrize(("line", "kind"), CHECKS.items())
def test_a_command_checks(line: str, kind: str) -> None:
    assert check_commands.kinds(line) == (kind,)


@pytest.mark.parametrize("line", NO_CHECKS)
def test_a_command_checks_nothing(line: str) -> None:
    assert check_commands.kinds(line) == ()
