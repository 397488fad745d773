"""What a terminal sees: colour, width, progress. Run in a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import itertools
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from agentslint.cli import terminal
from agentslint.core.width import width
from tests import forked

PROGRAM = [sys.executable, "-m", "agentslint"]
PLACE = Path(__file__).parents[2]
UNSET = ("NO_COLOR", "COLUMNS", "TMUX", "STY", "FORCE_HYPERLINK")
SLOW = """
import sys, time
from agentslint.cli import terminal
with terminal.progress("reading\\x1b[31m") as tell:
    tell("rule 3 of 9, dead-path")
    time.sleep({seconds})
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "AGENTS.md").write_text("# Rules\n\nRun the tests.\n")
    (tmp_path / "AGENTS.override.md").write_text(" \n")
    return tmp_path


def environment(**extra: str) -> dict[str, str]:
    known = (*UNSET, *terminal.LINKING)
    kept = {k: v for k, v in os.environ.items() if k not in known}
    return {**kept, "TERM": "xterm", "PYTHONPATH": str(PLACE), "PYTHONUTF8": "1", **extra}


def on_terminal(words: list[str], *, cwd: Path = PLACE, columns: int = 80, **extra: str) -> str:
    """What a command writes when standard output and error are a terminal."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        words, cwd=cwd, env=environment(**extra), stdin=far, stdout=far, stderr=far
    ) as process:
        os.close(far)
        seen = b""
        try:
            while chunk := os.read(near, 4096):
                seen += chunk
        except OSError:  # Linux says EIO where the other side is closed
            pass
        process.wait()
    os.close(near)
    return seen.decode()


def test_a_terminal_is_coloured_and_a_pipe_is_not(repository: Path) -> None:
    assert "\x1b[" in on_terminal([*PROGRAM, "check"], cwd=repository)
    piped = subprocess.run(
        [*PROGRAM, "check"], cwd=repository, env=environment(), capture_output=True, text=True
    )
    assert "empty-override" in piped.stdout
    assert "\x1b" not in piped.stdout + piped.stderr


@pytest.mark.parametrize("refusal", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_terminal_that_refuses_is_not_coloured(repository: Path, refusal: dict[str, str]) -> None:
    seen = on_terminal([*PROGRAM, "check"], cwd=repository, **refusal)
    # a machine that is slow shows progress, which clears its line
    assert "\x1b[" not in seen.replace("\x1b[K", "")


def test_no_color_yields_to_a_request(repository: Path) -> None:
    words = [*PROGRAM, "check", "--color", "always"]
    assert "\x1b[" in on_terminal(words, cwd=repository, NO_COLOR="1")


def test_explain_draws_with_ascii_where_the_encoding_has_no_more(repository: Path) -> None:
    def told(**extra: str) -> str:
        return on_terminal([*PROGRAM, "explain"], cwd=repository, NO_COLOR="1", **extra)

    assert not told().isascii()
    assert told(PYTHONUTF8="0", PYTHONIOENCODING="ascii").isascii()


def test_progress_is_told_once_work_takes_long_and_leaves_no_trace() -> None:
    seen = on_terminal([sys.executable, "-c", SLOW.format(seconds=1.5)])
    assert "agentslint: rule 3 of 9, dead-path" in seen
    assert seen.endswith("\r\x1b[K")
    assert on_terminal([sys.executable, "-c", SLOW.format(seconds=0.2)]) == ""


def test_progress_is_not_told_to_a_log() -> None:
    words = [sys.executable, "-c", SLOW.format(seconds=1.3)]
    done = subprocess.run(words, cwd=PLACE, env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_explain_keeps_to_80_columns_but_for_a_path_itself(repository: Path) -> None:
    long = repository / "/".join(f"part-{number}" for number in range(12))
    long.mkdir(parents=True)
    (long / "AGENTS.md").write_text("# Far\n" + "Words to fill it.\n" * 3000)
    told = subprocess.run(
        [*PROGRAM, "explain", str(long)],
        cwd=repository,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    path = str((long / "AGENTS.md").relative_to(repository))
    assert f"  1  {path}\n" in told
    assert [line for line in told.splitlines() if len(line) > 80 and path not in line] == [
        f"Codex in {long.relative_to(repository)} reads 1 file"
    ]


LONG = (
    "Read [the guide](docs/guide.md) 日本語の説明がここに続きます、とても長い行です。" * 3
    + " and then see `src/old/place.py` 🆘 before you change what lies below it, or ask.\n"
)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_check_fits_the_terminal(repository: Path, columns: int) -> None:
    (repository / "AGENTS.override.md").unlink()
    (repository / "AGENTS.md").write_text(f"Run `make test` first.\n\n{LONG}")
    (repository / "Makefile").write_text("test:\n\tpytest\n")
    seen = on_terminal([*PROGRAM, "check"], cwd=repository, columns=columns, NO_COLOR="1")
    lines = re.sub(r"\r\x1b\[K[^\r\n]*|\x1b\[K", "", seen).replace("\r", "").split("\n")
    assert any("error[dead-link]" in line for line in lines)
    assert "read more: agentslint rule dead-link" in lines
    # a command or comment that one copies is never broken
    comment = "<!-- agentslint-ignore dead-link: reason -->"
    apart = ["suppress, on the line above:", f"  {comment}"]
    assert lines[-3:-1] == apart if columns == 60 else lines[-2] == f"{apart[0]} {comment}"
    notes = [line for line in lines if line.startswith("agentslint: ")]
    assert max(width(line) for line in lines if line not in notes) <= columns
    # the carets lie below what they mark
    for source, carets in itertools.pairwise(lines):
        if "docs/guide.md" in source and set(carets.partition("|")[2].strip()) == {"^"}:
            start = width(carets[: carets.index("^")])
            assert width(source[: source.index("docs/guide.md")]) == start


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize(
    "words",
    ["explain services/支払い", "map", "claims", "rules", "rule dead-path", "agents", "--help"],
)
def test_every_other_command_fits_it_too(repository: Path, words: str, columns: int) -> None:
    (repository / "AGENTS.override.md").unlink()
    (repository / "AGENTS.md").write_text(f"Run `make tset` first.\n\n{LONG}")
    (repository / "services" / "支払い").mkdir(parents=True)
    (repository / "services" / "支払い" / "AGENTS.md").write_text(
        "# 支払いの手順 💴\n\nUse `src/x.py`.\n"
    )
    seen = on_terminal([*PROGRAM, *words.split()], cwd=repository, columns=columns, NO_COLOR="1")
    lines = re.sub(r"\r\x1b\[K[^\r\n]*|\x1b\[K", "", seen).replace("\r", "").split("\n")
    assert len(lines) > 3
    # what has no space is copied, and stays whole; so do the lines of an example
    page = "\n".join(lines).split("~~~")[::2]
    kept = [line for part in page for line in part.split("\n")]
    wide = [line for line in kept if width(line) > columns and " " in line.strip()]
    # nor is what is said beside an answer set to a width: its `.git` is no repository
    assert [line for line in wide if not line.startswith(("sha256 ", "agentslint: note: "))] == []


def test_a_rule_is_a_link_where_the_terminal_opens_one(repository: Path) -> None:
    page = "https://github.com/agentslint/agentslint/blob/main/rules/empty_override.md"
    opened = f"\x1b]8;;{page}\x1b\\error[empty-override]\x1b]8;;\x1b\\"
    words = [*PROGRAM, "check"]
    assert opened in on_terminal(words, cwd=repository, NO_COLOR="1", TERM_PROGRAM="WezTerm")
    assert "\x1b]8" not in on_terminal(words, cwd=repository, NO_COLOR="1")


@pytest.mark.parametrize(
    ("variables", "opens"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"TERM": "xterm"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, False),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
        ({"TMUX": "/tmp/tmux-0/default,1,0", "FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_which_terminals_open_links(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], opens: bool
) -> None:
    monkeypatch.setattr(terminal, "watched", lambda output=None: True)
    for name in (*terminal.LINKING, *UNSET):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.linking() is opens


def test_a_long_list_has_a_heading_for_each_file(repository: Path) -> None:
    (repository / "AGENTS.override.md").unlink()
    (repository / "api").mkdir()
    for number, place in ((15, repository), (9, repository / "api")):
        links = "".join(f"Read [page {n}](gone/{n}/page{n}.md) first.\n\n" for n in range(number))
        (place / "AGENTS.md").write_text(links)
    told = subprocess.run(
        [*PROGRAM, "check", "--select", "dead-link"],
        cwd=repository,
        env=environment(),
        capture_output=True,
        text=True,
    ).stdout
    assert [line for line in told.splitlines() if line.endswith(" findings")] == [
        "AGENTS.md: 15 findings",
        "api/AGENTS.md: 9 findings",
    ]


def test_information_is_folded_unless_it_is_asked_for(repository: Path) -> None:
    (repository / "AGENTS.override.md").unlink()
    (repository / "AGENTS.md").write_text("Run `make test` first.\n")
    (repository / "Makefile").write_text("test:\n\tpytest\n")
    (repository / "vendor" / "x").mkdir(parents=True)
    (repository / "vendor" / "x" / "AGENTS.md").write_text("Run `make lint` first.\n")

    def told(*words: str) -> str:
        return forked.text(["check", *words], repository, environment()).stdout

    folded = told()
    assert "hidden: --min-severity info shows" in folded
    assert "info[" not in folded
    for words in (["--min-severity", "info"], ["--fail-on", "info"]):
        shown = told(*words)
        assert "info[" in shown and "hidden" not in shown
    assert "info[" in told("--format", "github") or "::notice" in told("--format", "github")
    assert '"severity": "info"' not in told("--format", "json", "--min-severity", "warning")


def test_concise_is_a_line_for_each_finding(repository: Path) -> None:
    (repository / "AGENTS.override.md").write_text("Run [it](gone.md).\n")
    done = subprocess.run(
        [*PROGRAM, "check", "--format", "concise"],
        cwd=repository,
        env=environment(),
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    assert lines
    assert all(re.match(r"[\w./-]+:\d+:\d+: (error|warning)\[[\w-]+\] ", line) for line in lines)
