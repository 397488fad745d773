"""Dead paths and links where history decides: real repositories, built here."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.io.git import Git
from agentslint.lint import check, registry
from agentslint.model import Finding
from agentslint.repo import Repo
from tests.repositories import Repository

RULES = ("dead-path", "dead-link")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "here")


def found(repository: Repository) -> list[Finding]:
    rules = {name: registry.builtin()[name] for name in RULES}
    return list(check.run(Repo.at(str(repository.root)), [AGENTS["codex"]], rules).findings)


def told(repository: Repository) -> list[str]:
    return [finding.message for finding in found(repository)]


def test_a_moved_file(repository: Repository) -> None:
    repository.commit({"scripts/check.sh": "true\n", "AGENTS.md": "Run `scripts/check.sh`.\n"})
    commit = repository.move("scripts/check.sh", "tools/check.sh")
    (finding,) = found(repository)
    assert finding.message == (
        f"scripts/check.sh does not exist: moved to tools/check.sh in {commit[:9]} (2025-06-17)"
    )
    assert finding.severity == "error"
    assert finding.fix is not None
    assert (finding.fix.safe, finding.fix.edits[0].text) == (True, "tools/check.sh")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is unknown at runtime is rejected, as told in `docs/spec.md`.", 1),
        ("- `docs/spec.md` - how reports are generated", 1),
        ("Create `docs/spec.md` for it.", 0),
        ("The report is written to `docs/spec.md`.", 0),
    ],
)
def test_what_moved_as_it_was_is_not_made_in_its_old_place(
    repository: Repository, text: str, found: int
) -> None:
    repository.commit({"docs/spec.md": "Accept what is known.\n", "AGENTS.md": f"{text}\n"})
    repository.move("docs/spec.md", "docs/archive/spec.md")
    assert len(told(repository)) == found


def test_a_renamed_file_seen_from_below(repository: Repository) -> None:
    repository.commit({"api/src/a.py": "a = 1\n", "api/AGENTS.md": "Start at `./src/a.py`.\n"})
    commit = repository.move("api/src/a.py", "api/src/b.py")
    (finding,) = found(repository)
    assert finding.message == (
        "./src/a.py does not exist: api/src/a.py was renamed to api/src/b.py in "
        f"{commit[:9]} (2025-06-17)"
    )
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "./src/b.py"


def test_a_deleted_directory_in_prose_and_link(repository: Repository) -> None:
    text = "Steps lie in `features/steps/`; see [how](features/README.md).\n"
    repository.commit({"features/steps/a.py": "a", "features/README.md": "b", "AGENTS.md": text})
    commit = repository.commit({"features/steps/a.py": None, "features/README.md": None})
    gone = f"deleted in {commit[:9]} (2025-06-17)"
    assert told(repository) == [
        f"features/steps/ does not exist: {gone}",
        f"features/README.md does not exist: {gone}",
    ]


def test_a_file_that_came_back_is_there(repository: Repository) -> None:
    repository.commit({"a/b.py": "a", "AGENTS.md": "See `a/b.py`.\n"})
    repository.commit({"a/b.py": None})
    repository.commit({"a/b.py": "b"})
    assert told(repository) == []


def test_what_went_and_is_ignored_now_is_local(repository: Repository) -> None:
    repository.commit({"notes/plan.md": "a", "AGENTS.md": "Plans lie in `notes/plan.md`.\n"})
    repository.commit({"notes/plan.md": None, ".gitignore": "notes/\n"})
    assert told(repository) == []


@pytest.mark.parametrize(
    "text",
    [
        "The old `public/app.ts` had more.",
        "If `public/app.ts` exists, delete it.",
        "Never bring `public/app.ts` back.",
        "This was split from the retired `public/app.ts`.",
        "🚫 Never:\n\n- Restore `public/app.ts` or anything like it",
        "## Don't\n\n- Mention `public/app.ts` in a page",
        "Record what is decided in `public/`.",
        "The backend's `public/app.ts` is the source of truth.",
        "No pages yet: `public/` is still empty.",
        "Removed in v2:\n\n- `public/app.ts`",
        "What is not true anymore:\n\n- The client is `public/app.ts`.",
        "Not here:\n\n- `public/app.ts` is not part of the site.",
    ],
)
def test_history_does_not_speak_against_the_text(repository: Repository, text: str) -> None:
    repository.commit({"public/app.ts": "a", "AGENTS.md": f"{text}\n"})
    repository.commit({"public/app.ts": None})
    assert told(repository) == []


@pytest.mark.parametrize(
    "text",
    [
        "Never edit by hand:\n\n- Settings come from `public/app.ts`",
        "Never:\n\n- Add a framework. Look at `public/app.ts` first.",
        "Record the reason in `public/app.ts`.",
        "In the order in which the old ones were replaced, as far as is known today:\n\n- `public/app.ts`",
        "The client's `public/app.ts` says more.",
    ],
)
def test_what_is_no_bare_ban_and_no_directory_is_held_to_history(
    repository: Repository, text: str
) -> None:
    files = {"public/app.ts": "a", "web-client/main.ts": "b", "AGENTS.md": f"{text}\n"}
    repository.commit(files)
    repository.commit({"public/app.ts": None})
    assert len(told(repository)) == 1


OUTPUTS = """## Output files

- `report.json` - what a run found

```
output/
├── report.json
└── plot.png
```
"""


def test_what_a_run_writes_may_have_been_committed_once(repository: Repository) -> None:
    made = {"output/report.json": "{}", "output/plot.png": "p", "report.json": "[]"}
    repository.commit({**made, "AGENTS.md": OUTPUTS})
    repository.commit(dict.fromkeys(made))
    assert told(repository) == []


def test_a_place_that_a_program_looks_in(repository: Repository) -> None:
    text = "Settings:\n\n- `~/.till/settings.json` (user)\n- `.till/settings.json` (project)\n"
    repository.commit({".till/settings.json": "{}", "AGENTS.md": text})
    repository.commit({".till/settings.json": None})
    assert told(repository) == []


def test_what_lies_in_a_directory_that_is_gone(repository: Repository) -> None:
    text = "- Wizards: `gui/wizards/`\n\nPages are like `gui/wizards/first.h`, never `gui/wizards/b.h`.\n"
    repository.commit({"gui/wizards/a.h": "a", "AGENTS.md": text})
    commit = repository.commit({"gui/wizards/a.h": None})
    gone = f"deleted in {commit[:9]} (2025-06-17)"
    assert told(repository) == [
        f"gui/wizards/ does not exist: {gone}",
        f"gui/wizards/first.h does not exist: there is no directory gui/wizards: {gone}",
    ]


def test_many_paths_are_judged_as_each_by_itself(repository: Repository) -> None:
    repository.commit({".gitignore": "*.log\n!keep*.log\n", "real/a.txt": ""})
    (repository.root / "link").symlink_to("real")
    many = [f"{'deep/' * (number % 20)}{name}" for number in range(300) for name in (
        f"{number}.log", f"keep{number}.log", f"{number}.txt"
    )]  # fmt: skip
    # git refuses to judge what lies beyond a link, and ends; a path may be longer than a pipe has room
    paths = [*many[:400], "link/b.log", *many[400:], f"{'x' * 200}/" * 30 + "a.log", many[0]]
    one_by_one = Git(str(repository.root))
    alone = {path for path in paths if one_by_one.ignored([path])}
    ignored = {path for path in paths if path.endswith(".log")}
    assert alone == {path for path in ignored if "keep" not in path and "link" not in path}
    assert Git(str(repository.root)).ignored(paths) == alone


def test_a_shallow_clone_works_and_says_so(repository: Repository, tmp_path: Path) -> None:
    table = "| `src/` | x |\n| `docs/` | x |\n| `reviews/` | x |\n"
    repository.commit({"reviews/a": "a", "src/a": "a", "docs/a": "a"})
    repository.commit({"reviews/a": None})
    repository.commit({"AGENTS.md": f"| Directory | Holds |\n|---|---|\n{table}"})
    assert "deleted in" in told(repository)[0]
    (message,) = told(repository.clone(tmp_path / "shallow", "--depth=1"))
    assert message == (
        "reviews/ does not exist: 2 of the 3 paths in this list exist; "
        "the clone is shallow, older history is missing"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Move `old.py` to `conf/new.py`.",
        "We are migrating the settings into the new `conf/new.py`.",
        "配置从 `old.py` 迁移到 `conf/new.py`。",
        "設定を `old.py` から `conf/new.py` へ移行する。",
        "`old.py` 를 `conf/new.py` 로 마이그레이션한다.",
        "`old.py` wandert nach `conf/new.py`.",
    ],
)
def test_the_target_of_a_move_need_not_be_there_yet(repository: Repository, text: str) -> None:
    repository.commit({"conf/new.py": "a = 1\n", "old.py": "b = 2\n", "AGENTS.md": "Be kind.\n"})
    repository.commit({"conf/new.py": None, "AGENTS.md": f"{text}\n"})
    assert told(repository) == []
    repository.commit({"AGENTS.md": "The settings are in `conf/new.py`.\n"})
    assert len(told(repository)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`middleware.ts` still works in this version but will be removed.",
        "`middleware.ts` wird in der nächsten Version entfernt werden.",
        "`middleware.ts` 将被移除。",
    ],
)
def test_what_goes_out_of_use_is_not_asked_for(repository: Repository, text: str) -> None:
    repository.commit({"src/middleware.ts": "let a = 1\n", "AGENTS.md": f"- {text}\n"})
    repository.move("src/middleware.ts", "src/proxy.ts")
    assert told(repository) == []


def test_the_directory_of_submodules_that_are_not_here(
    repository: Repository, tmp_path: Path
) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit({"lib.py": "x = 1\n"})
    repository.git("submodule", "--quiet", "add", f"file://{inner.root}", "external/lib")
    repository.commit({"AGENTS.md": "What others wrote is in `external/`.\n"})
    clone = repository.clone(tmp_path / "clone")
    assert told(clone) == []


def test_a_submodule_that_is_not_here_is_not_judged(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit({"docs/guide.md": "x"})
    repository.git("submodule", "--quiet", "add", f"file://{inner.root}", "vendored/lib")
    text = "Read [the guide](vendored/lib/docs/guide.md) and `vendored/lib/docs/gone.md`.\n"
    repository.commit({"AGENTS.md": text})
    assert told(repository.clone(tmp_path / "bare")) == []


def test_a_linked_instruction_file_is_judged_once(repository: Repository) -> None:
    repository.commit({"docs/a.md": "a", "docs/agents.md": "x"})
    (repository.root / "AGENTS.md").symlink_to("docs/agents.md")
    (repository.root / "docs/AGENTS.md").symlink_to("agents.md")
    repository.commit({"docs/agents.md": "[a](a.md) and [b](gone.md)\n"})
    assert [finding.place.path for finding in found(repository)] == ["AGENTS.md", "docs/AGENTS.md"]
    repository.git("rm", "-q", "-f", "docs/AGENTS.md")
    assert len(found(repository)) == 1


def test_linting_runs_nothing_of_the_repository(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    repository.commit(
        {
            "AGENTS.md": "Run `scripts/check.sh`, then `make test`.\n",
            "AGENTS.override.md": "Additions to `AGENTS.md`. Remove when #4 is closed.\n",
            "Makefile": f"X := $(shell touch '{marker}')\ntest:\n\ttouch '{marker}'\n",
            "package.json": '{"scripts": {"prepare": "touch ' + str(marker) + '"}}',
            "scripts/check.sh": f"touch '{marker}'\n",
            ".gitattributes": "* filter=planted diff=planted\n",
        }
    )
    repository.move("scripts/check.sh", "tools/check.sh")
    repository.plant(marker)
    repository.write({"AGENTS.md": "Run `scripts/check.sh`, then `make test` and `make gone`.\n"})
    outcome = check.run(Repo.at(str(repository.root)), [AGENTS["codex"]], registry.builtin())
    assert {"dead-path", "stale-override"} & {finding.rule for finding in outcome.findings}
    assert not marker.exists()


def test_a_name_alone_is_the_path_that_the_document_writes_out(repository: Repository) -> None:
    text = (
        "The schema is in `db/migrations/002_rbac.sql`.\n\nScopes are reserved by `002_rbac.sql`.\n"
    )
    repository.commit({"db/migrations/002_rbac.sql": "select 1;\n", "auth/AGENTS.md": text})
    repository.commit({"db/migrations/003_rbac.sql": "select 2;\n"})
    repository.commit({"db/migrations/002_rbac.sql": None})
    first, second = told(repository)
    assert first.startswith("db/migrations/002_rbac.sql does not exist: deleted in ")
    assert second.startswith("002_rbac.sql does not exist: db/migrations/002_rbac.sql was deleted")


@pytest.mark.parametrize(
    ("drawn", "count"), [("app/\ninfra/\ntools/\nlib/\n", 1), ("infra/\nx/\ny/\nz/\n", 0)]
)
def test_a_diagram_draws_what_stood_where_it_is_drawn(
    repository: Repository, drawn: str, count: int
) -> None:
    files = {f"{name}/a.py": "1\n" for name in ("app", "infra", "tools/deploy/infra", "lib")}
    repository.commit({**files, "AGENTS.md": f"```\n{drawn}```\n"})
    repository.commit({"infra/a.py": None})
    assert len(told(repository)) == count


EXAMPLES = [
    ("Examples: `src/pay/pool.rs`, `src/pay/lane.rs`.", 1),
    ("A good example is `src/pay/pool.rs`.", 1),
    ("Pools (e.g. `src/pay/pool.rs`) are shared.", 1),
    ("Die Logik liegt in `src/pay/pool.rs`.", 1),
    ("If it exists, read `src/pay/pool.rs`.", 0),
    ("All of this is in `crates/till/`.\n\n- `src/pay/pool.rs` pools", 0),
    ("Every crate has a `src/index.rs`.", 0),
    ("Write as `./pool.rs` does, for example.", 0),
]


@pytest.mark.parametrize(("text", "found"), EXAMPLES)
def test_what_stood_exactly_there_is_no_made_up_example(
    repository: Repository, text: str, found: int
) -> None:
    """Not even where another path ends so; but for common names, and below a directory named above."""
    repository.commit({"src/pay/pool.rs": "struct A;\n", "src/index.rs": "\n", "AGENTS.md": "\n"})
    repository.move("src/pay/pool.rs", "crates/till/src/pay/pool.rs")
    repository.move("src/index.rs", "crates/till/src/index.rs")
    repository.commit({"AGENTS.md": f"{text}\n", "src/pay/lane.rs": "struct B;\n"})
    assert len(told(repository)) == found


BARE = [
    ("Colours are in the `palette.css` file.", 1),
    ("See e.g. `palette.css` for the names.", 1),
    ("Each of us keeps a `notes.md`.", 0),
    ("Its settings are in `config.json`.", 0),
]


@pytest.mark.parametrize(("text", "found"), BARE)
def test_the_name_alone_of_the_one_file_that_went(
    repository: Repository, text: str, found: int
) -> None:
    repository.commit(
        {"web/css/palette.css": "a {}\n", "web/notes.md": "\n", "web/config.json": "{}\n"}
    )
    for path in ("web/css/palette.css", "web/notes.md", "web/config.json"):
        (repository.root / path).unlink()
    repository.commit({"AGENTS.md": f"{text}\n", "web/a.css": "b {}\n"})
    assert len(told(repository)) == found


@pytest.mark.parametrize(
    "pattern",
    ["notes/raw/analysis_*.md", "notes/raw/{name}.md", "notes/raw/<topic>/part.md", "notes/raw/**"],
)
def test_the_directory_of_a_pattern_is_gone(repository: Repository, pattern: str) -> None:
    text = (
        f"- **Analyses**: `{pattern}`, one for each source.\n- **Plans**: `notes/new/<name>.md`.\n"
    )
    repository.commit({"notes/raw/analysis_a.md": "a", "notes/b.md": "b", "AGENTS.md": text})
    assert told(repository) == []
    commit = repository.commit({"notes/raw/analysis_a.md": None})
    assert told(repository) == [f"notes/raw/ does not exist: deleted in {commit[:9]} (2025-06-17)"]


def test_a_pattern_that_the_text_makes_needs_no_directory(repository: Repository) -> None:
    text = "Create `notes/raw/<name>.md` for each source. Runs write `logs/out/*.txt`.\n"
    files = {"notes/raw/a.md": "a", "logs/out/a.txt": "a", "notes/b.md": "b", "AGENTS.md": text}
    repository.commit(files)
    repository.commit({"notes/raw/a.md": None, "logs/out/a.txt": None})
    assert told(repository) == []


@pytest.mark.parametrize("words", ["runtime dependencies", "runtime types", "runtime contracts"])
def test_what_is_of_the_runtime_is_not_made_by_it(repository: Repository, words: str) -> None:
    text = f"`src/core/` holds {words}. `src/data/` is written at runtime.\n"
    repository.commit({"src/core/a.py": "a", "src/data/a.py": "a", "AGENTS.md": text})
    commit = repository.commit({"src/core/a.py": None, "src/data/a.py": None})
    assert told(repository) == [f"src/core/ does not exist: deleted in {commit[:9]} (2025-06-17)"]
