"""Completion, loaded in the real shells, and help whose every example is a command that exists."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from agentslint.cli import COMMANDS, agentslint, help
from agentslint.lint import registry
from tests import program


def shell(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"no {name}")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which agentslint is this one."""
    program_file = tmp_path / "bin/agentslint"
    program_file.parent.mkdir()
    program_file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m agentslint "$@"\n')
    program_file.chmod(0o755)
    return f"{program_file.parent}:{os.environ['PATH']}"


def completed_by_bash(line: str, path: str) -> list[str]:
    # bash breaks words at `=` before it asks
    words = [w for word in line.split(" ") for w in re.split("(=)", word) if w or not word]
    script = (
        'eval "$(agentslint completion bash)" || exit 1\n'
        f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}\n"
        '_agentslint_completion agentslint; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=program.environment(PATH=path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def completed_by_fish(line: str, path: str) -> list[str]:
    script = f"agentslint completion fish | source; complete -C {shlex.quote(line)}"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=program.environment(PATH=path),
        capture_output=True,
        text=True,
        check=True,
    )
    return [row.split("\t")[0] for row in done.stdout.splitlines()]


LINES = {
    "agentslint rule stale-ver": ["stale-version"],
    "agentslint check --select dead-path,stale-ver": ["dead-path,stale-version"],
    "agentslint explain --agent cod": ["codex"],
    "agentslint check --fail-on wa": ["warning"],
    "agentslint schema find": ["findings"],
    "agentslint expl": ["explain"],
    "agentslint check --basel": ["--baseline"],
}


@shell("bash")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        *LINES.items(),
        ("agentslint check --severity dead-path=er", ["error"]),
        ("agentslint check --severity stale-ver", ["stale-version="]),
        ("agentslint check --format=js", ["json"]),
    ],
    ids=str,
)
def test_bash(line: str, words: list[str], path: str) -> None:
    assert completed_by_bash(line, path) == words


@shell("fish")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        *LINES.items(),
        ("agentslint check --severity dead-path=er", ["dead-path=error"]),
        ("agentslint check --format=js", ["--format=json"]),
    ],
    ids=str,
)
def test_fish(line: str, words: list[str], path: str) -> None:
    assert completed_by_fish(line, path) == words


@shell("zsh")
@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("agentslint rule stale-ver", "agentslint rule stale-version"),
        ("agentslint check --severity dead-path=er", "--severity dead-path=error"),
    ],
    ids=str,
)
def test_zsh(line: str, word: str, path: str) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(program.environment(PATH=path, TERM="dumb"), PS1="ready> ")
        os.execvp("zsh", ["zsh", "-f", "-i"])
    try:
        load = 'autoload -U compinit && compinit -u -D; eval "$(agentslint completion zsh)"'
        os.write(terminal, f"{load}; echo lo''aded\n".encode())
        assert "loaded" in heard(terminal, "loaded")
        os.write(terminal, f"{line}\t".encode())
        assert word in heard(terminal, word)
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def heard(terminal: int, wanted: str) -> str:
    """What a terminal shows, until it shows what is wanted."""
    seen, end = "", time.monotonic() + 30
    while wanted not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096).decode("utf-8", "replace")
    return seen


@pytest.mark.parametrize(
    "given",
    [
        {"_AGENTSLINT_COMPLETE": "bash_complete"},
        {"_AGENTSLINT_COMPLETE": "tcsh_complete"},
        {
            "_AGENTSLINT_COMPLETE": "bash_complete",
            "COMP_WORDS": "agentslint x 'y",
            "COMP_CWORD": "9",
        },
        {
            "_AGENTSLINT_COMPLETE": "zsh_complete",
            "COMP_WORDS": "agentslint rule ",
            "COMP_CWORD": "x",
        },
    ],
    ids=str,
)
def test_completion_never_complains(given: dict[str, str], tmp_path: Path) -> None:
    done = program.run(tmp_path, **given)
    assert (done.returncode, done.stderr) == (0, "")


def test_completion_of_a_broken_repository_knows_the_builtin_rules(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "agentslint.toml").write_text("rules = [")
    asked = {"COMP_WORDS": "agentslint rule ", "COMP_CWORD": "2"}
    done = program.run(tmp_path, _AGENTSLINT_COMPLETE="zsh_complete", **asked)
    assert set(registry.builtin()) <= set(done.stdout.split())
    (tmp_path / "agentslint.toml").write_text('rules = ["tools/rules"]\n')
    (tmp_path / "tools/rules").mkdir(parents=True)
    (tmp_path / "tools/rules/no_shouting.md").write_text("# no-shouting\n")
    done = program.run(tmp_path, _AGENTSLINT_COMPLETE="zsh_complete", **asked)
    assert "no-shouting" in done.stdout.split()


def test_completion_imports_no_rule_and_no_parser() -> None:
    script = (
        "import sys; from agentslint.cli import completion; completion.ids();"
        "print([m for m in sys.modules if m.startswith(('agentslint.rules', 'markdown_it'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=program.environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_a_shell_that_is_not_known_is_refused(tmp_path: Path) -> None:
    done = program.run(tmp_path, "completion", SHELL="/bin/tcsh")
    assert done.returncode == 2
    assert "tcsh: name one of bash, zsh, fish" in done.stderr


EXAMPLES = [
    pytest.param(line, id=line)
    for lines in help.EXAMPLES.values()
    for line in lines
    if line.startswith("agentslint ")
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_of_the_help_can_be_typed(line: str) -> None:
    name, *words = shlex.split(line)[1:]
    with click.Context(agentslint) as context:
        command = agentslint.get_command(context, name)
        assert command is not None
        command.make_context(name, list(words), parent=context)
        if name == "rule":
            assert words[0] in registry.builtin()


def test_help_lists_every_command_once_and_shows_lines_to_copy(tmp_path: Path) -> None:
    told = program.run(tmp_path, "--help").stdout
    listed = re.findall(r"^  (\w+)  ", told, re.MULTILINE)
    assert sorted(set(listed) - {"agentslint"}) == sorted(COMMANDS)
    assert max(map(len, told.splitlines())) <= 80
    assert set(help.EXAMPLES) - set(COMMANDS) == set()
    assert "agentslint explain src/app.py" in program.run(tmp_path, "explain", "-h").stdout
