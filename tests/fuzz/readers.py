"""Bytes to each reader of the product, and the laws its answer must keep. One function a target.

A target takes bytes and returns nothing. It raises whatever breaks a law; `Failure` is an answer.
"""

from __future__ import annotations

import atexit
import datetime
import functools
import gc
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentslint import chain
from agentslint.claims import instructions, paths, scope, versions
from agentslint.claims.commands import asked
from agentslint.core.lately import Lately
from agentslint.evidence import (
    checks,
    diff_size,
    handoff,
    handoff_report,
    handoff_sections,
    ledger,
    proof,
    receipt,
    receipt_comparison,
    session_file,
    session_report,
)
from agentslint.io import cache_dir, document_cache
from agentslint.lint import baseline, check, registry, suppressions
from agentslint.lint.request import Request
from agentslint.lint.session import judge
from agentslint.model import Failure, File
from agentslint.repo import Repo, Special, changes
from agentslint.text import markdown, shell
from agentslint.views import compare, explain

from . import laws

LONGEST = 1 << 16
TODAY = datetime.date(2026, 11, 25)
# a repository that stands around the file in question: it has something of everything
AROUND: dict[str, str | bytes | Special] = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".gitignore": "dist/\n*.log\n",
    "Makefile": "test: lint\n\tpytest\nlint:\n\truff check .\n",
    "package.json": '{"name": "a", "scripts": {"test": "vitest", "lint": "echo none"},'
    ' "engines": {"node": ">=20"}, "devDependencies": {"react": "^18.2.0"}}',
    "pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
    "src/app.py": "",
    "src/web/index.ts": "",
    "docs/guide.md": "# Guide\n\n## Set up\n",
    "scripts/build.sh": "#!/bin/sh\n",
}
ASKING = """# All there is to run

Python 3.9, Node 18, Go 1.19, Rust 1.70, React 17, Django 4.2 and PHP 8.1 are used.

- Run `make test`, `make -C src lint` and `npm run test` before each commit.
- Run `pnpm --filter web build`, `yarn lint`, `bun run x`, `deno task x`, `npx turbo run x`.
- Run `just test`, `task test`, `poe test`, `tox -e lint`, `nox -s tests`, `hatch run x:y`.
- Run `uv run --group dev pytest`, `poetry install --with dev`, `pdm run x`, `pre-commit run x`.
- Run `cargo test -p core --features x`, `cargo xtask`, `go test ./...`, `composer test`.
- Run `rake test`, `./gradlew test`, `mvn -pl web test`, `nx run a:b`, `bash scripts/build.sh`.
"""
MANIFESTS = tuple(
    "package.json Makefile justfile pyproject.toml Cargo.toml go.mod Taskfile.yml tox.ini setup.cfg "
    "noxfile.py composer.json Rakefile deno.json turbo.json nx.json .pre-commit-config.yaml "
    "pnpm-workspace.yaml build.gradle pom.xml settings.gradle scripts/build.sh go.work .nvmrc "
    ".python-version .tool-versions rust-toolchain.toml package-lock.json pnpm-lock.yaml yarn.lock "
    "uv.lock Cargo.lock poetry.lock requirements.txt Gemfile Gemfile.lock mise.toml Dockerfile "
    "lerna.json compose.yaml .github/workflows/ci.yml src/package.json src/Makefile src/BUILD .nvmrc .node-version global.json".split()
)
SETTINGS = (
    ".codex/config.toml", ".gemini/settings.json", "GEMINI.md", "CLAUDE.md", ".cursor/rules/a.mdc",
    ".github/copilot-instructions.md", ".github/instructions/a.instructions.md", ".git/config",
    ".gitignore", ".gitattributes", ".gitmodules", ".git", "src/AGENTS.override.md", ".windsurfrules",
)  # fmt: skip
TASK_RULES = ("unrunnable-command", "stale-version", "stale-claim", "missing-verification")


def read_markdown(data: bytes) -> None:
    """Pieces, and everything that one document says by itself."""
    file = File("AGENTS.md", data, len(data))
    found = markdown.read(file)
    laws.pieces(found, file.text)
    lines = file.text.split("\n")
    for one in instructions.of(file):
        laws.place(one.place, lines)
    for mention in paths.read(file):
        laws.place(mention.place, lines)
    for each in asked(file, Repo.of(AROUND).listing.directories):
        laws.place(each.place(), lines)
    for line in lines:
        list(versions.claims(line))
    scope.claims(file)
    list(suppressions.read(file, registry.builtin()))
    for size_cut in (0, len(data) // 2, len(data)):
        line_cut, column = markdown.cut(file, size_cut)
        laws.hold(line_cut <= len(lines) and column <= len(lines[line_cut - 1]) + 1, "cut")


def read_commands(data: bytes) -> None:
    """One line of shell."""
    text = data.decode("utf-8", "replace")
    for command in (*shell.split(text), *shell.simple(text)):
        shell.canonical(shell.unwrap(command.words))
    checks.names(text, "make test")


def check_document(data: bytes) -> None:
    """A root file, and the same below with an override beside it: all rules, all reports."""
    head, _, tail = data.partition(b"\0\0")
    files = {**AROUND, "AGENTS.md": head, "src/AGENTS.md": tail or head}
    repo = Repo.of(files)
    found = check.run(repo, [laws.CODEX], registry.builtin(), today=TODAY)
    laws.outcome(found)
    laws.chains(repo)


def check_agents(data: bytes) -> None:
    """Settings and instruction files of other agents."""
    name, body = chosen(SETTINGS, data)
    repo = Repo.of({**AROUND, "AGENTS.md": "Run `make test`. See @docs/guide.md.\n", name: body})
    try:
        chains = [chain.build(repo, agent, "src") for agent in laws.ALL]
        laws.outcome(check.run(repo, laws.ALL, registry.builtin(), today=TODAY))
    except Failure as failure:
        laws.one_line(failure)
        return
    json.dumps(compare.document(chains, repo.root, "src", "."))
    for each in chains:
        laws.schema("explanation", explain.document(each, repo.root, "src", []))


def read_manifests(data: bytes) -> None:
    """One manifest, asked by every command and claim that there is."""
    name, body = chosen(MANIFESTS, data)
    repo = Repo.of({**AROUND, "AGENTS.md": ASKING, "src/AGENTS.md": ASKING, name: body})
    rules = registry.builtin()
    laws.outcome(check.run(repo, [laws.CODEX], {id: rules[id] for id in TASK_RULES}, today=TODAY))


def read_configuration(data: bytes) -> None:
    """Our own configuration, as a file and as a table, at the root and nested."""
    for name in ("agentslint.toml", "src/agentslint.toml", "pyproject.toml"):
        body = data if name != "pyproject.toml" else b"[tool.agentslint]\n" + data
        repo = Repo.of(
            {**AROUND, "src/AGENTS.md": "Run `make test`.\n", name: body}, root="/nowhere"
        )
        try:
            laws.outcome(judge(repo, Request()).outcome)
        except Failure as failure:
            laws.one_line(failure)


def read_page(data: bytes) -> None:
    """A rule that a repository declares."""
    root = folder()
    (root / "pack").mkdir(exist_ok=True)
    (root / "pack" / "mine.md").write_bytes(data)
    repo = Repo.of(
        {**AROUND, "AGENTS.md": ASKING, "agentslint.toml": 'rules = ["pack"]\n'}, root=str(root)
    )
    try:
        laws.outcome(judge(repo, Request()).outcome)
    except Failure as failure:
        laws.one_line(failure)


def read_session(data: bytes) -> None:
    """A session file, and what it proves of a repository."""
    path = folder() / "session.jsonl"
    path.write_bytes(data)
    _session(path)


def read_packed(data: bytes) -> None:
    """A session file that says it is zstandard."""
    path = folder() / "session.jsonl.zst"
    path.write_bytes(data)
    _session(path)


def _session(path: Path) -> None:
    repo = Repo.at(str(repository()))
    try:
        found = proof.prove(session_file.read(str(path)), repo, laws.CODEX)
    except Failure as failure:
        laws.one_line(failure)
        return
    document = session_report.document(found)
    laws.schema("session", document)
    json.dumps(document).encode()
    "\n".join(session_report.lines(found)).encode()
    agent, diff = laws.CODEX, changes.since(repo.git, "HEAD")
    inputs = receipt.Inputs(repo, agent, diff, diff_size.measure(diff), (), (found,))
    made = receipt.build(inputs)
    laws.schema("receipt", made)
    laws.hold(
        not list(receipt_comparison.differences(made, receipt.build(inputs), shown=True)), "receipt"
    )
    entry = ledger.entry(repo, agent, diff, "2026-11-25T00:00:00Z", "a task", [found])
    laws.schema("ledger", entry)
    laws.hold(
        ledger.read(ledger.line(entry).decode())[0] == [entry], "an entry that is not read back"
    )


def read_receipt(data: bytes) -> None:
    """A receipt that somebody hands in."""
    from agentslint.cli.receipt import parsed

    try:
        given = parsed(data.decode("utf-8", "replace"), "receipt.json")
    except Failure as failure:
        laws.one_line(failure)
        return
    for shown in (True, False):
        for where, told in receipt_comparison.differences(given, _receipt(), shown=shown):
            f"{where}: {told}".encode("utf-8", "backslashreplace")


@functools.cache
def _receipt() -> dict[str, object]:
    repo = Repo.at(str(repository()))
    diff = changes.since(repo.git, "HEAD")
    return receipt.build(receipt.Inputs(repo, laws.CODEX, diff, diff_size.measure(diff), ()))


def read_ledger(data: bytes) -> None:
    """A ledger that a merge, or a hand, left behind."""
    repo = Repo.at(str(repository()))
    entries, _ = ledger.read(data.decode("utf-8", "replace"))
    for row in data.decode("utf-8", "replace").split("\n"):
        # an entry whose id fits, whatever else it holds
        try:
            value = json.loads(row)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            value["schema"] = ledger.NAME
            signed = json.dumps({**value, "id": ledger._id(value)})
            entries += ledger.read(signed)[0]
    ledger.coverage(repo, laws.CODEX, changes.since(repo.git, "HEAD"), entries)


def read_handoff(data: bytes) -> None:
    """A pull request's text, or a commit message."""
    text = handoff_sections.message(data.decode("utf-8", "replace"))
    handoff_sections.automatic(text)
    problems = list(handoff.check(text, _facts(), Repo.at(str(repository()))))
    laws.schema("handoff", handoff_report.document(problems, _facts()))
    for problem in problems:
        laws.hold(1 <= problem.line <= text.count("\n") + 1, "a line that is not there", problem)


@functools.cache
def _facts() -> handoff.Facts:
    repo = Repo.at(str(repository()))
    diff, limits = changes.since(repo.git, "HEAD"), diff_size.Limits()
    return handoff.gather(repo, laws.CODEX, diff, diff_size.measure(diff, limits), limits, (), None)


def read_baseline(data: bytes) -> None:
    """A baseline, and that what is read is written back as it was."""
    try:
        entries = baseline.parse(data.decode("utf-8", "replace"), "baseline.json")
    except Failure as failure:
        laws.one_line(failure)
        return
    again = baseline.parse(baseline.text(entries), "baseline.json")
    laws.hold(sorted(map(repr, again)) == sorted(map(repr, entries)), "baseline", entries)


def read_cache(data: bytes) -> None:
    """A damaged cache: `data` says where which bytes of a good one change. Nothing may show."""
    folder_of, good, wanted = _shelf()
    damaged = bytearray(good)
    for at in range(0, len(data) - 4, 5):
        where = int.from_bytes(data[at : at + 4], "little") % len(damaged)
        damaged[where] = data[at + 4]
    cut = len(data) % 5
    path = next(iter(folder_of.iterdir()))
    path.write_bytes(bytes(damaged[: len(damaged) - 7 * cut]) if cut < 4 else data)
    laws.hold(_through(path.parent) == wanted, "a damaged cache is believed")
    path.write_bytes(good)


@functools.cache
def _shelf() -> tuple[Path, bytes, object]:
    home = folder() / "cache"
    os.environ["XDG_CACHE_HOME"] = str(home)
    wanted = _through(home)
    again = _through(home)
    laws.hold(wanted == again, "the cache changes what is found")
    inside = home / "agentslint"
    return inside, next(iter(inside.iterdir())).read_bytes(), wanted


def _through(_: Path) -> object:
    forget()
    off = os.environ.pop(cache_dir.OFF, None)
    try:
        with document_cache.shelf("/repo"):
            file = File("AGENTS.md", ASKING.encode(), len(ASKING))
            return markdown.read(file), instructions.of(file), paths.read(file)
    finally:
        if off is not None:
            os.environ[cache_dir.OFF] = off


TARGETS: dict[str, Callable[[bytes], None]] = {
    "markdown": read_markdown,
    "check": check_document,
    "commands": read_commands,
    "manifests": read_manifests,
    "agents": check_agents,
    "config": read_configuration,
    "page": read_page,
    "session": read_session,
    "zst": read_packed,
    "receipt": read_receipt,
    "ledger": read_ledger,
    "handoff": read_handoff,
    "baseline": read_baseline,
    "cache": read_cache,
}


def chosen(names: tuple[str, ...], data: bytes) -> tuple[str, bytes]:
    """A name by the first line of the data where that is one of them, else by its first byte."""
    line, _, rest = data.partition(b"\n")
    if (name := line.decode("utf-8", "replace")) in names:
        return name, rest
    return names[data[0] % len(names)] if data else names[0], data[1:]


def forget() -> None:
    """Empty what is remembered of documents: a run must not answer for another."""
    for known in _memories():
        known.cache_clear()


@functools.cache
def _memories() -> list[Any]:
    kind = type(functools.lru_cache(len))
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, Lately)
        or (
            isinstance(one, kind)
            and str(getattr(one, "__module__", "")).startswith("agentslint")
            and (one.cache_parameters()["maxsize"] or 0) >= 256
        )
    ]


@functools.cache
def folder() -> Path:
    """A directory of this process that goes with it."""
    made = tempfile.mkdtemp(prefix="agentslint-fuzz-")
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(made, ignore_errors=True))
    return Path(made)


@functools.cache
def repository() -> Path:
    """A real repository with one change in its work tree, made once for a process."""
    root = folder() / "repo"
    for name, text in AROUND.items():
        if not name.startswith(".git/"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(str(text))
    (root / "AGENTS.md").write_text("Run `make test` before every commit.\n")
    who = {
        f"GIT_{role}_{key}": "a@b.c"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    around = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "start"]):
        subprocess.run(["git", "-C", root, *words], check=True, env=around, capture_output=True)
    (root / "src" / "app.py").write_text("x = 1\n")
    return root
