"""The documentation, done as it says: its files are written and its commands are typed, in order.

A fence `~~~LANG PATH` is a file. A `console` fence is what a terminal shows; `…` in it stands for
anything within a line, and alone for any lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import program

DOCS = program.PLACE / "docs"
MARK = "\x1e"
FENCE = re.compile(r"^(~~~+|```+)([^\n]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def steps(text: str) -> Iterator[tuple[str, str, str]]:
    """Files as ("file", path, text), and sessions as ("console", "", what is shown)."""
    for found in FENCE.finditer(text):
        words = found[2].split()
        if found[1].startswith("~") and len(words) == 2:
            yield "file", words[1], found[3]
        elif words == ["console"]:
            yield "console", "", found[3]


def commands(shown: str) -> Iterator[tuple[str, str]]:
    """Each command of a session with what it prints."""
    for part in re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def as_shown(expected: str, printed: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*" if line == "…\n" else re.escape(line).replace("…", "[^\n]*")
        for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, printed) is not None


def typed(session: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    """What each command of one session prints, standard error included."""
    script = "".join(
        f"{{ {line}\n}} 2>&1; code=$?; printf '{MARK}'; (exit $code)\n" for line in session
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stdout.split(MARK)[:-1]


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_a_page_does_what_it_shows(page: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "work", tmp_path / "home"
    for made in (folder, home / "bin"):
        made.mkdir(parents=True)
    here = home / "bin/agentslint"
    here.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m agentslint "$@"\n')
    here.chmod(0o755)
    (home / ".gitconfig").write_text("[user]\nname = Ann\nemail = ann@example.org\n")
    path = f"{home}/bin:{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    environment = program.environment(HOME=str(home), PATH=path)
    wrong = []
    for kind, name, text in steps(page.read_text(encoding="utf-8")):
        if kind == "file":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            continue
        shown = list(commands(text))
        printed = typed([command for command, _ in shown], folder, environment)
        for (command, expected), told in zip(shown, printed, strict=True):
            if not as_shown(expected, told):
                wrong.append(f"$ {command}\n{told}instead of\n{expected}")
    assert not wrong, "\n".join(wrong)


PAGES = [*DOCS.glob("*.md"), *(program.PLACE / n for n in ("CONTRIBUTING.md", "CHANGELOG.md"))]


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(prose):
        if not re.match(r"https?:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


# What a newcomer wants to do, in the words of CONTRIBUTING.md's table, and what has to be changed for it.
TASKS = {
    "what is said of a missing path": ("rules/dead_path.py", "does not exist: "),
    "cause behind its colon": ("agentslint/verdicts/paths/cause.py", "renamed to "),
    "a task runner": ("agentslint/text/tools.toml", "runners = ["),
    "in any language": ("agentslint/text/words/pl.toml", "[hedge]"),
    "colours of the terminal": ("agentslint/report/text.py", "COLOURS = "),
    "a client whose sessions are read": ("agentslint/evidence/session_file.py", "SHAPES: "),
}


@pytest.mark.parametrize("task", TASKS)
def test_a_newcomer_finds_the_file(task: str) -> None:
    """By the table of CONTRIBUTING.md alone: its row names the file, which has what is to be changed."""
    path, changed = TASKS[task]
    text = (program.PLACE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row.startswith("| ") and task in row]
    assert len(rows) == 1
    named = re.findall(r"`([\w./-]+)`", rows[0])
    assert path in named or any(path in (f"{one}{two}") for one in named for two in named)
    assert changed in (program.PLACE / path).read_text(encoding="utf-8")


def test_the_walk_through_the_house_names_what_is_there() -> None:
    for page in ("CONTRIBUTING.md", "AGENTS.md"):
        text = (program.PLACE / page).read_text(encoding="utf-8")
        named = re.findall(r"`((?:agentslint|rules|tests|docs|fixtures)/[\w./-]*)`", text)
        made_up = {"rules/the_fault.md", "rules/the_fault.py"}
        assert len(named) > 9
        assert [p for p in named if not (program.PLACE / p).exists() and p not in made_up] == []


def test_configurations_on_a_page_are_configurations(tmp_path: Path) -> None:
    from agentslint.lint import config, registry

    text = (DOCS / "adopting.md").read_text(encoding="utf-8")
    found = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found
    for each in found:
        tomllib.loads(each)
        settings = config.parse(each, "agentslint.toml")
        assert settings is not None
        config.settle(settings, registry.builtin())
