"""Whatever lies in a repository: one clear line or a finding, never a traceback or a hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..command import agentslint, git, repository

GOOD = "Run `make test` before every commit.\n"
MAKE = {"Makefile": "test:\n\tpytest\n"}
COMMANDS = (["check"], ["check", "--format", "json"], ["explain"], ["explain", "--format", "json"])


def sane(root: Path, *, timeout: float = 60) -> str:
    """Run every command there; nothing may break. What `check` printed, both streams."""
    told = ""
    for words in COMMANDS:
        ran = agentslint(*words, cwd=root, timeout=timeout)
        assert ran.status in (0, 1, 2), ran
        assert "Traceback" not in ran.err + ran.out
        if words == ["check"]:
            told = ran.out + ran.err
    return told


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    for command in ("check", "explain"):
        ran = agentslint(command, "nope/x.py", cwd=tmp_path)
        assert ran.status == 2
        assert ran.err == "agentslint: nope/x.py: no such file or directory\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_directory(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, "secret/AGENTS.md": GOOD, **MAKE})
    (root / "secret").chmod(0)
    try:
        assert "secret" in sane(root)
    finally:
        (root / "secret").chmod(0o755)


def test_invalid_utf8_and_control_characters(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    (root / "AGENTS.md").write_bytes(b"\xff caf\xe9 \x1b[31m\x00 \xed\xa0\x80\n" + GOOD.encode())
    told = sane(root)
    assert "hidden-character" in told
    assert "\x1b" not in told


def test_200_megabytes(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    with open(root / "AGENTS.md", "wb") as file:
        file.write(GOOD.encode())
        file.truncate(200 * 1024 * 1024)
    assert "of 209,715,200 bytes of this file" in sane(root)


def test_a_loop_and_a_pipe(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"api/AGENTS.md": GOOD, **MAKE})
    (root / "AGENTS.md").symlink_to("AGENTS.md")
    assert "Too many levels of symbolic links" in sane(root)
    (root / "AGENTS.md").unlink()
    os.mkfifo(root / "AGENTS.md")
    assert "Codex passes over AGENTS.md here: it is no regular file" in sane(root)


def test_a_pipe_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    os.mkfifo(root / "AGENTS.md")
    assert "it is no regular file" in sane(root)


def test_deep_directories(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, **MAKE})
    here = os.open(root, os.O_RDONLY)
    try:
        for _ in range(3000):  # a path has at most 4,096 bytes
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        handle = os.open("AGENTS.md", os.O_CREAT | os.O_WRONLY, dir_fd=here)
        os.close(handle)
        os.close(here)
        told = agentslint("check", cwd=root)
        assert told.status == 0
        assert "note: warning: could not open directory 'd/d/d" in told.err
        assert agentslint("explain", cwd=root).status == 0
    finally:
        subprocess.run(["rm", "-rf", root / "d"], check=False)


def test_names_with_newlines_escapes_and_surrogates(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", MAKE)
    for name in (b"new\nline", b"\x1b[31mred", b"caf\xe9", "\u202eright".encode()):
        folder = os.path.join(os.fsencode(root), name)
        os.mkdir(folder)
        with open(os.path.join(folder, b"AGENTS.md"), "wb") as file:
            file.write(b"")
    told = sane(root)
    assert told.count("placeholder-file") == 4
    assert "new\\nline/AGENTS.md" in told
    assert "\\x1b[31mred/AGENTS.md" in told
    assert "caf\\xe9/AGENTS.md" in told
    assert "\\u{202e}right/AGENTS.md" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("lie", ["", "gitdir: /nowhere\n", "nonsense"])
def test_a_git_entry_that_lies(tmp_path: Path, lie: str) -> None:
    outer = repository(tmp_path / "outer", {"AGENTS.md": GOOD})
    root = outer / "inner"
    root.mkdir()
    (root / "AGENTS.md").write_text("")
    (root / ".git").write_text(lie)
    told = sane(root)
    assert "placeholder-file" in told
    assert "its .git leads to no repository" in told


def test_a_broken_index_is_said(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": ""})
    (root / ".git" / "index").write_bytes(b"DIRC garbage")
    told = sane(root)
    assert "git's index is damaged" in told
    assert "placeholder-file" in told


def test_settings_that_codex_refuses(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, ".codex/config.toml": "x = \n"})
    ran = agentslint("check", cwd=root)
    assert ran.status == 2
    assert ran.err.startswith("agentslint: .codex/config.toml: ")


def test_a_codex_that_is_a_file_has_no_settings(tmp_path: Path) -> None:
    # codex-cli 0.169.0 was asked: it reads AGENTS.md there as ever
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, ".codex": ""})
    assert agentslint("check", "--fail-on", "never", cwd=root).status == 0


def test_settings_that_are_a_directory_stop_codex(tmp_path: Path) -> None:
    # "failed to read project config file …: is not a file"
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, ".codex/config.toml/x": ""})
    ran = agentslint("check", cwd=root)
    assert (ran.status, ran.err) == (
        2,
        "agentslint: .codex/config.toml: not a file: Codex cannot start with it\n",
    )


def test_configuration_that_is_wrong(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD})
    for text, said in (
        ("selct = []", "selct is not a key: did you mean select"),
        ("fail-on = 'loud'", "'loud' is not one of error, warning, info, never"),
        (
            "rules.truncated-chain.headroom = 'x'",
            "rules.truncated-chain.headroom: 'x' is not an integer",
        ),
        ("rules.nope.x = 1", "nope is not a rule"),
        ("= 1", "agentslint.toml: "),
    ):
        (root / "agentslint.toml").write_text(text)
        ran = agentslint("check", cwd=root)
        assert ran.status == 2, text
        assert said in ran.err
        assert ran.err.startswith(
            ("agentslint: agentslint.toml: ", "agentslint: agentslint.toml:1: ")
        )
        assert ran.err.count("\n") == 1


def test_nothing_of_the_repository_is_executed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"AGENTS.md": GOOD, ".gitattributes": "* filter=x diff=x\n"})
    ran = tmp_path / "ran"
    script = root / "planted"
    script.write_text(f"#!/bin/sh\necho $0 >> {ran}\ncat\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "diff.external",
        "alias.ls-files",
        "core.sshCommand",
        "gpg.program",
    ):
        git(root, "config", key, str(script))
    hooks = root / ".git" / "hooks"
    for hook in ("post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout"):
        (hooks / hook).write_text(script.read_text())
        (hooks / hook).chmod(0o755)
    (root / "Makefile").write_text(f"X := $(shell echo make >> {ran})\ntest:\n\ttrue\n")
    before = sorted(str(path) for path in root.rglob("*"))
    sane(root)
    assert not ran.exists()
    assert before == sorted(str(path) for path in root.rglob("*"))


def test_the_reader_goes_away(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {f"d{n}/AGENTS.md": "" for n in range(400)})
    from ..command import HOME

    line = f"PYTHONPATH={HOME} {sys.executable} -m agentslint check | head -1"
    done = subprocess.run(line, shell=True, cwd=root, capture_output=True, text=True)
    assert done.stdout == "d0/AGENTS.md: 1 finding\n"
    assert done.stderr == ""


def test_local_python_runs_only_when_asked(tmp_path: Path) -> None:
    page = '# no-cats\n\nA file speaks of cats.\n\n```toml\nseverity = "error"\n```\n'
    code = (
        "from agentslint.model import Finding, whole\n"
        "def check_file(file, context):\n"
        "    if 'cat' in file.text:\n"
        "        yield Finding(whole(file.path), 'this file speaks of cats')\n"
    )
    root = repository(
        tmp_path / "r",
        {
            "AGENTS.md": "Feed the cat. Run `make test` before every commit.\n",
            **MAKE,
            "agentslint.toml": 'rules = ["tools/agent-rules"]\n',
            "tools/agent-rules/no_cats.md": page,
            "tools/agent-rules/no_cats.py": code,
        },
    )
    ran = agentslint("check", cwd=root)
    assert ran.status == 2
    assert "runs only with --local-rules" in ran.err
    ran = agentslint("check", "-q", "--local-rules", "--select", "no-cats", cwd=root)
    assert ran.out == "AGENTS.md:1:1: error[no-cats] this file speaks of cats\n"
    assert ran.status == 1


def test_a_fault_of_ours_is_exit_3(tmp_path: Path) -> None:
    page = '# breaks\n\nIt breaks.\n\n```toml\nseverity = "error"\n```\n'
    root = repository(
        tmp_path / "r",
        {
            "AGENTS.md": GOOD,
            "agentslint.toml": 'rules = ["pack"]\n',
            "pack/breaks.md": page,
            "pack/breaks.py": "def check_file(file, context):\n    raise KeyError('oops')\n    yield\n",
        },
    )
    ran = agentslint("check", "--local-rules", cwd=root)
    assert ran.status == 3
    assert "internal error in the rule breaks: KeyError" in ran.err
    assert "Please report it" in ran.err
