"""What a repository says stays text: in every format of every command, whatever its names and files hold."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from agentslint import cli
from agentslint.core.escape import UNSAFE

from .command import HOME, git, repository

NASTY = {
    "osc link": "\x1b]8;;http://evil.example\x07here\x1b]8;;\x07",
    "clear": "\x1b[2J\x1b[H",
    "c1": "\x9b31mred\x85next",
    "bidi": "\u202egnp.exe\u2066x\u2069",
    "invisible": "a\u200bb\ufeffc\U000e0041d",
    "carriage return": "a\r::error::forged",
    "line feed": "a\n::set-output name=x::forged",
    "command": "::add-mask::forged",
    "stop": "::stop-commands::forged",
    "old command": "##[add-mask]forged",
    "percent": "%0A::error::forged%0D",
    "azure": "##vso[task.setvariable variable=forged]x",
    "teamcity": "##teamcity[buildStatus text='forged']",
    "gitlab": "section_start:1:forged\r\x1b[0K",
    "html": "<script>alert(1)<script><img src=x onerror=alert(1)>",
    "markdown": "![x](http_evil) [a](http_evil) **b** | c | @someone #1",
    "fence": "```\n# not a heading\n<b>",
    "json": '"}]} \\u0000 \\',
    "xml": "]]>&lt;<!--",
    "not utf-8": "caf\udce9\udcff",
}
FORMATS = [
    "check",
    "check --format json",
    "check --format sarif",
    "check --format github",
    "check --format gitlab",
    "check --format junit",
    "check --format markdown",
    "check --statistics -v",
    "explain {folder}",
    "explain {folder} --format json",
    "explain {folder} --format markdown",
    "explain {folder} --all-agents",
    "map",
    "map --format json",
    "map --format html",
    "map --format svg --agent codex",
    "map --format mermaid --agent codex",
    "diff HEAD~1",
    "diff HEAD~1 --format markdown",
    "diff HEAD~1 --format json",
    "receipt --base HEAD~1",
    "receipt --base HEAD~1 --format json",
    "handoff {handoff} --base HEAD~1",
    "handoff --draft --base HEAD~1",
    "ledger check --base HEAD~1",
    "ledger list",
    "session {session} --base HEAD~1",
    "agents",
    "rules",
]
REFUSED = [
    "check {folder}/nothing",
    "check --config {folder}/AGENTS.md",
    "check --since {folder}",
    "explain {folder} --agent {folder}",
    "check --severity {folder}=x",
    "rule {folder}",
]


def name_of(nasty: str) -> str:
    """What a directory that is called so is called: no name holds a slash."""
    return nasty.replace("/", "_")


def tainted(root: Path) -> Path:
    """A repository that says every nasty text wherever it can."""
    repository(root, {"AGENTS.md": "# Root\n\nUse npm and yarn.\n"})
    for nasty in NASTY.values():
        folder, inline = name_of(nasty), nasty.replace("\n", " ")
        text = (
            f"# {inline}\n\n- Run `make {inline}` before every commit.\n- See `src/{inline}.py`, "
            f"[{inline}](<{inline}.md>) and `{folder}/gone.py`.\n- Use npm. {nasty}\n"
            f"- Never use npm.\n\n{nasty}\n"
        )
        place = os.path.join(os.fsencode(root), os.fsencode(folder))
        os.mkdir(place)
        for name in (b"AGENTS.md", b"AGENTS.override.md", b"work.py"):
            with open(os.path.join(place, name), "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
    rows = ['agents = ["codex", "own0"]']
    for number, nasty in enumerate(NASTY.values()):
        title = "".join(f"\\U{ord(c):08x}" for c in nasty if not 0xD800 <= ord(c) < 0xE000)
        rows.append(f'[[agent-rows]]\nid = "own{number}"\nlike = "codex"\ntitle = "{title}"')
    (root / "agentslint.toml").write_text("\n".join(rows))
    git(root, "add", "-A")
    said = " ".join(NASTY.values()).replace("\n", " ").encode("utf-8", "replace").decode()
    git(root, "commit", "-q", "-m", said)
    (root / ".agentslint").mkdir()
    entries = [{"schema": "agentslint.ledger/1", "task": nasty} for nasty in NASTY.values()]
    (root / ".agentslint" / "ledger.jsonl").write_text("".join(f"{each}\n" for each in entries))
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tainted(tmp_path_factory.mktemp("tainted") / "r")


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def streams(root: Path, *words: str, kind: type = io.TextIOWrapper) -> tuple[int, str, str]:
    """A run in this process: exit code, and both streams as they are written."""
    out = kind(io.BytesIO(), "utf-8", newline="")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    with pytest.MonkeyPatch.context() as here:
        here.setattr(sys, "argv", ["agentslint", *words])
        here.setattr(sys, "stdout", out)
        here.setattr(sys, "stderr", err)
        here.chdir(root)
        with pytest.raises(SystemExit) as done:
            cli.main()
    told = []
    for stream in (out, err):
        stream.flush()
        told.append(stream.buffer.getvalue().decode())
    return int(done.value.code or 0), told[0], told[1]


def obeyed(text: str) -> Iterator[str]:
    """The lines that a runner of GitHub, Azure or TeamCity would obey."""
    for line in text.splitlines():
        if line.lstrip().startswith("::") or re.search(r"##\w*\[", line):
            yield line


class Tags(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.met: set[str] = set()
        self.handlers: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.add(tag)
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


@pytest.mark.parametrize("line", [*FORMATS, *REFUSED])
def test_what_a_repository_says_stays_text(line: str, root: Path, tmp_path: Path) -> None:
    session = HOME / "fixtures" / "sessions" / "5-closed.rollout.jsonl"
    # each where it is said alone; of what starts a whole run, some
    every = (
        list(NASTY.values()) if line.startswith(("handoff", "rule")) else list(NASTY.values())[::4]
    )
    for nasty in every if "{" in line.replace("{session}", "") else [""]:
        handoff = tmp_path / "handoff.md"
        text = (
            f"# Change\n{nasty}\n\n# Verify\n`make {nasty}`\n\n# Risk\n{nasty}\n\n"
            f"# Review\n{nasty}\n"
        )
        handoff.write_bytes(text.encode("utf-8", "surrogateescape"))
        named = {"folder": name_of(nasty), "handoff": str(handoff), "session": str(session)}
        words = [word.format(**named) for word in line.split(" ")]
        status, out, err = streams(root, *words)
        assert status in ((2,) if line in REFUSED else (0, 1)), (words, status, err)
        harmless(words, out, err)


def harmless(words: list[str], out: str, err: str) -> None:
    """Hold both streams to what their readers would obey."""
    form = words[words.index("--format") + 1] if "--format" in words else "text"
    assert not UNSAFE.findall((out + err).replace("\n", "")), (words, out, err)
    commands = list(obeyed(out))
    if form == "github":
        assert all(each.startswith(("::error ", "::warning ", "::notice ")) for each in commands)
        assert all("title=agentslint" in each.split("::")[1] for each in commands)
    else:
        assert not commands, (words, commands)
    assert not list(obeyed(err)), (words, err)
    assert all(each.startswith("agentslint: ") for each in err.splitlines())
    if form == "markdown" or (words[0] == "receipt" and form == "text"):
        made = Tags(MarkdownIt("gfm-like", {"linkify": False}).render(out))
        assert not made.met & {"script", "img", "a", "b"}, (words, out)
    elif form == "html":
        assert not Tags(out).met & {"img", "b"}
        assert not Tags(out).handlers
        assert "<script>alert" not in out
    elif form == "svg":
        assert not [e for e in ElementTree.fromstring(out).iter() if "script" in e.tag]
    elif form == "junit":
        ElementTree.fromstring(out)


@pytest.mark.parametrize("name", ["clear", "bidi", "carriage return"])
def test_a_difference_is_exact_for_programs_and_harmless_on_a_terminal(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", {"src/old.py": "x = 1\n"})
    git(root, "mv", "src/old.py", "src/new.py")
    text = f"See `src/old.py`.\n{NASTY[name]}\n"
    folder = root / f"a {NASTY[name]}".replace("/", "_")
    folder.mkdir()
    (folder / "AGENTS.md").write_bytes(text.encode())
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "moved")
    words = ("check", "--diff", "--select", "dead-path")
    _, out, _ = streams(root, *words)
    monkeypatch.setenv("NO_COLOR", "1")
    _, shown, _ = streams(root, *words, kind=Terminal)
    assert not UNSAFE.findall(shown.replace("\n", ""))
    done = subprocess.run(["git", "-C", root, "apply", "-"], input=out.encode(), check=False)
    assert done.returncode == 0
    assert (folder / "AGENTS.md").read_bytes() == text.replace("old", "new").encode()
