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
