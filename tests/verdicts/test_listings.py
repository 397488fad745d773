"""Lists of a directory that were whole once: in all their forms, and those that never were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..command import agentslint, repository


def said(root: Path) -> list[str]:
    ran = agentslint("check", "-q", "--select", "stale-claim", "--format", "json", cwd=root)
    return [finding["message"] for finding in json.loads(ran.out)["findings"]]


BEFORE = {f"src/steps/{name}/run.py": "a = 1\n" for name in ("load", "check", "store")}
AFTER = {"src/steps/send/run.py": "a = 1\n"}

LISTS = [
    "```\nsrc/steps/\n├── load/    # reads\n├── check/\n└── store/\n```",
    "```\nsrc/\n└── steps/\n    ├── load/\n    ├── check/\n    └── store/\n```",
    "- `src/steps/load/` reads\n- `src/steps/check/` checks\n- `src/steps/store/` writes",
    "| Step | Does |\n|-|-|\n| `src/steps/load` | a |\n| `src/steps/check` | b |\n| `src/steps/store` | c |",
    "- `src/steps/` - what is done (load, check, store)",
    "- `src/steps/`: what is done (`load`, `check` and `store`)",
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_that_was_whole(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{text}\n"})
    assert said(tmp_path) == []
    repository(tmp_path, AFTER)
    (message,) = said(tmp_path)
    assert message.startswith("this list is incomplete: src/steps got send after ")
    assert message.endswith("), when the list was complete")


@pytest.mark.parametrize("text", LISTS)
def test_a_list_that_never_was_whole(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**BEFORE, **AFTER, "AGENTS.md": f"{text}\n"})
    repository(tmp_path, {"src/steps/bill/run.py": "a = 1\n"})
    assert said(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\nsrc/steps/\n├── load/\n├── check/\n├── store/\n└── ...\n```",
        "```\nsrc/steps/\n├── load/\n├── check/\n├── store/\n└── <step>/\n```",
        "Such as:\n\n- `src/steps/load/`\n- `src/steps/check/`\n- `src/steps/store/`",
        "- `src/steps/` - what is done (load, check, store, and so on)",
        "- `src/steps/load/` reads\n- `src/steps/check/` checks",
    ],
)
def test_a_list_that_says_it_is_a_part(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{text}\n"})
    repository(tmp_path, AFTER)
    assert said(tmp_path) == []


def test_a_line_of_a_diagram_that_draws_a_path_lists_nothing(tmp_path: Path) -> None:
    """It says where one file is. A name on a line of its own is a level, of one entry too."""
    texts = {
        "```\napi/\n└── src/main/App.java\n```": [],
        "```\napi/\n└── src/\n    └── main/\n        └── App.java\n```": ["api/src/main"],
    }
    for number, (text, told) in enumerate(texts.items()):
        root = tmp_path / str(number)
        repository(root, {"api/src/main/App.java": "", "AGENTS.md": f"{text}\n"})
        repository(root, {f"api/src/main/{name}.java": "" for name in ("Cart", "Order", "Price")})
        assert [message.split()[4] for message in said(root)] == told


def test_a_text_that_came_later_says_nothing_of_then(tmp_path: Path) -> None:
    """What the document did not name when the directory held no more was no whole list."""
    repository(tmp_path, {**BEFORE, "AGENTS.md": "# Shop\n"})
    repository(tmp_path, {**AFTER, "AGENTS.md": f"# Shop\n\n{LISTS[0]}\n"})
    assert said(tmp_path) == []


def test_what_comes_with_any_directory_is_not_missed(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{LISTS[0]}\n"})
    repository(
        tmp_path,
        {"src/steps/.cache/a.py": "", "src/steps/__init__.py": "", "src/steps/README.md": ""},
    )
    assert said(tmp_path) == []


GUIDES = {f"{name}/AGENTS.md": f"# {name}\n" for name in ("web", "api", "docs")}


@pytest.mark.parametrize(
    "text",
    [
        "See the nested files (`web/AGENTS.md`, `api/AGENTS.md` and `docs/AGENTS.md`).",
        "| File | Scope |\n|-|-|\n| `web/AGENTS.md` | a |\n| `api/AGENTS.md` | b |\n| `docs/AGENTS.md` | c |",
        "- [web](web/AGENTS.md)\n- [api](api/AGENTS.md)\n- [docs](docs/AGENTS.md)",
    ],
)
def test_instruction_files_that_came_since(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**GUIDES, "AGENTS.md": f"# Shop\n\n{text}\n"})
    assert said(tmp_path) == []
    # of those below a directory that has one, its own may tell
    repository(tmp_path, {"tools/AGENTS.md": "# tools\n", "web/app/AGENTS.md": "# app\n"})
    (message,) = said(tmp_path)
    assert message.startswith("this list is incomplete: tools/AGENTS.md was added after ")


def test_two_instruction_files_are_no_list_of_them(tmp_path: Path) -> None:
    text = "See `web/AGENTS.md` and `api/AGENTS.md`.\n"
    repository(tmp_path, {"web/AGENTS.md": "# a\n", "api/AGENTS.md": "# b\n", "AGENTS.md": text})
    repository(tmp_path, {"tools/AGENTS.md": "# tools\n"})
    assert said(tmp_path) == []


FIVE = {
    f"src/steps/{name}/run.py": "a = 1\n" for name in ("load", "check", "store", "send", "bill")
}
ROWS = "".join(f"| `{name}/` | a |\n" for name in ("load", "check", "store"))
ITEMS = "".join(f"- `{name}/` - a\n" for name in ("load", "check", "store", "send"))
TOLD = [
    f"## Subdirectories\n\n| Directory | Purpose |\n|-|-|\n{ROWS}",
    f"## Unterverzeichnisse\n\n| Ordner | Zweck |\n|-|-|\n{ROWS}",
    f"## 子目录\n\n| 目录 | 说明 |\n|-|-|\n{ROWS}",
    f"Steps live under `src/steps/`:\n\n{ITEMS}",
    f"## Module map\n\n{ITEMS}",
    f"## Directory structure\n\n{ITEMS}",
    f"## 디렉토리 구조\n\n{ITEMS}",
    "- `src/steps/` - what is done\n  - `load/`\n  - `check/`\n  - `store/`\n  - `send/`\n",
    "```\nsrc/steps/\n├── load/\n├── check/\n├── store/\n└── send/\n```\n",
    "- `src/steps/` - what is done (load, check, store, send)\n",
    "## Layout\n\n- `src/steps/load` - reads\n- `src/steps/{check,store,send}` - the others\n",
]


@pytest.mark.parametrize("text", TOLD)
def test_a_list_that_says_it_is_of_all(tmp_path: Path, text: str) -> None:
    """No history shows that it ever was."""
    named = "bill" if "send" in text else "bill and send"
    repository(tmp_path, {**FIVE, "src/steps/AGENTS.md": text})
    assert said(tmp_path) == [f"this list is incomplete: src/steps also has {named}"]


@pytest.mark.parametrize(
    "text",
    [
        f"## Key directories\n\n{ITEMS}",
        f"## Directories to read first\n\n{ITEMS}",
        f"## Owners\n\n{ITEMS}",
        f"Run it when you change:\n\n{ITEMS}",
        f"Agents may change the files of these directories:\n\n{ITEMS}",
        f"## Module map\n\n{ITEMS}\nNothing calls `bill/` any more.\n",
        f"## Module map\n\n{ROWS}",
        "- `src/steps/` - the main ones (load, check, such as they are)\n",
        "## Subdirectories\n\n- `load/`\n- `check/`\n",
    ],
)
def test_a_list_of_some(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**FIVE, "src/steps/AGENTS.md": text})
    assert said(tmp_path) == []


FILES = [f"{name}.py" for name in ("load", "check", "store", "send", "bill", "price")]


@pytest.mark.parametrize(
    "rows,lacks", [(5, ["this list is incomplete: src also has price.py"]), (3, [])]
)
def test_key_files_are_nearly_all(tmp_path: Path, rows: int, lacks: list[str]) -> None:
    table = "".join(f"| `{name}` | a |\n" for name in FILES[:rows])
    files = {f"src/{name}": "a = 1\n" for name in [*FILES, "test_load.py", "utils.py"]}
    text = f"## Key Files\n\n| File | What |\n|-|-|\n{table}"
    repository(tmp_path, {**files, "src/AGENTS.md": text})
    assert said(tmp_path) == lacks


def test_a_list_of_those_with_instructions(tmp_path: Path) -> None:
    guides = {
        f"src/steps/{name}/AGENTS.md": f"# {name}\n" for name in ("load", "check", "store", "send")
    }
    repository(tmp_path, {**FIVE, **guides, "src/steps/AGENTS.md": f"## Layout\n\n{ITEMS}"})
    assert said(tmp_path) == []


def test_names_below_another_entry_are_of_the_one_directory_that_holds_them(tmp_path: Path) -> None:
    text = "**Steps** (`steps/`):\n- `load/`\n- `check/`\n- `store/`\n- `send/`\n"
    repository(tmp_path, {**FIVE, "AGENTS.md": text})
    assert said(tmp_path) == ["this list is incomplete: src/steps also has bill"]
    repository(tmp_path, {f"old/{path}": text for path, text in FIVE.items()})
    assert said(tmp_path) == []


CRATES = ("shop-core", "shop-cli", "shop-web", "shop-export-csv", "shop-export-po", "shop-bill")


@pytest.mark.parametrize(
    "text,lacks",
    [
        (
            "Keep crate boundaries:\n\n- `shop-core` - logic\n- `shop-export-*` - formats\n- `shop-web` - site\n",
            "crates/shop-bill/Cargo.toml is not in it, nor is shop-cli",
        ),
        ("Keep crate boundaries:\n\n- `shop-core` - logic\n- `shop-web` - site\n", ""),
        (
            "New crates:\n\n- `shop-core` - logic\n- `shop-export-*` - formats\n- `shop-web` - site\n",
            "",
        ),
    ],
)
def test_a_list_of_crates_below_a_lead_in_that_says_more(
    tmp_path: Path, text: str, lacks: str
) -> None:
    manifests = {f"crates/{name}/Cargo.toml": f'[package]\nname = "{name}"\n' for name in CRATES}
    root = {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n'}
    repository(tmp_path, {**manifests, **root, "AGENTS.md": text})
    assert said(tmp_path) == [f"this list is incomplete: {lacks}"] * bool(lacks)


@pytest.mark.parametrize(
    "text",
    [
        "`app`, `web`, `cli`, `core`, `base` are packages of their own.",
        "`app`, `web`, `cli`, `core`, `base`를 독립 패키지로 유지한다.",
        "`app`, `web`, `cli`, `core` und `base` bleiben eigene Pakete.",
    ],
)
def test_a_row_of_packages_in_their_own_directory(tmp_path: Path, text: str) -> None:
    names = ("app", "web", "cli", "core", "base", "eval")
    manifests = {f"packages/{name}/package.json": f'{{"name": "@shop/{name}"}}' for name in names}
    root = {"package.json": '{"workspaces": ["packages/*"]}', "AGENTS.md": f"# Shop\n\n{text}\n"}
    repository(tmp_path, {**manifests, **root, "packages/AGENTS.md": f"{text}\n"})
    assert said(tmp_path) == ["this list is incomplete: packages/eval/package.json is not in it"]


def test_a_link_to_a_document_has_its_history(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{LISTS[2]}\n"})
    (tmp_path / "CLAUDE.md").symlink_to("AGENTS.md")
    repository(tmp_path, AFTER)
    (message,) = set(said(tmp_path))
    assert message.startswith("this list is incomplete: src/steps got send after ")


def test_the_directory_of_the_document_is_known(tmp_path: Path) -> None:
    text = "## Structure\n\n- `load/`\n- `check/`\n- `store/`\n- `send/`\n"
    files = {path.removeprefix("src/steps/"): text for path, text in FIVE.items()}
    repository(tmp_path, {**files, "bill/AGENTS.md": text.replace("- `", "- `../")})
    assert said(tmp_path) == []
