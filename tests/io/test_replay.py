"""A run that is told again: it must be what the run itself would say, whatever changed meanwhile."""

from __future__ import annotations

import io
import marshal
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agentslint import cli
from agentslint.cli import recent
from agentslint.io import cache_dir, trace
from agentslint.io.replay import directories, runs, verify
from agentslint.lint import session
from agentslint.lint.request import Request
from agentslint.repo import Repo

from ..command import HOME, Ran, agentslint, git, repository

FILES = {
    "AGENTS.md": "# Root\n\n- Run `make test` before review.\n- See `docs/guide.md` and `src/gone.py`.\n",
    "Makefile": "test:\n\tpytest\n",
    "docs/guide.md": "# Guide\n",
    "src/main.py": "x = 1\n",
    "src/gone.py": "x = 1\n",
    "pkg/AGENTS.md": "# Package\n\n- Run `npm run build` after a change.\n- `lib/a.ts` is the entry.\n",
    "pkg/package.json": '{"scripts": {"build": "tsc"}}\n',
    "pkg/lib/a.ts": "let a = 1\n",
    "api/AGENTS.md": "# API\n\n- Run `make test` before review.\n",
    "api/AGENTS.override.md": "# For now\n\n- Leave `main.py` alone.\n",
    "api/main.py": "x = 1\n",
    ".gitignore": "out/\n*.log\n",
    # how much work an override has seen is another answer after each commit
    "agentslint.toml": 'ignore = ["stale-override"]\n',
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs are kept: a folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv(cache_dir.OFF, raising=False)
    return tmp_path / "cache" / "agentslint"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = repository(tmp_path / "repo", FILES)
    git(made, "rm", "-q", "src/gone.py")
    git(made, "commit", "-q", "-m", "less")
    monkeypatch.chdir(made)
    return made


@pytest.fixture(params=["young", "old"])
def age(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether directories count as too young to answer for what is in them, as here they are."""
    if request.param == "old":
        monkeypatch.setattr(directories, "MARGIN", 20_000_000)  # a tick of the clock is less
    return str(request.param)


class Terminal(io.TextIOWrapper):
    """Standard output or error of a run in this process."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, "utf-8")


def ran(*words: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, bytes, bytes]:
    """A run of the command line in this process, told again or not."""
    with monkeypatch.context() as here:
        here.setattr(sys, "argv", ["agentslint", *words])
        out, err = Terminal(), Terminal()
        here.setattr(sys, "stdout", out)
        here.setattr(sys, "stderr", err)
        known = runs.answer(list(words))
        if known is not None:
            return *known, b""
        try:
            cli.main()
        except SystemExit as done:
            out.flush(), err.flush()
            return int(done.code or 0), out.bytes.getvalue(), err.bytes.getvalue()
    raise AssertionError("a run ends by an exit")


def told_again(*words: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a run would be told again."""
    with monkeypatch.context() as here:
        here.setattr(sys, "stdout", Terminal())
        here.setattr(sys, "stderr", Terminal())
        return runs.answer(list(words)) is not None


def write(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


def run(*words: str) -> Callable[[Path], None]:
    return lambda root: void(git(root, *words))


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda root: void([change(root) for change in changes])


def void(_: object) -> None:
    return None


def in_git(path: str, text: str) -> Callable[[Path], None]:
    return write(f".git/{path}", text)


def untouched(root: Path) -> None:
    """The same bytes at another time, as an editor that saves leaves them."""
    text = (root / "AGENTS.md").read_bytes()
    (root / "AGENTS.md").unlink()
    (root / "AGENTS.md").write_bytes(text)


CHANGES: dict[str, Callable[[Path], None]] = {
    "a file is edited": write("AGENTS.md", "# Root\n\n- Run `make lint` before review.\n"),
    "a nested file is edited": write("pkg/AGENTS.md", "# Package\n\n- See `lib/b.ts`.\n"),
    "a file is deleted": lambda root: (root / "pkg/AGENTS.md").unlink(),
    "a file is added": write("docs/AGENTS.md", "# Docs\n\n- Run `make docs`.\n"),
    "an override is added": write("AGENTS.override.md", "# For now\n\n- Do nothing.\n"),
    "an ignored override is added": both(
        in_git("info/exclude", "*.override.md\n"), write("pkg/AGENTS.override.md", "# For now\n")
    ),
    "a file in an ignored directory": write("out/AGENTS.md", "# Out\n\n- Run `make out`.\n"),
    "what was gone is back": write("src/gone.py", "x = 2\n"),
    "what was there is gone": lambda root: (root / "docs/guide.md").unlink(),
    "what was there is a directory": both(
        lambda root: (root / "docs/guide.md").unlink(), write("docs/guide.md/x", "")
    ),
    "a link in its place": both(
        lambda root: (root / "docs/guide.md").unlink(),
        lambda root: (root / "docs/guide.md").symlink_to("nowhere"),
    ),
    "a target is gone": write("Makefile", "build:\n\ttrue\n"),
    "another manifest": write("GNUmakefile", "check:\n\ttrue\n"),
    "a script is gone": write("pkg/package.json", '{"scripts": {}}\n'),
    "a directory is gone": lambda root: void(
        [path.unlink() for path in (root / "pkg/lib").iterdir()] + [(root / "pkg/lib").rmdir()]
    ),
    "a file is staged": both(write("new.txt", "x"), run("add", "new.txt")),
    "a file is no longer tracked": run("rm", "-q", "--cached", "docs/guide.md"),
    "a file is moved in git": run("mv", "docs/guide.md", "docs/other.md"),
    "an edit is staged": both(write("src/main.py", "x = 3\n"), run("add", "src")),
    "an edit is committed": both(
        write("src/main.py", "x = 3\n"), run("add", "src"), run("commit", "-q", "-m", "edit")
    ),
    "two edits are committed": both(
        *(
            both(write("src/main.py", f"x = {n}\n"), run("commit", "-q", "-a", "-m", f"{n}"))
            for n in (4, 5)
        )
    ),
    "an edit is merged": both(
        run("checkout", "-q", "-b", "side"),
        write("src/main.py", "x = 6\n"),
        run("commit", "-q", "-a", "-m", "side"),
        run("checkout", "-q", "main"),
        run("merge", "-q", "--no-ff", "-m", "merge", "side"),
    ),
    "a deletion is merged": both(
        run("checkout", "-q", "-b", "side"),
        run("rm", "-q", "pkg/lib/a.ts"),
        run("commit", "-q", "-m", "side"),
        run("checkout", "-q", "main"),
        run("merge", "-q", "--no-ff", "-m", "merge", "side"),
    ),
    "a file came and went in commits": both(
        write("docs/new.md", "x"),
        run("add", "docs"),
        run("commit", "-q", "-m", "in"),
        run("rm", "-q", "docs/new.md"),
        run("commit", "-q", "-m", "out"),
    ),
    "an instruction file is committed": both(
        write("AGENTS.md", "# Root\n\n- Run `make lint`.\n"),
        run("commit", "-q", "-a", "-m", "rules"),
    ),
    "what an override hides changed and is as it was": both(
        write("api/AGENTS.md", "# API\n\n- Run `make lint` before review.\n"),
        run("commit", "-q", "-a", "-m", "there"),
        run("revert", "--no-edit", "HEAD"),
    ),
    "the commit is another": run("commit", "-q", "--amend", "-m", "amended"),
    "another root": both(
        run("checkout", "-q", "--orphan", "bare"), run("commit", "-q", "-m", "start again")
    ),
    "a mode is staged": both(
        lambda root: (root / "src/main.py").chmod(0o755), run("add", "src/main.py")
    ),
    "a commit": run("commit", "-q", "--allow-empty", "-m", "another"),
    "a commit that deletes": both(
        run("rm", "-q", "pkg/lib/a.ts"), run("commit", "-q", "-m", "gone")
    ),
    "a branch": run("checkout", "-q", "-b", "other"),
    "an earlier commit": run("reset", "-q", "--soft", "HEAD~1"),
    "a tag": run("tag", "v1.0"),
    "ignored from now on": write(".gitignore", "out/\n*.log\ndocs/\n"),
    "ignored by a nested file": write("src/.gitignore", "*.py\n"),
    "settings": write("agentslint.toml", '[rules]\ndead-path = "off"\n'),
    "settings of a package": write("pkg/agentslint.toml", 'ignore = ["dead-path"]\n'),
    "settings in pyproject.toml": write("pyproject.toml", '[tool.agentslint]\nfail-on = "never"\n'),
    "settings of git": run("config", "core.excludesFile", "/nowhere"),
    "not a repository any more": lambda root: (root / ".git").rename(root / ".not-git"),
    "a repository inside": lambda root: void(
        repository(root / "inner", {"AGENTS.md": "# Inner\n\n- See `nothing/here.py`.\n"})
    ),
    "a broken index": in_git("index", "no index"),
    "the same again": untouched,
    "an empty directory": lambda root: (root / "empty").mkdir(),
    "objects are packed": run("gc", "-q"),
    "the index is refreshed": both(
        lambda root: os.utime(root / "src/main.py", (1, 1)), run("status")
    ),
}
# These change nothing that a run asks for.
UNCHANGED = (
    "the same again",
    "an empty directory",
    "objects are packed",
    "the index is refreshed",
    "an edit is staged",
    "an edit is committed",
    "two edits are committed",
    "an edit is merged",
    "a commit",
)

LINES = {
    "check": ("check",),
    "json": ("check", "--format", "json"),
    "staged": ("check", "--staged"),
    "explain": ("explain", "pkg/lib", "--format", "json"),
    "a path": ("check", "pkg"),
    "agents": ("check", "--agent", "claude-code", "--agent", "codex"),
}


# each change meets each of the lines, and the first of them in directories of either age
LOOKED = {
    "young": ("check", "json", "staged"),
    "old": ("check", "explain", "a path", "agents"),
}


@pytest.mark.parametrize("line", LINES)
def test_nothing_changed(
    line: str, age: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = LINES[line]
    first = ran(*words, monkeypatch=monkeypatch)
    assert told_again(*words, monkeypatch=monkeypatch)
    assert ran(*words, monkeypatch=monkeypatch) == first


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_seen(
    change: str, age: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {name: LINES[name] for name in LOOKED[age]}
    for words in lines.values():
        ran(*words, monkeypatch=monkeypatch)
    CHANGES[change](root)
    for name, words in lines.items():
        if change in UNCHANGED:
            assert told_again(*words, monkeypatch=monkeypatch), name
        now = ran(*words, monkeypatch=monkeypatch)
        monkeypatch.setenv(cache_dir.OFF, "1")
        assert now == ran(*words, monkeypatch=monkeypatch), name
        monkeypatch.delenv(cache_dir.OFF)


@pytest.mark.parametrize("change", ["nothing", *CHANGES])
def test_what_another_run_found_counts_while_it_would_be_found(
    change: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("check", monkeypatch=monkeypatch)
    CHANGES.get(change, void)(root)
    for path, form in (("api", "text"), ("docs/guide.md", "json"), ("pkg", "markdown")):
        words = ("explain", path, "--format", form)
        with monkeypatch.context() as here:
            if change == "nothing":
                here.setattr(session, "judge", lambda *_: pytest.fail("judged again"))
            now = ran(*words, monkeypatch=monkeypatch)
            assert told_again(*words, monkeypatch=monkeypatch) or change != "nothing"
        monkeypatch.setenv(cache_dir.OFF, "1")
        assert now == ran(*words, monkeypatch=monkeypatch), path
        monkeypatch.delenv(cache_dir.OFF)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--ignore", "unrunnable-command"),
        ("check", "--agent", "claude-code"),
        ("check", "--isolated"),
        ("check", "--staged"),
        ("check", "--since", "HEAD"),
        ("explain", ".", "--format", "prompt"),
    ],
)
def test_what_was_asked_otherwise_is_not_taken(
    words: tuple[str, ...], root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "agentslint.toml").write_text('ignore = ["dead-path"]\n')
    (root / "AGENTS.md").write_text("# New\n\n- Run `make gone` and see `src/gone.py`.\n")
    ran(*words, monkeypatch=monkeypatch)
    now = ran("explain", ".", monkeypatch=monkeypatch)
    assert b"unrunnable-command" in now[1] and b"dead-path" not in now[1]
    monkeypatch.setenv(cache_dir.OFF, "1")
    assert now == ran("explain", ".", monkeypatch=monkeypatch)


def test_what_is_taken_is_what_was_found(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "AGENTS.md").write_text("# New\n\n- Run `make tset` and see [a](guide.md).\n")
    found = session.judge(Repo.at("."), Request(severity={"dead-link": "info"})).outcome.findings
    assert any(each.fix for each in found) and any(each.related for each in found)
    kept = marshal.loads(marshal.dumps([*recent._plain(found)]))
    assert tuple(map(recent._back, kept)) == found


@pytest.mark.parametrize("seed", range(2))
def test_changes_one_after_another(
    seed: int, age: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    names = [name for name in CHANGES if "repository" not in name and "broken" not in name]
    for name in dice.sample(names, 8):
        try:
            CHANGES[name](root)
        except (OSError, subprocess.CalledProcessError):
            continue  # an earlier change took away what this one needs
        for _ in range(2):
            now = ran("check", monkeypatch=monkeypatch)
            monkeypatch.setenv(cache_dir.OFF, "1")
            assert now == ran("check", monkeypatch=monkeypatch), name
            monkeypatch.delenv(cache_dir.OFF)


def test_another_day(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran("check", monkeypatch=monkeypatch)
    tomorrow = time.localtime(time.time() + 86_400)
    monkeypatch.setattr(time, "localtime", lambda: tomorrow)
    assert not told_again("check", monkeypatch=monkeypatch)


@pytest.mark.parametrize("name", ["NO_COLOR", "HOME", "PATH", "GIT_INDEX_FILE", "TZ"])
def test_another_environment(
    name: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("check", monkeypatch=monkeypatch)
    monkeypatch.setenv(name, os.environ.get(name, "") + "x")
    assert not told_again("check", monkeypatch=monkeypatch)


def test_another_directory(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran("check", monkeypatch=monkeypatch)
    monkeypatch.chdir(root / "pkg")
    assert not told_again("check", monkeypatch=monkeypatch)


def test_other_code(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran("check", monkeypatch=monkeypatch)
    monkeypatch.setattr(cache_dir, "stamp", lambda rooms=(): ("newer",))
    assert not told_again("check", monkeypatch=monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--no-cache"),
        ("check", "--output", "out.txt"),
        ("check", "--fix"),
        ("check", "--diff"),
        ("check", "-v"),
        ("check", "--write-baseline"),
        ("explain", "--user"),
        ("rules",),
        ("map",),
    ],
    ids=" ".join,
)
def test_not_kept(
    words: tuple[str, ...], root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(*words, monkeypatch=monkeypatch)
    assert not list(home.glob("run-*"))


def test_not_kept_where_something_was_said_on_the_side(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").mkdir()
    monkeypatch.chdir(tmp_path / "none")
    assert ran("check", monkeypatch=monkeypatch)[0] == 2
    assert not list(home.glob("run-*"))


@pytest.mark.parametrize("size", [0, 10, 400, -1])
def test_half_a_file_is_no_run(
    size: int, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = ran("check", monkeypatch=monkeypatch)
    (kept,) = home.glob("run-*")
    kept.write_bytes(kept.read_bytes()[:size])
    assert not told_again("check", monkeypatch=monkeypatch)
    assert ran("check", monkeypatch=monkeypatch) == expected
    assert told_again("check", monkeypatch=monkeypatch)


def test_a_moved_head_is_not_kept(root: Path) -> None:
    with trace.recording() as asked:
        asked.note(("git", str(root), "", verify.HEAD), (0, b"another commit", b""))
    assert not verify.settled(asked)


def test_the_program_itself(root: Path, home: Path) -> None:
    env = {"XDG_CACHE_HOME": str(home.parent), cache_dir.OFF: ""}
    first = agentslint("check", cwd=root, **env)
    assert list(home.glob("run-*"))
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "agentslint", "check"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **env},
        capture_output=True,
        text=True,
    )
    assert (imported.returncode, imported.stdout) == (first.status, first.out)
    assert "click" not in imported.stderr
    assert "agentslint.model" not in imported.stderr
    assert agentslint("check", cwd=root, **env) == Ran(first.status, first.out, first.err)


HOOK = """#!/bin/sh
unset GIT_CONFIG_GLOBAL
PYTHONPATH={home} PYTHONUTF8=1 XDG_CACHE_HOME={cache} {python} -X importtime -m agentslint check --staged 2> {log}
true
"""


@pytest.mark.parametrize(
    ("staging", "committing"),
    [
        (("add", "PATH"), ("commit", "-q", "-m", "edit")),
        (("status",), ("commit", "-q", "-a", "-m", "edit")),
        (("status",), ("commit", "-q", "-m", "edit", "PATH")),
    ],
)
def test_a_hook_is_told_again_while_commits_edit(
    staging: tuple[str, ...],
    committing: tuple[str, ...],
    root: Path,
    home: Path,
    tmp_path: Path,
) -> None:
    """Every commit has an index, a HEAD and an author's date of its own."""
    log, hook = tmp_path / "log", root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    python = sys.executable
    hook.write_text(HOOK.format(home=HOME, cache=home.parent, python=python, log=log))
    hook.chmod(0o755)
    whole = []
    for number, path in enumerate(["src/main.py", "src/main.py", "src/main.py", "pkg/AGENTS.md"]):
        (root / path).write_text(f"# {number}\n")
        git(root, *(word.replace("PATH", path) for word in staging))
        git(root, *(word.replace("PATH", path) for word in committing))
        whole.append("click" in log.read_text())
    assert whole == [True, False, False, True]


AUDIT = """
import os, sys
from agentslint import cli
from agentslint.io.replay import runs
from agentslint.io import trace
root = os.getcwd() + "/"
seen = set()
def hook(event, args):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], (str, bytes)):
        place = os.path.join(root, os.fsdecode(args[0]))
        if place.startswith(root):
            seen.add(os.path.normpath(place))
sys.addaudithook(hook)
keep = runs.keep
def kept(*given):
    now = trace.current()
    asked = [*now.answers, *(q for rows in now.instead.values() for q, _ in rows)]
    print("LEFT", sorted(seen - {os.path.normpath(question[1]) for question in asked}))
    print("SPOILT", now.spoilt)
    keep(*given)
runs.keep = kept
sys.argv = ["agentslint", *sys.argv[1:]]
cli.main()
"""


@pytest.mark.parametrize("line", LINES)
def test_all_that_is_opened_is_noted(line: str, root: Path, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, *LINES[line]],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(HOME), "XDG_CACHE_HOME": str(home.parent)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("LEFT []\nSPOILT \n"), done.stdout + done.stderr


@pytest.mark.parametrize("where", ["repo/.cache", "repo/pkg/.cache", "other/.cache"])
def test_what_a_repository_brings_is_not_believed(
    where: str, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(root.parent / "other", {"README.md": ""})
    expected = ran("check", monkeypatch=monkeypatch)
    (kept,) = home.glob("run-*")
    brought = root.parent / where
    monkeypatch.setenv("XDG_CACHE_HOME", str(brought))
    (brought / "agentslint").mkdir(parents=True)
    with monkeypatch.context() as here:
        here.setattr(cache_dir, "folder", lambda root: str(brought / "agentslint"))
        here.setattr(sys, "stdout", Terminal())
        here.setattr(sys, "stderr", Terminal())
        place = runs._place(["check"])
    forged = kept.read_bytes()
    Path(place).write_bytes(forged)
    assert not told_again("check", monkeypatch=monkeypatch)
    assert ran("check", monkeypatch=monkeypatch)[0] == expected[0]
