"""Work that is split between processes: what is found does not depend on how."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agentslint.chain import agents
from agentslint.chain.context import Context
from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.claims import paths
from agentslint.io import cache_dir, document_cache, trace
from agentslint.lint import check, registry, workers
from agentslint.model import File, Finding
from agentslint.repo import Repo
from agentslint.text import markdown

from ..command import agentslint, git, repository

CODEX = agents.get("codex")
PART = """# Part {n}

- Run `make test-{n}` before review, and `make test` always.
- Never run `make test` here.
- `src/gone_{n}.py` is the entry, `src/here_{n}.py` its twin. See [more](more.md).
- Python 3.{n} only. Ask `jane` at /home/jane/part{n}.
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"AGENTS.md": "# Root\n\n- Always run `make test`.\n", "Makefile": "test:\n\tpytest\n"}
    for n in range(12):
        files[f"p{n}/AGENTS.md"] = PART.format(n=n)
        files[f"p{n}/src/here_{n}.py"] = ""
        files[f"p{n}/src/gone_{n}.py"] = ""
    made = repository(tmp_path_factory.mktemp("shares") / "repo", files)
    git(made, "rm", "-q", *(f"p{n}/src/gone_{n}.py" for n in range(12)))
    git(made, "commit", "-q", "-m", "less")
    return made


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any repository is worth several processes."""
    monkeypatch.setattr(workers, "WORTH", 1)


def findings(repo: Repo, jobs: int) -> tuple[Finding, ...]:
    return check.run(repo, [CODEX], registry.builtin(), jobs=jobs).findings


@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_findings_are_equal(jobs: int, root: Path) -> None:
    expected = findings(Repo.at(str(root)), 1)
    assert len({finding.rule for finding in expected}) > 3
    assert findings(Repo.at(str(root)), jobs) == expected
    assert findings(Repo.staged(str(root)), jobs) == findings(Repo.staged(str(root)), 1)


def test_every_file_and_chain_is_in_one_part(root: Path) -> None:
    repo = Repo.at(str(root))
    chains = all_chains(repo, CODEX)
    context = Context(repo, CODEX, chains, instruction_files(chains.values()))
    found = workers.parts(context, 4)
    assert len(found) == 4
    assert [file for part in found for file in part.files] == list(context.files)
    assert [folder for part in found for folder in part.chains] == list(context.chains)
    assert [part.first for part in found] == [True, False, False, False]


def test_the_first_directory_is_read_ahead_where_it_is_small(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo.at(str(root))
    chains = all_chains(repo, CODEX)
    context = Context(repo, CODEX, chains, instruction_files(chains.values()))
    parts = workers.parts(context, 4)
    first, others = workers.ahead(parts)
    assert [len(list(part.directories)) for part in first] == [1]
    cut = [row for part in (*first, *others) for row in part.directories]
    assert cut == [row for part in parts for row in part.directories]
    assert workers.ahead(parts[:1]) == ([], parts[:1])
    monkeypatch.setattr(workers, "AHEAD", 1)
    assert workers.ahead(parts) == ([], parts)


def test_few_bytes_are_not_worth_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH", 1 << 20)
    repo = Repo.at(str(root))
    chains = all_chains(repo, CODEX)
    context = Context(repo, CODEX, chains, instruction_files(chains.values()))
    assert len(workers.parts(context, 4)) == 1


@pytest.mark.parametrize("how", ["killed", "exits", "raises", "tells nothing that can be read"])
def test_the_share_of_a_process_that_fails_is_done_here(how: str) -> None:
    here = os.getpid()

    def work(part: int) -> object:
        if os.getpid() != here and part == 2:
            if how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            elif how == "exits":
                os._exit(0)
            elif how == "raises":
                raise RuntimeError
            else:
                return lambda: None
        return part, "here" if os.getpid() == here else "elsewhere"

    found = workers.done([1, 2, 3], work)
    assert found == [(1, "here"), (2, "here"), (3, "elsewhere")]


def test_an_error_is_raised_where_it_can_be_seen() -> None:
    def work(part: int) -> int:
        if part == 2:
            raise ValueError("part 2")
        return part

    with pytest.raises(ValueError, match="part 2"):
        workers.done([1, 2], work)


def test_an_error_in_a_rule_names_the_rule(root: Path) -> None:
    def fails(file: object, context: Context) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    rule = replace(registry.builtin()["personal-path"], id="broken", check_file=fails)
    with pytest.raises(ZeroDivisionError) as raised:
        check.run(Repo.at(str(root)), [CODEX], {"broken": rule}, jobs=3)
    assert raised.value.__notes__ == ["in the rule broken"]


def test_no_process_is_left() -> None:
    for process in workers.done([1, 2, 3], lambda part: os.getpid())[1:]:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_what_another_process_asked_is_noted(tmp_path: Path) -> None:
    repo = Repo.rooted(str(tmp_path))
    with trace.recording() as asked:
        workers.done([1, 2], lambda part: repo.exists(f"part{part}"))
    assert asked.answers == {
        ("kind", f"{tmp_path}/part1"): "missing",
        ("kind", f"{tmp_path}/part2"): "missing",
    }


def test_what_another_process_read_is_not_read_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo.at(str(root))
    file = repo.file("p3/AGENTS.md")
    with document_cache.taking_over():
        workers.done([0, 1], lambda part: part and len(paths.read(replace(file, path="new"))))
        monkeypatch.setattr(markdown, "_parsed", lambda path, data: pytest.fail("read again"))
        assert paths.read(replace(file, path="new"))


def test_what_another_process_used_stays_in_the_cache(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(cache_dir.OFF, raising=False)

    def named(name: str) -> File:
        return File("AGENTS.md", name.encode(), len(name))

    def run(new: str) -> None:
        """One run of two processes, in the first of which a document is new."""
        with document_cache.shelf(str(root)), document_cache.taking_over():
            workers.done([new, "other"], lambda name: len(markdown.read(named(name))))
        markdown._read.cache_clear()

    run("first")
    run("second")
    monkeypatch.setattr(markdown, "_parsed", lambda path, data: pytest.fail("parsed again"))
    run("second")
    with document_cache.shelf(str(root)):
        assert markdown.read(named("other"))


def test_the_program_shares(root: Path) -> None:
    one = agentslint("check", "--jobs", "1", "--format", "json", cwd=root)
    assert agentslint("check", "--jobs", "8", "--format", "json", cwd=root) == one
    assert agentslint("check", "--jobs", "0", cwd=root).status == 2


@pytest.mark.skipif(not os.environ.get("AGENTSLINT_CORPUS"), reason="AGENTSLINT_CORPUS names none")
def test_real_repositories() -> None:
    folder = Path(os.environ["AGENTSLINT_CORPUS"])
    for root in sorted(path for path in folder.iterdir() if (path / ".git").exists()):
        repo = Repo.at(str(root))
        assert findings(repo, 1) == findings(Repo.at(str(root)), 3), root.name


def test_what_another_process_could_not_look_at_is_said(root: Path) -> None:
    repo = Repo.at(str(root))
    here = os.getpid()

    def unsure(file: object, context: Context) -> Iterator[Finding]:
        if os.getpid() != here:
            context.repo.history.notes.append("history: no such object")
        return iter(())

    rule = replace(registry.builtin()["personal-path"], id="unsure", check_file=unsure)
    found = check.run(repo, [CODEX], {"unsure": rule}, jobs=3)
    assert found.notes == ("history: no such object",)
