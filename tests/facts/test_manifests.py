"""Manifests in YAML: what their readers take from anchors, braces, merges and several documents."""

from __future__ import annotations

import pytest

from agentslint.facts import tasks
from agentslint.facts.manifests import yaml_table
from agentslint.facts.versions import dependencies, runtimes
from agentslint.repo import Repo

WORKFLOW = """\
name: ci
on: {push: {branches: [main]}}
jobs:
  test:
    strategy:
      matrix:
        node: &versions
          - 18   # the oldest
          - '20.x'
        include: [{node-version: 22.1}]
    steps:
      - uses: actions/setup-node@v4
        with: {node-version: "${{ matrix.node }}"}
      - run: |
          node-version: 6
"""
HOOKS = """\
x-local: &local {repo: local}
repos:
- {repo: https://example.com, hooks: [{id: ruff}, {id: mypy, alias: types}]}
- <<: *local
  hooks:
    - id: "own"   # ours
      entry: "id: not-one"
"""
TASKS = """\
version: '3'
includes:
  web: {taskfile: ./web, aliases: [w]}
tasks:
  "build": go build
  lint: {cmds: [golangci-lint run], aliases: [l]}
  <<: {shared: {cmds: []}}
"""


def test_a_table_is_the_first_document() -> None:
    assert yaml_table("on: push\n---\nx: [\n") == {"on": "push"}
    assert yaml_table("# empty\n") == {}
    assert yaml_table("- a\n") is None
    assert yaml_table("a: [\n") is None


def test_versions_of_a_workflow() -> None:
    repo = Repo.of({".github/workflows/ci.yml": WORKFLOW})
    found = {fact.text: fact.place.line for fact in runtimes.facts(repo, ".", "node")}
    assert found == {"18": 8, "20.x": 9, "22.1": 10}


def test_images_of_services_alone() -> None:
    text = "x: {image: 'redis:5'}\nservices:\n  db: {image: 'docker.io/postgres:16.2-alpine'}\n"
    repo = Repo.of({"compose.yaml": text})
    assert [fact.text for fact in runtimes.facts(repo, ".", "postgres")] == ["16.2"]
    assert runtimes.facts(repo, ".", "redis") == []


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [("catalog:", "^18.2.0"), ("catalog:old", "16"), ("catalog:gone", "any version")],
)
def test_catalogs_of_pnpm(spec: str, wanted: str) -> None:
    repo = Repo.of(
        {
            "package.json": f'{{"dependencies": {{"react": "{spec}"}}}}',
            "pnpm-workspace.yaml": "catalog: {react: ^18.2.0}\ncatalogs: {old: {'react': 16}}\n",
        }
    )
    assert [fact.text for fact in dependencies.facts(repo, ".", "npm", ["react"])] == [wanted]


@pytest.mark.parametrize(
    ("hook", "verdict"),
    [
        ("ruff", "defined"),
        ("types", "defined"),
        ("own", "defined"),
        ("not-one", "missing"),
        ("gone", "missing"),
    ],
)
def test_hooks(hook: str, verdict: str) -> None:
    repo = Repo.of({".pre-commit-config.yaml": HOOKS})
    assert [a.verdict for a in tasks.ask(repo, ".", ["pre-commit", "run", hook])] == [verdict]


@pytest.mark.parametrize(
    ("task", "verdict"),
    [
        ("build", "defined"),
        ("l", "defined"),
        ("shared", "defined"),
        ("web:serve", "defined"),
        ("w:serve", "defined"),
        ("web:gone", "missing"),
    ],
)
def test_tasks_of_a_taskfile(task: str, verdict: str) -> None:
    repo = Repo.of({"Taskfile.yml": TASKS, "web/Taskfile.yml": "tasks: {serve: x}\n"})
    assert [answer.verdict for answer in tasks.ask(repo, ".", ["task", task])] == [verdict]


def test_what_cannot_be_read_is_unknown() -> None:
    repo = Repo.of({"Taskfile.yml": "tasks:\n\tbuild: x\n", ".pre-commit-config.yaml": "repos: ["})
    for words in (["task", "x"], ["pre-commit", "run", "x"]):
        assert [answer.verdict for answer in tasks.ask(repo, ".", words)] == ["unknown"]


MISE = """\
[tools]
node = "22"
[tasks]
lint = "ruff check"
[tasks.test]
alias = "t"
run = "pytest"
"""


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("mise run test", ["defined"]),
        ("mise r t", ["defined"]),
        ("mise run -C pkg lint", ["defined"]),
        ("mise run db:reset", ["defined"]),
        ("mise run lint ::: gone --fast ::: test", ["defined", "missing", "defined"]),
        ("mise tasks run gone", ["missing"]),
        ("mise run gone -- test", ["missing"]),
        ("mise install", []),
        ("mise run //pkg:x", ["unknown"]),
    ],
)
def test_tasks_of_mise(words: str, verdicts: list[str]) -> None:
    repo = Repo.of({"mise.toml": MISE, "mise-tasks/db/reset.sh": "", "pkg/a.py": ""})
    assert [answer.verdict for answer in tasks.ask(repo, "pkg", words.split())] == verdicts


def test_mise_without_a_configuration_or_with_included_tasks() -> None:
    bare, more = Repo.of({"a.py": ""}), Repo.of({".mise.toml": '[task_config]\nincludes = ["x"]\n'})
    assert [a.verdict for a in tasks.ask(bare, ".", ["mise", "run", "x"])] == ["absent"]
    assert [a.verdict for a in tasks.ask(more, ".", ["mise", "run", "x"])] == ["unknown"]


@pytest.mark.parametrize(
    ("words", "elsewhere", "other"),
    [
        (["rake", "build"], {"sib/Rakefile": "task :build"}, {"pkg/.pre-commit-config.yaml": ""}),
        (["nox", "-s", "t"], {"sib/noxfile.py": "@nox.session\ndef t(s): ...\n"}, {"pkg/tox.ini": ""}),
        (["tox", "-e", "t"], {"sib/tox.ini": "[testenv:t]\n"}, {"pkg/pyproject.toml": ""}),
        (["mvn", "-pl", "w"], {"sib/pom.xml": "<module>w</module>"}, {"pkg/settings.gradle": ""}),
        (["deno", "task", "t"], {"sib/deno.json": '{"tasks": {"t": "x"}}'}, {"pkg/nx.json": "{}"}),
    ],
)  # fmt: skip
def test_another_tools_manifest_changes_no_answer(
    words: list[str], elsewhere: dict[str, str], other: dict[str, str]
) -> None:
    alone = tasks.ask(Repo.of(elsewhere), "pkg", words)
    assert tasks.ask(Repo.of({**elsewhere, **other}), "pkg", words) == alone
    assert [answer.verdict for answer in alone] == ["unknown"]
