"""What a repository defines, asked of manifests in memory."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.facts import tasks
from agentslint.facts.tasks import make, npm
from agentslint.repo import Repo

MAKEFILE = """\
VERSIONS = 3.10 3.11
SECRET := $(shell touch executed)
all: build ; @true
build lint: src
\tgo build
VERSION = 3.12
test-$(VERSION): ; pytest
.PHONY: clean docs \\
    format
define template
hidden:
endef
%.pb.go: %.proto
\tprotoc
check:
\t@echo "no checks yet"
quiet: ; @echo usage
"""
PACKAGE = json.dumps(
    {
        "name": "root",
        "scripts": {"build": "tsc", "lint:fix": "eslint", "test": "echo 'No tests yet'"},
        "devDependencies": {"vitest": "^3", "@biomejs/biome": "2"},
    }
)
MEMBER = json.dumps({"name": "@it/core", "scripts": {"bench": "node b.js", "dev": "vite"}})
JUSTFILE = """\
import 'more.just'
mod web
alias b := build
export X := "1"
build target='all': lint
    cargo build
@lint *args:
    true && cargo clippy
"""
TASKFILE = """\
version: '3'
includes:
  docs: ./docs/Taskfile.yml
tasks:
  build:
    aliases: [b]
    cmds:
      - go build
  "lint:go": golangci-lint run
  start:*:
    cmds: [echo]
"""
TOX = """\
[tox]
envlist = py{310,311}-{sqlite,pg}, lint
[testenv]
deps =
    cov: coverage
[testenv:docs]
"""
NOX = """\
import nox
@nox.session(python=["3.11"])
def tests(session): ...
@nox.session(name="type-check")
def types(session): ...
"""
HATCH = """\
[tool.hatch.envs.lint.scripts]
all = "ruff check"
[tool.hatch.envs.dev_3_12]
[[tool.hatch.envs.hatch-test.matrix]]
python = ["3.11"]
[tool.poe.tasks]
fmt = "ruff format"
[tool.pdm.scripts]
"docs:build" = "mkdocs"
[project]
name = "p"
[project.optional-dependencies]
fast = []
[dependency-groups]
dev = []
"""
CARGO = """\
[package]
name = "widget"
[[bin]]
name = "tool"
"""


@pytest.mark.parametrize(
    ("files", "command", "expected"),
    [
        ({"Makefile": MAKEFILE}, "make build lint", ["defined", "defined"]),
        ({"Makefile": MAKEFILE}, "make test-3.12", ["defined"]),
        ({"Makefile": MAKEFILE}, "make test-3.9", ["missing"]),
        ({"Makefile": MAKEFILE}, "make docs format", ["defined", "defined"]),
        ({"Makefile": MAKEFILE}, "make hidden", ["missing"]),
        ({"Makefile": MAKEFILE}, "make api.pb.go", ["defined"]),
        ({"Makefile": MAKEFILE}, "make check", ["idle"]),
        ({"Makefile": MAKEFILE}, "make quiet", ["defined"]),
        ({"Makefile": MAKEFILE}, "make -j4 V=1", []),
        ({"Makefile": MAKEFILE}, "make <target>", ["unknown"]),
        ({"Makefile": MAKEFILE, "ship": ""}, "make ship", ["defined"]),
        ({"Makefile": "include gen.mk\nall:\n"}, "make gone", ["unknown"]),
        ({"Makefile": "-include .env\nall:\n"}, "make gone", ["missing"]),
        ({"Makefile": "include mk/*.mk\n", "mk/a.mk": "lint:\n"}, "make lint", ["defined"]),
        ({"Makefile": "include $(wildcard mk/*.mk)\n", "mk/a.mk": "a:\n"}, "make b", ["missing"]),
        (
            {"Makefile": "$(foreach t,$(ALL),$(eval $(call rule,$(t))))\na:\n"},
            "make b",
            ["unknown"],
        ),
        ({"Makefile": "%:\n\tsphinx-build\n"}, "make html", ["defined"]),
        ({"Makefile": "$(addprefix t-,a b): ; x\n"}, "make u", ["unknown"]),
        ({"Makefile": "all:\n", "lib/Makefile": "test:\n"}, "make test", ["unknown"]),
        ({"Makefile": "all:\n", "lib/Makefile": "test:\n"}, "make -C lib test", ["defined"]),
        ({"Makefile": "all:\n", "CMakeLists.txt": ""}, "make -C build x", ["unknown"]),
        ({"CMakeLists.txt": ""}, "make install", ["unknown"]),
        ({}, "make install", ["absent"]),
        ({"package.json": PACKAGE}, "npm run build", ["defined"]),
        ({"package.json": PACKAGE}, "npm run lint-fix", ["missing"]),
        ({"package.json": PACKAGE}, "npm test", ["idle"]),
        ({"package.json": PACKAGE}, "npm ci", []),
        ({"package.json": PACKAGE}, "npm build", ["missing"]),
        ({"package.json": PACKAGE}, "npm only", ["unknown"]),
        ({"package.json": PACKAGE}, "pnpm vitest run", ["unsure"]),
        ({"package.json": PACKAGE}, "pnpm biome check", ["unsure"]),
        ({"package.json": PACKAGE}, "pnpm lint-fix", ["missing"]),
        ({"package.json": PACKAGE}, "pnpm everywhere", ["unsure"]),
        ({"package.json": PACKAGE}, "yarn test:e2e", ["missing"]),
        ({"package.json": PACKAGE}, "bun run tools/x.ts", []),
        ({"package.json": PACKAGE}, "bun test", []),
        ({"package.json": PACKAGE}, "npm run gone --if-present", []),
        ({"package.json": "{ // half"}, "npm run build", ["unknown"]),
        (
            {"package.json": PACKAGE, "a/package.json": MEMBER},
            "pnpm --filter core dev",
            ["defined"],
        ),
        (
            {"package.json": PACKAGE, "a/package.json": MEMBER},
            "pnpm -F @it/core gone:x",
            ["missing"],
        ),
        ({"package.json": PACKAGE, "a/package.json": MEMBER}, "npm run dev -w a", ["defined"]),
        ({"package.json": PACKAGE, "a/package.json": MEMBER}, "npm run x -w @it/cor", ["missing"]),
        ({"package.json": PACKAGE, "a/package.json": MEMBER}, "npm run dev", ["unknown"]),
        (
            {"package.json": PACKAGE, "a/package.json": MEMBER},
            "npm --prefix a run dev",
            ["defined"],
        ),
        (
            {"package.json": PACKAGE, "a/package.json": MEMBER},
            "yarn workspace root build",
            ["defined"],
        ),
        (
            {"justfile": JUSTFILE, "more.just": "more:\n", "web.just": "up:\n"},
            "just b",
            ["defined"],
        ),
        (
            {"justfile": JUSTFILE, "more.just": "more:\n", "web.just": "up:\n"},
            "just more",
            ["defined"],
        ),
        (
            {"justfile": JUSTFILE, "more.just": "more:\n", "web.just": "up:\n"},
            "just web up",
            ["defined"],
        ),
        (
            {"justfile": JUSTFILE, "more.just": "more:\n", "web.just": "up:\n"},
            "just web::x",
            ["missing"],
        ),
        (
            {"justfile": JUSTFILE, "more.just": "more:\n", "web.just": "up:\n"},
            "just X",
            ["missing"],
        ),
        ({"justfile": JUSTFILE}, "just anything", ["unknown"]),
        (
            {"Taskfile.yml": TASKFILE, "docs/Taskfile.yml": "tasks:\n  up: x\n"},
            "task docs:up",
            ["defined"],
        ),
        (
            {"Taskfile.yml": TASKFILE, "docs/Taskfile.yml": "tasks:\n  up: x\n"},
            "task lint:go b",
            ["defined"] * 2,
        ),
        (
            {"Taskfile.yml": TASKFILE, "docs/Taskfile.yml": "tasks:\n  up: x\n"},
            "task start:web",
            ["defined"],
        ),
        (
            {"Taskfile.yml": TASKFILE, "docs/Taskfile.yml": "tasks:\n  up: x\n"},
            "task lint",
            ["missing"],
        ),
        ({"Taskfile.yml": TASKFILE}, "task lint", ["unknown"]),
        ({"tox.ini": TOX}, "tox -e py311-pg,lint", ["defined", "defined"]),
        ({"tox.ini": TOX}, "tox -e py313", ["unknown"]),
        ({"tox.ini": TOX}, "tox -e py310-cov", ["unknown"]),
        ({"tox.ini": TOX}, "tox -e typing", ["missing"]),
        ({"noxfile.py": NOX}, "nox -s tests-3.11", ["defined"]),
        ({"noxfile.py": NOX}, "nox -s type-check lint", ["defined", "missing"]),
        ({"noxfile.py": NOX + "for n in x: nox.session(n)(f)\n"}, "nox -s lint", ["unknown"]),
        ({"noxfile.py": "def broken("}, "nox -s lint", ["unknown"]),
        ({"pyproject.toml": HATCH}, "hatch run lint:all", ["defined"]),
        ({"pyproject.toml": HATCH}, "hatch shell dev_3_9", ["unknown"]),
        (
            {"pyproject.toml": HATCH.replace(".hatch-test.matrix", ".t.x")},
            "hatch shell dev_3_9",
            ["missing"],
        ),
        ({"pyproject.toml": HATCH}, "hatch build", []),
        ({"pyproject.toml": HATCH}, "poe fmt", ["defined"]),
        ({"pyproject.toml": HATCH}, "poe format", ["missing"]),
        ({"pyproject.toml": HATCH}, "pdm run docs-build", ["missing"]),
        ({"pyproject.toml": HATCH}, "pdm run pytest", ["unknown"]),
        ({"pyproject.toml": HATCH}, "uv sync --extra fast --group lint", ["missing", "defined"]),
        ({"pyproject.toml": HATCH}, "uv run --group dev pytest --group x", ["defined"]),
        (
            {"Cargo.toml": CARGO, "tests/api.rs": ""},
            "cargo test -p widget --test api",
            ["defined"] * 3,
        ),
        ({"Cargo.toml": CARGO, "tests/api.rs": ""}, "cargo run --bin gone", ["defined", "missing"]),
        (
            {"Cargo.toml": CARGO, "Cargo.lock": '[[package]]\nname = "serde"\n'},
            "cargo tree -p serde",
            ["defined"],
        ),
        ({"Cargo.toml": CARGO}, "cargo +nightly build -p gone", ["defined", "missing"]),
        ({"Cargo.toml": CARGO}, "cargo xwin clippy", []),
        ({"go.mod": "", "cmd/a/main.go": ""}, "go run ./cmd/a ./x", ["defined"]),
        ({"go.mod": "", "cmd/a/main.go": ""}, "go test ./gone/...", ["missing"]),
        (
            {"settings.gradle": 'include ":app", ":lib:core"\n'},
            "./gradlew :lib:test :web:test",
            ["defined", "missing"],
        ),
        (
            {"settings.gradle": "file('x').eachDir { include it }\n"},
            "gradle :web:test",
            ["unknown"],
        ),
        (
            {"pom.xml": "<modules><module>core</module></modules>"},
            "mvn test -pl core,gone",
            ["defined", "missing"],
        ),
        ({"composer.json": '{"scripts": {"lint": "x"}}'}, "composer run-script test", ["missing"]),
        ({"composer.json": '{"scripts": {"lint": "x"}}'}, "composer lint", ["defined"]),
        ({"Rakefile": "task :spec\n"}, "rake test", ["missing"]),
        ({"Rakefile": "require 'rake/testtask'\ntask :spec\n"}, "rake test", ["unknown"]),
        ({"deno.jsonc": '{"tasks": {"dev": "x",},} // end'}, "deno task build", ["missing"]),
        (
            {"turbo.json": '{"tasks": {"build": {}, "web#e2e": {}}}'},
            "turbo run build e2e lint",
            ["defined", "defined", "missing"],
        ),
        (
            {".pre-commit-config.yaml": "repos:\n- hooks:\n  - id: ruff\n"},
            "pre-commit run mypy",
            ["missing"],
        ),
        (
            {".pre-commit-config.yaml": "repos:\n- hooks:\n  - id: ruff\n"},
            "pre-commit run ruff --all-files",
            ["defined"],
        ),
    ],
)
def test_a_command_is_held_against_what_the_repository_defines(files, command, expected):
    answers = tasks.ask(Repo.of(files), ".", shlex.split(command))
    assert [answer.verdict for answer in answers] == expected


def test_the_nearest_name_is_offered_only_when_one_is_near():
    repo = Repo.of({"Makefile": "test-unit:\nlint-go:\nlint-js:\n"})
    assert [a.near for a in tasks.ask(repo, ".", ["make", "test_unit", "lint"])] == [
        "test-unit",
        "",
    ]


def test_a_nested_directory_asks_its_own_manifest_first():
    repo = Repo.of({"Makefile": "lint:\n", "lib/Makefile": "test:\n\t@echo none\n"})
    found = tasks.ask(repo, "lib", ["make", "test", "lint"])
    assert [(a.verdict, a.where) for a in found] == [
        ("idle", "lib/Makefile"),
        ("defined", "Makefile"),
    ]


def test_a_directory_the_text_names_is_the_only_one_asked():
    repo = Repo.of({"Makefile": "lint:\n", "lib/Makefile": "test:\n"})
    assert tasks.ask(repo, "lib", ["make", "lint"], named=True)[0].verdict == "missing"


def test_variables_that_double_stay_small():
    lines = ["V0 = x"] + [f"V{n} = $(V{n - 1})$(V{n - 1})" for n in range(1, 60)]
    book = make.read(Repo.of({"Makefile": "\n".join([*lines, "$(V59): ; x", "a:"])}), "Makefile")
    assert not book.closed and set(book.targets) == {"a"}


def test_every_builtin_is_one_word_and_no_common_script():
    assert all(word not in npm.BUILT_IN[tool] for tool in npm.TOOLS for word in ("lint", "dev"))


@given(
    st.text(max_size=300),
    st.sampled_from(sorted(tasks.TOOLS)),
    st.lists(st.text(max_size=12), max_size=4),
)
def test_no_manifest_and_no_command_brings_it_down(text, tool, words):
    module = tasks.RUNNERS[tool]
    repo = Repo.of(dict.fromkeys(module.MANIFESTS, text))
    assert all(answer.verdict for answer in tasks.ask(repo, ".", [tool, *words]))
