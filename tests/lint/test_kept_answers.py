"""Answers kept between runs: a run that takes them says what a run without them says, whatever was edited."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint.facts import memo
from agentslint.io import cache_dir
from agentslint.io.replay import directories, ground, runs
from agentslint.lint import kept_answers
from agentslint.lint.request import Request
from agentslint.repo import Repo, answers
from agentslint.repo.contents import Contents

from ..command import git, repository
from ..inside import told

FILES = {
    "AGENTS.md": "# Root\n\n- Run `make test` before review.\n- See `docs/guide.md`.\n",
    "CLAUDE.md": "@AGENTS.md\n@docs/guide.md\n",
    "README.md": "# Example\n\n## Install\n",
    "docs/guide.md": "# Guide\n\n## Usage\n\nRun `npm run build`.\n",
    "docs/style.md": "# Style\n\n- Use spaces.\n",
    "pkg/AGENTS.md": "# Package\n\n- `lib/a.ts` is the entry.\n",
    "pkg/package.json": '{"name": "pkg", "scripts": {"build": "tsc"}, "dependencies": {"react": "18.2.0"}}\n',
    "pkg/lib/a.ts": "export function startAll() { return process.env.PORT }\n",
    "api/AGENTS.md": "# API\n\n- Use tabs.\n",
    "api/main.py": "MAX_ROWS = 40\n\n\ndef load_rows(path, limit=10):\n    return path\n",
    "Makefile": "test:\n\tpytest\n",
    "pyproject.toml": '[project]\nname = "example"\nversion = "1.2.0"\nrequires-python = ">=3.11"\n',
}
DOCUMENTS = [
    *("AGENTS.md", "CLAUDE.md", "README.md", "docs/guide.md", "docs/style.md", "docs/new.md"),
    *("pkg/AGENTS.md", "pkg/CLAUDE.md", "api/AGENTS.md", "api/AGENTS.override.md", "GEMINI.md"),
    *(".claude/rules/a.md", ".cursor/rules/b.mdc", "pkg/README.md", "CONTRIBUTING.md"),
]
OTHERS = [
    *("pkg/lib/a.ts", "pkg/lib/b.ts", "api/main.py", "api/rows.py", "scripts/check.sh", "Makefile"),
    *("pkg/package.json", "package.json", "pyproject.toml", ".env.example", ".gitignore"),
    *(".github/workflows/ci.yml", "agentslint.toml", "pkg/agentslint.toml", "docs/plan.txt"),
]
# what comes and goes beside them: named by a sentence, of a directory that one speaks of, or of nobody's
PATHS = [
    *("notes.txt", "tests/test_rows.py", "api/tests/test_a.py", "api/plan.txt", "docs/other.txt"),
    *("pkg/lib/c.ts", "scripts/check.sh", "scripts/lint.sh", "Dockerfile", "Cargo.toml", "LICENSE"),
    *("api/v2/rows.py", "docs/img/a.png", "justfile", "pkg/turbo.json", ".github/workflows/ci.yml"),
    *(
        "x/y/z.txt",
        "pkg/node_modules/a.js",
        "requirements.txt",
        "tests/AGENTS.txt",
        "pnpm-lock.yaml",
    ),
]
SENTENCES = [
    "- Run `make test` before review.",
    "- Run `make lint` after each change.",
    "- Run `npm run build` in `pkg`.",
    "- Run `scripts/check.sh` before you commit.",
    "- See `docs/guide.md` and `docs/style.md`.",
    "- See [the guide](docs/guide.md#usage) and [usage](../docs/guide.md#use).",
    "- See [install](README.md#install), [the plan](docs/plan.txt).",
    "- The entry is `pkg/lib/a.ts`; rows are in `api/rows.py`.",
    "- `load_rows(path, limit=10)` reads `MAX_ROWS` rows.",
    "- `startAll()` begins everything; `stopAll()` ends it.",
    "- Use tabs for indentation.",
    "- Use spaces for indentation.",
    "- Never use tabs.",
    "- Always use pnpm.",
    "- Use npm, never yarn.",
    "- Python 3.11 or later, React 18, Node 20.",
    "- `MAX_ROWS` is 40. The version is 1.2.0.",
    "- Set `PORT` and `DATABASE_URL` in `.env`.",
    "- CI runs `make test` and `make lint`.",
    "- All tests are in `tests/`. Files `api/**/*.py` hold the service.",
    "- Read `AGENTS.md` in `pkg` and in `api`.",
    "- Rules of the package are in `pkg/AGENTS.md`; see [them](pkg/AGENTS.md#package).",
    "- There is no `Dockerfile`, and no tests in `api`.",
    "- `docs/` has 2 files; `scripts/` has three scripts.",
    "- Tests of the API are in `api/tests/`, versions in `api/v2/`. All `*.ts` files are in `pkg/lib`.",
    "- Run `just test` or `cargo test`. Images are in `docs/img/`, see `docs/other.txt`.",
    "@docs/guide.md",
    "@README.md",
    "@missing.md",
    "## Usage",
    "# Rules",
    "<!-- agentslint-ignore dead-path: it will come -->",
    "```sh\nmake test\nnpm run build\n```",
    "| name | is |\n|---|---|\n| `api` | Python |",
    "- Keys: sk-ant-REDACTED. Files: /home/ann/project/x.py.",
]
TEXTS = [
    "test:\n\tpytest\n\nlint:\n\truff check\n",
    '{"name": "pkg", "scripts": {"build": "tsc", "lint": "eslint ."}, "packageManager": "pnpm@9.0.0"}\n',
    '{"name": "pkg", "scripts": {}, "dependencies": {"react": "19.0.0"}, "engines": {"node": ">=22"}}\n',
    "export function stopAll() {}\n",
    "MAX_ROWS = 50\n\n\ndef load_rows(path):\n    return path\n",
    '[project]\nname = "example"\nversion = "2.0.0"\nrequires-python = ">=3.12"\n',
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    "DATABASE_URL=x\n",
    "docs/new.md\n*.txt\n",
    'ignore = ["dead-link"]\n',
    '[severity]\ndead-path = "info"\n',
    'exclude = ["api/**"]\n',
    "x\n",
]
WORDS = (
    ("check", "--format", "json"),
    ("check", "--format", "json", "--agent", "claude-code", "--agent", "codex"),
    ("check", "--jobs", "1"),
    ("check", "--isolated", "--agent", "cursor"),
)


def edit(root: Path, dice: random.Random) -> None:
    """Change something of a repository."""
    place = root / dice.choice(DOCUMENTS)
    place.parent.mkdir(parents=True, exist_ok=True)
    rows = place.read_text().split("\n") if place.is_file() else ["# New", ""]
    for _ in range(dice.randint(1, 3)):
        if len(rows) > 3 and dice.random() < 0.4:
            del rows[dice.randrange(len(rows))]
        else:
            rows.insert(dice.randrange(len(rows) + 1), dice.choice(SENTENCES))
    place.write_text("\n".join(rows))


def change(root: Path, dice: random.Random) -> None:
    place = root / dice.choice(OTHERS)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(dice.choice(TEXTS))


def come(root: Path, dice: random.Random) -> None:
    """A new path, of which git knows nothing yet."""
    place = root / dice.choice(PATHS)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.write_text(dice.choice(TEXTS))


def go(root: Path, dice: random.Random) -> None:
    place = root / dice.choice(PATHS)
    place.unlink(missing_ok=True)


def back(root: Path, dice: random.Random) -> None:
    """HEAD is an older commit, and the files are as they were."""
    git(root, "reset", "-q", "--soft", dice.choice(("HEAD~1", "HEAD~2")))


def remove(root: Path, dice: random.Random) -> None:
    place = root / dice.choice(DOCUMENTS + OTHERS)
    if place.is_symlink() or place.is_file():
        place.unlink()


def rename(root: Path, dice: random.Random) -> None:
    one, two = (root / dice.choice(DOCUMENTS + OTHERS) for _ in range(2))
    if one.is_file() and one.suffix == two.suffix:
        two.parent.mkdir(parents=True, exist_ok=True)
        one.replace(two)


def link(root: Path, dice: random.Random) -> None:
    one, two = (root / dice.choice(DOCUMENTS) for _ in range(2))
    if one != two and not one.exists() and not one.is_symlink():
        one.parent.mkdir(parents=True, exist_ok=True)
        one.symlink_to(os.path.relpath(two, one.parent))


def lock(root: Path, dice: random.Random) -> None:
    place = root / dice.choice(DOCUMENTS)
    if place.is_file():
        place.chmod(dice.choice((0, 0o644, 0o644)))


def grow(root: Path, dice: random.Random) -> None:
    place = root / dice.choice(DOCUMENTS)
    if place.is_file():
        place.write_text(place.read_text() + "- Keep to what is written here.\n" * 1200)


def commit(root: Path, dice: random.Random) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "change")


def stage(root: Path, dice: random.Random) -> None:
    git(root, "add", "-A")


def branch(root: Path, dice: random.Random) -> None:
    commit(root, dice)
    git(root, "checkout", "-q", "-B", dice.choice("xyz"), dice.choice(("HEAD", "HEAD~1", "main")))


EDITS: dict[Callable[[Path, random.Random], None], int] = {
    edit: 22,
    come: 8,
    go: 3,
    back: 1,
    change: 3,
    remove: 2,
    rename: 2,
    link: 1,
    lock: 1,
    grow: 1,
    commit: 3,
    stage: 1,
    branch: 1,
}


def walked(root: Path, seed: int, steps: int, taken: list[int]) -> None:
    """Edit a repository many times; after each, a run that takes answers says what one without says."""
    dice = random.Random(seed)
    names = [name for name in EDITS for _ in range(EDITS[name])]
    done: list[str] = []
    for _ in range(steps):
        for _ in range(dice.choice((1, 1, 1, 2))):
            step = dice.choice(names)
            done.append(step.__name__)
            try:
                step(root, dice)
            except (OSError, UnicodeError, subprocess.CalledProcessError):
                done[-1] += " (not)"
        words = dice.choice(WORDS)
        kept = told(root, *words)
        plain = told(root, *words, "--no-cache")
        assert (kept.status, kept.out, kept.err) == (plain.status, plain.out, plain.err), (
            f"seed {seed}, {words}, {done}"
        )
        taken.append(sum(taken_now))
        taken_now.clear()


taken_now: list[int] = []


def counted(find: Callable[..., answers.Reads | None]) -> Callable[..., answers.Reads | None]:
    """A look for an answer that counts what it finds."""

    def finding(*given: object) -> answers.Reads | None:
        found = find(*given)
        taken_now.append(found is not None)
        return found

    return finding


@pytest.mark.parametrize("margin", [20_000_000, ground.MARGIN])
def test_random_edits(margin: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv(cache_dir.OFF, raising=False)
    monkeypatch.setattr(ground, "MARGIN", margin)
    monkeypatch.setattr(directories, "MARGIN", margin)
    monkeypatch.setattr(answers.Answers, "find", counted(answers.Answers.find))
    monkeypatch.setattr(answers, "SLOW", 0.0)
    taken: list[int] = []
    walked(repository(tmp_path / "repo", FILES), 1, 12, taken)
    assert sum(taken) > 100


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose facts are kept, however fast they were found."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(cache_dir.OFF, raising=False)
    monkeypatch.setattr(answers, "SLOW", 0.0)
    made = repository(tmp_path / "repo", FILES)
    monkeypatch.chdir(made)
    return made


worked_out: list[str] = []


@memo.once
def code(repo: Repo) -> bytes:
    """What a file says that is looked through, and not noted."""
    worked_out.append("code")
    return Contents(repo).read("api/main.py")


@memo.once
def guide(repo: Repo) -> str | None:
    worked_out.append("guide")
    return repo.text("docs/guide.md")


def asked(root: Path, fact: Callable[[Repo], object], during: Callable[[], object] = int) -> object:
    """What a run of its own has of a fact, with what it keeps."""
    time.sleep(2 * ground.TICK / 1e9)  # what was just written may have been read before
    worked_out.clear()
    repo = Repo.at(".")
    with runs.noted(["check"]):
        kept_answers.open_for(repo, Request())
        assert repo.listing.ordered
        assert repo.history.day()
        found = fact(repo)
        during()
        runs.keep(["check"], [str(root)], 0, b"")
    return found


@pytest.mark.parametrize("margin", [ground.TICK, ground.MARGIN])
def test_what_was_looked_through_counts_for_as_long_as_an_answer_is_kept(
    margin: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "MARGIN", margin)
    assert asked(root, code) == FILES["api/main.py"].encode()
    for _ in range(2):  # the second run takes what the first did not look for either
        asked(root, code)
        assert not worked_out
    (root / "api/main.py").write_text("x = 2\n")
    assert asked(root, code) == b"x = 2\n"


def test_an_answer_is_from_the_documents_that_it_was_read_from(root: Path) -> None:
    for path, again in (("README.md", False), ("docs/guide.md", True), ("api/AGENTS.md", False)):
        asked(root, guide)
        (root / path).write_text("# Other\n")
        assert asked(root, guide) == (root / "docs/guide.md").read_text()
        assert worked_out == ["guide"] * again, path


def test_a_file_that_is_written_meanwhile_keeps_nothing(root: Path) -> None:
    place = root / "api/main.py"
    assert asked(root, code, lambda: place.write_text("x = 3\n")) != b"x = 3\n"
    assert asked(root, code) == b"x = 3\n"


@pytest.mark.parametrize(
    "row", [None, (), ({}, True, False, (), 3, ()), ({3: b""}, True, True, (), b"", ())]
)
def test_a_row_of_another_form_is_no_answer(row: object) -> None:
    assert answers.Answers({b"a": row}).rows == {}  # type: ignore[dict-item]


if __name__ == "__main__":
    # python -m tests.lint.test_kept_answers SEED STEPS
    first, steps = map(int, sys.argv[1:])
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    answers.SLOW = 0.0
    answers.Answers.find = counted(answers.Answers.find)  # type: ignore[method-assign]
    ground.MARGIN = directories.MARGIN = 20_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        taken: list[int] = []
        walked(repository(Path(folder) / "repo", FILES), first, steps, taken)
        print(f"seed {first}: {steps} steps, {sum(map(bool, taken))} took {sum(taken)} answers")
